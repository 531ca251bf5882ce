import { afterEach, beforeEach } from "vitest";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import type { InvocationOptions } from "./invoke.ts";

export const hour = 3_600_000;

/** When the simulated accounts begin. */
export const start = Date.UTC(2026, 10, 1, 6);

/** A run that releases what has been idle for an hour. */
export const release: InvocationOptions = { policy: { mode: "release", grace: "1h" } };

/** A mark, by default one whose grace of an hour is over. */
export function marked(at = start - 2 * hour): Readonly<Record<string, string>> {
  return { "janitor:idle-since": new Date(at).toISOString() };
}

export function finding(report: Report | undefined, id: string) {
  return report?.findings.find((each) => each.id === id);
}

/** The EC2 actions that were called and change something. */
export function writingCalls(simulator: Simulator): readonly string[] {
  return simulator.calls.filter(({ service, writes }) => service === "ec2" && writes).map(({ action }) => action);
}

/** The same run with a topic to publish to. */
export function publishing(simulator: Simulator, options: InvocationOptions = release): InvocationOptions {
  const topic = simulator.world("us-east-1").createTopic("janitor");
  return { ...options, environment: { ...options.environment, JANITOR_TOPIC_ARN: topic } };
}

/** Gives every test of a file an empty simulated AWS of its own, whose clock stands still. */
export function simulatedAws(): { readonly simulator: Simulator } {
  const held: { simulator?: Simulator } = {};
  beforeEach(async () => {
    held.simulator = await startSimulator({ now: start, frozenClock: true });
  });
  afterEach(() => held.simulator?.stop());
  return {
    get simulator(): Simulator {
      if (held.simulator === undefined) throw new Error("the simulator runs only inside a test");
      return held.simulator;
    },
  };
}
