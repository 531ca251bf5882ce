import type { ErrorFacts } from "./domain/error-facts.ts";
import type { GatheredEvidence } from "./domain/evidence.ts";
import type { Memory } from "./domain/memory.ts";
import type { Finding, Outcome } from "./domain/outcome.ts";
import type { DueRelease } from "./domain/plan.ts";
import type { Report } from "./domain/report.ts";
import type { Resource, Scope } from "./domain/resource.ts";
import type { FailedSurvey, Survey } from "./domain/survey.ts";

/**
 * What a run needs of the world, in the janitor's own words. The Lambda and the tests give it the same ports over AWS;
 * only `handler.ts` knows which.
 */
export interface Ports {
  readonly reading: Reading;
  readonly writing: Writing;
  readonly journal: Journal;
  readonly time: Time;
  /** What the runs before have told. `undefined` when that cannot be known. Never rejects. */
  readonly recall: () => Promise<Memory | undefined>;
  /** Sends the report to the people who wait for it. `false` when there is nobody to send it to; rejects when it could not. */
  readonly publish: (report: Report) => Promise<boolean>;
  /** Counts the run. Must not fail. */
  readonly measure: (report: Report) => void;
}

/** What acting takes. */
export type Hands = Pick<Ports, "writing" | "journal" | "time">;

/** Reads only: nothing in here changes anything in the account. */
export interface Reading {
  /** Every scope that the policy's regions stand for. */
  readonly scopes: (regions: "all" | readonly string[]) => Promise<ScopeList>;
  /** Never rejects: what could not be read is a failed survey. */
  readonly survey: (scope: Scope) => Promise<Survey>;
  /**
   * What every guard says about each of the releases that are due. Never rejects.
   *
   * @param unseen the surveys that failed in this run: what a guard does not learn there either, it goes without
   */
  readonly evidence: (due: readonly DueRelease[], unseen: readonly FailedSurvey[]) => Promise<GatheredEvidence>;
}

export type ScopeList =
  | { readonly status: "listed"; readonly scopes: readonly Scope[] }
  | { readonly status: "failed"; readonly error: ErrorFacts };

/** Everything that changes something. A run in mode `report` never touches it. */
export interface Writing {
  /** Writes the mark with the given instant (ms since the epoch). Never rejects; one outcome a resource. */
  readonly mark: (resources: readonly Resource[], idleSince: number) => Promise<Outcomes>;
  /** Takes marks off. Never rejects; one outcome a resource. */
  readonly unmark: (resources: readonly Resource[]) => Promise<Outcomes>;
  /** Waits until EC2's published rate allows one more look and one more release. `false` when time ran out first. */
  readonly turn: (resource: Resource) => Promise<boolean>;
  /** Looks at one resource as it is now. Never rejects. */
  readonly lookAgain: (resource: Resource) => Promise<Look>;
  /** Releases the address, or deletes the interface. One attempt, never repeated by itself. Never rejects. */
  readonly release: (resource: Resource) => Promise<Attempt>;
}

/** Keyed by the very resources that were handed in: an id may stand in more than one scope. */
export type Outcomes = ReadonlyMap<Resource, Outcome>;

export type Look =
  | { readonly seen: "there"; readonly resource: Resource }
  | { readonly seen: "gone" }
  | { readonly seen: "not"; readonly refusal: Refusal };

export type Attempt = { readonly done: true } | { readonly done: false; readonly refusal: Refusal };

/** How AWS said no. */
export type Refusal = ErrorFacts & {
  readonly action: string;
  readonly class: RefusalClass;
};

/**
 * What a refusal means for the resource. `transient`: AWS says no for now. `no-answer`: nothing certain came back, and
 * what was asked may have been done all the same.
 */
export type RefusalClass =
  | "gone"
  | "in-use"
  | "denied"
  | "throttled"
  | "transient"
  | "no-answer"
  | "protected-by-aws"
  | "unexpected";

/** One line for what is about to be done and one for what was, each with the whole resource in it. */
export interface Journal {
  readonly intent: (finding: DueRelease) => void;
  readonly outcome: (finding: Finding) => void;
  /** The report itself, so that it is not lost when nobody can be told, or nobody needs to be. */
  readonly report: (report: Report, worthTelling: boolean) => void;
  /** What the next run may take as told. */
  readonly told: (memory: Memory) => void;
}

/** The time, and everything that waits for it: nothing in a run goes by another clock. */
export interface Clock {
  /** The wall clock, in ms since the epoch. */
  readonly now: () => number;
  /** A clock that nobody sets, in ms: only differences mean something. */
  readonly elapsed: () => number;
  /** Waits that many ms, less when the signal is aborted. Never rejects. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A signal that is aborted that many ms from now. */
  readonly after: (ms: number) => AbortSignal;
}

export interface Time {
  /** The one instant a run decides by, in ms since the epoch. */
  readonly startedAt: number;
  /** The wall clock, for when the run ended. */
  readonly now: () => number;
  /** Aborted when so little time is left that nothing new may be started. */
  readonly short: AbortSignal;
  /** Waits; returns early when time gets short. */
  readonly pause: (ms: number) => Promise<void>;
}
