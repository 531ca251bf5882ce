import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Part, parts } from "../../bench/figure.ts";
import { withResults } from "../../bench/readme.ts";
import recorded from "../../bench/results.json" with { type: "json" };
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
  for (const { value, bound, ratio, derivation } of results.figures) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(bound).toBeGreaterThan(0);
    expect(ratio).toBe(value / bound);
    expect(derivation).not.toBe("");
  }
  expect(doing.some((line) => line.startsWith("survey: round 1 of 1"))).toBe(true);
});

describe("what is not a matter of speed", () => {
  test("each release has a look of its own right before it, and no look is throttled", () => {
    expect(figuresOf("release").find(({ unit }) => unit === "calls")).toMatchObject({
      value: 0,
      bound: 2 * quick.releases,
      most: 0,
    });
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
    expect(sizes.map(({ kept }) => kept)).toEqual([true, true]);
  });
});

describe("what was recorded", () => {
  test("is of the promises that there are", () => {
    const promises = ({ figures }: Pick<Results, "figures">) =>
      figures.map(({ part, unit, most }) => `${part}, ${unit}: ${most ?? "not promised"}`);
    const grown = (lines: readonly string[]) => new Set(lines);
    expect(grown(promises(recorded as Results))).toEqual(grown(promises(results)));
  });

  test("is in the README as it was recorded (npm run bench -- --record)", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    expect(withResults(readme, recorded as Results)).toBe(readme);
  });
});
