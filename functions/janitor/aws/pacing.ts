import type { Scope } from "../domain/resource.ts";
import type { Clock } from "../ports.ts";

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
  readonly #gates = new Map<string, Gate>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for a token. `false` when the signal was aborted first. */
  take(scope: Scope, action: PacedAction, signal: AbortSignal): Promise<boolean> {
    const key = `${scope.account} ${scope.region} ${action}`;
    const gate = this.#gates.get(key) ?? new Gate(published[action], this.#clock);
    this.#gates.set(key, gate);
    return gate.take(signal);
  }
}

/** Lets calls through at the rate that AWS has published for them. */
export class Gate {
  readonly #bucket: Bucket;
  readonly #clock: Clock;

  constructor({ capacity, refill }: { capacity: number; refill: number }, clock: Clock) {
    this.#bucket = new Bucket(capacity, refill * share);
    this.#clock = clock;
  }

  /** Waits for a token. `false` when the signal was aborted first. */
  async take(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const delay = this.#bucket.reserve(this.#clock.elapsed());
    if (delay > 0) await this.#clock.pause(delay, signal);
    return !signal.aborted;
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
