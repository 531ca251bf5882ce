import type { Clock } from "../../functions/janitor/ports.ts";
import { now } from "./samples.ts";

/** A clock that stands still until a test lets time pass. */
export interface FakeClock extends Clock {
  /** Lets that many ms pass. Whoever waits is woken at the very moment, one after the other. */
  readonly pass: (ms: number) => Promise<void>;
}

export function fakeClock(): FakeClock {
  let elapsed = 0;
  const alarms = new Set<{ readonly at: number; readonly ring: () => void }>();
  const wakeAt = (at: number, ring: () => void, signal?: AbortSignal) => {
    if (signal?.aborted === true || at <= elapsed) return ring();
    const alarm = { at, ring };
    alarms.add(alarm);
    signal?.addEventListener("abort", () => {
      if (alarms.delete(alarm)) ring();
    });
  };

  return {
    now: () => now + elapsed,
    elapsed: () => elapsed,
    pause: (ms, signal) => new Promise((resolve) => wakeAt(elapsed + ms, resolve, signal)),
    after: (ms) => {
      const end = new AbortController();
      wakeAt(elapsed + ms, () => end.abort());
      return end.signal;
    },
    pass: async (ms) => {
      const until = elapsed + ms;
      for (;;) {
        await everybody();
        const [next] = [...alarms].filter(({ at }) => at <= until).toSorted((one, other) => one.at - other.at);
        if (next === undefined) break;
        alarms.delete(next);
        elapsed = next.at;
        next.ring();
      }
      elapsed = until;
    },
  };
}

/** Lets everybody who need not wait go on. */
function everybody(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
