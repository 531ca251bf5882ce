import * as fs from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { openJournal } from "../../../cli/apply/journal-file.ts";
import { folderOfTheTest } from "../support/policy-file.ts";

// What is written is written; it is only watched.
vi.mock("node:fs", { spy: true });
beforeEach(() => void vi.clearAllMocks());

const now = Date.parse("2026-11-22T06:00:00.000Z");
const somewhere = () => join(folderOfTheTest(), "journal.jsonl");
const order = (called: { readonly mock: { readonly invocationCallOrder: readonly number[] } }) =>
  called.mock.invocationCallOrder.at(-1) ?? Number.NaN;

describe("the file of the journal", () => {
  test("has each line on the disk, and not only on its way there, before anything goes on", () => {
    const journal = openJournal(somewhere(), () => now);
    for (const each of [1, 2]) {
      journal.info("release", { journal: "intent" });
      expect(vi.mocked(fs.fsyncSync)).toHaveBeenCalledTimes(each);
      expect(order(vi.mocked(fs.fsyncSync))).toBeGreaterThan(order(vi.mocked(fs.appendFileSync)));
    }
    const [[file]] = vi.mocked(fs.fsyncSync).mock.calls as [[number]];
    journal.close();
    expect(vi.mocked(fs.closeSync)).toHaveBeenCalledWith(file);
  });

  test("has lines like those of the function's log, with the instant that each was written at", () => {
    const path = somewhere();
    let at = now;
    const journal = openJournal(path, () => at);
    journal.info("release", { journal: "intent" });
    at += 1_000;
    journal.info("released", { journal: "outcome" });
    journal.close();
    const lines = fs.readFileSync(path, "utf8").split("\n").filter(Boolean);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: "INFO",
        message: "release",
        timestamp: "2026-11-22T06:00:00.000Z",
        service: "elastic-janitor",
        journal: "intent",
      },
      {
        level: "INFO",
        message: "released",
        timestamp: "2026-11-22T06:00:01.000Z",
        service: "elastic-janitor",
        journal: "outcome",
      },
    ]);
  });

  test.skipIf(process.platform === "win32")("is for nobody but its owner to read", () => {
    const path = somewhere();
    openJournal(path, () => now).close();
    expect(fs.statSync(path).mode & 0o777).toBe(0o600);
  });

  test("is never the file -, which nothing could be restored from", () => {
    expect(() => openJournal("-", () => now)).toThrow("--journal - is no file, so nothing was done.");
    expect(vi.mocked(fs.openSync)).not.toHaveBeenCalled();
  });
});
