import { ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ regions: ["us-east-1"] });
});
afterEach(() => simulator.stop());

async function aliases(account?: string, region = "us-east-1") {
  const { iam } = createClients(simulator, { region, ...(account !== undefined && { account }) });
  const { AccountAliases, IsTruncated } = await iam.send(new ListAccountAliasesCommand({ MaxItems: 10 }));
  expect(IsTruncated).toBe(false);
  return AccountAliases;
}

test("an account has no alias, or one, and none again", async () => {
  expect(await aliases()).toEqual([]);
  simulator.setAccountAlias("acme-prod");
  expect(await aliases()).toEqual(["acme-prod"]);
  simulator.setAccountAlias(undefined);
  expect(await aliases()).toEqual([]);
});

test("every account has its own, the same in all regions, until all is reset", async () => {
  simulator.setAccountAlias("acme-prod");
  simulator.setAccountAlias("acme-test", "210987654321");
  expect(await aliases(undefined, "eu-west-1")).toEqual(["acme-prod"]);
  expect(await aliases("210987654321")).toEqual(["acme-test"]);
  simulator.reset();
  expect(await aliases()).toEqual([]);
});

test("calls are recorded, and can be refused, like those of every service", async () => {
  simulator.fault({ service: "iam", answer: { kind: "error", code: "AccessDenied", status: 403 } });
  await expect(aliases()).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
  expect(simulator.calls).toMatchObject([
    { service: "iam", action: "ListAccountAliases", writes: false, errorCode: "AccessDenied" },
  ]);
});
