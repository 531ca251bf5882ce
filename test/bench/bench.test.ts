import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { isKept, type Part, parts } from "../../bench/figure.ts";
import { withResults } from "../../bench/readme.ts";
import { measureAll, type Results } from "../../bench/results.ts";
import { quick } from "../../bench/scale.ts";

/*
 * The whole benchmark with small numbers: that it works, and what it says besides how long something takes.
 */

let results: Results;
const doing: string[] = [];

beforeAll(async () => {
  results = await measureAll(quick, parts, (line) => doing.push(line));
}, 240_000);

function figuresOf(part: Part) {
  return results.figures.filter((figure) => figure.part === part);
}

test("every part is measured, and says what it is doing meanwhile", () => {
  expect([...new Set(results.figures.map(({ part }) => part))]).toEqual(parts);
  for (const { value, bound, derivation } of results.figures) {
    expect(value).not.toBeNaN();
    expect(bound).not.toBeNaN();
    expect(derivation).not.toBe("");
  }
  expect(doing).toContain("survey: round 1 of 1");
});

test("small numbers judge nothing", () => {
  expect(results.scale).toBe("quick");
  expect(results.figures.filter(({ kept }) => kept !== undefined)).toEqual([]);
});

describe("what is not a matter of speed", () => {
  test("each release has a look of its own before it, and no look is throttled", () => {
    const [unproven, throttledLooks] = figuresOf("release").filter(({ unit }) => unit === "calls");
    expect(unproven).toMatchObject({ value: 0, bound: 2 * quick.releases, most: 0 });
    expect(throttledLooks).toMatchObject({ value: 0, most: 0 });
  });

  test("a quiet run takes the fewest calls that say everything", () => {
    expect(figuresOf("quiet-run").find(({ unit }) => unit === "calls")).toMatchObject({ value: 5, bound: 5, most: 1 });
  });

  test("a quiet run loads nothing after its start, and nothing that it does not use", () => {
    expect(figuresOf("start").find(({ unit }) => unit === "files")).toMatchObject({ value: 0, most: 0 });
  });

  test("the bundle is within its limits", () => {
    const sizes = figuresOf("start").filter(({ unit }) => unit === "kB");
    expect(sizes.map(({ bound }) => bound)).toEqual([280, 420]);
    expect(sizes.every(isKept)).toBe(true);
  });
});

test("a run takes no more memory than 100 MB with few interfaces, and 160 with many", () => {
  const limits = figuresOf("growth").filter(({ unit }) => unit === "MB");
  expect(limits.map(({ bound, most }) => [bound, most])).toEqual([
    [100, 1],
    [160, 1],
    [160, undefined],
  ]);
});

describe("what was recorded", () => {
  const recorded: Results = JSON.parse(readFileSync(new URL("../../bench/results.json", import.meta.url), "utf8"));

  test("is of all promises that there are, and keeps them", () => {
    const promises = ({ figures }: Results) =>
      figures.map(({ part, unit, most }) => `${part}, ${unit}: ${most ?? "not promised"}`);
    expect(recorded.scale).toBe("full");
    expect(promises(recorded)).toEqual(promises(results));
    expect(recorded.figures.filter((figure) => !(figure.kept && isKept(figure)))).toEqual([]);
  });

  test("is in the README as it was recorded (npm run bench -- --record)", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    expect(withResults(readme, recorded)).toBe(readme);
  });
});
