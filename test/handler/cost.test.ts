import { describe, expect, test } from "vitest";
import type { Simulator } from "../simulator/simulator.ts";
import { release, simulatedAws } from "../support/account.ts";
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

  test("17 regions take two round trips once they are known", async () => {
    for (const region of ["eu-west-1", "us-west-2", "ap-south-1"]) {
      const world = aws.simulator.world(region);
      world.associate(world.allocateAddress().allocationId, { instanceId: world.runInstance().instanceId });
    }
    const trips = countRoundTrips(aws.simulator);
    await invokeForReport(aws.simulator, release);
    const made = trips.filter((calls) => calls.length > 0);
    expect(made.map((calls) => [...new Set(calls)].toSorted())).toEqual([
      ["DescribeRegions"],
      ["DescribeAccountAttributes", "DescribeAddresses", "DescribeNetworkInterfaces"],
      ["DescribeInstances"],
    ]);
    expect(made.map((calls) => calls.length)).toEqual([1, 17 * 4, 3]);
  });
});

/**
 * Holds every call until no further one comes, then answers all that were held: what is held together was asked for
 * without waiting for each other. Unlike a clock it tells the same on a machine that is busy with something else.
 */
function countRoundTrips(simulator: Simulator): readonly (readonly string[])[] {
  const trips: string[][] = [];
  let held: (() => void)[] = [];
  let calm: NodeJS.Timeout | undefined;
  const answerAll = () => {
    const answers = held;
    held = [];
    trips.push([]);
    for (const answer of answers) answer();
  };
  trips.push([]);
  simulator.hook({
    match: { service: "ec2" },
    before: ({ action }) =>
      new Promise((resolve) => {
        trips.at(-1)?.push(action);
        held.push(resolve);
        clearTimeout(calm);
        calm = setTimeout(answerAll, calmMs);
      }),
  });
  return trips;
}

/** Far longer than it takes to send a call, even on a busy machine. */
const calmMs = 500;
