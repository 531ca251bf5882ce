import { startSimulator } from "../test/simulator/simulator.ts";
import { type Figure, median } from "./figure.ts";
import { deployedMemoryMb, heapLimits } from "./lambda.ts";
import { home } from "./round-trips.ts";
import type { Workbench } from "./workbench.ts";
import { manyInterfaces } from "./worlds.ts";

interface Size {
  readonly interfaces: number;
  /** How many pages the idle ones fill. */
  readonly pages: number;
  readonly durationMs: number;
  /** Of the worst run. */
  readonly peakMb: number;
  /** Of the middle one. */
  readonly usualMb: number;
}

/** Interfaces on a page, as the janitor asks for them. */
const pageSize = 250;

/** As Lambda counts them. */
const bytesPerMb = 1_024 * 1_024;

/** The most memory that a run may take, in MB: with the fewest interfaces, and with the most. */
const limitsMb = { fewest: 100, most: 160 };

/** How time and memory grow with the interfaces of one region, with the heap that Lambda gives, a topic to publish to included. */
export async function measureGrowth(bench: Workbench): Promise<readonly Figure[]> {
  const sizes: Size[] = [];
  for (const interfaces of bench.scale.sizes) sizes.push(await measureSize(interfaces, bench));
  const { peakBytes: bareBytes } = await bench.subject({ entry: bench.bundles.nothing, environment: {} });
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (first === undefined || last === undefined) throw new Error("the scale has no sizes");
  const memory = (size: Size, bound: number): Figure => ({
    part: "growth",
    name: `peak memory with ${size.interfaces} interfaces in a region, a tenth of them idle`,
    value: size.peakMb,
    bound,
    unit: "MB",
    derivation: `a limit, of which Node.js alone takes ${Math.round(bareBytes / bytesPerMb)} MB`,
    most: 1,
  });
  const steps = sizes.slice(1).flatMap((size, at) => {
    const before = sizes[at];
    return before === undefined ? [] : growthFrom(before, size);
  });
  return [memory(first, limitsMb.fewest), ...(last === first ? [] : [memory(last, limitsMb.most)]), ...steps];
}

/** Each time by as much as the pages at the most. What does not grow with them, such as the start, makes it less. */
function growthFrom(before: Size, after: Size): readonly Figure[] {
  const pages = after.pages / before.pages;
  const derivation = `what is listed fills ${after.pages} pages instead of ${before.pages}`;
  const from = `from ${before.interfaces} to ${after.interfaces} interfaces`;
  return [
    {
      part: "growth",
      name: `time ${from}`,
      value: after.durationMs / before.durationMs,
      bound: pages,
      unit: "times",
      derivation,
      most: 1,
    },
    {
      part: "growth",
      name: `memory ${from}`,
      value: after.usualMb / before.usualMb,
      bound: pages,
      unit: "times",
      derivation,
      most: 1,
    },
  ];
}

async function measureSize(interfaces: number, { scale, subject, bundles, progress }: Workbench): Promise<Size> {
  const simulator = await startSimulator({ regions: [home] });
  try {
    manyInterfaces(simulator, home, interfaces);
    const environment = {
      ...simulator.environment,
      JANITOR_MODE: "report",
      JANITOR_TOPIC_ARN: simulator.world(home).createTopic("janitor"),
    };
    const durations: number[] = [];
    const peaks: number[] = [];
    for (let run = 1; run <= scale.runsPerSize; run++) {
      progress(`growth: ${interfaces} interfaces, run ${run} of ${scale.runsPerSize}`);
      const nodeOptions = heapLimits(deployedMemoryMb());
      const { durationMs, peakBytes } = await subject({ entry: bundles.janitor.entry, environment, nodeOptions });
      durations.push(durationMs);
      peaks.push(peakBytes / bytesPerMb);
      simulator.clearCalls();
    }
    const pages = interfaces / 10 / pageSize;
    return { interfaces, pages, durationMs: median(durations), peakMb: Math.max(...peaks), usualMb: median(peaks) };
  } finally {
    await simulator.stop();
  }
}
