import { assertNever } from "./domain/assert-never.ts";
import { type Decision, decide } from "./domain/decide.ts";
import { describeError } from "./domain/error-facts.ts";
import { evidenceFor, type GatheredEvidence } from "./domain/evidence.ts";
import { type Finding, notStarted, type Outcome } from "./domain/outcome.ts";
import type { DueRelease } from "./domain/plan.ts";
import type { Policy } from "./domain/policy.ts";
import type { Resource } from "./domain/resource.ts";
import type { Hands, Look, Refusal, Writing } from "./ports.ts";

/** What a release is decided by. */
export interface ReleaseOrders {
  readonly policy: Policy;
  /** The instant the run decides by, in ms since the epoch. */
  readonly now: number;
  readonly evidence: GatheredEvidence;
}

/** Pauses before the second, third … attempt, in ms. When they are used up the resource is left to the next run. */
const pauses = [500, 1_000, 2_000, 4_000, 8_000] as const;

/**
 * Releases one resource, or finds out why not. The intent is in the journal before anything is asked of AWS, and each
 * attempt looks at the resource again right before it: between a look and its release no other wait is possible, so
 * the SDK must not repeat the release by itself.
 */
export async function releaseOne(due: DueRelease, orders: ReleaseOrders, hands: Hands): Promise<Finding> {
  if (hands.time.short.aborted) return { ...due, outcome: notStarted(hands.time.short) };
  const finding = await intendAndTry(due, orders, hands).catch((error: unknown) => unexpected(due, error));
  journalOutcome(finding, hands);
  return finding;
}

/** The intent is written, so the release is on record; a line that fails now must not cost the other resources theirs. */
function journalOutcome(finding: Finding, { journal }: Hands): void {
  try {
    journal.outcome(finding);
  } catch {
    // Nobody is left to tell: this was the place where things are told.
  }
}

async function intendAndTry(due: DueRelease, orders: ReleaseOrders, hands: Hands): Promise<Finding> {
  hands.journal.intent(due);
  return attempts(due, orders, hands);
}

/** One resource's failure must not stop the others, not even a mistake of the janitor's own. */
function unexpected(due: DueRelease, error: unknown): Finding {
  return {
    ...due,
    outcome: { kind: "failed", failure: { ...describeError(error), action: "release", class: "unexpected" } },
  };
}

async function attempts(due: DueRelease, orders: ReleaseOrders, { writing, time }: Hands): Promise<Finding> {
  let refusal: Refusal | undefined;
  /** Whether a release was asked for whose answer did not arrive: if the resource is gone then, it was this run's doing. */
  let asked = false;

  for (const pause of [0, ...pauses]) {
    if (refusal !== undefined) await time.pause(pause);
    if (!(await writing.turn(due.resource))) break;
    const tried = await lookAndRelease(due, orders, { writing, time }, asked);
    if ("finding" in tried) return tried.finding;
    if ("late" in tried) break;
    refusal = tried.refusal;
    asked ||= tried.asked && refusal.class === "no-answer";
    if (!passes(refusal)) break;
  }
  if (refusal === undefined) return { ...due, outcome: notStarted(time.short) };
  return settle(refusal, due, orders, writing, asked);
}

type Try =
  | { readonly finding: Finding }
  | { readonly late: true }
  /** `asked`: the release was sent, and not only the look. */
  | { readonly refusal: Refusal; readonly asked: boolean };

/** One look, and the release that stands on it with nothing in between. */
async function lookAndRelease(
  due: DueRelease,
  orders: ReleaseOrders,
  { writing, time }: Pick<Hands, "writing" | "time">,
  askedBefore: boolean,
): Promise<Try> {
  const lookedAt = time.now();
  const look = await writing.lookAgain(due.resource);
  if (isStale(time.now() - lookedAt)) return time.short.aborted ? { late: true } : { refusal: staleLook, asked: false };
  const now = judge(look, due, orders, askedBefore);
  if ("finding" in now) return now;
  if ("refusal" in now) return { ...now, asked: false };
  // The look may have taken all the time there was.
  if (time.short.aborted) return { late: true };
  const attempt = await writing.release(now.stillDue);
  if (!attempt.done) return { refusal: attempt.refusal, asked: true };
  return { finding: { ...due, resource: now.stillDue, outcome: { kind: "released" } } };
}

/** In ms. A machine that slept, or was stopped, wakes up with an answer that was true when it fell asleep. */
const freshMs = 15_000;

/** By the calendar, since other clocks may stand still while a machine sleeps; and a calendar that goes back knows nothing. */
function isStale(ms: number): boolean {
  return ms > freshMs || ms < 0;
}

const staleLook: Refusal = {
  action: "look",
  class: "transient",
  code: "StaleLook",
  message: "the last look was too long ago",
};

function passes({ class: refusal }: Refusal): boolean {
  return refusal === "throttled" || refusal === "transient" || refusal === "no-answer";
}

type Judgement =
  | { readonly stillDue: Resource }
  /** The matter has ended: the resource is gone, or no longer due. */
  | { readonly finding: Finding }
  | { readonly refusal: Refusal };

/** Decides again, by what the look shows. */
function judge(look: Look, due: DueRelease, orders: ReleaseOrders, asked: boolean): Judgement {
  switch (look.seen) {
    case "gone":
      return { finding: { ...due, outcome: { kind: asked ? "released" : "already-gone" } } };
    case "there": {
      const { resource } = look;
      const decision = decide(resource, orders.policy, orders.now, evidenceFor(due.resource, orders.evidence));
      if (decision.kind === "release") return { stillDue: resource };
      return { finding: { ...due, resource, decision, outcome: { kind: "changed" } } };
    }
    case "not":
      return { refusal: look.refusal };
    default:
      return assertNever(look);
  }
}

/** What AWS refused for good. One more look tells a refusal from a resource that changed under it: an owner's last word. */
async function settle(
  refusal: Refusal,
  due: DueRelease,
  orders: ReleaseOrders,
  writing: Writing,
  asked: boolean,
): Promise<Finding> {
  const now = judge(await writing.lookAgain(due.resource), due, orders, asked);
  if ("finding" in now) return now.finding;
  // AWS knows better than a look, which may be a moment behind.
  if (refusal.class === "in-use") return { ...due, decision: inUse, outcome: { kind: "changed" } };
  const outcome = outcomeOf(refusal);
  if (!asked) return { ...due, outcome };
  const failure = outcome.kind === "failed" ? outcome.failure : ({ ...refusal, class: "transient" } as const);
  return { ...due, outcome: { kind: "failed", failure: { ...failure, mayBeDone: true } } };
}

const inUse: Decision = { kind: "keep", reason: "in-use" };

function outcomeOf(refusal: Refusal): Outcome {
  switch (refusal.class) {
    case "throttled":
      return { kind: "withheld", because: "throttled" };
    case "in-use":
    case "gone":
      // The look said otherwise. A release that AWS could not match to what is there must not happen.
      return { kind: "failed", failure: { ...refusal, class: "unexpected" } };
    case "no-answer":
      return { kind: "failed", failure: { ...refusal, class: "transient" } };
    case "denied":
    case "transient":
    case "protected-by-aws":
    case "unexpected":
      return { kind: "failed", failure: { ...refusal, class: refusal.class } };
    default:
      return assertNever(refusal.class);
  }
}
