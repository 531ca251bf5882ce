import { type Simulator, startSimulator } from "../test/simulator/simulator.ts";
import { type Figure, median } from "./figure.ts";
import { deployedMemoryMb, heapLimits } from "./lambda.ts";
import { home } from "./round-trips.ts";
import type { Run } from "./subject/subject.ts";
import type { Workbench } from "./workbench.ts";
import { manyInterfaces } from "./worlds.ts";

/** What one size took: times and usual peaks are those of the run in the middle. */
interface Size {
  readonly interfaces: number;
  /** How many pages the idle ones fill, the last of them perhaps in part. */
  readonly pages: number;
  readonly durationMs: number;
  readonly usualMb: number;
  /** Of the worst run. */
  readonly peakMb: number;
}

/** Interfaces on a page, as the janitor asks for them. */
const pageSize = 250;

/** As Lambda counts them. */
const bytesPerMb = 1_024 * 1_024;

/** The most memory that a run may take, in MB: with the fewest interfaces, and with the most. */
const limitsMb = { fewest: 100, most: 160 };

/** How time and memory grow with the interfaces of one region, with the heap that Lambda gives, and a topic to publish to. */
export async function measureGrowth(bench: Workbench): Promise<readonly Figure[]> {
  const sizes: Size[] = [];
  for (const interfaces of bench.scale.sizes) sizes.push(await measureSize(interfaces, bench, "first"));
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (first === undefined || last === undefined) throw new Error("the scale has no sizes");
  const again = await measureSize(last.interfaces, bench, "second");
  const { peakBytes: bareBytes } = await bench.subject({ entry: bench.bundles.nothing, environment: {} });
  const derivation = `a limit, of which Node.js alone takes ${Math.round(bareBytes / bytesPerMb)} MB`;
  const memory = ({ interfaces, peakMb: value }: Size, bound: number) =>
    ({
      part: "growth",
      name: `peak memory with ${interfaces} interfaces in a region, a tenth of them idle`,
      value,
      bound,
      unit: "MB",
      derivation,
    }) as const;
  const standing = memory(again, limitsMb.most);
  return [
    { ...memory(first, limitsMb.fewest), most: 1 },
    { ...memory(last, limitsMb.most), most: 1 },
    { ...standing, name: `${standing.name}, and marked and told by the run before` },
    ...growthOver(sizes),
  ];
}

/** What each step adds, against the pages that it adds: what does not grow with them, such as the start, is in neither. */
function growthOver([small, middle, large]: readonly Size[]): readonly Figure[] {
  if (small === undefined || middle === undefined || large === undefined) throw new Error("growth takes three sizes");
  const added = (of: (size: Size) => number) => (of(large) - of(middle)) / (of(middle) - of(small));
  const bound = added(({ pages }) => pages);
  const step = (from: Size, to: Size) => `from ${from.interfaces} to ${to.interfaces}`;
  const name = (what: string) =>
    `${what} that comes on top ${step(middle, large)} interfaces, over that ${step(small, middle)}`;
  const derivation = `pages of idle interfaces: from ${middle.pages} to ${large.pages}, over from ${small.pages} to ${middle.pages}`;
  const shared = { part: "growth", bound, unit: "times", derivation, most: 1 } as const;
  return [
    { ...shared, name: name("time"), value: added(({ durationMs }) => durationMs) },
    { ...shared, name: name("memory"), value: added(({ usualMb }) => usualMb) },
  ];
}

/**
 * @param day on the first one nobody has seen any of them before; on the second one all that are idle carry the mark, and what was
 *   told is in the function's log
 */
async function measureSize(
  interfaces: number,
  { scale, subject, bundles, progress }: Workbench,
  day: "first" | "second",
): Promise<Size> {
  const simulator = await startSimulator({ regions: [home] });
  try {
    manyInterfaces(simulator, home, interfaces);
    const run = runOn(simulator, bundles.janitor.entry, day === "first" ? "report" : "mark");
    if (day === "second") {
      await subject({ ...run, log: (line) => simulator.world(home).putLogEvent(logGroup, line) });
    }
    const durations: number[] = [];
    const peaks: number[] = [];
    for (let at = 1; at <= scale.runsPerSize; at++) {
      progress(`growth: ${interfaces} interfaces, the ${day} day, run ${at} of ${scale.runsPerSize}`);
      const { durationMs, peakBytes } = await subject(run);
      durations.push(durationMs);
      peaks.push(peakBytes / bytesPerMb);
      simulator.clearCalls();
    }
    const pages = Math.ceil(interfaces / 10 / pageSize);
    return {
      interfaces,
      pages,
      durationMs: median(durations),
      usualMb: median(peaks),
      peakMb: Math.max(...peaks),
    };
  } finally {
    await simulator.stop();
  }
}

/** The group of the function's log, in which it looks for what it has told before. */
const logGroup = "/aws/lambda/elastic-janitor";

function runOn(simulator: Simulator, entry: string, mode: "report" | "mark"): Run {
  const world = simulator.world(home);
  world.createLogGroup(logGroup);
  return {
    entry,
    environment: {
      ...simulator.environment,
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
      JANITOR_MODE: mode,
      JANITOR_TOPIC_ARN: world.createTopic("janitor"),
    },
    nodeOptions: heapLimits(deployedMemoryMb()),
  };
}
