import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { command } from "../support/command.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "janitor-check-"));
  file = join(folder, "policy.yml");
});
afterEach(() => rmSync(folder, { recursive: true }));

const check = (text: string) => {
  writeFileSync(file, text);
  return command(["policy", "check", file]);
};

test("a policy that can be used is said to be fine in one line", async () => {
  const { code, stdout, stderr } = await check(`
version: 1
mode: mark
regions: [eu-central-1]
grace: 36h
protect: [{ tag: DoNotDelete }, { tag: env, values: [prod] }]
rules: [{ name: ours, match: { tag: ours }, action: keep }]
limits: { releases: 5 }
`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe(`${file} is fine: mode mark, 1 region, grace 1d 12h, 1 rule, 2 protecting tags, limit 5\n`);
});

test("every mistake is told with its place, and how many there are, and what to do", async () => {
  const { code, stdout, stderr } = await check("version: 1\nmode: Release\ngrace: 5m\n");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(
    `${file}:2:7 mode: found "Release", expected report, mark or release; did you mean release?`,
  );
  expect(stderr).toContain("    2 | mode: Release\n      |       ^^^^^^^\n");
  expect(stderr).toContain(`${file}:3:8 grace: found "5m"`);
  expect(stderr).toContain(`${file} has 2 problems, and no build takes it as it is.`);
  expect(stderr).toContain(`janitor policy check ${file}`);
  expect(stderr).toContain("docs/policy.md");
});

test("a file that is not there can be written with init", async () => {
  const { code, stderr } = await command(["policy", "check", file]);
  expect(code).toBe(1);
  expect(stderr).toBe(`janitor: ${file} was not found.\n  To write one after a few questions: janitor init ${file}\n`);
});

test("a file that cannot be read is not called wrong", async () => {
  const { code, stderr } = await command(["policy", "check", folder]);
  expect(code).toBe(1);
  expect(stderr).toContain("is a folder, and no policy file: name a file in it");
  expect(stderr).not.toContain("problem");
});

test("without a name it is policy.yml of the working directory: this project's own is fine", async () => {
  const { code, stdout, stderr } = await command(["policy", "check"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^policy\.yml is fine: mode report, all regions, grace 7d, /);
});

describe("standard input", () => {
  test("is checked like a file", async () => {
    const fine = await command(["policy", "check", "-"], { stdin: "version: 1\n" });
    expect(fine).toMatchObject({ code: 0, stdout: expect.stringMatching(/^standard input is fine: mode report/) });
    const wrong = await command(["policy", "check", "-"], { stdin: "version: 2\n" });
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("standard input:1:10 version: found 2") });
    expect(wrong.stderr).toContain("standard input has 1 problem, and no build takes it as it is.");
    expect(wrong.stderr).not.toContain("janitor policy check");
  });

  test("that is empty is no policy", async () => {
    const { code, stderr } = await command(["policy", "check", "-"]);
    expect(code).toBe(1);
    expect(stderr).toContain("the file is empty");
  });
});
