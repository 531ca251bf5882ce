import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test } from "vitest";
import { UnreadableAnswer } from "../../functions/janitor/aws/answer.ts";
import { readCallerAccount } from "../../functions/janitor/aws/caller-identity.ts";
import { awsError, noEnd } from "../support/samples.ts";
import { signalsOf } from "./sent-calls.ts";

const sts = mockClient(STSClient);
afterEach(() => sts.reset());

test("the account is the one that the credentials belong to", async () => {
  sts.on(GetCallerIdentityCommand).resolves({ Account: "123456789012" });
  const signal = noEnd();
  expect(await readCallerAccount(signal)).toBe("123456789012");
  expect(signalsOf(sts)[0]).toBe(signal);
});

test.each([{}, { Account: "" }])("an answer without an account (%j) cannot be read", async (answer) => {
  sts.on(GetCallerIdentityCommand).resolves(answer);
  await expect(readCallerAccount(noEnd())).rejects.toThrow(UnreadableAnswer);
});

test("AWS's refusal is passed on", async () => {
  sts.on(GetCallerIdentityCommand).rejects(awsError("ExpiredToken"));
  await expect(readCallerAccount(noEnd())).rejects.toThrow("AWS says ExpiredToken");
});
