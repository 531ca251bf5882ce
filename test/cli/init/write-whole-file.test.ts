import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeWholeFile } from "../../../cli/init/write-whole-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "janitor-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a file that is there is refused, and nothing is left behind", () => {
  writeFileSync(join(folder, "a"), "mine");
  expect(() => writeWholeFile(join(folder, "a"), "new", { over: false })).toThrow(/EEXIST/);
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("mine");
  expect(readdirSync(folder)).toEqual(["a"]);
});

test("what cannot be put in place leaves nothing behind, and what was there stays", () => {
  mkdirSync(join(folder, "a"));
  expect(() => writeWholeFile(join(folder, "a"), "new", { over: true })).toThrow(/EISDIR|EEXIST|ENOTEMPTY|EPERM/);
  expect(readdirSync(folder)).toEqual(["a"]);
});

test("an old file is replaced whole: whoever has it open still reads what it was", async () => {
  const file = join(folder, "a");
  writeFileSync(file, "old");
  const reader = await open(file, "r");
  writeWholeFile(file, "new", { over: true });
  expect(await reader.readFile("utf8")).toBe("old");
  await reader.close();
  expect(readFileSync(file, "utf8")).toBe("new");
});
