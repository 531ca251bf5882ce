import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
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
    rmSync(folder, { recursive: true, force: true });
  }
}
