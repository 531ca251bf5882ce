import type { Decision } from "./decide.ts";
import type { ErrorFacts, FailureClass } from "./error-facts.ts";
import type { Activity } from "./evidence.ts";
import type { Resource } from "./resource.ts";

/** What happened to a resource in this run. */
export type Outcome =
  | { readonly kind: "none" | "marked" | "unmarked" | "released" | "already-gone" | "changed" }
  /** Due, and deliberately left alone; the next run takes it up again. */
  | { readonly kind: "withheld"; readonly because: WithheldBecause }
  | { readonly kind: "failed"; readonly failure: Failure };

export type WithheldBecause = "breaker-tripped" | "deadline" | "interrupted" | "throttled";

/** Why a run starts nothing more, as the reason of its signal: without it, time ran out. */
export const interrupted = Symbol("interrupted");

/** What becomes of the rest when nothing may be started any more. */
export function notStarted(short: { readonly reason?: unknown }): Outcome {
  return { kind: "withheld", because: short.reason === interrupted ? "interrupted" : "deadline" };
}

export interface Failure extends ErrorFacts {
  readonly class: FailureClass;
  /** The EC2 action that failed, for example `ReleaseAddress`. */
  readonly action: string;
  /** Set when a release was sent and no answer came: it may have been done. */
  readonly mayBeDone?: true;
}

/** Whether somebody has to act on a failure. What passes by itself, or is AWS's own protection, rings no bell. */
export function needsSomebody(failure: Failure): boolean {
  return failure.class === "denied" || failure.class === "unexpected";
}

/** A resource with what was decided about it and what happened. */
export interface Finding {
  readonly resource: Resource;
  readonly decision: Decision;
  readonly outcome: Outcome;
  readonly lastActivity?: Activity | undefined;
}
