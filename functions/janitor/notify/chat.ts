import { keepCommand } from "./commands.ts";
import { linkToLog } from "./console-links.ts";
import { count, instant, oneLine, usd } from "./plain-text.ts";
import { quotaLines } from "./quota-lines.ts";
import { type SectionName, sectionNames } from "./section-names.ts";
import { sectionTitle } from "./section-words.ts";
import { findingsBySection } from "./sections.ts";
import type { TellableFinding, TellableReport } from "./tellable-report.ts";
import { asksForAction, headline, nameAccount, regionsSeen, waste, whatToDo } from "./verdict.ts";

/**
 * A custom notification of Amazon Q Developer in chat applications, which brings it to Slack and Teams.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export interface CustomNotification {
  readonly version: "1.0";
  readonly source: "custom";
  readonly id: string;
  readonly content: {
    readonly textType: "client-markdown";
    /** At most 250 characters. */
    readonly title: string;
    /** At most 8,000 characters. */
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** One thread for each account, where the channel's preferences allow threads. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

/** What the page above allows, in characters. */
const longest = { title: 250, description: 8_000 };

/** How many of each are named; the email and the log have the others. */
const most = { alarms: 10, findings: 5 };

/** What is named one by one: what was done, what can still be kept, and what somebody should look at. */
const named: ReadonlySet<SectionName> = new Set(["released", "due", "new", "notDone", "unreadable"]);

/**
 * The summary for a chat. What Slack and Teams read as markup differs, and resources' names are anybody's words: they stay
 * out of it, and what AWS says loses everything that could be markup or a mention.
 */
export function writeCustomNotification(report: TellableReport): CustomNotification {
  const { mode, runId, regions } = report;
  const act = asksForAction(report);
  const account = plain(nameAccount(report) ?? "unknown account");
  const summary = headline(report);
  return {
    version: "1.0",
    source: "custom",
    id: runId,
    content: {
      textType: "client-markdown",
      title: oneLine(`${act ? ":warning: " : ""}elastic-janitor, ${account}: ${summary}`, longest.title),
      description: shorten([
        ...alarmLines(report),
        ...sectionLines(report),
        ...quotaLines(report).map((line) => `Quota nearly used up in ${plain(line)}`),
        closing(report),
      ]),
      nextSteps: nextSteps(report),
      keywords: ["elastic-janitor", mode],
    },
    metadata: {
      threadId: ["elastic-janitor", ...(regions[0] ? [regions[0].account] : [])].join("-"),
      summary: oneLine(summary, longest.title),
      eventType: act ? "action-needed" : "run",
      additionalContext: { runId, mode },
    },
  };
}

function alarmLines({ alarms }: TellableReport): readonly string[] {
  const lines = alarms.slice(0, most.alarms).map(({ message }) => `- ${plain(message)}`);
  return [
    ...lines,
    ...(alarms.length > most.alarms ? [`- and ${count(alarms.length - most.alarms, "more alarm")}`] : []),
  ];
}

function sectionLines(report: TellableReport): readonly string[] {
  const sections = findingsBySection(report);
  return sectionNames.flatMap((name) => {
    const many = report.counts[name];
    if (many === 0) return [];
    const title = sectionTitle(name, report.mode);
    if (!named.has(name)) return [`${title}: ${many}`];
    const shown = sections[name].slice(0, most.findings);
    const rest = many - shown.length;
    return [
      `${title}: ${[...shown.map((finding) => tell(name, finding)), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ")}`,
    ];
  });
}

/** Only what AWS has named. */
function nameWithoutWords({ id, publicIp, region }: TellableFinding): string {
  return plain(publicIp === undefined ? `${id} in ${region}` : `${publicIp} in ${region} (${id})`);
}

function tell(name: SectionName, finding: TellableFinding): string {
  const due = name === "due" && finding.dueAt !== undefined ? ` due ${instant(finding.dueAt)}` : "";
  return `${nameWithoutWords(finding)}${due}`;
}

function closing(report: TellableReport): string {
  const { totals, mode } = report;
  return [
    `Mode ${mode}, ${regionsSeen(report)}.`,
    `${waste(report)}.`,
    ...(totals.monthlySavedUsd > 0 ? [`${usd(totals.monthlySavedUsd)} a month is saved by this run.`] : []),
  ].join(" ");
}

function nextSteps(report: TellableReport): readonly string[] {
  const { tagPrefix, log, runId } = report;
  const [due] = findingsBySection(report).due;
  const command = due && keepCommand(due, tagPrefix);
  const link = log && linkToLog(log);
  return [
    whatToDo(report),
    `To keep a resource, tag it \`${tagPrefix}policy\` = \`keep\`.`,
    ...(due === undefined || command === undefined ? [] : [`For ${nameWithoutWords(due)} that is \`${command}\``]),
    `Everything is in the log under the run ${plain(runId)}${link === undefined ? "." : `: ${link}`}`,
  ];
}

/** Whole lines, as many as there is room for; the last one always. */
function shorten(lines: readonly string[]): string {
  const last = lines.at(-1) ?? "";
  const kept: string[] = [];
  let room = longest.description - last.length;
  for (const line of lines.slice(0, -1)) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return [...kept, last].join("\n");
}

/** AWS's words without what a chat would read as markup or as a mention. */
function plain(text: string): string {
  return oneLine(text, 300).replace(/[<>&*_~`@[\]]/g, " ");
}
