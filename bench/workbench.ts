import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bundle, bundleJanitor } from "../build/bundle.ts";
import type { Scale } from "./scale.ts";
import { prepareSubject, type Subject } from "./subject/subject.ts";

/** What every part of the benchmark needs. */
export interface Workbench {
  readonly scale: Scale;
  readonly subject: Subject;
  readonly bundles: {
    /** What is deployed. */
    readonly janitor: Bundle;
    /** The same with the SDK as it comes. */
    readonly plain: Bundle;
    /** `pasted-script.ts`. */
    readonly script: Bundle;
    /** The path of a function that does nothing. */
    readonly nothing: string;
  };
  /** Says what is being done, for whoever waits. */
  readonly progress: (doing: string) => void;
}

/** What a process ends with that somebody has broken off. */
const interruptedCode = 130;

/** Builds what is measured, in a folder that is gone in the end, also where somebody breaks it off. */
export async function withWorkbench<T>(
  { scale, progress }: Pick<Workbench, "scale" | "progress">,
  use: (bench: Workbench) => Promise<T>,
): Promise<T> {
  // The name that the module loader will know it by.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bench-")));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  const builds = [
    prepareSubject(folder),
    bundleJanitor({ outdir: join(folder, "janitor"), trim: true }),
    bundleJanitor({ outdir: join(folder, "plain"), trim: false }),
    bundleJanitor({ outdir: join(folder, "script"), trim: false, source: "bench/pasted-script.ts" }),
  ] as const;
  const breakOff = async () => {
    // esbuild builds in a process of its own, which would go on writing.
    await Promise.allSettled(builds);
    process.exit(interruptedCode);
  };
  process.once("exit", clear).once("SIGINT", breakOff).once("SIGTERM", breakOff);
  try {
    progress("building what is measured");
    const [subject, janitor, plain, script] = await Promise.all(builds);
    const nothing = join(folder, "nothing.mjs");
    writeFileSync(nothing, "export const handler = async () => ({});\n");
    return await use({ scale, subject, bundles: { janitor, plain, script, nothing }, progress });
  } finally {
    // Where one has failed, the others still write.
    await Promise.allSettled(builds);
    clear();
    process.off("exit", clear).off("SIGINT", breakOff).off("SIGTERM", breakOff);
  }
}
