import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../functions/janitor/ports.ts";
import type { Simulator } from "../simulator/simulator.ts";

/** Time as it passes for an invocation that talks to a simulator: nobody waits, and yet everything takes its time. */
export interface SimulatedTime {
  readonly clock: Clock;
  /** Ends the watch over the calls that hang. */
  readonly end: () => void;
}

/**
 * The janitor's clock, tied to the simulator's. A pause moves the simulator's clock on by as much and is over. A deadline
 * comes when that clock has passed it; while all that is under way hangs, the clock goes on to the next deadline by itself.
 */
export function simulatedTime({ clock, calls }: Pick<Simulator, "clock" | "calls">): SimulatedTime {
  const deadlines = new Map<AbortController, number>();
  const ring = () => {
    for (const [deadline, at] of deadlines) {
      if (at > clock.now()) continue;
      deadlines.delete(deadline);
      deadline.abort();
    }
  };
  const forget = clock.whenMoved(ring);
  const over = new AbortController();
  const skip = () => {
    const next = Math.min(...deadlines.values());
    if (Number.isFinite(next)) clock.set(Math.max(next, clock.now()));
  };
  // What it is for fails in the test itself, if it fails.
  void watch(calls, skip, over.signal);

  return {
    clock: {
      now: clock.now,
      elapsed: clock.now,
      pause: async (ms, signal) => {
        if (!signal.aborted) clock.set(Math.max(clock.now(), Math.ceil(clock.now() + ms)));
      },
      after: (ms) => {
        const deadline = new AbortController();
        deadlines.set(deadline, clock.now() + Math.max(0, ms));
        ring();
        return deadline.signal;
      },
    },
    end: () => {
      over.abort();
      forget();
    },
  };
}

/** So many looks in a row, a millisecond apart, at nothing but calls that hang, and nothing else will happen. */
const quietLooks = 25;

async function watch(calls: Simulator["calls"], whenStuck: () => void, over: AbortSignal): Promise<void> {
  let quiet = 0;
  let seen = -1;
  while (!over.aborted) {
    await sleep(1, undefined, { ref: false });
    const open = calls.filter(({ durationMs }) => durationMs === undefined);
    const stuck = open.length > 0 && open.every(({ hanging }) => hanging) && calls.length === seen;
    seen = calls.length;
    quiet = stuck ? quiet + 1 : 0;
    if (quiet < quietLooks) continue;
    quiet = 0;
    whenStuck();
  }
}
