import type { Decision } from "./decide.ts";
import { type ErrorFacts, shortened } from "./error-facts.ts";
import type { Evidence } from "./evidence.ts";
import { type Failure, type Finding, needsSomebody } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import type { FailedSurvey, Survey } from "./survey.ts";

/** What one run knows about itself when it is over. Instants in ms since the epoch. */
export interface RunFacts {
  readonly runId: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly surveys: readonly Survey[];
  /** Set when not even the list of regions could be read: then nothing at all was seen. */
  readonly regionsUnknown?: ErrorFacts | undefined;
  readonly findings: readonly Finding[];
  readonly plan: Plan;
  /** Set when the run broke off between its surveys and its report. */
  readonly brokenOff?: ErrorFacts | undefined;
}

/** Something a person should know before anything else. One alarm a cause, however many resources it touches. */
export interface Alarm {
  readonly code: AlarmCode;
  readonly message: string;
}

export type AlarmCode =
  | "regions-unknown"
  | "region-failed"
  | "denied"
  | "unexpected"
  | "breaker-tripped"
  | "deadline"
  | "interrupted"
  | "throttled"
  | "evidence-unavailable"
  | "unclear"
  | "publish-failed";

/** Alarms that make a run a failed one: somebody has to act. The others are told, and pass by themselves. */
const failing: ReadonlySet<string> = new Set<AlarmCode>([
  "regions-unknown",
  "region-failed",
  "denied",
  "unexpected",
  "publish-failed",
]);

/** Whether a run with these alarms has failed. */
export function isFailed(alarms: readonly { readonly code: string }[]): boolean {
  return alarms.some(({ code }) => failing.has(code));
}

/** What to raise for a run. The worst comes first. */
export function findAlarms(run: RunFacts): readonly Alarm[] {
  return [
    ...regionsUnknown(run),
    ...run.surveys.filter((survey) => survey.status === "failed").map(regionFailed),
    ...brokenOff(run),
    ...failures(run.findings),
    ...unanswered(run.findings),
    ...breaker(run.plan),
    ...withheld(run.findings),
    ...unclear(run.findings),
  ];
}

/** The alarm for a summary that did not go out. */
export function publishFailed(error: ErrorFacts): Alarm {
  return { code: "publish-failed", message: `The summary could not be published: ${words(error)}` };
}

/** The alarm for a report that is not in the journal. */
export function journalFailed(error: ErrorFacts): Alarm {
  return { code: "unexpected", message: `The report could not be journaled: ${words(error)}` };
}

function regionsUnknown({ regionsUnknown: error }: RunFacts): readonly Alarm[] {
  if (error === undefined) return [];
  return [
    {
      code: "regions-unknown",
      message: `Nothing was seen: the account's regions could not be listed. ${words(error)}`,
    },
  ];
}

function brokenOff({ brokenOff: error }: RunFacts): readonly Alarm[] {
  if (error === undefined) return [];
  return [
    {
      code: "unexpected",
      message: `The run broke off half-way; the log has what was done until then. ${words(error)}`,
    },
  ];
}

function regionFailed({ scope, error }: FailedSurvey): Alarm {
  return { code: "region-failed", message: `${scope.region} was not seen: ${words(error)}` };
}

/** One alarm for each action and error code, with the number of resources it touched and one of them by name. */
function failures(findings: readonly Finding[]): readonly Alarm[] {
  const groups = new Map<string, { failure: Failure; ids: string[] }>();
  for (const { resource, outcome } of findings) {
    if (outcome.kind !== "failed" || !needsSomebody(outcome.failure)) continue;
    const { failure } = outcome;
    const key = `${failure.action} ${failure.code}`;
    const group = groups.get(key) ?? { failure, ids: [] };
    group.ids.push(resource.id);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ failure, ids }) => ({
    code: failure.class === "denied" ? "denied" : "unexpected",
    message: `${failure.action} failed for ${several(ids)}: ${words(failure)}`,
  }));
}

