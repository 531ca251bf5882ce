import { describe, expect, test } from "vitest";
import { boundS, releaseFigures } from "../../bench/release-figures.ts";
import type { Call } from "../simulator/calls.ts";

function call(at: number, action: string, parameters: Call["parameters"], changes: Partial<Call> = {}): Call {
  const place = { service: "ec2", region: "us-east-1", account: "123456789012", dryRun: false };
  return {
    at,
    action,
    parameters,
    ...place,
    writes: !action.startsWith("Describe"),
    status: 200,
    durationMs: 2,
    ...changes,
  };
}

const look = (at: number, id = "eipalloc-1", changes?: Partial<Call>) =>
  call(at, "DescribeAddresses", { "AllocationId.1": id }, changes);
const release = (at: number, id = "eipalloc-1", changes?: Partial<Call>) =>
  call(at, "ReleaseAddress", { AllocationId: id }, changes);
const lookAtInterface = (at: number, id: string) =>
  call(at, "DescribeNetworkInterfaces", { "Filter.1.Name": "network-interface-id", "Filter.1.Value.1": id });
const deletion = (at: number, id: string) => call(at, "DeleteNetworkInterface", { NetworkInterfaceId: id });

const throttled = { errorCode: "RequestLimitExceeded", status: 503 };

function figures(...calls: readonly Call[]) {
  const [time, refused, unproven, gap] = releaseFigures(calls, 1, 10).map(({ value }) => value);
  return { time, refused, unproven, gap };
}

test("the bound is the slower of the two buckets", () => {
  expect(boundS(1_000)).toBe(190);
  expect(boundS(20)).toBe(0);
});

describe("a run's releases", () => {
  test("take from the first look to the answer of the last one, by the faster clock", () => {
    expect(figures(look(1_000), release(1_030), lookAtInterface(1_100, "eni-1"), deletion(1_180, "eni-1"))).toEqual({
      time: 0.2,
      refused: 0,
      unproven: 0,
      // A look is answered 2 real ms after it came.
      gap: 60,
    });
  });

  test("are unproven without a look of their own", () => {
    expect(figures(look(0), release(10), look(20, "eipalloc-3"), release(30, "eipalloc-2")).unproven).toBe(1);
    expect(figures(look(0), look(10, "eipalloc-2"), release(20, "eipalloc-2"), release(30)).unproven).toBe(0);
  });

  test("need a look each: one does not stand for two attempts", () => {
    const refused = release(10, "eipalloc-1", throttled);
    expect(figures(look(0), refused, release(20)).unproven).toBe(1);
    expect(figures(look(0), refused, look(15), release(20)).unproven).toBe(0);
  });

  test("a listing is no look at one resource", () => {
    const listing = call(0, "DescribeNetworkInterfaces", {
      "Filter.1.Name": "status",
      "Filter.1.Value.1": "available",
    });
    expect(figures(look(0), release(1), listing, deletion(10, "eni-1")).unproven).toBe(1);
  });

  test("are throttled as often as EC2 says so, and a look that is counts as missed", () => {
    const { refused, unproven } = figures(
      look(0, "eipalloc-1", throttled),
      look(5),
      release(10),
      release(20, "x", throttled),
    );
    expect(refused).toBe(50);
    expect(unproven).toBe(2);
  });
});
