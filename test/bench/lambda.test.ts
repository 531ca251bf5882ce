import { expect, test } from "vitest";
import { deployedMemoryMb, heapLimits, monthlyCostUsd, processorShare } from "../../bench/lambda.ts";

test("the memory is what serverless.yml says", () => {
  expect(deployedMemoryMb()).toBe(512);
});

test("the heap has the limits of Lambda's own start script", () => {
  expect(heapLimits(512)).toEqual(["--max-semi-space-size=25", "--max-old-space-size=461"]);
});

test("the processor is a whole one from 1,769 MB on", () => {
  expect(processorShare(1_769)).toBe(1);
  expect(processorShare(10_240)).toBe(1);
  expect(processorShare(512)).toBeCloseTo(0.2894, 4);
});

test("a run a day is paid by the ms, and by the request", () => {
  // 365.25 / 12 runs of 2 s with half a GB, at 0.0000133334 a GB-s and 0.20 a million.
  expect(monthlyCostUsd(512, 2_000)).toBeCloseTo(30.4375 * (0.0000133334 + 0.0000002), 10);
  expect(monthlyCostUsd(512, 1_999.1)).toBe(monthlyCostUsd(512, 2_000));
});
