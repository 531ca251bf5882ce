import { stringify } from "csv-stringify/sync";
import type { PlannedFinding, PlanReport } from "./plan-report.ts";

const columns = [
  "account",
  "region",
  "kind",
  "id",
  "publicIp",
  "name",
  "owner",
  "decision",
  "reason",
  "idleSince",
  "dueAt",
  "next",
  "monthlyCostUsd",
  "error",
] as const;

type Row = Readonly<Partial<Record<(typeof columns)[number], string | number>>>;

/**
 * A line for each finding, and one for each region that could not be read, or for all of them where not even their names could:
 * a sheet without it would look clean. What a spreadsheet would take for a formula is told by a quote that it is none.
 */
export function writeCsv(report: Pick<PlanReport, "findings" | "regions" | "alarms" | "mode">): string {
  const findings = report.findings.map((finding) => row(finding, report.mode));
  const rows = [...unlisted(report), ...unread(report), ...findings];
  return stringify(rows, { header: true, columns: [...columns], escape_formulas: true });
}

/** Without the names of the regions there is none to have a line of its own. */
function unlisted({ alarms }: Pick<PlanReport, "alarms">): readonly Row[] {
  return alarms
    .filter(({ code }) => code === "regions-unknown")
    .map(({ message }) => ({ region: "all", kind: "region", decision: "not-read", error: message }));
}

function unread({ regions }: Pick<PlanReport, "regions">): readonly Row[] {
  return regions.flatMap((region): readonly Row[] =>
    region.status === "scanned"
      ? []
      : [
          {
            account: region.account,
            region: region.region,
            kind: "region",
            decision: "not-read",
            error: `${region.error.code}: ${region.error.message}`,
          },
        ],
  );
}

function row(finding: PlannedFinding, mode: PlanReport["mode"]): Row {
  // Where nothing marks it, no grace begins: the days would be others with every look.
  const isDated = mode !== "report" || finding.reason !== "first-seen";
  return Object.fromEntries(
    columns
      .filter((column) => isDated || (column !== "idleSince" && column !== "dueAt"))
      .flatMap((column) => (column === "error" || !(column in finding) ? [] : [[column, finding[column]]])),
  );
}
