import { expect, test, vi } from "vitest";
import { nothingRemembered } from "../functions/janitor/domain/memory.ts";
import { linesOf } from "../functions/janitor/domain/memory-lines.ts";
import { recallFrom } from "../functions/janitor/recall.ts";
import { fakeClock } from "./support/fake-clock.ts";
import { hour, noEnd, now } from "./support/samples.ts";

type ReadLines = NonNullable<Parameters<typeof recallFrom>[0]["readLines"]>;

/** The lines of a run that ended then and had told nothing. */
function linesAt(at: number): readonly unknown[] {
  return [...linesOf({ at }, [])].map((line) => ({ runId: "run-0", ...line }));
}

/** A log with these lines in it, and how far back it was asked. */
function recalling(answer: ReadLines | undefined, short = noEnd()) {
  const asked: number[] = [];
  const clock = fakeClock();
  const warn = vi.fn();
  const readLines: ReadLines | undefined =
    answer &&
    (async (since, signal) => {
      asked.push((now - since) / hour);
      return answer(since, signal);
    });
  return { recall: recallFrom({ readLines, startedAt: now, clock, short, logger: { warn } }), asked, clock, warn };
}

test("a look at the last hours finds the run of an hourly schedule, and one at the last day that of yesterday", async () => {
  const hourly = recalling(async () => linesAt(now - hour));
  expect(await hourly.recall()).toMatchObject({ at: now - hour });
  expect(hourly.asked).toEqual([3]);
  const { recall, asked } = recalling(async (since) => (since <= now - 24 * hour ? linesAt(now - 24 * hour) : []));
  expect(await recall()).toMatchObject({ at: now - 24 * hour });
  expect(asked).toEqual([3, 26]);
});

test("where there is nothing, nothing that is whole, or nothing that is understood, it looks back nine days", async () => {
  const lastWeek = now - 168 * hour;
  for (const yesterday of [[], ["?"], linesAt(now - hour).map((line) => ({ ...Object(line), parts: 2 }))]) {
    const { recall, asked } = recalling(async (since) => (since > lastWeek ? yesterday : linesAt(lastWeek)));
    expect(await recall()).toMatchObject({ at: lastWeek });
    expect(asked).toEqual([3, 26, 216]);
  }
});

test("where no run has left anything, nobody was told anything", async () => {
  const { recall, warn } = recalling(async () => []);
  expect(await recall()).toEqual(nothingRemembered);
  expect(warn).not.toHaveBeenCalled();
});

test("without a log nobody can know, and that is nothing to warn of", async () => {
  const { recall, warn } = recalling(undefined);
  expect(await recall()).toBeUndefined();
  expect(warn).not.toHaveBeenCalled();
});

test.each<[string, ReadLines]>([
  ["rejects", () => Promise.reject(new Error("AccessDeniedException"))],
  [
    "throws",
    () => {
      throw new Error("AccessDeniedException");
    },
  ],
])("a log that %s is warned of, and nobody can know", async (_, readLines) => {
  const { recall, warn } = recalling(readLines);
  expect(await recall()).toBeUndefined();
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.stringContaining("could not be read"),
    expect.objectContaining({ message: "AccessDeniedException" }),
  );
});

/** Answers nothing, until it may not go on. */
const silent: ReadLines = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });

test("a log that does not answer is waited for five seconds", async () => {
  const { recall, clock } = recalling(silent);
  const ended = vi.fn();
  const recalled = recall().then(ended);
  await clock.pass(4_999);
  expect(ended).not.toHaveBeenCalled();
  await clock.pass(1);
  await recalled;
  expect(ended).toHaveBeenCalledExactlyOnceWith(undefined);
});

test("and not when the run has to come to its end", async () => {
  const ending = new AbortController();
  const { recall } = recalling(silent, ending.signal);
  const recalled = recall();
  ending.abort();
  expect(await recalled).toBeUndefined();
});
