import { decide } from "./domain/decide.ts";
import type { ErrorFacts } from "./domain/error-facts.ts";
import { evidenceFor, type GatheredEvidence, lastActivityIn } from "./domain/evidence.ts";
import { type DueRelease, isDue, type Judged } from "./domain/plan.ts";
import type { Policy } from "./domain/policy.ts";
import type { Survey } from "./domain/survey.ts";
import type { Reading } from "./ports.ts";

/** What a look at everything gave. */
export interface Seen {
  readonly surveys: readonly Survey[];
  /** Set when not even the list of regions could be read: then nothing at all was seen. */
  readonly regionsUnknown: ErrorFacts | undefined;
}

/** What was decided about it, and what the guards said about what is due. */
export interface Assessed {
  readonly judged: readonly Judged[];
  readonly evidence: GatheredEvidence;
}

/** Reads every scope that the policy's regions stand for. Never rejects: what could not be read says so. */
export async function survey({ regions }: Policy, reading: Reading): Promise<Seen> {
  const scopes = await reading.scopes(regions);
  const surveys = await Promise.all(scopes.status === "listed" ? scopes.scopes.map(reading.survey) : []);
  return { surveys, regionsUnknown: scopes.status === "failed" ? scopes.error : undefined };
}

/**
 * Decides about everything that was seen, asks the guards about what is due, and decides about that again.
 *
 * @param now the one instant that all is decided by, in ms since the epoch
 * @param isAsked what guards are asked about of all that is due; the rest stays unproven, and must not be released
 */
export async function assess(
  surveys: readonly Survey[],
  policy: Policy,
  now: number,
  reading: Pick<Reading, "evidence">,
  isAsked: (due: Judged) => boolean = () => true,
): Promise<Assessed> {
  const judged: readonly Judged[] = surveys
    .flatMap((survey) => (survey.status === "scanned" ? survey.resources : []))
    .map((resource) => ({ resource, decision: decide(resource, policy, now) }));
  const unseen = surveys.filter((survey) => survey.status === "failed");
  const asked = new Set(judged.filter(isDue).filter(isAsked));
  const evidence = await reading.evidence([...asked], unseen);
  return {
    judged: judged.map((each) => (isDue(each) && asked.has(each) ? prove(each, policy, now, evidence) : each)),
    evidence,
  };
}

/** Decides again, with what the guards have found. */
function prove({ resource }: DueRelease, policy: Policy, now: number, gathered: GatheredEvidence): Judged {
  const evidence = evidenceFor(resource, gathered);
  return { resource, decision: decide(resource, policy, now, evidence), lastActivity: lastActivityIn(evidence) };
}
