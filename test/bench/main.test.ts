import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const main = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));

function bench(...words: readonly string[]) {
  return spawnSync(process.execPath, [main, ...words], { encoding: "utf8" });
}

test("--help says what it does, how long it takes, and what can be chosen", () => {
  const { status, stdout } = bench("--help");
  expect(status).toBe(0);
  for (const words of ["minutes", "--only", "--quick", "--output", "--record", "survey", "script"]) {
    expect(stdout).toContain(words);
  }
});

describe("is refused before anything is measured:", () => {
  test.each([
    [["--only", "speed"], /Allowed choices are survey, release/],
    [["--quick", "--record"], /only a whole run is recorded/],
    [["--only", "survey", "--record"], /only a whole run is recorded/],
    [["--slow"], /unknown option '--slow'/],
    [["survey"], /too many arguments/],
  ])("%j", (words, message) => {
    const { status, stderr } = bench(...words);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("building");
  });
});
