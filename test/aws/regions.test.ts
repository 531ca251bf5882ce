import { DescribeRegionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test } from "vitest";
import { UnreadableAnswer } from "../../functions/janitor/aws/answer.ts";
import { listEnabledRegions } from "../../functions/janitor/aws/regions.ts";
import { awsError, noEnd } from "../support/samples.ts";
import { signalsOf } from "./sent-calls.ts";

const ec2 = mockClient(EC2Client);
afterEach(() => ec2.reset());

function list(signal = noEnd()) {
  return listEnabledRegions(new EC2Client({ region: "us-east-1" }), signal);
}

test("the enabled regions are listed in order, and those that are not enabled are not asked for", async () => {
  ec2.on(DescribeRegionsCommand).resolves({ Regions: [{ RegionName: "us-east-1" }, { RegionName: "eu-west-1" }] });
  const signal = noEnd();
  expect(await list(signal)).toEqual(["eu-west-1", "us-east-1"]);
  const [call] = ec2.commandCalls(DescribeRegionsCommand);
  expect(call?.args[0].input.AllRegions ?? false).toBe(false);
  expect(signalsOf(ec2)[0]).toBe(signal);
});

test("a region that comes twice is listed once", async () => {
  const Regions = ["us-east-1", "eu-west-1", "us-east-1"].map((RegionName) => ({ RegionName }));
  ec2.on(DescribeRegionsCommand).resolves({ Regions });
  expect(await list()).toEqual(["eu-west-1", "us-east-1"]);
});

test.each([{}, { RegionName: "" }])(
  "a list in which one region has no name (%j) is an unread one",
  async (nameless) => {
    ec2.on(DescribeRegionsCommand).resolves({ Regions: [{ RegionName: "us-east-1" }, nameless] });
    await expect(list()).rejects.toThrow(new UnreadableAnswer("the answer has no RegionName"));
  },
);

test.each([{}, { Regions: [] }, { Regions: [{}] }, { Regions: [{ RegionName: "" }] }])(
  "an account without regions (%j) is an unread one, and never a clean one",
  async (answer) => {
    ec2.on(DescribeRegionsCommand).resolves(answer);
    await expect(list()).rejects.toThrow(UnreadableAnswer);
  },
);

test("AWS's refusal is passed on", async () => {
  ec2.on(DescribeRegionsCommand).rejects(awsError("UnauthorizedOperation"));
  await expect(list()).rejects.toThrow("AWS says UnauthorizedOperation");
});
