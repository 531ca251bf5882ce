import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withParameters } from "../../build/parameters-table.ts";

test("the README has every parameter as it is (npm run parameters)", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(withParameters(readme)).toBe(readme);
});

test("a README without a place for them is refused", () => {
  expect(() => withParameters("# elastic-janitor\n")).toThrow("README.md has no place for the parameters");
});
