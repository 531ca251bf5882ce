import type { Assessed, Seen } from "../../functions/janitor/assess.ts";
import { isFailed } from "../../functions/janitor/domain/alarms.ts";
import { buildReport } from "../../functions/janitor/domain/build-report.ts";
import { type Evidence, evidenceFor } from "../../functions/janitor/domain/evidence.ts";
import { isDue, type Judged, planReleases } from "../../functions/janitor/domain/plan.ts";
import type { Mode, Policy } from "../../functions/janitor/domain/policy.ts";
import type { Report, ReportedFinding } from "../../functions/janitor/domain/report.ts";
import { tagStep } from "../../functions/janitor/domain/steps.ts";

/** What a run would do about a resource if it came now. `withhold`: it is due, and the breaker keeps it. */
export type NextStep = "mark" | "unmark" | "release" | "withhold" | "nothing";

/** A finding before anything was done about it. What is new is not known: nothing was told before. */
export interface PlannedFinding extends Omit<ReportedFinding, "isNew" | "isChanged"> {
  readonly next: NextStep;
  /** What each guard has said; for what is due, or would be without them. */
  readonly evidence?: readonly Evidence[];
}

/** What the next run would do in the mode it is configured for. */
export interface NextRun {
  readonly mode: Mode;
  readonly marks: number;
  readonly unmarks: number;
  readonly releases: number;
  /** Due, and kept by the breaker because there are more than `limit`. */
  readonly withheld: number;
  /** The most releases that may be due in one run. */
  readonly limit: number;
}

/** A report of a run that has looked and decided, and done nothing. */
export interface PlanReport extends Omit<Report, "findings"> {
  /** What people call the account, where it has an alias. */
  readonly accountAlias?: string;
  readonly findings: readonly PlannedFinding[];
  readonly nextRun: NextRun;
}

/** What a plan is made of besides what was seen. Instants in ms since the epoch. */
export interface PlanFacts {
  readonly runId: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly accountAlias?: string | undefined;
  /** The ids of what alone a run may act on; everything where it is absent. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** Writes down what was seen and decided, and what a run would do about it. Pure. */
export function planReport(seen: Seen, { judged, evidence }: Assessed, policy: Policy, facts: PlanFacts): PlanReport {
  const { only, accountAlias, ...times } = facts;
  const isChosen = ({ resource }: Judged) => only === undefined || only.has(resource.id);
  const plan = planReleases(judged.filter(isChosen), policy);
  const stepOf = (each: Judged): NextStep => {
    if (!isChosen(each)) return "nothing";
    if (isDue(each) && policy.mode === "release") return plan.breaker === "tripped" ? "withhold" : "release";
    return tagStep(each, policy) ?? "nothing";
  };
  const planned = judged
    .map((each) => ({ each, next: stepOf(each) }))
    .filter(({ each, next }) => each.decision.reason !== "in-use" || next !== "nothing");
  const findings = planned.map(({ each }) => ({ ...each, outcome: { kind: "none" } }) as const);
  // The breaker is told of as what the next run would do: a plan is not held back by anything.
  const report = buildReport({ ...times, ...seen, findings, plan: { breaker: "closed", releases: [] } }, policy);
  const byKey = new Map(planned.map(({ each, next }) => [keyOf(each.resource.scope, each.resource), { each, next }]));
  const many = (step: NextStep) => planned.filter(({ next }) => next === step).length;
  return {
    ...report,
    ...(accountAlias === undefined ? {} : { accountAlias }),
    findings: report.findings.map(({ isNew: _, ...finding }) => {
      const found = byKey.get(keyOf(finding, finding));
      const said = found && evidence.has(found.each.resource) ? evidenceFor(found.each.resource, evidence) : undefined;
      return { ...finding, next: found?.next ?? "nothing", ...(said === undefined ? {} : { evidence: said }) };
    }),
    nextRun: {
      mode: policy.mode,
      marks: many("mark"),
      unmarks: many("unmark"),
      releases: many("release"),
      withheld: many("withhold"),
      limit: policy.limits.releases,
    },
  };
}

function keyOf({ account, region }: { account: string; region: string }, { id }: { id: string }): string {
  return `${account} ${region} ${id}`;
}

/** Whether a finding is due, or would be if only the guards could have told. */
export function isDueFinding({ decision, reason }: Pick<ReportedFinding, "decision" | "reason">): boolean {
  return decision === "release" || reason === "evidence-unavailable";
}

/** Whether nobody may take the plan for the whole truth: a scope was not seen, or somebody has to act. */
export function isIncomplete({ alarms, regions }: Pick<PlanReport, "alarms" | "regions">): boolean {
  return isFailed(alarms) || regions.length === 0 || regions.some(({ status }) => status === "failed");
}
