import type { RegionReport } from "../../functions/janitor/domain/report.ts";
import { capital, count, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { nameAccount, regionsSeen, waste } from "../../functions/janitor/notify/verdict.ts";
import { bullet, type Output, styled, wrapped } from "../terminal.ts";
import { writeFindings } from "./findings-table.ts";
import { groupFindings } from "./groups.ts";
import { nextRunWords } from "./next-run-words.ts";
import type { PlannedFinding, PlanReport } from "./plan-report.ts";

/**
 * A plan for a terminal, or for whatever takes text: what could not be read first, then what goes first.
 *
 * @param shown those of the findings that are listed; what is said of all of them goes by `report.findings`
 * @param howToSeeAll what is said where some are not
 */
export function writeTable(
  report: PlanReport,
  shown: readonly PlannedFinding[],
  out: Output,
  howToSeeAll = "--only all shows all",
): string {
  const parts = [
    troubles(report, out),
    writeFindings(groupFindings(shown, report), report.mode, out),
    hidden(report, shown, howToSeeAll),
    summary(report, out),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** Regions that were not read, and whatever else somebody should know before anything. */
function troubles({ regions, alarms }: PlanReport, out: Output): string {
  const unread = regions.filter((region) => region.status === "failed");
  const lines = [
    ...unread.map((region) => regionLine(region)),
    ...alarms.filter(({ code }) => code !== "region-failed").map(({ message }) => oneLine(message, 500)),
    ...(regions.length === 0 ? ["Regions that are named need not be listed: --regions eu-central-1,us-east-1"] : []),
  ];
  if (lines.length === 0) return "";
  const unseen = regions.length === 0 ? "NOTHING WAS READ" : `NOT READ: ${count(unread.length, "REGION", "REGIONS")}`;
  const title = regions.length > 0 && unread.length === 0 ? "PLEASE LOOK" : unseen;
  return [styled(["bold", "red"], title, out), ...lines.map((line) => styled("red", bullet(line, out), out))].join(
    "\n",
  );
}

function regionLine({ region, error }: Extract<RegionReport, { status: "failed" }>): string {
  return `${region}: ${oneLine(error.message, 300)} (${oneLine(error.code)})`;
}

function hidden({ findings }: PlanReport, shown: readonly PlannedFinding[], howToSeeAll: string): string {
  const many = findings.length - shown.length;
  return many === 0 ? "" : `${count(many, "more finding")} not shown: ${howToSeeAll}.`;
}

/** The account, the totals, the money, and what comes next. */
function summary(report: PlanReport, out: Output): string {
  const published = publishedReport(report, { accountAlias: report.accountAlias });
  const account = nameAccount(published);
  return [
    styled("bold", `${account === undefined ? "" : `${oneLine(account)}: `}${counts(report)}.`, out),
    `${capital(regionsSeen(published))}. ${waste(published)}.`,
    nextRunWords(report.nextRun),
    ...(report.regions.some(({ status }) => status === "failed")
      ? ["What is in the regions that were not read is in none of these numbers."]
      : []),
    ...(report.nextRun.mode === "report" && report.findings.length > 0
      ? ["--mode release shows what a run would do if it were allowed to release."]
      : []),
  ]
    .map((line) => wrapped(line, out))
    .join("\n");
}

/** How many stand under each heading; never "nothing idle" of what was not seen. */
function counts(report: PlanReport): string {
  const unread = report.regions.filter(({ status }) => status === "failed").length;
  const parts = [
    ...(unread > 0 ? [`${count(unread, "region")} not seen`] : []),
    ...groupFindings(report.findings, report).map(({ findings, counted }) => `${findings.length} ${counted}`),
  ];
  if (parts.length > 0) return parts.join(", ");
  return report.regions.length === 0 ? "nothing was seen" : "nothing idle";
}
