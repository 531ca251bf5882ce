import { setTimeout as wait } from "node:timers/promises";
import type { Scope } from "../domain/resource.ts";

/**
 * EC2's token buckets for the calls that a release takes: how many may come at once, and how many a second thereafter,
 * per account, region and action.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const published = {
  DescribeAddresses: { capacity: 100, refill: 20 },
  // Filtered or paginated; otherwise half of it.
  DescribeNetworkInterfaces: { capacity: 100, refill: 20 },
  ReleaseAddress: { capacity: 50, refill: 5 },
  DeleteNetworkInterface: { capacity: 100, refill: 5 },
  CreateTags: { capacity: 100, refill: 10 },
  DeleteTags: { capacity: 100, refill: 10 },
} as const;

type PacedAction = keyof typeof published;

/** The share of a published rate that the janitor takes, so that a clock that differs a little does not overrun it. */
const share = 0.98;

/** Keeps calls under EC2's published rates, so that throttling is the exception. */
export class Pace {
  readonly #buckets = new Map<string, Bucket>();

  /** Waits for a token. `false` when the signal was aborted first. */
  async take(scope: Scope, action: PacedAction, signal: AbortSignal): Promise<boolean> {
    const key = `${scope.account} ${scope.region} ${action}`;
    const bucket = this.#buckets.get(key) ?? new Bucket(published[action].capacity, published[action].refill * share);
    this.#buckets.set(key, bucket);
    if (signal.aborted) return false;
    const delay = bucket.reserve(performance.now());
    if (delay <= 0) return true;
    try {
      await wait(delay, undefined, { signal, ref: true });
      return true;
    } catch {
      return false;
    }
  }
}

/** Lets `capacity` through at once and `refill` a second after that. Whoever comes later waits behind those before. */
export class Bucket {
  readonly #capacity: number;
  readonly #refill: number;
  #tokens: number;
  #at: number | undefined;

  constructor(capacity: number, refill: number) {
    this.#capacity = capacity;
    this.#refill = refill;
    this.#tokens = capacity;
  }

  /**
   * Takes a token that may still have to come.
   *
   * @param now a monotonic clock's reading, in ms
   * @returns ms to wait until the token is there; 0 when it is there now
   */
  reserve(now: number): number {
    const earned = ((now - (this.#at ?? now)) / 1_000) * this.#refill;
    this.#at = now;
    this.#tokens = Math.min(this.#capacity, this.#tokens + earned) - 1;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#refill) * 1_000;
  }
}
