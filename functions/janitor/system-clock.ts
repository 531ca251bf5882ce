import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "./ports.ts";

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  // Being woken early is no error: whoever waited looks at the time again.
  pause: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
  after: (ms) => AbortSignal.timeout(Math.max(0, Math.floor(ms))),
};
