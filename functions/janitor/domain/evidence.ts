import type { ErrorFacts, FailureClass } from "./error-facts.ts";
import type { GuardName } from "./policy.ts";
import type { Resource } from "./resource.ts";

/**
 * What guards found outside the resource itself. Evidence is gathered only for releases that are due, and one guard
 * that cannot answer forbids the release as surely as one that found something.
 */
export type Evidence =
  | ({ readonly guard: GuardName; readonly answer: "nothing-found" } & Seen)
  | ({ readonly guard: GuardName; readonly answer: "found" } & Forbidding & Seen)
  | { readonly guard: GuardName | "evidence"; readonly answer: "could-not-tell"; readonly error: EvidenceError };

/** Why a guard could not tell; its class says whether somebody has to do something about that. */
export interface EvidenceError extends ErrorFacts {
  readonly class: FailureClass;
}

interface Seen {
  /** The last thing that was done to the resource, where the guard came to know it. */
  readonly lastActivity?: Activity | undefined;
}

interface Forbidding {
  readonly reason: EvidenceReason;
  /** What was found, one record a thing: a DNS record and its zone, a security group … */
  readonly found: readonly EvidenceFact[];
  /** How much more was found than is told here. */
  readonly more?: number | undefined;
}

export type EvidenceFact = Readonly<Record<string, string>>;

export type EvidenceReason =
  | "dns-record"
  | "ptr-record"
  | "allow-listed"
  | "recent-activity"
  | "transfer-pending"
  | "route-target"
  | "launch-template";

/** Something that was done to a resource. */
export interface Activity {
  /** The API call, for example `AssociateAddress`. */
  readonly event: string;
  /** In ms since the epoch. */
  readonly at: number;
  /** Who did it, as CloudTrail names them. */
  readonly by: string;
}

/** Evidence that forbids a release. */
export type ForbiddingEvidence = Exclude<Evidence, { answer: "nothing-found" }>;

export function forbids(evidence: Evidence): evidence is ForbiddingEvidence {
  return evidence.answer !== "nothing-found";
}

/** What the guards said about every release that was due. */
export type GatheredEvidence = ReadonlyMap<Resource, readonly Evidence[]>;

/** The evidence about one resource. A release nobody gathered evidence for has not been proven, so it is forbidden. */
export function evidenceFor(resource: Resource, gathered: GatheredEvidence): readonly Evidence[] {
  return gathered.get(resource) ?? [{ guard: "evidence", answer: "could-not-tell", error: notGathered }];
}

const notGathered: EvidenceError = {
  code: "NotGathered",
  message: "no evidence was gathered for this resource",
  class: "unexpected",
};

/** The last thing that any guard knows to have been done to the resource. */
export function lastActivityIn(evidence: readonly Evidence[]): Activity | undefined {
  const known = evidence.flatMap((each) => ("lastActivity" in each && each.lastActivity ? [each.lastActivity] : []));
  return known.toSorted((one, other) => other.at - one.at)[0];
}
