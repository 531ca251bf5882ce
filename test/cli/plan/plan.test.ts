import { afterEach, beforeEach, expect, test } from "vitest";
import { seedDemoWorld } from "../../simulator/demo-world.ts";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { command } from "../support/command.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

test("a plan makes no writing call", async () => {
  seedDemoWorld(simulator);
  const { code } = await command(["plan", "--mode", "release", "--output", "json"], {
    environment: simulator.environment,
  });
  expect(code).toBe(0);
  const actions = new Set(simulator.calls.map(({ action }) => action));
  expect([...actions].filter((action) => !/^(Describe|List|Get|Lookup)/.test(action))).toEqual([]);
});
