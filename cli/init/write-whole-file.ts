import { randomUUID } from "node:crypto";
import { closeSync, existsSync, openSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes a file in one piece: half a policy could protect half of what it should. Without `over` the name is taken in a way
 * that only one can, so nothing that is there is ever lost.
 *
 * @throws the system's error; `EEXIST` when the file is there already. Nothing is left behind then
 */
export function writeWholeFile(file: string, text: string, { over }: { readonly over: boolean }): void {
  // A link stays one.
  const target = over && existsSync(file) ? realpathSync(file) : file;
  const draft = join(dirname(target), `.${randomUUID()}.tmp`);
  try {
    writeFileSync(draft, text, { flag: "wx", flush: true });
    if (!over) closeSync(openSync(target, "wx"));
    renameSync(draft, target);
  } finally {
    rmSync(draft, { force: true });
  }
}
