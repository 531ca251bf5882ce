import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Bucket, Pace } from "../../functions/janitor/aws/pacing.ts";
import { noEnd, scope } from "../support/samples.ts";

// Fake timers do not reach `node:timers/promises`: here it waits by the global `setTimeout`, which they do reach.
vi.mock("node:timers/promises", () => ({
  setTimeout: (ms: number, value: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(value), ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
}));

describe("a bucket", () => {
  function burst(bucket: Bucket, count: number, at: number): readonly number[] {
    return Array.from({ length: count }, () => bucket.reserve(at));
  }

  test("lets its capacity through at once, and the rest at its rate, one behind the other", () => {
    expect(burst(new Bucket(3, 5), 6, 1_000)).toEqual([0, 0, 0, 200, 400, 600]);
  });

  test("earns tokens while time passes", () => {
    const bucket = new Bucket(3, 5);
    burst(bucket, 3, 0);
    expect(bucket.reserve(400)).toBe(0);
    expect(bucket.reserve(400)).toBe(0);
    expect(bucket.reserve(400)).toBe(200);
  });

  test("earns parts of a token", () => {
    const bucket = new Bucket(1, 5);
    bucket.reserve(0);
    expect(bucket.reserve(100)).toBeCloseTo(100);
    expect(bucket.reserve(300)).toBeCloseTo(100);
  });

  test("never holds more than its capacity, however long nobody comes", () => {
    const bucket = new Bucket(3, 5);
    bucket.reserve(0);
    expect(burst(bucket, 5, 3_600_000)).toEqual([0, 0, 0, 200, 400]);
  });

  test("starts full and gives nothing for the time before the first who comes", () => {
    expect(burst(new Bucket(2, 5), 3, 3_600_000)).toEqual([0, 0, 200]);
  });

  test("keeps who comes later behind those who wait", () => {
    const bucket = new Bucket(1, 5);
    burst(bucket, 3, 0);
    expect(bucket.reserve(100)).toBeCloseTo(500);
  });
});

describe("the pace", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  type Action = Parameters<Pace["take"]>[1];

  /** How many of a crowd that comes at once have their token by now. */
  async function crowd(pace: Pace, action: Action, count: number, where = scope): Promise<{ through: number }> {
    const seen = { through: 0 };
    for (let each = 0; each < count; each += 1) {
      void pace.take(where, action, noEnd()).then((granted) => {
        seen.through += granted ? 1 : 0;
      });
    }
    await vi.advanceTimersByTimeAsync(0);
    return seen;
  }

  test.each<[Action, number, number]>([
    ["DescribeAddresses", 100, 20],
    ["DescribeNetworkInterfaces", 100, 20],
    ["ReleaseAddress", 50, 5],
    ["DeleteNetworkInterface", 100, 5],
    ["CreateTags", 100, 10],
    ["DeleteTags", 100, 10],
  ])("lets %s through %i at once and at most %i a second after that, but nearly so many", async (action, at, rate) => {
    const seen = await crowd(new Pace(), action, 300);
    expect(seen.through).toBe(at);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(seen.through).toBeLessThanOrEqual(at + 5 * rate);
    expect(seen.through).toBeGreaterThanOrEqual(at + 5 * rate * 0.9);
  });

  test("is kept apart by account, by region and by action", async () => {
    const pace = new Pace();
    await crowd(pace, "ReleaseAddress", 60);
    expect(await crowd(pace, "ReleaseAddress", 60, { ...scope, region: "us-east-1" })).toEqual({ through: 50 });
    expect(await crowd(pace, "ReleaseAddress", 60, { ...scope, account: "210987654321" })).toEqual({ through: 50 });
    expect(await crowd(pace, "DescribeAddresses", 60)).toEqual({ through: 60 });
    expect(await crowd(pace, "ReleaseAddress", 1)).toEqual({ through: 0 });
  });

  test("gives nothing when time is short already, though a token is there", async () => {
    expect(await new Pace().take(scope, "ReleaseAddress", AbortSignal.abort())).toBe(false);
  });

  test("gives nothing to who waits when time gets short", async () => {
    const pace = new Pace();
    await crowd(pace, "ReleaseAddress", 50);
    const short = new AbortController();
    const waiting = pace.take(scope, "ReleaseAddress", short.signal);
    await vi.advanceTimersByTimeAsync(100);
    short.abort();
    expect(await waiting).toBe(false);
  });

  test("gives the token to who waits when its time has come", async () => {
    const pace = new Pace();
    await crowd(pace, "ReleaseAddress", 50);
    const waiting = pace.take(scope, "ReleaseAddress", noEnd());
    await vi.advanceTimersByTimeAsync(250);
    expect(await waiting).toBe(true);
  });
});
