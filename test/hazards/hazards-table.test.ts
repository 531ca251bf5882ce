import { expect, test } from "vitest";
import { hazards } from "./hazards.ts";
import { hazardsPage, readHazardsPage, testsByHazard } from "./hazards-table.ts";

test.each(hazards)("$id has a test that names it", ({ id }) => {
  expect(testsByHazard().get(id)).toBeDefined();
});

test("docs/hazards.md is what npm run hazards writes", () => {
  expect(readHazardsPage()).toBe(hazardsPage());
});

test("no hazard stands twice", () => {
  expect(new Set(hazards.map(({ id }) => id)).size).toBe(hazards.length);
});
