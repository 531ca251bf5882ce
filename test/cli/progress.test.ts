import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { Terminal } from "@xterm/headless";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Progress, startProgress, withProgress } from "../../cli/progress.ts";
import type { Output } from "../../cli/terminal.ts";
import type { Survey } from "../../functions/janitor/domain/survey.ts";
import type { Reading } from "../../functions/janitor/ports.ts";
import { makeAddress, notSeen, scanned } from "../domain/make.ts";

beforeEach(() => {
  // Not a log that keeps all lines, whoever runs the tests.
  vi.stubEnv("CI", undefined).stubEnv("TERM", "xterm");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function output(more: Pick<Output, "isTTY" | "columns"> = {}) {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const raw = () => chunks.join("");
  return { out: Object.assign(stream, more), raw, text: () => stripVTControlCharacters(raw()) };
}

/** The lines that somebody sees who has got this on a terminal. */
async function shown(written: string): Promise<readonly string[]> {
  const screen = new Terminal({ allowProposedApi: true, cols: 80, rows: 5, convertEol: true });
  await new Promise<void>((done) => screen.write(written, done));
  const lines = [0, 1, 2, 3, 4].map((at) => screen.buffer.active.getLine(at)?.translateToString(true) ?? "");
  screen.dispose();
  return lines.filter((line) => line !== "");
}

/** An account with these surveys. */
function readingOf(surveys: readonly Survey[]): Reading {
  const byRegion = new Map(surveys.map((survey) => [survey.scope.region, survey]));
  return {
    scopes: async () => ({ status: "listed", scopes: surveys.map((survey) => survey.scope) }),
    survey: async ({ region }) => {
      const survey = byRegion.get(region);
      if (survey === undefined) throw new Error(`nothing is known of ${region}`);
      return survey;
    },
    evidence: async () => new Map(),
  };
}

/** The lines of a look at all of it, how far it was said to be, and what was said to go on and to be over. */
async function watch(reading: Reading, out: Output) {
  const lines: string[] = [];
  const at: string[] = [];
  const busy: string[] = [];
  const progress: Progress = {
    line: (text) => lines.push(stripVTControlCharacters(text)),
    at: (label, done, of) => at.push(`${done} of ${of} ${label}`),
    busy: (label) => {
      busy.push(label);
      return () => busy.push("over");
    },
    end: () => {},
  };
  const watched = withProgress(reading, progress, out);
  const listed = await watched.scopes("all");
  for (const each of listed.status === "listed" ? listed.scopes : []) await watched.survey(each);
  return { lines, at, busy, watched };
}

test("each region has a line with what was found, in a column", async () => {
  const stopped = makeAddress({ use: { state: "stopped-instance", instanceId: "i-1" } });
  const { lines, at } = await watch(
    readingOf([
      scanned("us-east-1", [makeAddress(), makeAddress(), stopped]),
      scanned("ap-northeast-1"),
      notSeen("eu-west-1", "no\nway"),
    ]),
    output().out,
  );
  expect(lines).toEqual([
    "✓ us-east-1       2 idle",
    "✓ ap-northeast-1  nothing idle",
    "✗ eu-west-1       not read: UnauthorizedOperation: no way",
  ]);
  expect(at).toEqual(["0 of 3 regions read", "1 of 3 regions read", "2 of 3 regions read", "3 of 3 regions read"]);
});

test("one region is one", async () => {
  const { at } = await watch(readingOf([notSeen("eu-west-1", "no")]), output().out);
  expect(at).toEqual(["0 of 1 region read", "1 of 1 region read"]);
});

test.each([40, 60, 80, 132])("on a terminal of %i columns AWS's words end where it does", async (columns) => {
  const words = "You are not authorized to perform this operation. ".repeat(10);
  const { lines } = await watch(readingOf([notSeen("ap-northeast-1", words)]), output({ isTTY: true, columns }).out);
  const [line = ""] = lines;
  if (columns >= 60) expect(line).toHaveLength(columns);
  expect(line).toMatch(/^✗ ap-northeast-1 {2}not read: Unauthorized.*…$/);
});

test("in a pipe AWS's words may be longer, and still have an end", async () => {
  const { lines } = await watch(readingOf([notSeen("eu-west-1", "x".repeat(250))]), output().out);
  expect(lines).toEqual([expect.stringMatching(/ x{250}$/)]);
  const long = await watch(readingOf([notSeen("eu-west-1", "x".repeat(9_000))]), output().out);
  expect(long.lines[0]?.length).toBeLessThan(500);
});

test("a list of regions that was not had is told", async () => {
  const reading: Reading = {
    ...readingOf([]),
    scopes: async () => ({ status: "failed", error: { code: "AuthFailure", message: "no" } }),
  };
  const { lines } = await watch(reading, output().out);
  expect(lines).toEqual(["✗ The account's regions  not listed: AuthFailure: no"]);
});

test("it says whose need is asked about, and nothing where nothing is due", async () => {
  const { watched, lines } = await watch(readingOf([]), output().out);
  const due = { resource: makeAddress() } as never;
  await watched.evidence([], []);
  await watched.evidence([due], []);
  await watched.evidence([due, due], []);
  expect(lines).toEqual([
    "1 release due: asking who still needs it …",
    "2 releases due: asking who still needs them …",
  ]);
});

test("while guards are asked it says so, and no longer, whatever they answer", async () => {
  const due = { resource: makeAddress() } as never;
  const { watched, busy } = await watch(
    {
      ...readingOf([]),
      evidence: async () => {
        expect(busy.at(-1)).toMatch(/^asking the guards about \d …$/);
        if (busy.length > 2) throw new Error("no");
        return new Map();
      },
    },
    output().out,
  );
  await watched.evidence([due, due], []);
  await expect(watched.evidence([due], [])).rejects.toThrow("no");
  expect(busy).toEqual(["asking the guards about 2 …", "over", "asking the guards about 1 …", "over"]);
});

test("what goes on stands in the bar's place, and is away when it is over", async () => {
  const { out, raw } = output({ isTTY: true, columns: 80 });
  const progress = startProgress({ stderr: out });
  progress.at("regions read", 17, 17);
  const over = progress.busy("asking the guards about 10 …");
  const meanwhile = raw();
  over();
  const afterwards = raw();
  progress.line("still");
  progress.end();
  expect(await shown(meanwhile)).toEqual(["asking the guards about 10 …"]);
  expect(await shown(afterwards)).toEqual([]);
  expect(await shown(raw())).toEqual(["still"]);
});

test("what is not a terminal gets lines and no bar", () => {
  const { out, text } = output();
  const progress = startProgress({ stderr: out });
  progress.at("regions read", 1, 2);
  progress.line("one");
  progress.end();
  expect(text()).toBe("one\n");
});

test("the bar is as full as the work, and fits a narrow terminal", () => {
  for (const [columns, full, empty] of [
    [80, 12, 12],
    [40, 7, 7],
    [20, 2, 2],
  ] as const) {
    const { out, text } = output({ isTTY: true, columns });
    const progress = startProgress({ stderr: out });
    progress.at("regions", 1, 2);
    progress.end();
    expect(text()).toContain(`${"█".repeat(full)}${"░".repeat(empty)} 1 of 2`);
    expect(text()).not.toContain("█".repeat(full + 1));
  }
});

test("nothing at all is a full bar, and no mistake", () => {
  const { out, text } = output({ isTTY: true, columns: 80 });
  const progress = startProgress({ stderr: out });
  progress.at("regions read", 0, 0);
  progress.end();
  expect(text()).toContain(`${"█".repeat(24)} 0 of 0`);
});
