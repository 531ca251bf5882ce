import { expect, test } from "vitest";
import { modes } from "../../functions/janitor/domain/policy.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { hour, marked, publishing, simulatedAws } from "../support/account.ts";
import { type Invocation, invoke } from "../support/invoke.ts";
import { strictProblems } from "./read-report.ts";

/*
 * Whole runs over the simulator: what the function returns and what it publishes is what report.schema.json describes, and no more.
 */

const aws = simulatedAws();

/** One of much: due, fresh, in use again, of a stopped instance, opted out, misspelt, protected by a guard. */
function furnish(simulator: Simulator): void {
  const world = simulator.world("eu-west-1");
  world.allocateAddress({ tags: { ...marked(), Name: "due", Owner: "ops" } });
  world.createNetworkInterface({ tags: marked(), description: "aws-K8S-i-0123456789abcdef0" });
  world.allocateAddress();
  world.allocateAddress({ tags: { "janitor:policy": "keep" } });
  world.allocateAddress({ tags: { "janitor:keep-until": "9999-12-31" } });
  world.allocateAddress({ tags: { "janitor:polcy": "keep" } });
  const named = world.allocateAddress({ tags: marked() });
  world.setAddress(named.allocationId, { ptrRecord: "mail.example.com." });
  const used = world.allocateAddress({ tags: marked() });
  world.associate(used.allocationId, { instanceId: world.runInstance().instanceId });
  const stopped = world.runInstance();
  world.associate(world.allocateAddress().allocationId, { instanceId: stopped.instanceId });
  world.stop(stopped.instanceId);
}

async function runOnce(mode: string, event: unknown = {}): Promise<Invocation> {
  const policy = { mode, grace: "1h", notify: { when: "always" } };
  return await invoke(aws.simulator, publishing(aws.simulator, { policy, event }));
}

/** The last message, as each kind of machine gets it. */
function messages(): readonly unknown[] {
  const bodies: Record<string, string> = JSON.parse(aws.simulator.published.at(-1)?.message ?? "{}");
  return ["lambda", "sqs", "email-json"].map((protocol) => JSON.parse(bodies[protocol] ?? ""));
}

function expectDescribed({ report }: Invocation): void {
  expect(strictProblems(report)).toEqual([]);
  for (const message of messages()) expect(strictProblems(message)).toEqual([]);
}

test.each(modes)("in mode %s, twice", async (mode) => {
  furnish(aws.simulator);
  const first = await runOnce(mode);
  expect(first.report?.findings.length).toBeGreaterThan(7);
  expectDescribed(first);
  aws.simulator.clock.advance(hour);
  expectDescribed(await runOnce(mode));
  for (const message of messages()) expect(message).toHaveProperty("counts");
});

test("with a region that failed, a release refused, and a guard that could not tell", async () => {
  furnish(aws.simulator);
  const deny = { kind: "error", code: "UnauthorizedOperation", message: "no" } as const;
  aws.simulator.fault({ region: "us-west-2", service: "ec2", answer: deny });
  aws.simulator.fault({ action: "DeleteNetworkInterface", answer: deny });
  aws.simulator.fault({ action: "ListHostedZones", answer: deny });
  const run = await runOnce("release");
  expect(run.error?.name).toBe("RunFailed");
  expect(run.report?.alarms.map(({ code }) => code)).toEqual(["region-failed", "denied", "denied"]);
  expectDescribed(run);
});

test("that could not list the regions", async () => {
  aws.simulator.fault({ action: "DescribeRegions", answer: { kind: "error", code: "UnauthorizedOperation" } });
  const run = await runOnce("release");
  expect(run.report?.alarms).toMatchObject([{ code: "regions-unknown" }]);
  expectDescribed(run);
});

test("whose summary did not go out", async () => {
  aws.simulator.fault({ service: "sns", answer: { kind: "error", code: "NotFound", status: 404 } });
  const { report } = await runOnce("report");
  expect(report?.alarms).toMatchObject([{ code: "publish-failed" }]);
  expect(strictProblems(report)).toEqual([]);
});

test("of more than the function may answer with", async () => {
  const world = aws.simulator.world("eu-west-1");
  const tags = Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`${at}`.padEnd(100, "k"), "v".repeat(256)]));
  for (let at = 0; at < 400; at += 1) world.allocateAddress({ tags });
  const run = await runOnce("report", { regions: ["eu-west-1"] });
  expect(run.report).toHaveProperty("findingsLeftOut");
  expectDescribed(run);
});
