import { describe, expect, test } from "vitest";
import { Bucket, Gate, Pace } from "../../functions/janitor/aws/pacing.ts";
import { type FakeClock, fakeClock } from "../support/fake-clock.ts";
import { noEnd, scope } from "../support/samples.ts";

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

/** How many of a crowd that comes at once have their token by now. */
async function crowd(count: number, take: () => Promise<boolean>, clock: FakeClock): Promise<{ through: number }> {
  const seen = { through: 0 };
  for (let each = 0; each < count; each += 1) {
    void take().then((granted) => {
      seen.through += granted ? 1 : 0;
    });
  }
  await clock.pass(0);
  return seen;
}

describe("the pace", () => {
  type Action = Parameters<Pace["take"]>[1];

  function start() {
    const clock = fakeClock();
    const pace = new Pace(clock);
    const come = (action: Action, count: number, where = scope) =>
      crowd(count, () => pace.take(where, action, noEnd()), clock);
    return { clock, pace, come };
  }

  test.each<[Action, number, number]>([
    ["DescribeAddresses", 100, 20],
    ["DescribeNetworkInterfaces", 100, 20],
    ["ReleaseAddress", 50, 5],
    ["DeleteNetworkInterface", 100, 5],
    ["CreateTags", 100, 10],
    ["DeleteTags", 100, 10],
  ])("lets %s through %i at once and at most %i a second after that, but nearly so many", async (action, at, rate) => {
    const { clock, come } = start();
    const seen = await come(action, 300);
    expect(seen.through).toBe(at);
    await clock.pass(5_000);
    expect(seen.through).toBeLessThanOrEqual(at + 5 * rate);
    expect(seen.through).toBeGreaterThanOrEqual(at + 5 * rate * 0.9);
  });

  test("is kept apart by account, by region and by action", async () => {
    const { come } = start();
    await come("ReleaseAddress", 60);
    expect(await come("ReleaseAddress", 60, { ...scope, region: "us-east-1" })).toEqual({ through: 50 });
    expect(await come("ReleaseAddress", 60, { ...scope, account: "210987654321" })).toEqual({ through: 50 });
    expect(await come("DescribeAddresses", 60)).toEqual({ through: 60 });
    expect(await come("ReleaseAddress", 1)).toEqual({ through: 0 });
  });

  test("gives nothing when time is short already, though a token is there", async () => {
    expect(await start().pace.take(scope, "ReleaseAddress", AbortSignal.abort())).toBe(false);
  });

  test("gives nothing to who waits when time gets short", async () => {
    const { clock, pace, come } = start();
    await come("ReleaseAddress", 50);
    const short = new AbortController();
    const waiting = pace.take(scope, "ReleaseAddress", short.signal);
    await clock.pass(100);
    short.abort();
    expect(await waiting).toBe(false);
  });

  test("gives the token to who waits when its time has come", async () => {
    const { clock, pace, come } = start();
    await come("ReleaseAddress", 50);
    const waiting = pace.take(scope, "ReleaseAddress", noEnd());
    await clock.pass(250);
    expect(await waiting).toBe(true);
  });
});

describe("a gate", () => {
  test("lets its capacity through at once, and the rest at nearly its rate", async () => {
    const clock = fakeClock();
    const gate = new Gate({ capacity: 2, refill: 5 }, clock);
    const seen = await crowd(30, () => gate.take(noEnd()), clock);
    expect(seen.through).toBe(2);
    await clock.pass(200);
    expect(seen.through).toBe(2);
    await clock.pass(4_800);
    expect(seen.through).toBe(2 + 24);
  });

  test("is held against the clock that nobody sets", async () => {
    const clock = fakeClock();
    let wall = 0;
    const jumping = { ...clock, now: () => (wall += 3_600_000) };
    const gate = new Gate({ capacity: 1, refill: 1 }, jumping);
    expect(await crowd(3, () => gate.take(noEnd()), clock)).toEqual({ through: 1 });
  });

  test("gives nothing to who comes when time is short, and takes no token for that", async () => {
    const clock = fakeClock();
    const gate = new Gate({ capacity: 1, refill: 1 }, clock);
    expect(await gate.take(AbortSignal.abort())).toBe(false);
    expect(await crowd(1, () => gate.take(noEnd()), clock)).toEqual({ through: 1 });
  });
});
