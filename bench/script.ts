import { type Simulator, startSimulator } from "../test/simulator/simulator.ts";
import { type Figure, median } from "./figure.ts";
import { roundTripMs } from "./round-trips.ts";
import type { Workbench } from "./workbench.ts";
import { ordinaryAccount, someDue } from "./worlds.ts";

/** The janitor beside the script that people paste (`pasted-script.ts`): the same account, one right after the other. */
export async function compareWithScript(bench: Workbench): Promise<readonly Figure[]> {
  const { interfacesPerRegion } = bench.scale;
  const looking = await pairUp("looking", bench, {
    build: (simulator) => ordinaryAccount(simulator, interfacesPerRegion),
    janitor: { JANITOR_MODE: "report" },
    script: { DRY_RUN: "1" },
  });
  const policy = { version: 1, mode: "release", grace: "1h", limits: { releases: 1_000 } };
  const cleaning = await pairUp("cleaning up", bench, {
    build: someDue,
    janitor: { JANITOR_POLICY: JSON.stringify(policy) },
    script: {},
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
      name: "cleaning up an address and five interfaces in each region, with every guard on",
      ...cleaning,
      unit: "ms",
      derivation: "the script, which has no guards and looks at nothing twice",
    },
  ];
}

interface Case {
  readonly build: (simulator: Simulator) => void;
  readonly janitor: Readonly<Record<string, string>>;
  readonly script: Readonly<Record<string, string>>;
}

/** Each run finds the account as it was built. */
async function pairUp(
  doing: string,
  { scale, subject, bundles, progress }: Workbench,
  { build, janitor, script }: Case,
) {
  const simulator = await startSimulator({
    throttling: true,
    latencyMs: ({ region }) => roundTripMs(region, scale.distance),
  });
  const timed = async (entry: string, environment: Readonly<Record<string, string>>) => {
    simulator.reset();
    build(simulator);
    const { durationMs } = await subject({ entry, environment: { ...simulator.environment, ...environment } });
    return durationMs;
  };
  try {
    const times: { readonly value: number; readonly bound: number }[] = [];
    for (let pair = 1; pair <= scale.pairs; pair++) {
      progress(`script: ${doing}, pair ${pair} of ${scale.pairs}`);
      times.push({
        value: await timed(bundles.janitor.entry, janitor),
        bound: await timed(bundles.script.entry, script),
      });
    }
    return { value: median(times.map(({ value }) => value)), bound: median(times.map(({ bound }) => bound)) };
  } finally {
    await simulator.stop();
  }
}