type CouldNotTell = Extract<Evidence, { answer: "could-not-tell" }>;

/**
 * One alarm for each guard and kind of error, those that need somebody first. What a guard could not tell about is not
 * released until it answers. A missing permission is somebody's to grant; what passes by itself fails no run.
 */
function unanswered(findings: readonly Finding[]): readonly Alarm[] {
  const groups = new Map<string, { unable: CouldNotTell; ids: string[] }>();
  for (const { resource, decision } of findings) {
    for (const unable of "evidence" in decision ? decision.evidence : []) {
      if (unable.answer !== "could-not-tell" || isOfNoMatter(unable, decision)) continue;
      const key = `${unable.guard} ${unable.error.code} ${unable.error.class}`;
      const group = groups.get(key) ?? { unable, ids: [] };
      group.ids.push(resource.id);
      groups.set(key, group);
    }
  }
  const alarms = [...groups.values()].map(
    ({ unable: { guard, error }, ids }): Alarm => ({
      code: error.class === "denied" || error.class === "unexpected" ? error.class : "evidence-unavailable",
      message: `The guard ${guard} could not tell about ${several(ids)}, so nothing of that was released: ${words(error)}`,
    }),
  );
  return alarms.toSorted((one, other) => Number(failing.has(other.code)) - Number(failing.has(one.code)));
}

/** What passes by itself changes nothing where another guard has found something. */
function isOfNoMatter({ error }: CouldNotTell, { reason }: Decision): boolean {
  return error.class === "transient" && reason !== "evidence-unavailable";
}

function several(ids: readonly string[]): string {
  return `${ids[0]}${ids.length > 1 ? ` and ${ids.length - 1} more` : ""}`;
}

function breaker(plan: Plan): readonly Alarm[] {
  if (plan.breaker === "closed") return [];
  return [
    {
      code: "breaker-tripped",
      message:
        `${plan.due} releases are due and the limit is ${plan.limit} a run, so none was done. ` +
        "If they are right, raise limits.releases; if not, look at the policy and the tags.",
    },
  ];
}

function withheld(findings: readonly Finding[]): readonly Alarm[] {
  const count = (because: string) =>
    findings.filter(({ outcome }) => outcome.kind === "withheld" && outcome.because === because).length;
  const deadline = count("deadline");
  const interrupted = count("interrupted");
  const throttled = count("throttled");
  return [
    ...(deadline === 0
      ? []
      : [
          {
            code: "deadline",
            message: `Time ran out with ${deadline} left to do; the next run goes on from there.`,
          } as const,
        ]),
    ...(interrupted === 0
      ? []
      : [{ code: "interrupted", message: `The run was interrupted with ${interrupted} left to do.` } as const]),
    ...(throttled === 0
      ? []
      : [
          {
            code: "throttled",
            message: `EC2 throttled ${throttled} ${throttled === 1 ? "call" : "calls"} to the end; the next run goes on from there.`,
          } as const,
        ]),
  ];
}

/** Releases that AWS was asked for and did not answer: the next run sees what became of them. */
function unclear(findings: readonly Finding[]): readonly Alarm[] {
  const many = findings.filter(({ outcome }) => outcome.kind === "failed" && outcome.failure.mayBeDone).length;
  if (many === 0) return [];
  const releases = many === 1 ? "a release" : `${many} releases`;
  return [
    { code: "unclear", message: `AWS did not answer ${releases}; what was asked may have been done all the same.` },
  ];
}

/** The alarm for releases that AWS did not answer, and of what is not idle any more: nobody has been told so yet. */
export function goneAfterAll(ids: readonly string[]): Alarm {
  const [is, its] = ids.length === 1 ? ["is", "its release"] : ["are", "their releases"];
  return {
    code: "unclear",
    message: `${several(ids)} ${is} not idle any more. AWS had not answered ${its}: released after all, or in use again.`,
  };
}

/** AWS's own words. */
function words(error: ErrorFacts): string {
  const { code, message } = shortened(error);
  return `${message} (${code})`;
}
