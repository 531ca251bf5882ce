import { day } from "../domain/duration.ts";
import { getBackCommand, keepCommand } from "./commands.ts";
import { linkToLog, linkToResource } from "./console-links.ts";
import { describeFinding, describeUnderReason, keptThrough } from "./describe-finding.ts";
import { groupByOwner } from "./owner-groups.ts";
import { capital, instant, oneLine, usd } from "./plain-text.ts";
import { quotaLines } from "./quota-lines.ts";
import { reasonWords } from "./reason-words.ts";
import { type SectionName, sectionNames } from "./section-names.ts";
import { sectionNote, sectionTitle } from "./section-words.ts";
import { findingsBySection } from "./sections.ts";
import type { TellableFinding, TellableReport } from "./tellable-report.ts";
import { headline, nameAccount, regionsSeen, waste, whatToDo } from "./verdict.ts";

/**
 * The summary as plain text, for phones and proportional fonts: one thing a line, nothing aligned, no line that only looks
 * right in one width.
 *
 * @param most how many lines a section lists
 */
export function writeEmail(report: TellableReport, most = 40): string {
  const { alarms, counts } = report;
  const sections = findingsBySection(report);
  const alarmLines = alarms.map(({ message }) => `• ${oneLine(message, 500)}`);
  return `${[
    heading(report),
    section("Alarms", alarms.length, [], cut(alarmLines, most, alarms.length)),
    ...sectionNames.map((name) => {
      const lines = linesOf(name, sections[name], report, most);
      const title = sectionTitle(name, report.mode);
      return section(title, counts[name], notesOf(name, report), lines);
    }),
    quota(report, most),
    money(report),
    footer(report),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function heading(report: TellableReport): readonly string[] {
  const { mode, finishedAt } = report;
  const account = nameAccount(report);
  const summary = headline(report);
  return [
    account === undefined ? `${capital(summary)}.` : `${oneLine(account)}: ${summary}.`,
    whatToDo(report),
    `Mode ${mode}, ${instant(finishedAt)}, ${regionsSeen(report)}.`,
  ];
}

function section(title: string, many: number, notes: readonly string[], lines: readonly string[]): readonly string[] {
  return many === 0 ? [] : [`${title.toUpperCase()} (${many})`, ...notes, ...lines];
}

function notesOf(name: SectionName, report: TellableReport): readonly string[] {
  const note = sectionNote(name, report);
  return note === undefined ? [] : [note];
}

function linesOf(
  name: SectionName,
  findings: readonly TellableFinding[],
  report: TellableReport,
  most: number,
): readonly string[] {
  const many = report.counts[name];
  switch (name) {
    case "protected":
      return byReason(findings, many, most);
    case "kept":
      return kept(findings, report, most);
    default:
      return byOwner(name, findings, report, most);
  }
}

function byOwner(
  name: SectionName,
  findings: readonly TellableFinding[],
  report: TellableReport,
  most: number,
): readonly string[] {
  const shown = findings.slice(0, most);
  const lines = groupByOwner(shown).flatMap(({ label, findings }) => [
    ...(label === undefined ? [] : [label]),
    ...findings.flatMap((finding) => [
      `• ${name === "unreadable" ? describeUnderReason(finding) : describeFinding(finding, report.mode)}`,
      ...helpWith(name, finding, report),
    ]),
  ]);
  return [...lines, ...rest(report.counts[name] - shown.length)];
}

/** What a reader can do about it, ready to be copied or opened. */
function helpWith(name: SectionName, finding: TellableFinding, { tagPrefix, mode }: TellableReport): readonly string[] {
  const lines: Partial<Record<SectionName, readonly (string | undefined)[]>> = {
    released: [labelled("Get it back: ", getBackCommand(finding))],
    due: [labelled("Keep it: ", keepCommand(finding, tagPrefix)), linkToResource(finding)],
    new: [linkToResource(finding)],
    notDone: [
      finding.error?.mayBeDone ? labelled("If it is gone, get it back: ", getBackCommand(finding)) : undefined,
      linkToResource(finding),
    ],
    unreadable: [linkToResource(finding)],
    unused: [linkToResource(finding)],
    // There it is all that there is to tell.
    waiting: mode === "report" ? [linkToResource(finding)] : [],
  };
  return (lines[name] ?? []).filter((line) => line !== undefined);
}

function labelled(label: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${label}${text}`;
}

function byReason(findings: readonly TellableFinding[], many: number, most: number): readonly string[] {
  const shown = findings.slice(0, most);
  const lines = [...Map.groupBy(shown, ({ reason }) => reason)].flatMap(([reason, findings]) => [
    `${capital(reasonWords(reason))}:`,
    ...findings.map((finding) => `• ${describeUnderReason(finding)}`),
  ]);
  return [...lines, ...rest(many - shown.length)];
}

/** In ms: a keep that runs out within that time is told of by itself. */
const runsOutSoonMs = 14 * day;

/** How many for each reason, and the keeps that run out soon. */
function kept(findings: readonly TellableFinding[], { startedAt }: TellableReport, most: number): readonly string[] {
  const now = Date.parse(startedAt);
  const counts = [...Map.groupBy(findings, ({ reason }) => reason)].map(
    ([reason, { length }]) => `• ${length} ${reason === "policy" ? "kept as the policy says" : reasonWords(reason)}`,
  );
  const runningOut = findings.filter((finding) => {
    const through = keptThrough(finding);
    return through !== undefined && Date.parse(through) - now <= runsOutSoonMs;
  });
  const lines = runningOut.map((finding) => `• ${describeUnderReason(finding)}`);
  return [...counts, ...(lines.length > 0 ? ["Running out soon:", ...cut(lines, most, lines.length)] : [])];
}

function cut(lines: readonly string[], most: number, many: number): readonly string[] {
  const shown = lines.slice(0, most);
  return [...shown, ...rest(many - shown.length)];
}

function rest(many: number): readonly string[] {
  return many > 0 ? [`• and ${many} more, in the log`] : [];
}

/** The regions where the next address may be refused. */
function quota(report: TellableReport, most: number): readonly string[] {
  const lines = quotaLines(report).map((line) => `• ${line}`);
  return lines.length === 0 ? [] : ["QUOTA NEARLY USED UP", ...cut(lines, most, lines.length)];
}

function money(report: TellableReport): readonly string[] {
  const { monthlySavedUsd } = report.totals;
  return [
    "MONEY",
    `• ${waste(report)}`,
    ...(monthlySavedUsd > 0 ? [`• ${usd(monthlySavedUsd)} a month is saved by this run`] : []),
  ];
}

function footer({ tagPrefix, log, runId, findings }: TellableReport): readonly string[] {
  const link = log && linkToLog(log);
  const keep = `To keep something, tag it ${tagPrefix}policy = keep, or ${tagPrefix}keep-until = a day such as 2027-01-31.`;
  return [
    ...(findings.length > 0 ? [keep] : []),
    `All of it is in the ${log === undefined ? "function's log" : `log group ${log.name}`} under the run ${runId}.`,
    ...(link === undefined ? [] : [link]),
  ];
}
