import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../functions/janitor/domain/duration.ts";
import { day, hour } from "./make.ts";

const minute = hour / 60;
const second = minute / 60;

describe("parseDuration", () => {
  test.each([
    ["1s", second],
    ["90m", 90 * minute],
    ["36h", 36 * hour],
    ["14d", 14 * day],
    ["2w", 14 * day],
    ["14 d", 14 * day],
    ["  14D  ", 14 * day],
    ["007d", 7 * day],
    ["3650d", 3_650 * day],
    ["P14D", 14 * day],
    ["p14d", 14 * day],
    ["P2W", 14 * day],
    ["P1W2D", 9 * day],
    ["PT36H", 36 * hour],
    ["PT90M", 90 * minute],
    ["PT30S", 30 * second],
    ["P1DT12H", 36 * hour],
    ["P1W2DT3H4M5S", 9 * day + 3 * hour + 4 * minute + 5 * second],
    ["P521W", 521 * 7 * day],
    ["P3650D", 3_650 * day],
  ])("%j is read as %d ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    ["nothing", ["", " ", "P", "PT", "P1DT", "d", "T1H", "PD"]],
    ["zero", ["0d", "0h", "P0D", "PT0S", "P0W0DT0H0M0S"]],
    ["negative", ["-1d", "-P1D", "P-1D", "PT-1H"]],
    ["a fraction", ["1.5d", "1,5d", "P1.5D", "PT0.5H"]],
    ["months or years, whose length varies", ["1M1D", "1mo", "1y", "P1M", "P1Y", "P1Y1D", "P1MT1H"]],
    ["more than ten years", ["3651d", "87601h", "522w", "P3651D", "P3650DT1S", "999999999w", "9999999999s"]],
    ["no unit, or one it does not know", ["7", "7 days", "7q", "P7", "two weeks", "1d 12h", "1d12h"]],
    ["units in the wrong order or place", ["P1D1W", "PT1S1M", "P1H", "PT1D", "P1S"]],
    ["text around it", ["in 7d", "7d!", "7d\n8d", "xP7D", "P7Dx"]],
    ["digits of another script", ["٧d", "７d"]],
    ["the name of an inherited property", ["1constructor", "__proto__", "1__proto__"]],
  ])("what is %s is refused", (_, texts) => {
    expect(texts.map(parseDuration)).toEqual(texts.map(() => undefined));
  });

  test("it never throws, and gives nothing but whole milliseconds up to ten years", async () => {
    const near = fc.stringMatching(/^[pP]?[\d.-]{0,11} ?[twdhmsTWDHMS\d]{0,8}$/);
    await fc.assert(
      fc.property(fc.oneof(fc.string(), near), (text) => {
        const ms = parseDuration(text);
        if (ms !== undefined) expect(Number.isInteger(ms) && ms > 0 && ms <= 3_650 * day).toBe(true);
      }),
    );
  });
});

describe("formatDuration", () => {
  test.each([
    [14 * day, "14d"],
    [36 * hour, "1d 12h"],
    [6 * hour, "6h"],
    [90 * minute, "1h 30m"],
    [59 * second, "59s"],
    [day + second, "1d 1s"],
    [1_499, "1s"],
    [1_500, "2s"],
    [59_999, "1m"],
    [499, "0s"],
    [0, "0s"],
    [-day, "0s"],
  ])("%d ms is written as %j", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test("every part that is written can be read again, and together they are the whole", async () => {
    await fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_650 * 86_400 }), (seconds) => {
        const parts = formatDuration(seconds * second).split(" ");
        expect(parts.reduce((sum, part) => sum + (parseDuration(part) ?? Number.NaN), 0)).toBe(seconds * second);
      }),
    );
  });
});
