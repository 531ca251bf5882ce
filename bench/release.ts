import * as z from "zod/mini";
import { type Policy, shortestGraceMs } from "../functions/janitor/domain/policy.ts";
import { defaultPolicy } from "../functions/janitor/policy/default-policy.ts";
import { startSimulator } from "../test/simulator/simulator.ts";
import type { Figure } from "./figure.ts";
import { boundS, releaseFigures } from "./release-figures.ts";
import { home } from "./round-trips.ts";
import type { Workbench } from "./workbench.ts";
import { everythingDue } from "./worlds.ts";

const releasing = z.object({ totals: z.object({ released: z.number() }) });

/** In the function's own time, in ms: from a region that is near. */
const latencyMs = 20;

/**
 * How long it takes to release very many things of both kinds in one region, against what EC2 lets through. All guards are on
 * but `activity`: CloudTrail takes two lookups a second, and would take longer than everything else.
 */
export async function measureRelease({ scale, subject, bundles, progress }: Workbench): Promise<readonly Figure[]> {
  const { releases, speed } = scale;
  const simulator = await startSimulator({ regions: [home], throttling: true, speed, latencyMs: latencyMs / speed });
  try {
    everythingDue(simulator, home, releases);
    progress(
      `release: ${releases} addresses and ${releases} interfaces, ${Math.round(boundS(releases) / speed)} s at least`,
    );
    const { answer } = await subject({
      entry: bundles.janitor.entry,
      environment: simulator.environment,
      policy: policyFor(2 * releases),
      speed,
    });
    const { released } = z.parse(releasing, answer).totals;
    if (released !== 2 * releases) throw new Error(`${released} of ${2 * releases} were released`);
    return releaseFigures(simulator.calls, releases);
  } finally {
    await simulator.stop();
  }
}

/** No policy.yml may raise the breaker that high. */
function policyFor(releases: number): Policy {
  const { guards } = defaultPolicy;
  return {
    ...defaultPolicy,
    mode: "release",
    graceMs: shortestGraceMs,
    limits: { releases },
    guards: { ...guards, activity: false },
  };
}
