import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleCommand } from "../../../build/bundle.ts";

/** The command as it is shipped, in a folder of its own. */
export async function builtCommand(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "janitor-cli-"));
  const { entry } = await bundleCommand({ outdir: join(folder, "cli") });
  return { path: entry, remove: () => rm(folder, { recursive: true, force: true }) };
}
