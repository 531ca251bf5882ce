import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { startSimulator } from "../test/simulator/simulator.ts";
import { type Figure, median } from "./figure.ts";
import { roundTripMs } from "./round-trips.ts";
import type { Workbench } from "./workbench.ts";
import { quietAccount, quietRun } from "./worlds.ts";

/** What is loaded before the first line of a run, and how long that takes. */
export async function measureStart(bench: Workbench): Promise<readonly Figure[]> {
  const { janitor, plain } = bench.bundles;
  const { bareMs, janitorMs, plainMs } = startTimes(bench);
  const part = "start";
  return [
    {
      part,
      name: "import of the bundle, over Node.js alone",
      value: janitorMs - bareMs,
      bound: plainMs - bareMs,
      unit: "ms",
      derivation: "the same with the SDK as it comes",
      most: 0.4,
    },
    {
      part,
      name: "loaded at start, minified",
      value: janitor.loadedBytes / 1_000,
      bound: 280,
      unit: "kB",
      derivation: `a limit; with the SDK as it comes ${Math.round(plain.loadedBytes / 1_000)} kB`,
      most: 1,
    },
    {
      part,
      name: "everything together, minified",
      value: janitor.totalBytes / 1_000,
      bound: 420,
      unit: "kB",
      derivation: `a limit; with the SDK as it comes ${Math.round(plain.totalBytes / 1_000)} kB`,
      most: 1,
    },
    await unneeded(bench),
  ];
}

function startTimes({ scale, bundles, progress }: Workbench) {
  const bare: number[] = [];
  const janitor: number[] = [];
  const plain: number[] = [];
  for (let start = 1; start <= scale.starts; start++) {
    progress(`start: ${start} of ${scale.starts}`);
    bare.push(startMs("0"));
    janitor.push(startMs(importOf(bundles.janitor.entry)));
    plain.push(startMs(importOf(bundles.plain.entry)));
  }
  return { bareMs: median(bare), janitorMs: median(janitor), plainMs: median(plain) };
}

function importOf(entry: string): string {
  return `await import(${JSON.stringify(pathToFileURL(entry).href)})`;
}

/** The whole life of a process, in ms. */
function startMs(code: string): number {
  const begin = performance.now();
  execFileSync(process.execPath, ["--input-type=module", "--eval", code], { env: {} });
  return performance.now() - begin;
}

/** The packages that a quiet run has no use for. */
const onDemand = [
  ...["sns", "sts", "iam", "cloudtrail", "route-53", "cloudwatch-logs"].map((service) => `@aws-sdk/client-${service}`),
  "zod",
];

/** What a quiet run, which has nothing to say and nothing to prove, loads besides what it uses. */
async function unneeded({ scale, subject, bundles, progress }: Workbench): Promise<Figure> {
  progress("start: what a quiet run loads");
  const simulator = await startSimulator({ latencyMs: ({ region }) => roundTripMs(region, scale.distance / 10) });
  try {
    quietAccount(simulator);
    const { files, builtins } = await subject({ ...quietRun(simulator, bundles.janitor.entry), watchLoading: true });
    if (files.length === 0 || builtins.length === 0) throw new Error("it is not to be seen what was loaded");
    const known = files.map((file) => bundles.janitor.files.get(file));
    const late = known.filter((file) => !file?.atStart);
    const packages = new Set(known.flatMap((file) => [...(file?.packages ?? [])]));
    const unused = [
      ...onDemand.filter((name) => packages.has(name)),
      ...builtins.filter((name) => /undici|webstreams/.test(name)),
    ];
    const bytes = files.reduce((sum, file) => sum + readFileSync(file).byteLength, 0);
    return {
      part: "start",
      name: "files that a quiet run loads after its start, and clients and schemas that it has no use for",
      value: late.length + unused.length,
      bound: files.length,
      unit: "files",
      derivation: `all that were loaded, ${Math.round(bytes / 1_000)} kB`,
      most: 0,
    };
  } finally {
    await simulator.stop();
  }
}
