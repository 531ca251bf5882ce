import { describe, expect, test, vi } from "vitest";
import { systemClock } from "../functions/janitor/system-clock.ts";
import { noEnd } from "./support/samples.ts";

const { now, elapsed, pause } = systemClock;
const minute = 60_000;

test("now is the wall clock's time", () => {
  const before = Date.now();
  expect(now()).toBeGreaterThanOrEqual(before);
  expect(now()).toBeLessThanOrEqual(Date.now());
});

test("what has elapsed never goes back, not even when somebody sets the wall clock", () => {
  const before = elapsed();
  const set = vi.spyOn(Date, "now").mockReturnValue(0);
  expect(elapsed()).toBeGreaterThanOrEqual(before);
  set.mockRestore();
});

describe("a pause", () => {
  test("takes its time", async () => {
    const before = elapsed();
    await pause(30, noEnd());
    // Timers count in whole ms, so one may ring a part of one early.
    expect(elapsed() - before).toBeGreaterThanOrEqual(29);
  });

  test("ends early, and does not reject, when its signal is aborted", async () => {
    const end = new AbortController();
    const pausing = pause(minute, end.signal);
    end.abort(new Error("enough"));
    expect(await pausing).toBeUndefined();
  });

  test("is none, and does not reject, when its signal has been aborted before", async () => {
    expect(await pause(minute, AbortSignal.abort(new Error("enough")))).toBeUndefined();
  });
});

describe("a signal for later", () => {
  test.each([20, 0.5, 20.75, 0, -0.5, -5])("is aborted %d ms from now, and at once if that has passed", async (ms) => {
    const before = elapsed();
    const signal = systemClock.after(ms);
    await vi.waitFor(() => expect(signal.aborted).toBe(true), { interval: 5 });
    expect(elapsed() - before).toBeGreaterThanOrEqual(Math.floor(ms) - 1);
  });

  test("is not aborted before its time", async () => {
    const signal = systemClock.after(minute);
    await pause(20, noEnd());
    expect(signal.aborted).toBe(false);
  });
});
