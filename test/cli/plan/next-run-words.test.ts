import { expect, test } from "vitest";
import { nextRunWords } from "../../../cli/plan/next-run-words.ts";

const nothing = { mode: "release", marks: 0, unmarks: 0, releases: 0, withheld: 0, limit: 20 } as const;

test.each([
  [{ releases: 3, marks: 2, unmarks: 1 }, "would release 3, mark 2 and take 1 mark off."],
  [{ marks: 2, unmarks: 2 }, "would mark 2 and take 2 marks off."],
  [{ releases: 1 }, "would release 1."],
  [{}, "would do nothing."],
])("every step is named that the next run would take: %j", (steps, words) => {
  expect(nextRunWords({ ...nothing, ...steps })).toBe(`The next run in mode release ${words}`);
});

test("what the breaker keeps is said besides what is done all the same", () => {
  expect(nextRunWords({ ...nothing, marks: 1, withheld: 21 })).toBe(
    "The next run in mode release would mark 1. It would release none of the 21 that are due: with what could not be " +
      "checked, that is more than limits.releases allows in one run (20).",
  );
});

test("mode report changes nothing, whatever is due", () => {
  expect(nextRunWords({ ...nothing, mode: "report" })).toBe("The next run in mode report changes nothing.");
});
