import { describe, expect, test } from "vitest";
import { knownRegions } from "../../functions/janitor/domain/regions.ts";
import { nearest } from "../../functions/janitor/nearest.ts";

const words = ["report", "mark", "release", "keep"];

describe("nearest", () => {
  test.each([
    ["Release", "release"],
    [" REPORT ", "report"],
    ["relase", "release"],
    ["reprot", "report"],
    ["kepe", "keep"],
    ["kep", "keep"],
    ["marks", "mark"],
  ])("%j is meant to be %s", (word, meant) => {
    expect(nearest(word, words)).toBe(meant);
  });

  test.each(["", "  ", "delete", "off", "no", "k", "x".repeat(100_000)])("nothing is near %j", (word) => {
    expect(nearest(word, words)).toBeUndefined();
  });

  test("the nearest of several wins, whatever the order", () => {
    expect(nearest("eu-west-22", knownRegions)).toBe("eu-west-2");
    expect(nearest("eu-west-22", [...knownRegions].reverse())).toBe("eu-west-2");
  });
});
