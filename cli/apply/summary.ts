import { isFailed } from "../../functions/janitor/domain/alarms.ts";
import type { Report, ReportedFinding } from "../../functions/janitor/domain/report.ts";
import type { RunStep } from "../../functions/janitor/domain/steps.ts";
import { capital, count, oneLine, usd } from "../../functions/janitor/notify/plain-text.ts";
import { publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { nameAccount, regionsSeen, waste } from "../../functions/janitor/notify/verdict.ts";
import { type Group, writeFindings } from "../plan/findings-table.ts";
import { type Output, styled, wrapped } from "../terminal.ts";

interface SummaryFacts {
  readonly accountAlias: string | undefined;
  /** The file that the journal is in. */
  readonly journal: string;
  /** What was to be done, by id. */
  readonly only: ReadonlyMap<string, RunStep>;
}

/** What a run by hand has done, and what it has not. */
export function writeSummary(report: Report, { accountAlias, journal, only }: SummaryFacts, out: Output): string {
  const parts = [
    report.alarms
      .map(({ message }) =>
        styled(isFailed(report.alarms) ? "red" : "yellow", wrapped(`• ${oneLine(message, 500)}`, out), out),
      )
      .join("\n"),
    writeFindings(groupsOf(report.findings, only), report.mode, out),
    closing(report, accountAlias, out),
    whereFrom(report, journal),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** Whether something that was to be done was not, and is to be done still. */
export function couldNotBeDone({ outcome, reason }: Pick<ReportedFinding, "outcome" | "reason">): boolean {
  return outcome === "failed" || outcome === "withheld" || (outcome === "none" && reason === "evidence-unavailable");
}

function wasInterrupted({ withheldBecause }: ReportedFinding): boolean {
  return withheldBecause === "interrupted";
}

function groupsOf(findings: readonly ReportedFinding[], only: ReadonlyMap<string, RunStep>): readonly Group[] {
  const chosen = findings.filter(({ id }) => only.has(id));
  const undone = chosen.filter(couldNotBeDone);
  const of = (...outcomes: readonly ReportedFinding["outcome"][]) =>
    chosen.filter((finding) => outcomes.includes(finding.outcome) && !undone.includes(finding));
  return [
    { title: "RELEASED", style: "green", findings: of("released") },
    { title: "COULD NOT BE DONE", style: "red", findings: undone.filter((finding) => !wasInterrupted(finding)) },
    { title: "NOT STARTED", style: "yellow", findings: undone.filter(wasInterrupted) },
    { title: "CHANGED MEANWHILE", style: "yellow", findings: of("changed", "already-gone") },
    { title: "MARKED", style: "yellow", findings: of("marked") },
    { title: "MARK TAKEN OFF", style: "green", findings: of("unmarked") },
    { title: "NO LONGER TO BE DONE", style: "yellow", findings: of("none") },
  ];
}

function closing(report: Report, accountAlias: string | undefined, out: Output): string {
  const { findings, totals } = report;
  const published = publishedReport(report, { accountAlias });
  const account = nameAccount(published);
  const many = (outcome: ReportedFinding["outcome"]) => findings.filter((each) => each.outcome === outcome).length;
  const done = [
    `${totals.released} released`,
    ...(many("marked") > 0 ? [`${many("marked")} marked`] : []),
    ...(many("unmarked") > 0 ? [`${count(many("unmarked"), "mark")} taken off`] : []),
    ...(totals.failed > 0 ? [`${totals.failed} failed`] : []),
    ...(totals.withheld > 0 ? [`${totals.withheld} not started`] : []),
  ].join(", ");
  const saved = totals.monthlySavedUsd > 0 ? ` ${usd(totals.monthlySavedUsd)} a month is saved.` : "";
  return [
    styled("bold", `${account === undefined ? "" : `${oneLine(account)}: `}${done}.${saved}`, out),
    `${capital(regionsSeen(published))}. ${waste(published)}.`,
  ]
    .map((line) => wrapped(line, out))
    .join("\n");
}

/** Each line by itself, so that a command in it can be copied. */
function whereFrom({ runId, findings }: Report, journal: string): string {
  const released = findings.some(({ outcome, error }) => outcome === "released" || error?.mayBeDone === true);
  if (!released) return "";
  return `The journal is in ${journal}. To give all of it back:\n  janitor restore --journal ${journal} --run ${runId}`;
}
