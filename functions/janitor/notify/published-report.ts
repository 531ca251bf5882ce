import type { Report } from "../domain/report.ts";

/** A report as it goes out: with what its readers need to know besides. Totals and alarms are always whole. */
export interface PublishedReport extends Report {
  /** What people call the account, where it has an alias. */
  readonly accountAlias?: string | undefined;
  /** The log that has all of it, under the run's id. */
  readonly log?: LogGroup | undefined;
  /** How many findings are left out; the log has them all. */
  readonly findingsLeftOut?: number | undefined;
}

/** A log group of CloudWatch Logs. */
export interface LogGroup {
  readonly region: string;
  readonly name: string;
}

/**
 * Shortens the list of findings until the report fits. What was acted on stands first in the list, so it goes last.
 * One pass that ends where the room does: a report of thousands, written out whole, may be longer than a string can be.
 *
 * @param limit what the report as JSON may take, by that measure
 * @param measure the size of a piece of JSON, in bytes unless told otherwise; that of two pieces must be their sum
 */
export function cutReport(
  report: PublishedReport,
  limit: number,
  measure: (json: string) => number = Buffer.byteLength,
): PublishedReport {
  const { findings } = report;
  let room = limit - measure(JSON.stringify(withFirst(report, 0)));
  let kept = 0;
  for (const finding of findings) {
    room -= measure(`${JSON.stringify(finding)},`);
    if (room < 0) break;
    kept += 1;
  }
  return kept === findings.length ? report : withFirst(report, kept);
}

function withFirst(report: PublishedReport, kept: number): PublishedReport {
  return { ...report, findings: report.findings.slice(0, kept), findingsLeftOut: report.findings.length - kept };
}
