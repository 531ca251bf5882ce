import type { ErrorFacts } from "./error-facts.ts";
import type { Resource } from "./resource.ts";

/**
 * What guards found outside the resource itself. Evidence is gathered only for releases that are due, and one guard
 * that cannot answer forbids the release as surely as one that found something.
 */
export type Evidence =
  | { readonly guard: string; readonly answer: "nothing-found" }
  | ({ readonly guard: string; readonly answer: "found" } & Forbidding)
  | { readonly guard: string; readonly answer: "could-not-tell"; readonly error: ErrorFacts };

interface Forbidding {
  readonly reason: EvidenceReason;
  /** What was found, one record a thing: a DNS record and its zone, a security group … */
  readonly found: readonly Readonly<Record<string, string>>[];
}

export type EvidenceReason =
  | "dns-record"
  | "ptr-record"
  | "allow-listed"
  | "recent-activity"
  | "transfer-pending"
  | "route-target"
  | "launch-template";

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

const notGathered: ErrorFacts = { code: "NotGathered", message: "no evidence was gathered for this resource" };
