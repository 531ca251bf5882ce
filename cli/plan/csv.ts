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
 * A line for each finding, and one for each region that could not be read: a sheet without it would look clean. What
 * a spreadsheet would take for a formula is told by a quote that it is none.
 */
export function writeCsv({ findings, regions }: Pick<PlanReport, "findings" | "regions">): string {
  const unread = regions.flatMap((region): readonly Row[] =>
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
  return stringify([...unread, ...findings.map(row)], { header: true, columns: [...columns], escape_formulas: true });
}

function row(finding: PlannedFinding): Row {
  return Object.fromEntries(
    columns.flatMap((column) => (column === "error" || !(column in finding) ? [] : [[column, finding[column]]])),
  );
}
