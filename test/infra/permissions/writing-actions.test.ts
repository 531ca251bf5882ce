import { describe, expect, test } from "vitest";
import { account, region } from "../template.ts";
import { allowedAmong, everyWritingAction, servicesAround } from "./every-action.ts";
import { janitorKey, janitorRole, janitorTopic } from "./janitor-role.ts";
import { judge, keyOfTheAccount } from "./judge.ts";

/** What Lambda and SNS do in the role's name: they write the log, and encrypt the summary. */
const inItsName = ["kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents"];

const marking = ["ec2:CreateTags", "ec2:DeleteTags"];
const releasing = ["ec2:DeleteNetworkInterface", "ec2:ReleaseAddress"];

describe("of the actions that write, tag or manage permissions", () => {
  // Ten thousand actions, some seconds.
  test("of all AWS services, mode report allows no others than to publish, whatever the circumstances", async () => {
    const actions = await everyWritingAction();
    expect(actions.length).toBeGreaterThan(10_000);
    expect(actions).toEqual(expect.arrayContaining([...inItsName, ...marking, ...releasing, "sns:Publish"]));
    const allowed = await allowedAmong(actions, janitorRole({ mode: "report" }));
    expect(allowed).toEqual([...inItsName, "sns:Publish"]);
  }, 60_000);

  test.each([
    ["mark", marking],
    ["release", [...marking, ...releasing]],
  ])("mode %s allows also %j, and no others", async (mode, also) => {
    const allowed = await allowedAmong(await everyWritingAction(servicesAround), janitorRole({ mode }));
    expect(allowed).toEqual([...inItsName, ...also, "sns:Publish"].toSorted());
  });
});

describe.each(["report", "mark", "release"])("in mode %s", (mode) => {
  const janitor = janitorRole({ mode });

  test.each([
    [janitorTopic, "Allowed"],
    [`arn:aws:sns:${region}:${account}:another-topic`, "ImplicitlyDenied"],
    [`arn:aws:sns:us-east-1:${account}:SummaryTopic`, "ImplicitlyDenied"],
    [`arn:aws:sns:${region}:210987654321:SummaryTopic`, "ImplicitlyDenied"],
  ])("to publish to %s is %s", async (resource, verdict) => {
    expect(await judge(janitor, { action: "sns:Publish", resource })).toBe(verdict);
  });

  test.each([
    ["logs:PutLogEvents", "JanitorLogGroup", "Allowed"],
    ["logs:CreateLogStream", "JanitorLogGroup", "Allowed"],
    ["logs:PutLogEvents", "another-group", "ImplicitlyDenied"],
    ["logs:DeleteLogStream", "JanitorLogGroup", "ImplicitlyDenied"],
  ])("%s in %s is %s", async (action, group, verdict) => {
    const resource = `arn:aws:logs:${region}:${account}:log-group:${group}:log-stream:today`;
    expect(await judge(janitor, { action, resource })).toBe(verdict);
  });

  test.each([
    ["through SNS", janitorKey, `sns.${region}.amazonaws.com`, "Allowed"],
    ["through SNS elsewhere", janitorKey, "sns.us-east-1.amazonaws.com", "ImplicitlyDenied"],
    ["through S3", janitorKey, `s3.${region}.amazonaws.com`, "ImplicitlyDenied"],
    ["by itself", janitorKey, undefined, "ImplicitlyDenied"],
    [
      "through SNS with another key",
      janitorKey.replace(/[^/]*$/, "another"),
      `sns.${region}.amazonaws.com`,
      "ImplicitlyDenied",
    ],
  ])("to encrypt %s is %j", async (_, resource, via, verdict) => {
    const context = via === undefined ? {} : { "kms:ViaService": via };
    for (const action of ["kms:Decrypt", "kms:GenerateDataKey"]) {
      expect(await judge(janitor, { action, resource, context, resourcePolicy: keyOfTheAccount })).toBe(verdict);
    }
  });
});
