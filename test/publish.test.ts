import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { publish } from "../functions/janitor/publish.ts";
import { makeReport } from "./domain/make.ts";
import { type Simulator, startSimulator } from "./simulator/simulator.ts";
import { fakeClock } from "./support/fake-clock.ts";
import { noEnd } from "./support/samples.ts";

const log = { region: "eu-central-1", name: "the-log" };
let simulator: Simulator;
let topicArn: string;
beforeEach(async () => {
  simulator = await startSimulator();
  topicArn = simulator.world("eu-central-1").createTopic("janitor");
  for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator.stop();
});

function publishing(signal = noEnd(), remainingMs = 60_000) {
  const clock = fakeClock();
  const warn = vi.fn();
  return { done: publish(makeReport(), { topicArn, log, signal, remainingMs, clock, logger: { warn } }), clock, warn };
}

/** What a machine is told by the one message that went out. */
function told(): unknown {
  expect(simulator.published).toHaveLength(1);
  return JSON.parse(JSON.parse(simulator.published[0]?.message ?? "").sqs);
}

test("the message has the account's alias, and where all of the run is", async () => {
  simulator.setAccountAlias("acme-prod");
  const { done, warn } = publishing();
  await done;
  expect(told()).toMatchObject({ accountAlias: "acme-prod", log });
  expect(simulator.published[0]?.subject).toContain("acme-prod");
  expect(warn).not.toHaveBeenCalled();
});

test("an account without an alias has its number, and that is nothing to warn of", async () => {
  const { done, warn } = publishing();
  await done;
  expect(told()).not.toHaveProperty("accountAlias");
  expect(warn).not.toHaveBeenCalled();
});

test("an alias that may not be read costs a warning, and not the message", async () => {
  simulator.fault({ service: "iam", answer: { kind: "error", code: "AccessDenied", status: 403 } });
  const { done, warn } = publishing();
  await done;
  expect(told()).not.toHaveProperty("accountAlias");
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("alias"), expect.any(Error));
});

test("a message waits two seconds for an alias, and not longer", async () => {
  simulator.fault({ service: "iam", answer: { kind: "hang" } });
  const { done, clock } = publishing();
  await vi.waitFor(() => expect(simulator.calls.some(({ service }) => service === "iam")).toBe(true));
  await clock.pass(1_999);
  expect(simulator.published).toHaveLength(0);
  await clock.pass(1);
  // Sooner than the client would give up by itself.
  await vi.waitFor(() => expect(told()).toMatchObject({ runId: "run-1" }), { timeout: 1_000 });
  await done;
});

test("a message waits for a quarter of the time that is left, where that is little", async () => {
  simulator.fault({ service: "iam", answer: { kind: "hang" } });
  const { done, clock } = publishing(noEnd(), 2_000);
  await vi.waitFor(() => expect(simulator.calls.some(({ service }) => service === "iam")).toBe(true));
  await clock.pass(499);
  expect(simulator.published).toHaveLength(0);
  await clock.pass(1);
  await vi.waitFor(() => expect(simulator.published).toHaveLength(1), { timeout: 1_000 });
  await done;
});

test("when its time is over, a message does not wait for an alias any more", async () => {
  simulator.fault({ service: "iam", answer: { kind: "hang" } });
  const end = new AbortController();
  const { done, warn } = publishing(end.signal);
  const outcome = done.then(
    () => "sent",
    () => "not sent",
  );
  await vi.waitFor(() => expect(simulator.calls.some(({ service }) => service === "iam")).toBe(true));
  end.abort();
  await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce(), { timeout: 1_000 });
  expect(await outcome).toBe("not sent");
});

test("a message that does not go out is the caller's to know", async () => {
  simulator.fault({ service: "sns", answer: { kind: "error", code: "AuthorizationError", status: 403 } });
  await expect(publishing().done).rejects.toThrow();
});

test("when the time for it is over, it does not go out", async () => {
  await expect(publishing(AbortSignal.abort()).done).rejects.toThrow();
  expect(simulator.published).toHaveLength(0);
});
