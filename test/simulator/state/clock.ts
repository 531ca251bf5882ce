/** The simulator's time, in ms since 1970: timestamps and token buckets go by it, never by the machine's clock. */
export interface Clock {
  now(): number;
  set(time: number | Date): void;
  advance(ms: number): void;
  /** Calls back whenever the clock is set or advanced; answers the function that ends it. */
  whenMoved(listener: () => void): () => void;
}

/**
 * A running clock goes on with real time from where it was put; a frozen one moves only when told to.
 *
 * @param speed how many ms pass on a running clock in one of real time
 */
export function createClock(start: number | Date, frozen: boolean, speed = 1): Clock {
  let base = Number(start);
  let since = performance.now();
  const now = () => Math.floor(frozen ? base : base + (performance.now() - since) * speed);
  const listeners = new Set<() => void>();
  const put = (time: number) => {
    base = time;
    since = performance.now();
    for (const listener of listeners) listener();
  };
  return {
    now,
    set: (time) => put(Number(time)),
    advance: (ms) => put(now() + ms),
    whenMoved: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
