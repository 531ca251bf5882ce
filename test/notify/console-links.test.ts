import { describe, expect, test } from "vitest";
import { linkToLog, linkToResource } from "../../functions/janitor/notify/console-links.ts";
import { hostileWords } from "./make.ts";

const address = { kind: "elastic-ip", id: "eipalloc-1", region: "eu-central-1" } as const;
const log = { region: "eu-central-1", name: "/aws/lambda/elastic-janitor" };

describe("linkToResource", () => {
  test("leads to the page of an address, or of an interface", () => {
    expect(linkToResource(address)).toBe(
      "https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#ElasticIpDetails:AllocationId=eipalloc-1",
    );
    expect(linkToResource({ ...address, kind: "network-interface", id: "eni-1" })).toBe(
      "https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#NetworkInterface:networkInterfaceId=eni-1",
    );
  });

  test.each([
    ["us-east-1", "us-east-1.console.aws.amazon.com"],
    ["ap-southeast-2", "ap-southeast-2.console.aws.amazon.com"],
    ["mx-central-1", "mx-central-1.console.aws.amazon.com"],
    ["us-gov-west-1", "console.amazonaws-us-gov.com"],
    ["us-gov-east-1", "console.amazonaws-us-gov.com"],
    ["cn-north-1", "cn-north-1.console.amazonaws.cn"],
    ["cn-northwest-1", "cn-northwest-1.console.amazonaws.cn"],
  ])("the console of %s is %s", (region, host) => {
    expect(linkToResource({ ...address, region })).toBe(
      `https://${host}/ec2/home?region=${region}#ElasticIpDetails:AllocationId=eipalloc-1`,
    );
    expect(linkToLog({ ...log, region })).toMatch(
      new RegExp(`^https://${host.replaceAll(".", "\\.")}/cloudwatch/home\\?region=${region}#`),
    );
  });

  test.each(["us-iso-east-1", "us-isob-east-1", "us-isof-south-1", "eu-isoe-west-1", "eusc-de-east-1"])(
    "where the console of %s is, is not known, and so there is no link",
    (region) => {
      expect(linkToResource({ ...address, region })).toBeUndefined();
      expect(linkToLog({ ...log, region })).toBeUndefined();
    },
  );

  test.each([...hostileWords, "eu-central-1.evil.example/", "EU-CENTRAL-1", "eu-central-1#", "central"])(
    "words that are no region or no id give no link: %j",
    (words) => {
      expect(linkToResource({ ...address, region: words })).toBeUndefined();
      expect(linkToResource({ ...address, id: words })).toBeUndefined();
      expect(linkToLog({ ...log, region: words })).toBeUndefined();
    },
  );
});

describe("linkToLog", () => {
  test("leads to the log group, with its name encoded as the console does", () => {
    expect(linkToLog(log)).toBe(
      "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1" +
        "#logsV2:log-groups/log-group/$252Faws$252Flambda$252Felastic-janitor",
    );
  });

  test("whatever the name, the link has no character that ends it", () => {
    for (const name of hostileWords.filter((words) => words.isWellFormed())) {
      expect(linkToLog({ ...log, name })).toMatch(/^[\w:/?=#.$'()*!~-]+$/);
    }
  });
});
