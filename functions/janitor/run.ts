import { carryOut } from "./carry-out.ts";
import type { Config } from "./config.ts";
import { isFailed, journalFailed, publishFailed, type RunFacts } from "./domain/alarms.ts";
import { isWorthTelling } from "./domain/attention.ts";
import { decide } from "./domain/decide.ts";
import { describeError } from "./domain/error-facts.ts";
import { evidenceFor, type GatheredEvidence, lastActivityIn } from "./domain/evidence.ts";
import { type DueRelease, isDue, type Judged, planReleases } from "./domain/plan.ts";
import type { Policy } from "./domain/policy.ts";
import { buildReport, type Report, withAlarm } from "./domain/report.ts";
import type { Survey } from "./domain/survey.ts";
import type { Journal, Ports } from "./ports.ts";

/** A run that somebody has to look at. Thrown when everything is done and told; carries the report. */
export class RunFailed extends Error {
  override readonly name = "RunFailed";
  /** Behind a getter, because Lambda copies every enumerable property of an error into one log line. */
  readonly #report: Report;

  constructor(report: Report) {
    super(report.alarms.map(({ message }) => message).join("\n"));
    this.#report = report;
  }

  get report(): Report {
    return this.#report;
  }
}

/**
 * One run, from the first look to the summary. Whatever fails on the way is in the report; the report is journaled and
 * published whatever failed, but for a run that has nothing to say.
 *
 * @throws RunFailed after the summary, when a scope was not seen, something was denied or unexpected, or the summary
 *   itself did not go out
 */
export async function run({ policy }: Config, runId: string, ports: Ports): Promise<Report> {
  const { reading, journal, time, publish, measure } = ports;

  const scopes = await reading.scopes(policy.regions);
  const surveys = await Promise.all(scopes.status === "listed" ? scopes.scopes.map(reading.survey) : []);
  const done = await decideAndAct(surveys, policy, ports).catch(brokenOff);

  const report = buildReport(
    {
      runId,
      startedAt: time.startedAt,
      finishedAt: time.now(),
      surveys,
      regionsUnknown: scopes.status === "failed" ? scopes.error : undefined,
      ...done,
    },
    policy,
  );
  const recorded = record(report, policy, journal);
  const published = isWorthTelling(recorded, policy) ? await tell(recorded, publish) : recorded;
  const told = published === recorded ? recorded : record(published, policy, journal);
  measure(told);
  if (isFailed(told.alarms)) throw new RunFailed(told);
  return told;
}

type Done = Pick<RunFacts, "findings" | "plan" | "brokenOff">;

async function decideAndAct(surveys: readonly Survey[], policy: Policy, ports: Ports): Promise<Done> {
  const now = ports.time.startedAt;
  const judged: readonly Judged[] = surveys
    .flatMap((survey) => (survey.status === "scanned" ? survey.resources : []))
    .map((resource) => ({ resource, decision: decide(resource, policy, now) }));
  const unseen = surveys.filter((survey) => survey.status === "failed");
  const evidence = await ports.reading.evidence(judged.filter(isDue), unseen);
  const proven = judged.map((each) => (isDue(each) ? prove(each, policy, now, evidence) : each));
  const plan = planReleases(proven, policy);
  const findings = await carryOut({ judged: proven, plan, policy, now, evidence }, ports);
  return { findings, plan };
}

/** Decides again, with what the guards have found. */
function prove({ resource }: DueRelease, policy: Policy, now: number, gathered: GatheredEvidence): Judged {
  const evidence = evidenceFor(resource, gathered);
  return { resource, decision: decide(resource, policy, now, evidence), lastActivity: lastActivityIn(evidence) };
}

/** A mistake of the janitor's own must not cost the summary: what was done until then is in the journal. */
function brokenOff(error: unknown): Done {
  return { findings: [], plan: { breaker: "closed", releases: [] }, brokenOff: describeError(error) };
}

/** A journal that fails now must not cost the summary as well. */
function record(report: Report, policy: Policy, journal: Journal): Report {
  try {
    journal.report(report, isWorthTelling(report, policy));
    return report;
  } catch (error) {
    return withAlarm(report, journalFailed(describeError(error)));
  }
}

async function tell(report: Report, publish: Ports["publish"]): Promise<Report> {
  try {
    await publish(report);
    return report;
  } catch (error) {
    return withAlarm(report, publishFailed(describeError(error)));
  }
}
