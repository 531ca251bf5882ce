import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of the test's own, gone when the test is over. */
export function folderOfTheTest(): string {
  const folder = mkdtempSync(join(tmpdir(), "janitor-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `--policy` with a file of the test's own: what stands in the project's is its users' affair. */
export function policyOf(lines = ""): readonly string[] {
  const path = join(folderOfTheTest(), "policy.yml");
  writeFileSync(path, `version: 1\n${lines}`);
  return ["--policy", path];
}
