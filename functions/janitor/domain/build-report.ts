import { type Alarm, findAlarms, goneAfterAll, type RunFacts } from "./alarms.ts";
import { asksForAttention } from "./attention.ts";
import { monthlyCostUsd } from "./cost.ts";
import type { Decision } from "./decide.ts";
import { shortened } from "./error-facts.ts";
import type { ForbiddingEvidence } from "./evidence.ts";
import { coverageOf, goneWithoutAnswer, keyOf, type Memory, rememberedOf, stateOf } from "./memory.ts";
import type { Finding, Outcome } from "./outcome.ts";
import type { Policy } from "./policy.ts";
import type { RegionReport, Report, ReportedFinding, Totals } from "./report.ts";
import { isIdle, type Resource } from "./resource.ts";
import { serviceOf } from "./service.ts";
import type { Survey } from "./survey.ts";
import { findTag } from "./tags.ts";

/**
 * Writes the report of a run. Pure.
 *
 * @param memory what was known before, where that is known itself
 */
export function buildReport(run: RunFacts, policy: Policy, memory?: Memory): Report {
  const findings = run.findings
    .map((each) => {
      const finding = reportFinding(each, policy);
      return { ...finding, ...news(finding, run, policy, memory) };
    })
    .toSorted(byWeight);
  const report = {
    version: 1,
    runId: run.runId,
    mode: policy.mode,
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
    tagPrefix: policy.tagPrefix,
    ...(memory?.at === undefined ? {} : { comparedTo: iso(memory.at) }),
    regions: run.surveys.map(reportRegion),
    findings,
    totals: addUp(run.findings, policy),
    alarms: [...findAlarms(withoutPlan(run, policy)), ...answered(run, findings, memory)],
  } as const;
  return { ...report, attention: asksForAttention(report, memory) };
}

/** Where no earlier run is known, a missing mark shows that nobody has seen it, if the mode is one that marks. */
function news(
  finding: ReportedFinding,
  { startedAt }: RunFacts,
  { mode, tagPrefix }: Policy,
  memory: Memory | undefined,
): Pick<ReportedFinding, "isNew" | "isChanged"> {
  if (memory?.at === undefined) return finding.reason === "first-seen" && mode !== "report" ? { isNew: true } : {};
  if (finding.reason === "in-use") return {};
  const before = rememberedOf(memory, finding);
  if (before === undefined) return { isNew: true };
  return before === stateOf(finding, { startedAt: iso(startedAt), tagPrefix, mode }) ? {} : { isChanged: true };
}

/** Where nothing is released, no breaker is needed, and what is due piles up: nobody has to act on that. */
function withoutPlan(run: RunFacts, { mode }: Policy): RunFacts {
  return mode === "release" ? run : { ...run, plan: { breaker: "closed", releases: [] } };
}

/** Releases that AWS did not answer, of what is not to be found any more among what is idle or marked. */
function answered(run: RunFacts, findings: readonly ReportedFinding[], memory: Memory | undefined): readonly Alarm[] {
  if (memory === undefined) return [];
  const resources = run.surveys.flatMap((survey) => (survey.status === "scanned" ? survey.resources : []));
  const found = new Set([
    ...findings.map((finding) => `${keyOf(finding)} ${finding.id}`),
    ...resources.map(({ scope, id }) => `${keyOf(scope)} ${id}`),
  ]);
  const gone = goneWithoutAnswer(memory, coverageOf(run, false), found);
  return gone.length === 0 ? [] : [goneAfterAll(gone)];
}

/** The same report with one more alarm, for what goes wrong after it was written. */
export function withAlarm(report: Report, alarm: Alarm): Report {
  return { ...report, attention: true, alarms: [...report.alarms, alarm] };
}

function reportRegion(survey: Survey): RegionReport {
  if (survey.status === "failed") return { ...survey.scope, status: "failed", error: shortened(survey.error) };
  const idle = survey.resources.filter((resource) => resource.kind === "elastic-ip" && isIdle(resource)).length;
  return {
    ...survey.scope,
    status: "scanned",
    elasticIps: { ...survey.elasticIps, idle },
    networkInterfaces: survey.networkInterfaces,
  };
}

