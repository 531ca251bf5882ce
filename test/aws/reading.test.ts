import { DescribeRegionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Ec2Clients } from "../../functions/janitor/aws/clients.ts";
import type { Guard } from "../../functions/janitor/aws/evidence/gather.ts";
import { awsReading, type ReadingOptions } from "../../functions/janitor/aws/reading.ts";
import { aDueRelease, awsError, noEnd, scope } from "../support/samples.ts";
import { regionOf, sentCalls, signalsOf } from "./sent-calls.ts";

const ec2 = mockClient(EC2Client);
beforeEach(() => {
  ec2.on(DescribeRegionsCommand).resolves({ Regions: [{ RegionName: "us-east-1" }, { RegionName: "eu-central-1" }] });
});
afterEach(() => ec2.reset());

function reading(changes: Partial<ReadingOptions> = {}) {
  return awsReading({
    clients: new Ec2Clients(),
    account: async () => scope.account,
    tagPrefix: "janitor:",
    guards: [],
    surveyEnd: noEnd(),
    short: noEnd(),
    ...changes,
  });
}

describe("the scopes of a run", () => {
  test("are the account in every enabled region", async () => {
    expect(await reading().scopes("all")).toEqual({
      status: "listed",
      scopes: [
        { account: "123456789012", region: "eu-central-1" },
        { account: "123456789012", region: "us-east-1" },
      ],
    });
  });

  test("are the account in the regions that are named, and nobody is asked for more", async () => {
    expect(await reading().scopes(["ap-south-1"])).toEqual({
      status: "listed",
      scopes: [{ account: "123456789012", region: "ap-south-1" }],
    });
    expect(ec2.calls()).toHaveLength(0);
  });

  test("are not listed when the regions cannot be", async () => {
    ec2.on(DescribeRegionsCommand).rejects(awsError("UnauthorizedOperation"));
    expect(await reading().scopes("all")).toEqual({
      status: "failed",
      error: { code: "UnauthorizedOperation", message: "AWS says UnauthorizedOperation" },
    });
  });

  test("are not listed when the account is unknown", async () => {
    const account = () => Promise.reject(awsError("ExpiredToken"));
    expect(await reading({ account }).scopes(["eu-central-1"])).toEqual({
      status: "failed",
      error: { code: "ExpiredToken", message: "AWS says ExpiredToken" },
    });
  });
});

test("a survey that is not over in time has failed", async () => {
  ec2.rejects(awsError("AbortError"));
  expect(await reading().survey(scope)).toMatchObject({ status: "failed", scope, error: { code: "AbortError" } });
});

test("a survey asks its own region, and can be broken off", async () => {
  const surveyEnd = new AbortController();
  ec2.callsFake(() => new Promise(() => undefined));
  const surveyed = reading({ surveyEnd: surveyEnd.signal }).survey({ ...scope, region: "ap-south-1" });
  expect(ec2.calls()).toHaveLength(4);
  for (const call of sentCalls(ec2)) expect(await regionOf(call)).toBe("ap-south-1");
  expect(signalsOf(ec2).map(({ aborted }) => aborted)).toEqual([false, false, false, false]);
  surveyEnd.abort();
  expect(signalsOf(ec2).map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
  expect(surveyed).toBeInstanceOf(Promise);
});

test("the list of regions can be broken off with the surveys", async () => {
  const surveyEnd = noEnd();
  await reading({ surveyEnd }).scopes("all");
  expect(signalsOf(ec2)[0]).toBe(surveyEnd);
});

test("evidence is what the guards say", async () => {
  const guards = [{ name: "dns", examine: async () => new Map() }];
  const due = aDueRelease();
  const evidence = await reading({ guards }).evidence([due]);
  expect(evidence.get(due.resource)).toMatchObject([{ guard: "dns", answer: "could-not-tell" }]);
});

test("a guard has its time after the survey, until nothing new is started", async () => {
  const short = new AbortController();
  const signals: AbortSignal[] = [];
  const examine: Guard["examine"] = (_, signal) => {
    signals.push(signal);
    return new Promise(() => undefined);
  };
  const due = aDueRelease();
  const options = { guards: [{ name: "dns", examine }], surveyEnd: AbortSignal.abort(), short: short.signal };
  const asked = reading(options).evidence([due]);
  expect(signals).toEqual([short.signal]);
  expect(signals[0]?.aborted).toBe(false);
  short.abort();
  expect((await asked).get(due.resource)).toMatchObject([
    { guard: "dns", answer: "could-not-tell", error: { message: "the guard did not answer in time" } },
  ]);
});
