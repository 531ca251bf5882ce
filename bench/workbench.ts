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

/** Builds what is measured, in a folder that is gone in the end. */
export async function withWorkbench<T>(
  { scale, progress }: Pick<Workbench, "scale" | "progress">,
  use: (bench: Workbench) => Promise<T>,
): Promise<T> {
  // The name that the module loader will know it by.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bench-")));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  // However the process ends.
  process.once("exit", clear);
  try {
    progress("building what is measured");
    const [subject, janitor, plain, script] = await Promise.all([
      prepareSubject(folder),
      bundleJanitor({ outdir: join(folder, "janitor"), trim: true }),
      bundleJanitor({ outdir: join(folder, "plain"), trim: false }),
      bundleJanitor({ outdir: join(folder, "script"), trim: false, source: "bench/pasted-script.ts" }),
    ]);
    const nothing = join(folder, "nothing.mjs");
    writeFileSync(nothing, "export const handler = async () => ({});\n");
    return await use({ scale, subject, bundles: { janitor, plain, script, nothing }, progress });
  } finally {
    clear();
    process.off("exit", clear);
  }
}
