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

/** The same, and what to make of it. */
export interface SeenAndJudged extends Seen {
  /**
   * What was decided about all of it: about each scope as soon as it was read, because the processor is idle while others are
   * still read. Rejects with a mistake of the janitor's own, which must not cost the surveys.
   */
  readonly judged: Promise<readonly Judged[]>;
}

/** What was decided about it, and what the guards said about what is due. */
export interface Assessed {
  readonly judged: readonly Judged[];
  readonly evidence: GatheredEvidence;
}

/**
 * Reads every scope that the policy's regions stand for, and decides about what is there. Never rejects: what could not be
 * read says so.
 *
 * @param now the one instant that all is decided by, in ms since the epoch
 */
export async function survey(
  policy: Policy,
  reading: Pick<Reading, "scopes" | "survey">,
  now: number,
): Promise<SeenAndJudged> {
  const scopes = await reading.scopes(policy.regions);
  const surveys = scopes.status === "listed" ? scopes.scopes.map(reading.survey) : [];
  const judged = Promise.all(surveys.map(async (each) => judge(await each, policy, now))).then((each) => each.flat());
  // Whoever asks for it hears of it.
  judged.catch(() => undefined);
  return {
    surveys: await Promise.all(surveys),
    judged,
    regionsUnknown: scopes.status === "failed" ? scopes.error : undefined,
  };
}

function judge(survey: Survey, policy: Policy, now: number): readonly Judged[] {
  const resources = survey.status === "scanned" ? survey.resources : [];
  return resources.map((resource) => ({ resource, decision: decide(resource, policy, now) }));
}

/**
 * Asks the guards about what is due of all that was seen, and decides about that again.
 *
 * @param now the one instant that all is decided by, in ms since the epoch
 * @param isAsked what guards are asked about of all that is due; the rest stays unproven, and must not be released
 */
export async function assess(
  seen: SeenAndJudged,
  policy: Policy,
  now: number,
  reading: Pick<Reading, "evidence">,
  isAsked: (due: Judged) => boolean = () => true,
): Promise<Assessed> {
  const judged = await seen.judged;
  const unseen = seen.surveys.filter((survey) => survey.status === "failed");
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
