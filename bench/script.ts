import * as z from "zod/mini";
import { type Simulator, startSimulator } from "../test/simulator/simulator.ts";
import { type Figure, ratioOf } from "./figure.ts";
import { regions, roundTripMs } from "./round-trips.ts";
import type { Workbench } from "./workbench.ts";
import { dueInEachRegion, idleInOrdinaryAccount, ordinaryAccount, someDue } from "./worlds.ts";

/** The janitor beside the script that people paste (`pasted-script.ts`): the same account, one right after the other. */
export async function compareWithScript(bench: Workbench): Promise<readonly Figure[]> {
  const { interfacesPerRegion } = bench.scale;
  const looking = await pairUp("looking", bench, {
    build: (simulator) => ordinaryAccount(simulator, interfacesPerRegion),
    janitor: { environment: { JANITOR_MODE: "report" }, count: (answer) => z.parse(report, answer).totals.idle },
    script: { environment: { DRY_RUN: "1" }, count: inScript },
    expected: idleInOrdinaryAccount(interfacesPerRegion),
  });
  const policy = { version: 1, mode: "release", grace: "1h", limits: { releases: 1_000 } };
  const cleaning = await pairUp("cleaning up", bench, {
    build: someDue,
    janitor: {
      environment: { JANITOR_POLICY: JSON.stringify(policy) },
      count: (answer) => z.parse(report, answer).totals.released,
    },
    script: { environment: {}, count: inScript },
    expected: regions.length * (dueInEachRegion.addresses + dueInEachRegion.interfaces),
  });
  return [
    {
      part: "script",
      name: "looking at the account of the survey",
      ...looking,
      unit: "ms",
      derivation: "the script's dry run: two calls in each region, one after the other",
    },
    {
      part: "script",
      name: `cleaning up ${dueInEachRegion.addresses} address and ${dueInEachRegion.interfaces} interfaces in each region, with every guard on`,
      ...cleaning,
      unit: "ms",
      derivation: "the script, which has no guards and looks at nothing twice",
    },
  ];
}

const report = z.object({ totals: z.object({ idle: z.number(), released: z.number() }) });
const found = z.object({ addresses: z.number(), interfaces: z.number() });

function inScript(answer: unknown): number {
  const { addresses, interfaces } = z.parse(found, answer);
  return addresses + interfaces;
}

interface Side {
  readonly environment: Readonly<Record<string, string>>;
  /** How many resources it has found, or got rid of. */
  readonly count: (answer: unknown) => number;
}

interface Case {
  readonly build: (simulator: Simulator) => void;
  readonly janitor: Side;
  readonly script: Side;
  /** What both must count. */
  readonly expected: number;
}

/** The pair in the middle, by its ratio. Each run finds the account as it was built, and now one is first and now the other. */
async function pairUp(
  doing: string,
  { scale, subject, bundles, progress }: Workbench,
  { build, janitor, script, expected }: Case,
): Promise<Pick<Figure, "value" | "bound">> {
  const simulator = await startSimulator({
    throttling: true,
    latencyMs: ({ region }) => roundTripMs(region, scale.distance),
  });
  const timed = async (entry: string, { environment, count }: Side) => {
    simulator.reset();
    build(simulator);
    const { answer, durationMs } = await subject({ entry, environment: { ...simulator.environment, ...environment } });
    if (count(answer) !== expected) throw new Error(`${doing}: ${count(answer)} of ${expected} resources`);
    return durationMs;
  };
  const janitorMs = () => timed(bundles.janitor.entry, janitor);
  const scriptMs = () => timed(bundles.script.entry, script);
  try {
    const pairs: Pick<Figure, "value" | "bound">[] = [];
    for (let pair = 1; pair <= scale.pairs; pair++) {
      progress(`script: ${doing}, pair ${pair} of ${scale.pairs}`);
      const isJanitorFirst = pair % 2 === 1;
      const before = await (isJanitorFirst ? janitorMs() : scriptMs());
      const after = await (isJanitorFirst ? scriptMs() : janitorMs());
      pairs.push(isJanitorFirst ? { value: before, bound: after } : { value: after, bound: before });
    }
    const [middle] = pairs.toSorted((one, other) => ratioOf(one) - ratioOf(other)).slice(pairs.length >> 1);
    if (middle === undefined) throw new Error("nothing was compared");
    return middle;
  } finally {
    await simulator.stop();
  }
}
