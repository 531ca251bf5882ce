import { availableParallelism, cpus, loadavg } from "node:os";
import { type Figure, isKept, type Part, parts, ratioOf } from "./figure.ts";
import { measureGrowth } from "./growth.ts";
import { measureQuietRun } from "./quiet-run.ts";
import { measureRelease } from "./release.ts";
import { full, type Scale } from "./scale.ts";
import { compareWithScript } from "./script.ts";
import { measureStart } from "./start.ts";
import { measureSurvey } from "./survey.ts";
import { type Workbench, withWorkbench } from "./workbench.ts";

/** What one run of the benchmark found. Plain JSON. */
export interface Results {
  /** When it ended, ISO 8601 in UTC. */
  readonly date: string;
  readonly machine: {
    readonly cores: number;
    readonly processor: string;
    readonly node: string;
    /** How many processes waited for a processor in the minute before the first measurement, on average. */
    readonly load: number;
  };
  /** Whether the numbers were those that the promises are about. */
  readonly scale: "full" | "quick";
  /** `kept` is absent with small numbers, which judge nothing. */
  readonly figures: readonly (Figure & { readonly ratio: number; readonly kept?: boolean })[];
}

const measurements: Readonly<Record<Part, (bench: Workbench) => Promise<readonly Figure[]>>> = {
  survey: measureSurvey,
  release: measureRelease,
  growth: measureGrowth,
  start: measureStart,
  "quiet-run": measureQuietRun,
  script: compareWithScript,
};

/**
 * Measures these parts one after the other, each with the machine for itself.
 *
 * @throws Error when what is measured does not do its work at all
 */
export async function measureAll(
  scale: Scale,
  only: readonly Part[],
  progress: Workbench["progress"],
): Promise<Results> {
  const [load = 0] = loadavg();
  const isFull = scale === full;
  const figures = await withWorkbench({ scale, progress }, async (bench) => {
    const measured: Figure[] = [];
    for (const part of parts.filter((each) => only.includes(each))) measured.push(...(await measurements[part](bench)));
    return measured;
  });
  return {
    date: new Date().toISOString(),
    machine: {
      cores: availableParallelism(),
      processor: cpus()[0]?.model.trim() ?? "unknown",
      node: process.versions.node,
      load: Math.round(load * 100) / 100,
    },
    scale: isFull ? "full" : "quick",
    figures: figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), ...(isFull && { kept: isKept(figure) }) })),
  };
}
