import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Deadlines, deadlinesFor } from "../functions/janitor/deadlines.ts";
import { fakeClock } from "./support/fake-clock.ts";
import { noEnd } from "./support/samples.ts";

/** When each of the signals is aborted, in whole ms from the start. */
function endsOf(remainingMs: number): Record<keyof Deadlines, number> {
  const ends = new Map<AbortSignal, number>();
  const after = (ms: number) => {
    const signal = noEnd();
    ends.set(signal, Math.max(0, Math.floor(ms)));
    return signal;
  };
  const { surveyEnd, evidenceEnd, short, giveUp, lastLook, summaryEnd } = deadlinesFor(remainingMs, { after });
  const endOf = (signal: AbortSignal) => ends.get(signal) ?? Number.NaN;
  return {
    surveyEnd: endOf(surveyEnd),
    evidenceEnd: endOf(evidenceEnd),
    short: endOf(short),
    giveUp: endOf(giveUp),
    lastLook: endOf(lastLook),
    summaryEnd: endOf(summaryEnd),
  };
}

describe("deadlinesFor", () => {
  test.each([
    [
      300_000,
      {
        surveyEnd: 150_000,
        evidenceEnd: 228_000,
        short: 280_000,
        giveUp: 292_000,
        lastLook: 294_400,
        summaryEnd: 299_000,
      },
    ],
    [
      60_000,
      { surveyEnd: 30_000, evidenceEnd: 36_000, short: 40_000, giveUp: 52_000, lastLook: 54_400, summaryEnd: 59_000 },
    ],
    [3_000, { surveyEnd: 900, evidenceEnd: 1_080, short: 1_200, giveUp: 2_100, lastLook: 2_370, summaryEnd: 2_700 }],
    [1_001, { surveyEnd: 300, evidenceEnd: 360, short: 400, giveUp: 700, lastLook: 790, summaryEnd: 900 }],
  ])("divides %i ms", (remainingMs, ends) => {
    expect(endsOf(remainingMs)).toEqual(ends);
  });

  test.each([100, 3_000, 10_000, 29_999, 60_000, 900_000])(
    "of %i ms leaves time for the guards, then for releases, then for what is under way, then for a last look, then for the summary, then for the end",
    (remainingMs) => {
      const { surveyEnd, evidenceEnd, short, giveUp, lastLook, summaryEnd } = endsOf(remainingMs);
      expect(surveyEnd).toBeLessThan(evidenceEnd);
      expect(evidenceEnd).toBeLessThan(short);
      expect(short).toBeLessThan(giveUp);
      expect(giveUp).toBeLessThan(lastLook);
      expect(lastLook).toBeLessThan(summaryEnd);
      expect(summaryEnd).toBeLessThan(remainingMs);
    },
  );

  test("leave something for everything, from one second to Lambda's fifteen minutes", async () => {
    const remaining = fc.integer({ min: 1_000, max: 900_000 });
    const property = fc.property(remaining, (remainingMs) => {
      const { surveyEnd, evidenceEnd, short, giveUp, lastLook, summaryEnd } = endsOf(remainingMs);
      expect(surveyEnd).toBeGreaterThan(0);
      // What comes after the survey, the guards and the marks, has a quarter of the time for starting.
      expect(surveyEnd).toBeLessThanOrEqual(Math.min(remainingMs * 0.5, (short + 1) * 0.75));
      expect(surveyEnd).toBeLessThan(short);
      // The guards have the greater part of that, and what is proven has the rest; all but for parts of a ms.
      expect(evidenceEnd - surveyEnd + 2).toBeGreaterThan((short - surveyEnd) * 0.5);
      expect(short - evidenceEnd + 2).toBeGreaterThan((short - surveyEnd) * 0.4);
      expect(short).toBeLessThan(giveUp);
      expect(giveUp).toBeLessThan(lastLook);
      // The summary has more of the rest than the look.
      expect(summaryEnd - lastLook).toBeGreaterThan(lastLook - giveUp);
      expect(summaryEnd).toBeLessThan(remainingMs);
    });
    await fc.assert(property, { numRuns: 500, examples: [[1_000], [900_000]] });
  });

  test.each([0, -5])("of %i ms starts nothing", (remainingMs) => {
    expect(endsOf(remainingMs)).toEqual({
      surveyEnd: 0,
      evidenceEnd: 0,
      short: 0,
      giveUp: 0,
      lastLook: 0,
      summaryEnd: 0,
    });
  });

  test("a survey ends by itself, and the guards do, while the rest of the run goes on", async () => {
    const clock = fakeClock();
    const { surveyEnd, evidenceEnd, short, giveUp } = deadlinesFor(60_000, clock);
    const aborted = () => [surveyEnd, evidenceEnd, short, giveUp].map((signal) => signal.aborted);
    expect(aborted()).toEqual([false, false, false, false]);
    await clock.pass(30_000);
    expect(aborted()).toEqual([true, false, false, false]);
    await clock.pass(6_000);
    expect(aborted()).toEqual([true, true, false, false]);
  });
});
