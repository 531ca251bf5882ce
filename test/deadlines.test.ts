import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Deadlines, deadlinesFor } from "../functions/janitor/deadlines.ts";

beforeEach(() => {
  vi.useFakeTimers();
  // Fake timers do not reach `AbortSignal.timeout`: here it goes by the global `setTimeout`, which they do reach.
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    if (!Number.isInteger(ms) || ms < 0) throw new RangeError(`${ms} is no delay`);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException("time is over", "TimeoutError")), ms);
    return controller.signal;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** When each of the signals is aborted, in ms from the start. */
function endsOf(remainingMs: number): Record<keyof Deadlines, number> {
  const start = Date.now();
  const ends = {
    surveyEnd: Number.NaN,
    short: Number.NaN,
    giveUp: Number.NaN,
    lastLook: Number.NaN,
    summaryEnd: Number.NaN,
  };
  const deadlines = deadlinesFor(remainingMs);
  for (const name of ["surveyEnd", "short", "giveUp", "lastLook", "summaryEnd"] as const) {
    deadlines[name].addEventListener("abort", () => {
      ends[name] = Date.now() - start;
    });
  }
  vi.advanceTimersByTime(Math.max(0, remainingMs) + 1);
  return ends;
}

describe("deadlinesFor", () => {
  test.each([
    [300_000, { surveyEnd: 150_000, short: 280_000, giveUp: 292_000, lastLook: 294_400, summaryEnd: 299_000 }],
    [60_000, { surveyEnd: 30_000, short: 40_000, giveUp: 52_000, lastLook: 54_400, summaryEnd: 59_000 }],
    [3_000, { surveyEnd: 900, short: 1_200, giveUp: 2_100, lastLook: 2_370, summaryEnd: 2_700 }],
    [1_001, { surveyEnd: 300, short: 400, giveUp: 700, lastLook: 790, summaryEnd: 900 }],
  ])("divides %i ms", (remainingMs, ends) => {
    expect(endsOf(remainingMs)).toEqual(ends);
  });

  test.each([100, 3_000, 10_000, 29_999, 60_000, 900_000])(
    "of %i ms leaves time for what is under way, then for a last look, then for the summary, then for the end",
    (remainingMs) => {
      const { surveyEnd, short, giveUp, lastLook, summaryEnd } = endsOf(remainingMs);
      expect(surveyEnd).toBeLessThan(short);
      expect(short).toBeLessThan(giveUp);
      expect(giveUp).toBeLessThan(lastLook);
      expect(lastLook).toBeLessThan(summaryEnd);
      expect(summaryEnd).toBeLessThan(remainingMs);
    },
  );

  test("leave something for everything, from one second to Lambda's fifteen minutes", async () => {
    const remaining = fc.integer({ min: 1_000, max: 900_000 });
    const property = fc.property(remaining, (remainingMs) => {
      const { surveyEnd, short, giveUp, lastLook, summaryEnd } = endsOf(remainingMs);
      expect(surveyEnd).toBeGreaterThan(0);
      // What comes after the survey, the guards and the marks, has a quarter of the time for starting.
      expect(surveyEnd).toBeLessThanOrEqual(Math.min(remainingMs * 0.5, (short + 1) * 0.75));
      expect(surveyEnd).toBeLessThan(short);
      expect(short).toBeLessThan(giveUp);
      expect(giveUp).toBeLessThan(lastLook);
      // The summary has more of the rest than the look.
      expect(summaryEnd - lastLook).toBeGreaterThan(lastLook - giveUp);
      expect(summaryEnd).toBeLessThan(remainingMs);
    });
    await fc.assert(property, { numRuns: 500, examples: [[1_000], [900_000]] });
  });

  test.each([0, -5])("of %i ms starts nothing", (remainingMs) => {
    expect(endsOf(remainingMs)).toEqual({ surveyEnd: 0, short: 0, giveUp: 0, lastLook: 0, summaryEnd: 0 });
  });

  test("a survey ends by itself, while the rest of the run goes on", () => {
    const { surveyEnd, giveUp } = deadlinesFor(60_000);
    expect([surveyEnd.aborted, giveUp.aborted]).toEqual([false, false]);
    vi.advanceTimersByTime(30_000);
    expect([surveyEnd.aborted, giveUp.aborted]).toEqual([true, false]);
  });
});
