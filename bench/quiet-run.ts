import { startSimulator } from "../test/simulator/simulator.ts";
import { type Figure, median } from "./figure.ts";
import { deployedMemoryMb, heapLimits, monthlyCostUsd, processorShare } from "./lambda.ts";
import { regions, roundTripMs } from "./round-trips.ts";
import type { Workbench } from "./workbench.ts";
import { quietAccount, quietRun } from "./worlds.ts";

/**
 * The fewest calls that say everything about a region: its addresses, its idle interfaces, those that carry the mark, the quota,
 * and which instances with addresses are stopped. The list of regions is one call in all.
 */
const fewestCalls = 5;

/** USD a month for one idle Elastic IP. https://aws.amazon.com/vpc/pricing/ */
const addressUsd = 0.005 * 730;

/** What a run costs in an account where nothing is idle: calls in each region, and money a month. */
export async function measureQuietRun({ scale, subject, bundles, progress }: Workbench): Promise<readonly Figure[]> {
  const memoryMb = deployedMemoryMb();
  const simulator = await startSimulator({ latencyMs: ({ region }) => roundTripMs(region, scale.distance) });
  try {
    quietAccount(simulator);
    const quiet = quietRun(simulator, bundles.janitor.entry);
    const billed: number[] = [];
    const calls: number[] = [];
    for (let run = 1; run <= scale.runsPerSize; run++) {
      progress(`quiet run: ${run} of ${scale.runsPerSize}`);
      simulator.clearCalls();
      billed.push(billedMs(await subject({ ...quiet, nodeOptions: heapLimits(memoryMb) }), memoryMb));
      const made = simulator.calls.filter(({ action }) => action !== "DescribeRegions");
      calls.push(...regions.map((region) => made.filter((call) => call.region === region).length));
    }
    const seconds = median(billed) / 1_000;
    return [
      {
        part: "quiet-run",
        name: "calls in a region where nothing is idle",
        value: Math.max(...calls),
        bound: fewestCalls,
        unit: "calls",
        derivation: "addresses, idle interfaces, marked ones, quota, instances; the regions are one call for all",
        most: 1,
      },
      {
        part: "quiet-run",
        name: `Lambda for a run a day with ${memoryMb} MB`,
        value: monthlyCostUsd(memoryMb, median(billed)),
        bound: addressUsd,
        unit: "USD a month",
        derivation: `one idle Elastic IP; ${seconds.toFixed(1)} s are billed for a run and its start, at ${Math.round(processorShare(memoryMb) * 100)} % of a processor`,
      },
    ];
  } finally {
    await simulator.stop();
  }
}

/**
 * In ms. All time on the processor takes as much longer as there is less of it, and none of it fits into waits. What is not
 * measured here, TLS and the start of Lambda's own runtime, comes on top.
 */
function billedMs(
  { importMs, durationMs, cpuMs }: { importMs: number; durationMs: number; cpuMs: number },
  memoryMb: number,
): number {
  const stretch = 1 / processorShare(memoryMb) - 1;
  return importMs + durationMs + (importMs + cpuMs) * stretch;
}
