import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readAccountAlias } from "../../functions/janitor/aws/account-alias.ts";
import { UnreadableAnswer } from "../../functions/janitor/aws/answer.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { awsError, noEnd } from "../support/samples.ts";
import { signalsOf } from "./sent-calls.ts";

describe("of an answer", () => {
  const mockIam = () => mockClient(IAMClient);
  let iam: ReturnType<typeof mockIam>;
  beforeEach(() => {
    iam = mockIam();
  });
  afterEach(() => iam.restore());

  test("the alias is the one in its list, asked for with a signal that can break it off", async () => {
    iam.on(ListAccountAliasesCommand).resolves({ AccountAliases: ["acme-prod"], IsTruncated: false });
    const signal = noEnd();
    expect(await readAccountAlias(signal)).toBe("acme-prod");
    expect(signalsOf(iam)[0]).toBe(signal);
  });

  test.each([[[]], [[""]]])("the list %j has no alias", async (AccountAliases) => {
    iam.on(ListAccountAliasesCommand).resolves({ AccountAliases, IsTruncated: false });
    expect(await readAccountAlias(noEnd())).toBeUndefined();
  });

  test("no list at all cannot be read", async () => {
    iam.on(ListAccountAliasesCommand).resolves({});
    await expect(readAccountAlias(noEnd())).rejects.toThrow(UnreadableAnswer);
  });

  test("AWS's refusal is passed on", async () => {
    iam.on(ListAccountAliasesCommand).rejects(awsError("AccessDenied"));
    await expect(readAccountAlias(noEnd())).rejects.toThrow("AWS says AccessDenied");
  });
});

describe("from IAM", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator();
    for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await simulator.stop();
  });

  test("the alias is read, and none where there is none", async () => {
    expect(await readAccountAlias(noEnd())).toBeUndefined();
    simulator.setAccountAlias("acme-prod");
    expect(await readAccountAlias(noEnd())).toBe("acme-prod");
  });

  test("a failure in passing is repeated, once", async () => {
    simulator.setAccountAlias("acme-prod");
    simulator.fault({ service: "iam", times: 1, answer: { kind: "error", code: "ServiceFailure", status: 500 } });
    expect(await readAccountAlias(noEnd())).toBe("acme-prod");
    simulator.fault({ service: "iam", answer: { kind: "error", code: "ServiceFailure", status: 500 } });
    simulator.clearCalls();
    await expect(readAccountAlias(noEnd())).rejects.toMatchObject({ $metadata: { httpStatusCode: 500, attempts: 2 } });
    expect(simulator.calls).toHaveLength(2);
  });

  test("an answer that does not come is not waited for: seconds, not minutes", { timeout: 15_000 }, async () => {
    simulator.fault({ service: "iam", answer: { kind: "hang" } });
    const began = performance.now();
    await expect(readAccountAlias(noEnd())).rejects.toMatchObject({ name: "TimeoutError" });
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
