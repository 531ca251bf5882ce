import { describe, expect, test } from "vitest";
import { account, region } from "../template.ts";
import { allowedAmong, everyReadingAction, servicesAround } from "./every-action.ts";
import { janitorRole, type Written } from "./janitor-role.ts";
import { judge } from "./judge.ts";

/** What each guard reads. */
const readBy = {
  dns: ["route53:ListHostedZones", "route53:ListResourceRecordSets"],
  ptr: ["ec2:DescribeAddressesAttribute"],
  "allow-lists": ["ec2:DescribeSecurityGroups"],
  activity: ["cloudtrail:LookupEvents"],
  transfers: ["ec2:DescribeAddressTransfers"],
  routes: ["ec2:DescribeRouteTables"],
  templates: ["ec2:DescribeLaunchTemplateVersions", "ec2:DescribeLaunchTemplates"],
  stacks: [],
};

const survey = [
  "ec2:DescribeAccountAttributes",
  "ec2:DescribeAddresses",
  "ec2:DescribeInstances",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRegions",
];

/** For the messages: what was told before, and what the account is called. */
const telling = ["iam:ListAccountAliases", "logs:FilterLogEvents"];

const everything = [...survey, ...telling, ...Object.values(readBy).flat()];

async function readableUnder(written: Written): Promise<readonly string[]> {
  return allowedAmong(await everyReadingAction(servicesAround), janitorRole(written));
}

describe("the role reads", () => {
  test.each(["report", "mark", "release"])(
    "in mode %s what the survey, the messages and the guards read, and no more",
    async (mode) => {
      expect(await readableUnder({ mode })).toEqual(everything.toSorted());
    },
  );

  test.each(Object.entries(readBy))("without the guard %s all but %j", async (guard, actions: readonly string[]) => {
    const rest = everything.filter((action) => !actions.includes(action));
    expect(await readableUnder({ guards: { [guard]: false } })).toEqual(rest.toSorted());
  });

  test("without any guard only what the survey and the messages read", async () => {
    const guards = Object.fromEntries(Object.keys(readBy).map((guard) => [guard, false]));
    expect(await readableUnder({ guards })).toEqual([...survey, ...telling].toSorted());
  });

  test("no list of regions where it has one", async () => {
    const rest = everything.filter((action) => action !== "ec2:DescribeRegions");
    expect(await readableUnder({ regions: ["eu-west-1"] })).toEqual(rest.toSorted());
  });

  test.each([
    ["its own log", "JanitorLogGroup:log-stream:", "Allowed"],
    ["its own log", "JanitorLogGroup:*", "Allowed"],
    ["a log whose name begins alike", "JanitorLogGroup2:log-stream:", "ImplicitlyDenied"],
    ["another log", "another-group:log-stream:", "ImplicitlyDenied"],
  ])("what was told, in %s (%s): %s", async (_, group, verdict) => {
    const resource = `arn:aws:logs:${region}:${account}:log-group:${group}`;
    const janitor = janitorRole({ mode: "report" });
    expect(await judge(janitor, { action: "logs:FilterLogEvents", resource })).toBe(verdict);
    expect(await judge(janitor, { action: "logs:GetLogEvents", resource: `${resource}today` })).toBe(
      "ImplicitlyDenied",
    );
  });

  test("the records of zones, in every zone of the account", async () => {
    const resource = "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ";
    const request = { action: "route53:ListResourceRecordSets", resource };
    expect(await judge(janitorRole({}), request)).toBe("Allowed");
    expect(await judge(janitorRole({ guards: { dns: false } }), request)).toBe("ImplicitlyDenied");
    expect(await judge(janitorRole({}), { action: "route53:ChangeResourceRecordSets", resource })).toBe(
      "ImplicitlyDenied",
    );
  });
});
