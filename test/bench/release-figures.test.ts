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
    answeredAt: at + 20,
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
  const [time, refused, unproven, gap, refusedLooks] = releaseFigures(calls, 1).map(({ value }) => value);
  return { time, refused, unproven, gap, refusedLooks };
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
      gap: 60,
      refusedLooks: 0,
    });
  });

  test("come no later after their look than EC2 lets ten through", () => {
    const [, , , gap] = releaseFigures([look(0), release(2_021), lookAtInterface(2_100, "eni-1")], 1);
    expect(gap).toMatchObject({ value: 2_001, bound: 2_000, most: 1 });
  });

  test("are unproven when they were sent before the look was answered, or when that failed", () => {
    expect(figures(look(0), release(15)).unproven).toBe(1);
    expect(figures(look(0), release(20)).unproven).toBe(0);
    for (const status of [0, 500, 503]) {
      expect(figures(look(0), look(1, "eipalloc-1", { status }), release(50)).unproven, String(status)).toBe(1);
    }
  });

  test("are unproven without a look of their own", () => {
    expect(figures(look(0), release(30), look(40, "eipalloc-3"), release(70, "eipalloc-2")).unproven).toBe(1);
    expect(figures(look(0), look(10, "eipalloc-2"), release(40, "eipalloc-2"), release(50)).unproven).toBe(0);
  });

  test("need a look each: one does not stand for two attempts", () => {
    const refused = release(30, "eipalloc-1", throttled);
    expect(figures(look(0), refused, release(60)).unproven).toBe(1);
    expect(figures(look(0), refused, look(60), release(90)).unproven).toBe(0);
  });

  test("a listing is no look at one resource", () => {
    const listing = call(0, "DescribeNetworkInterfaces", {
      "Filter.1.Name": "status",
      "Filter.1.Value.1": "available",
    });
    expect(figures(look(0), release(30), listing, deletion(60, "eni-1")).unproven).toBe(1);
  });

  test("are throttled as often as EC2 says so, and so are looks", () => {
    const calls = [look(0, "eipalloc-1", throttled), look(5), release(40), release(60, "eipalloc-1", throttled)];
    expect(figures(...calls)).toMatchObject({ refused: 50, unproven: 1, refusedLooks: 1 });
  });
});
