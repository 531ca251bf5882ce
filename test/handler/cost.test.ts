import { describe, expect, test } from "vitest";
import { startSimulator } from "../simulator/simulator.ts";
import { release, simulatedAws, start } from "../support/account.ts";
import { invokeForReport } from "../support/invoke.ts";

const aws = simulatedAws();

describe("what a run costs", () => {
  test("a quiet run makes at most six EC2 calls a region", async () => {
    const world = aws.simulator.world("eu-west-1");
    for (let at = 0; at < 3_000; at++) {
      const { instanceId } = world.runInstance();
      if (at < 5) world.associate(world.allocateAddress().allocationId, { instanceId });
    }
    const report = await invokeForReport(aws.simulator, release);
    const calls = Object.groupBy(
      aws.simulator.calls.filter(({ service }) => service === "ec2"),
      ({ region }) => region,
    );
    expect(Object.keys(calls)).toHaveLength(17);
    for (const [region, made] of Object.entries(calls)) {
      // The home region also answers the list of regions.
      expect(made?.length, region).toBeLessThanOrEqual(region === "us-east-1" ? 7 : 6);
    }
    expect(report.regions.find(({ region }) => region === "eu-west-1")).toMatchObject({
      elasticIps: { total: 5, idle: 0 },
      networkInterfaces: { available: 0 },
    });
    expect(report.findings).toEqual([]);
  });

  test("17 regions take about two round trips once they are known", async () => {
    const roundTrip = 250;
    const distant = await startSimulator({ now: start, frozenClock: true, latencyMs: roundTrip });
    try {
      for (const region of ["eu-west-1", "us-west-2", "ap-south-1"]) {
        const world = distant.world(region);
        world.associate(world.allocateAddress().allocationId, { instanceId: world.runInstance().instanceId });
      }
      await invokeForReport(distant, release);
      distant.clearCalls();
      const before = performance.now();
      await invokeForReport(distant, release);
      const elapsed = performance.now() - before;
      // One for the list of regions, two for the slowest region; half of one for this machine.
      expect(elapsed / roundTrip).toBeLessThan(3.5);
    } finally {
      await distant.stop();
    }
  });
});
