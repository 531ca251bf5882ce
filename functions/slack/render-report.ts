import { linkToLog } from "../janitor/notify/console-links.ts";
import { capital, count, instant, oneLine, usd } from "../janitor/notify/plain-text.ts";
import { quotaLines } from "../janitor/notify/quota-lines.ts";
import { type SectionName, sectionNames } from "../janitor/notify/section-names.ts";
import { sectionNote, sectionTitle } from "../janitor/notify/section-words.ts";
import { findingsBySection } from "../janitor/notify/sections.ts";
import { knowsMoney, nameAccount, regionsSeen, verdict, whatToDo } from "../janitor/notify/verdict.ts";
import { listFindings, rest } from "./finding-list.ts";
import { code, linesOf, link, type Mrkdwn, mrkdwn } from "./mrkdwn.ts";
import type { ReceivedReport } from "./received-report.ts";
import {
  type Block,
  context,
  fields,
  fitting,
  headerLength,
  lengthOf,
  type SlackMessage,
  section,
  slackMessage,
} from "./slack-message.ts";

/** What somebody may want to act on is named, finding by finding; of everything else there is a number. */
const named: readonly SectionName[] = ["released", "due", "new", "notDone", "unreadable", "changed"];

/** In mode `report` what is idle is all that there is to tell. */
function isNamed(name: SectionName, { mode }: ReceivedReport): boolean {
  return named.includes(name) || (name === "waiting" && mode === "report");
}

/** How much of the verdict the headline has: it is to be read in passing. */
const mostParts = 5;

/** How many alarms and regions are named. */
const mostLines = 5;

/** How many findings of each section are named, as far as they fit into a message. */
const mostFindings = [10, 7, 5, 3, 2, 1];

/**
 * In characters, as JSON. Slack refuses blocks that are too long together, and does not say where that begins: in
 * github.com/slackapi/bolt-js, issues 2509 and 2867, between 11,000 and 13,000.
 */
const blocksLength = 10_000;

/** The janitor's report, told in the words of the email: whether to act, the numbers, what happened, and where the rest is. */
export function renderReport(report: ReceivedReport): SlackMessage {
  for (const most of mostFindings) {
    const message = withFindings(report, most);
    if (JSON.stringify(message.blocks).length <= blocksLength) return message;
  }
  return withFindings(report, 0);
}

function withFindings(report: ReceivedReport, most: number): SlackMessage {
  const lists: readonly Block[] = [
    ...alarms(report, most),
    ...findings(report, most),
    ...others(report),
    ...quota(report),
  ];
  return slackMessage(
    headline(report),
    [
      section(linesOf([mrkdwn`*${whatToDo(report)}*`, mrkdwn`${circumstances(report)}`])),
      ...numbers(report),
      ...(lists.length === 0 ? [] : [{ type: "divider" } as const, ...lists]),
      closing(report),
    ],
    inShort(report),
  );
}

/** The verdict, the worst first, and whose account it is. What does not fit is the best news. */
function headline(report: ReceivedReport): string {
  const account = nameAccount(report);
  const all = verdict(report);
  const headlines = all.slice(0, mostParts).map((_, at, { length }) => {
    const told = all.slice(0, length - at);
    const rest = told.length < all.length ? " …" : "";
    return `${capital(told.join(", "))}${rest}${account === undefined ? "" : ` · ${account}`}`;
  });
  return headlines.find((each) => lengthOf(each) <= headerLength) ?? headlines.at(-1) ?? "";
}

function circumstances(report: ReceivedReport): string {
  return `Mode ${report.mode}, ${instant(report.finishedAt)}, ${regionsSeen(report)}.`;
}

function numbers(report: ReceivedReport): readonly Block[] {
  const { counts, mode } = report;
  const told = sectionNames.filter((name) => isNamed(name, report) && counts[name] > 0);
  return fields([...told.map((name) => mrkdwn`*${sectionTitle(name, mode)}*\n${counts[name]}`), ...money(report)]);
}

function money(report: ReceivedReport): readonly Mrkdwn[] {
  const { totals, regions } = report;
  const seen = regions.some(({ status }) => status === "failed") ? ", as far as seen" : "";
  return [
    ...(knowsMoney(report) ? [] : [mrkdwn`*Idle and unused cost*\nnot known`]),
    ...(knowsMoney(report) && totals.monthlyWasteUsd > 0
      ? [mrkdwn`*Idle and unused cost*\n${usd(totals.monthlyWasteUsd)} a month${seen}`]
      : []),
    ...(totals.monthlySavedUsd > 0 ? [mrkdwn`*Saved by this run*\n${usd(totals.monthlySavedUsd)} a month`] : []),
  ];
}

function alarms({ alarms }: ReceivedReport, most: number): readonly Block[] {
  // However little room there is, the worst is told.
  const shown = alarms.slice(0, Math.min(mostLines, Math.max(1, most)));
  return listed(
    mrkdwn`*Alarms (${alarms.length})*`,
    shown.map(({ message }) => message),
    alarms.length,
  );
}

function findings(report: ReceivedReport, most: number): readonly Block[] {
  const sections = findingsBySection(report);
  return sectionNames
    .filter((name) => isNamed(name, report) && report.counts[name] > 0)
    .map((name) => section(listFindings(name, sections[name], report, most)));
}

/** What is only counted. */
function others(report: ReceivedReport): readonly Block[] {
  const { counts, mode } = report;
  const lines = sectionNames
    .filter((name) => !isNamed(name, report) && counts[name] > 0)
    .map((name) => [`${sectionTitle(name, mode)}: ${counts[name]}`, sectionNote(name, report)])
    .map((words) => words.filter((each) => each !== undefined).join(". "));
  return listed(mrkdwn`*Also seen*`, lines, lines.length);
}

function quota(report: ReceivedReport): readonly Block[] {
  const lines = quotaLines(report);
  return listed(mrkdwn`*Quota nearly used up*`, lines.slice(0, mostLines), lines.length);
}

function listed(title: Mrkdwn, lines: readonly string[], many: number): readonly Block[] {
  if (many === 0) return [];
  const items = lines.map((line) => mrkdwn`• ${line}`);
  return [section(fitting([title], items, (shown) => rest(shown, many)))];
}

/** How to keep something, and where all of it is. */
function closing({ tagPrefix, log, runId, findingsLeftOut = 0 }: ReceivedReport): Block {
  const url = log && linkToLog(log);
  const place = url === undefined ? placeOf(log) : mrkdwn`${link(url, "log")} of elastic-janitor`;
  const untold =
    findingsLeftOut > 0 ? `; ${count(findingsLeftOut, "finding")} had no room in the janitor’s message` : "";
  return context([
    mrkdwn`To keep something, tag it ${code(`${tagPrefix}policy`)} = ${code("keep")}, or ${code(`${tagPrefix}keep-until`)} = a day such as 2027-01-31.`,
    mrkdwn`All of it is in the ${place} under the run ${oneLine(runId)}${untold}.`,
  ]);
}

function inShort(report: ReceivedReport): readonly string[] {
  const { counts, mode, alarms, log, runId } = report;
  return [
    whatToDo(report),
    circumstances(report),
    ...(alarms.length > 0 ? [`Alarms: ${alarms.length}`] : []),
    ...sectionNames.filter((name) => counts[name] > 0).map((name) => `${sectionTitle(name, mode)}: ${counts[name]}`),
    `All of it is in the ${placeOf(log)} under the run ${oneLine(runId)}.`,
  ];
}

function placeOf(log: ReceivedReport["log"]): string {
  return log === undefined ? "log of elastic-janitor" : `log group ${log.name}`;
}
