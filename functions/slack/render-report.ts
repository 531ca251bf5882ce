import { describeFinding } from "../janitor/notify/describe-finding.ts";
import { type FindingTitle, findingTitles, titleOf } from "../janitor/notify/finding-title.ts";
import { count, instant, oneLine, usd } from "../janitor/notify/plain-text.ts";
import { accountOf, sawAnything } from "../janitor/notify/verdict.ts";
import type { ReceivedReport } from "./received-report.ts";
import { lengthOf, type SlackMessage, sectionLength, slackMessage } from "./slack-message.ts";

/** How many lines of each a message shows: Slack is where one learns that there is something to look at. */
const most = { alarms: 5, findings: 10 };

/** The totals count these, and nobody has to act on them. */
const untold: ReadonlySet<FindingTitle> = new Set(["Protected", "Kept", "In use again"]);

/** The janitor's report: its verdict, alarms, totals, and what comes first among its findings. */
export function renderReport(report: ReceivedReport, subject: string | undefined): SlackMessage {
  return slackMessage(subject ?? "elastic-janitor's report", [alarms(report), totals(report), findings(report)]);
}

function alarms({ alarms }: ReceivedReport): string {
  return list(
    alarms.map(({ message }) => ({ title: "Alarms", line: oneLine(message, 400) })),
    most.alarms,
  );
}

function totals(report: ReceivedReport): string {
  const { regions, totals, mode, finishedAt } = report;
  const account = accountOf(report);
  const seen = regions.filter(({ status }) => status === "scanned").length;
  const counts = [
    `${totals.idle} idle`,
    ...(["failed", "withheld", "released", "waiting", "protected", "kept"] as const).flatMap((each) =>
      totals[each] > 0 ? [`${totals[each]} ${each}`] : [],
    ),
  ];
  return [
    `${[`Mode ${mode}`, ...(account ? [`account ${account}`] : []), instant(finishedAt)].join(", ")}.`,
    `${seen} of ${count(regions.length, "region")} seen${sawAnything(report) ? `: ${counts.join(", ")}` : ""}.`,
    sawAnything(report)
      ? `${usd(totals.monthlyWasteUsd)} a month for idle and unused addresses that are still there.`
      : "What idle and unused addresses cost is not known.",
    ...(totals.monthlySavedUsd > 0 ? [`${usd(totals.monthlySavedUsd)} a month saved by this run.`] : []),
  ].join("\n");
}

function findings({ findings, findingsLeftOut = 0 }: ReceivedReport): string {
  const told = findingTitles
    .filter((title) => !untold.has(title))
    .flatMap((title) =>
      findings
        .filter((finding) => titleOf(finding) === title)
        .map((finding) => ({ title, line: describeFinding(finding) })),
    );
  return list(told, most.findings, findingsLeftOut);
}

interface Item {
  /** What it stands under. */
  readonly title: string;
  readonly line: string;
}

/** The first lines, as far as they fit into one text, and how many more there are. */
function list(items: readonly Item[], most: number, leftOut = 0): string {
  const lines: string[] = [];
  let shown = 0;
  for (const { title, line } of items.slice(0, most)) {
    const next = [...(items[shown - 1]?.title === title ? [] : [title]), `• ${line}`];
    if (lengthOf([...lines, ...next, more(items.length + leftOut)].join("\n")) > sectionLength) break;
    lines.push(...next);
    shown += 1;
  }
  const rest = items.length + leftOut - shown;
  return [...lines, ...(rest > 0 ? [more(rest)] : [])].join("\n");
}

function more(many: number): string {
  return `and ${many} more, in the function's log`;
}
