import { describe, expect, test } from "vitest";
import { type Figure, isKept, median, ratioOf } from "../../bench/figure.ts";
import { withResults } from "../../bench/readme.ts";
import { writeMarkdown, writeTable } from "../../bench/table.ts";

const figure: Figure = {
  part: "survey",
  name: "17 regions",
  value: 575.4,
  bound: 525,
  unit: "ms",
  derivation: "two round trips",
  most: 1.15,
};
const late: Figure = { ...figure, value: 1_050 };
const told: Figure = { ...figure, part: "script", name: "looking", value: 0.0002581, bound: 3.65, unit: "USD a month" };
const { most: _, ...unpromised } = told;

describe("a promise", () => {
  test("is kept as long as the ratio is no more than it says", () => {
    expect(ratioOf(figure)).toBeCloseTo(1.096, 3);
    expect(isKept(figure)).toBe(true);
    expect(isKept({ ...figure, value: 525 * 1.15, bound: 525 })).toBe(true);
    expect(isKept(late)).toBe(false);
  });

  test("that nobody gave is not broken", () => {
    expect(isKept({ ...unpromised, value: 1_000_000 })).toBe(true);
  });

  test("of nothing at all is kept by nothing alone", () => {
    expect(isKept({ ...figure, value: 0, most: 0 })).toBe(true);
    expect(isKept({ ...figure, value: 1, most: 0 })).toBe(false);
  });
});

test("the median is the one in the middle, or between the two in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 4, 2])).toBe(3);
  expect(() => median([])).toThrow("nothing was measured");
});

test("a table has a row a figure, under its part, and says what was missed", () => {
  const table = writeTable([figure, unpromised]);
  expect(table).toMatch(/Survey +│/);
  expect(table).toMatch(/17 regions +│ +575 ms │ +525 ms │ +1\.1 │ +≤ 1\.15 │/);
  expect(table).toContain("(bound: two round trips)");
  expect(table).toMatch(/looking +│ +0\.000258 USD a? ?│/);
  expect(table).not.toContain("MISSED");
  expect(writeTable([late])).toContain("MISSED");
  expect(writeTable([late], false)).not.toContain("MISSED");
  const width = (columns: number) =>
    Math.max(
      ...writeTable([figure], true, columns)
        .split("\n")
        .map(({ length }) => length),
    );
  expect(width(100)).toBe(100);
  expect(width(140)).toBe(140);
});

test("what is missed by little does not look like what is kept", () => {
  const nearly = { ...figure, value: 525 * 1.1501, bound: 525 };
  expect(writeTable([nearly])).toContain(" 1.1501 ");
  expect(writeMarkdown([nearly])).toContain("| 1.1501 | ≤ 1.15, **missed** |");
});

test("the README gets the same figures, when they were measured, and on what", () => {
  expect(writeMarkdown([figure])).toContain(
    "| Survey: 17 regions | 575 ms | 525 ms | 1.1 | ≤ 1.15 | two round trips |",
  );
  const results = {
    date: "2026-11-28T21:00:00.000Z",
    machine: { cores: 2, processor: "x", node: "24.21.0", load: 0 },
    scale: "full" as const,
    figures: [{ ...figure, ratio: ratioOf(figure), kept: true }],
  };
  const before = "# mine\n<!-- npm run bench -- --record -->\nold\n<!-- end -->\nrest\n";
  const after = withResults(before, results);
  expect(after).toContain("Measured on 2026-11-28, 2 cores, Node.js 24.21.0:\n\n| |");
  expect(after).toMatch(/^# mine\n<!-- .*<!-- end -->\nrest\n$/s);
  expect(withResults(after, results)).toBe(after);
  expect(() => withResults("# mine\n", results)).toThrow("README.md has no place for the results");
});
