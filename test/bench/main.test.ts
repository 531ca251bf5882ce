import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const main = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));

function bench(...words: readonly string[]) {
  return spawnSync(process.execPath, [main, ...words], { encoding: "utf8" });
}

test("whoever breaks it off leaves nothing behind", async () => {
  const temporary = mkdtempSync(join(tmpdir(), "bench-test-"));
  try {
    const child = spawn(process.execPath, [main, "--quick", "--output", join(temporary, "results.json")], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr.once("data", () => child.kill("SIGTERM"));
    const [code] = await once(child, "close");
    expect(code).toBe(130);
    expect(readdirSync(temporary).filter((name) => name.startsWith("bench-"))).toEqual([]);
  } finally {
    rmSync(temporary, { recursive: true });
  }
});

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
    [["--output", "/nonexistent/results.json"], /^error: ENOENT.*\/nonexistent\/results\.json/m],
  ])("%j", (words, message) => {
    const { status, stderr } = bench(...words);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("building");
  });
});
