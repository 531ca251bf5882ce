import type { RegionReport, Report } from "../domain/report.ts";
import { describeFinding } from "./describe-finding.ts";
import { findingTitles, titleOf } from "./finding-title.ts";
import { count, instant, oneLine, usd } from "./plain-text.ts";
import { accountOf, sawAnything, verdict } from "./verdict.ts";

/** SNS takes fewer than 100 characters, in one line. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const subjectLength = 99;

/** The subject of the email: the verdict, the worst first. ASCII, as SNS asks of a subject. */
export function writeSubject(report: Report): string {
  const account = accountOf(report);
  const subject = `[elastic-janitor] ${verdict(report).join(", ")}${account ? ` - ${account}` : ""}`;
  return subject.length <= subjectLength ? subject : `${subject.slice(0, subjectLength - 3)}...`;
}

/** The summary as plain text, for a proportional font: no columns. */
export function writeEmail(report: Report, linesASection = 40): string {
  const { totals, alarms, mode } = report;
  const account = accountOf(report);
  const heading = `elastic-janitor, mode ${mode}${account ? `, account ${account}` : ""}, ${instant(report.finishedAt)}`;
  return `${[
    [heading, `${capital(verdict(report).join(", "))}.`],
    section(
      "Alarms",
      alarms.map(({ message }) => oneLine(message, 500)),
      linesASection,
    ),
    ...sections(report, linesASection),
    ["Seen", ...seen(report.regions)],
    [
      "Money",
      sawAnything(report)
        ? `- ${usd(totals.monthlyWasteUsd)} a month for idle and unused addresses that are still there`
        : "- What idle and unused addresses cost is not known",
      ...(totals.monthlySavedUsd > 0 ? [`- ${usd(totals.monthlySavedUsd)} a month saved by this run`] : []),
    ],
    [modeWords[mode], "To keep a resource, tag it janitor:policy = keep (or with the prefix that your policy sets)."],
    [`Run ${report.runId}`],
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

const modeWords: Readonly<Record<Report["mode"], string>> = {
  report: "Mode report: nothing was changed, not even a tag.",
  mark: "Mode mark: idle resources carry a tag with the date; nothing is released.",
  release: "Mode release: what has been idle for its whole grace is released.",
};

function sections({ findings }: Report, linesASection: number): readonly (readonly string[])[] {
  return findingTitles.map((title) => {
    const listed = findings.filter((finding) => titleOf(finding) === title);
    return section(title, listed.map(describeFinding), linesASection);
  });
}

function section(title: string, lines: readonly string[], linesASection: number): readonly string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - linesASection;
  return [
    `${title} (${lines.length})`,
    ...lines.slice(0, linesASection).map((line) => `- ${line}`),
    ...(rest > 0 ? [`- and ${rest} more, in the function's log`] : []),
  ];
}

function seen(regions: readonly RegionReport[]): readonly string[] {
  const scanned = regions.filter((region) => region.status === "scanned");
  const worthALine = scanned.filter(({ elasticIps }) => elasticIps.idle > 0 || nearlyUsedUp(elasticIps));
  return [
    `- ${scanned.length} of ${count(regions.length, "region")}`,
    ...worthALine.map(
      ({ region, elasticIps: { total, idle, quota }, networkInterfaces: { available } }) =>
        `- ${region}: ${total} of ${count(quota, "Elastic IP")} allowed, ${idle} idle; ` +
        `${count(available, "network interface")} available` +
        (nearlyUsedUp({ total, quota }) ? "; the quota is nearly used up" : ""),
    ),
  ];
}

/** One more address, at most, and the region is full. */
function nearlyUsedUp({ total, quota }: { total: number; quota: number }): boolean {
  return total >= quota - 1;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
