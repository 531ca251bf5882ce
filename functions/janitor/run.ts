import { assess, type SeenAndJudged, survey } from "./assess.ts";
import { carryOut } from "./carry-out.ts";
import type { Config } from "./config.ts";
import { isFailed, journalFailed, publishFailed, type RunFacts } from "./domain/alarms.ts";
import { isDigestDay, isWorthTelling } from "./domain/attention.ts";
import { buildReport, withAlarm } from "./domain/build-report.ts";
import { describeError } from "./domain/error-facts.ts";
import { coverageOf, type Memory, remember, type Summary } from "./domain/memory.ts";
import { planReleases } from "./domain/plan.ts";
import type { Notify } from "./domain/policy.ts";
import type { Report } from "./domain/report.ts";
import { mayDo } from "./domain/steps.ts";
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
 * published whatever failed, but for a run that has nothing to say that was not said before.
 *
 * @throws RunFailed after the summary, when a scope was not seen, something was denied or unexpected, or the summary
 *   itself did not go out
 */
export async function run(config: Config, runId: string, ports: Ports): Promise<Report> {
  const { policy, narrowed } = config;
  const { reading, time } = ports;

  const seen = await survey(policy, reading, time.startedAt);
  const [done, { memory, isLost }] = await Promise.all([
    decideAndAct(seen, config, ports).catch(brokenOff),
    recall(seen, config, ports),
  ]);

  const { surveys, regionsUnknown } = seen;
  const { startedAt } = time;
  const facts: RunFacts = { runId, startedAt, finishedAt: time.now(), surveys, regionsUnknown, ...done };
  const report = buildReport(facts, policy, memory);
  const isNews = isWorthTelling(report, notifyOf(config), memory);
  const recorded = record(report, isNews, ports.journal);
  // A report that is not in the journal has an alarm, and that is always worth telling.
  const isToBeTold = isNews || recorded !== report;
  const told: Told = isToBeTold ? await tell(recorded, ports) : { report: recorded, summary: "not-needed" };

  // Who does not know what was told before, and has not told all of it, leaves the word of the run before as it is.
  const coverage = coverageOf(facts, narrowed);
  const hasWord = !isLost || (told.summary === "went-out" && coverage.whole);
  if (hasWord) leaveWord(remember(told.report, coverage, told.summary, memory), ports.journal);
  ports.measure(told.report);
  if (isFailed(told.report.alarms)) throw new RunFailed(told.report);
  return told.report;
}

/** A run by hand that does less is not the one that shows every week that the janitor is alive. */
function notifyOf({ policy, narrowed }: Config): Notify {
  return narrowed ? { ...policy.notify, digest: "never" } : policy.notify;
}

interface Recalled {
  readonly memory: Memory | undefined;
  /** Set when there may be a memory, and it could not be read. */
  readonly isLost: boolean;
}

/**
 * What was told before, where that makes a difference: a clean account has nothing to tell but once a week. What this run
 * has not seen is to be remembered for the next one.
 */
async function recall(
  seen: Pick<RunFacts, "surveys" | "regionsUnknown">,
  config: Config,
  { recall, time }: Ports,
): Promise<Recalled> {
  const { whole } = coverageOf(seen, config.narrowed);
  const isClean = seen.surveys.every((survey) => survey.status === "scanned" && survey.resources.length === 0);
  const isNeeded = !whole || !isClean || isDigestDay(time.startedAt, config.policy.notify);
  if (!isNeeded) return { memory: undefined, isLost: false };
  // Whatever goes wrong there must not cost the summary: in doubt it is told again.
  const memory = await recall().catch(() => undefined);
  return { memory, isLost: memory === undefined };
}

type Done = Pick<RunFacts, "findings" | "plan" | "brokenOff">;

async function decideAndAct(seen: SeenAndJudged, { policy, only }: Config, ports: Ports): Promise<Done> {
  const now = ports.time.startedAt;
  const { judged, evidence } = await assess(
    seen,
    policy,
    now,
    ports.reading,
    ({ resource }) => only?.has(resource.id) ?? true,
  );
  const plan = planReleases(judged.filter(mayDo("release", only)), policy);
  const findings = await carryOut({ judged, plan, policy, now, evidence, only }, ports);
  return { findings, plan };
}

/** A mistake of the janitor's own must not cost the summary: what was done until then is in the journal. */
function brokenOff(error: unknown): Done {
  return { findings: [], plan: { breaker: "closed", releases: [] }, brokenOff: describeError(error) };
}

/** A journal that fails now must not cost the summary as well. */
function record(report: Report, isNews: boolean, journal: Journal): Report {
  try {
    journal.report(report, isNews);
    return report;
  } catch (error) {
    return withAlarm(report, journalFailed(describeError(error)));
  }
}

interface Told {
  readonly report: Report;
  readonly summary: Summary;
}

async function tell(report: Report, { publish, journal }: Ports): Promise<Told> {
  try {
    const sent = await publish(report);
    return { report, summary: sent ? "went-out" : "did-not-go-out" };
  } catch (error) {
    const failed = withAlarm(report, publishFailed(describeError(error)));
    return { report: record(failed, true, journal), summary: "did-not-go-out" };
  }
}

/** Without it the next run tells the same again, which is better than no run at all. */
function leaveWord(memory: Memory, journal: Journal): void {
  try {
    journal.told(memory);
  } catch {
    // Where the journal fails, the report has said so already, if it could.
  }
}