/** Turns one finding into its plain form: `resource.tags` decide about name and owner, `policy.prices` about cost. */
export function reportFinding({ resource, decision, outcome, lastActivity }: Finding, policy: Policy): ReportedFinding {
  const { kind, reason, ...facts } = decision;
  const { idleSince, dueAt, ...rest } = "dueAt" in facts ? facts : { ...facts, idleSince: undefined, dueAt: undefined };
  const detail = detailOf(rest);
  const name = findTag(resource.tags, { tag: "Name" })?.value;
  const owner = policy.owner.tags.map((tag) => findTag(resource.tags, { tag })?.value).find(Boolean);
  const service = resource.kind === "network-interface" ? serviceOf(resource) : undefined;
  return {
    kind: resource.kind,
    id: resource.id,
    ...resource.scope,
    ...(name ? { name } : {}),
    ...(owner ? { owner } : {}),
    ...(resource.kind === "elastic-ip" ? { publicIp: resource.publicIp } : {}),
    ...(service ? { service } : {}),
    tags: resource.tags,
    decision: kind,
    reason,
    ...(Object.keys(detail).length > 0 ? { detail } : {}),
    ...(idleSince === undefined ? {} : { idleSince: iso(idleSince) }),
    ...(dueAt === undefined ? {} : { dueAt: iso(dueAt) }),
    ...(lastActivity === undefined ? {} : { lastActivity: { ...lastActivity, at: iso(lastActivity.at) } }),
    outcome: outcome.kind,
    ...(outcome.kind === "withheld" ? { withheldBecause: outcome.because } : {}),
    ...(outcome.kind === "failed" ? { error: shortened(outcome.failure) } : {}),
    ...(mayBeGone(outcome) ? factsToGetBack(resource) : {}),
    monthlyCostUsd: monthlyCostUsd(resource, policy),
  };
}

function mayBeGone(outcome: Outcome): boolean {
  return outcome.kind === "released" || (outcome.kind === "failed" && outcome.failure.mayBeDone === true);
}

function factsToGetBack(resource: Resource): Pick<ReportedFinding, "networkBorderGroup" | "shape"> {
  if (resource.kind === "network-interface") return { shape: resource.shape };
  const { networkBorderGroup, scope } = resource;
  return networkBorderGroup === undefined || networkBorderGroup === scope.region ? {} : { networkBorderGroup };
}

type Facts = Omit<Decision, "kind" | "reason"> & {
  readonly keptUntil?: number;
  readonly evidence?: readonly ForbiddingEvidence[];
};

/** ISO 8601 writes no later instant with four digits for the year, and `9999-12-31` is how people write "for ever". */
const lastInstant = Date.UTC(10_000, 0) - 1;

/** Instants are written out, and what was last done stands with the finding and not with each guard. */
function detailOf(facts: Facts): Readonly<Record<string, unknown>> {
  const { keptUntil, evidence, ...rest } = facts;
  return {
    ...rest,
    ...(keptUntil === undefined ? {} : { keptUntil: iso(Math.min(keptUntil, lastInstant)) }),
    ...(evidence === undefined ? {} : { evidence: evidence.map(withoutActivity) }),
  };
}

function withoutActivity(evidence: ForbiddingEvidence): Omit<ForbiddingEvidence, "lastActivity"> {
  if (evidence.answer !== "found") return evidence;
  const { lastActivity: _, ...rest } = evidence;
  return rest;
}

function addUp(findings: readonly Finding[], policy: Policy): Totals {
  const count = (test: (finding: Finding) => boolean) => findings.filter(test).length;
  const cost = (test: (finding: Finding) => boolean) =>
    roundToCents(findings.filter(test).reduce((sum, { resource }) => sum + monthlyCostUsd(resource, policy), 0));
  return {
    idle: count(({ resource }) => isIdle(resource)),
    waiting: count(({ decision }) => decision.kind === "wait"),
    released: count(({ outcome }) => outcome.kind === "released"),
    failed: count(({ outcome }) => outcome.kind === "failed"),
    withheld: count(({ outcome }) => outcome.kind === "withheld"),
    kept: count(({ decision }) => decision.kind === "keep" && decision.reason !== "in-use"),
    protected: count(({ decision }) => decision.kind === "protect"),
    monthlyWasteUsd: cost(({ outcome }) => outcome.kind !== "released" && outcome.kind !== "already-gone"),
    monthlySavedUsd: cost(({ outcome }) => outcome.kind === "released"),
  };
}

/** Rounds USD to whole cents, so that sums do not show the dust of binary fractions. */
function roundToCents(usd: number): number {
  return Math.round(usd * 100) / 100;
}

const weights: Readonly<Record<ReportedFinding["outcome"], number>> = {
  failed: 0,
  released: 1,
  withheld: 2,
  changed: 3,
  "already-gone": 4,
  unmarked: 5,
  marked: 6,
  none: 7,
};

/** Within the same outcome: what is due goes first, then what waits, the soonest first. */
const decisionWeights: Readonly<Record<ReportedFinding["decision"], number>> = {
  release: 0,
  wait: 1,
  report: 2,
  protect: 3,
  keep: 4,
};

function byWeight(one: ReportedFinding, other: ReportedFinding): number {
  return (
    weights[one.outcome] - weights[other.outcome] ||
    decisionWeights[one.decision] - decisionWeights[other.decision] ||
    compare(one.dueAt ?? "", other.dueAt ?? "") ||
    compare(one.region, other.region) ||
    compare(one.id, other.id)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
