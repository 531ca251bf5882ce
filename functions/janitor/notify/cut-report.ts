import type { Report } from "../domain/report.ts";

/** A report whose list of findings may have been cut; its totals, counts and alarms never are. */
export type CutReport<R extends Report> = R & {
  /** How many findings are left out; the log has them all. */
  readonly findingsLeftOut?: number;
};

/**
 * Shortens the list of findings until the report fits. What was acted on stands first in the list, so it goes last.
 * One pass that ends where the room does: a report of thousands, written out whole, may be longer than a string can be.
 *
 * @param limit what the report as JSON may take, by that measure
 * @param measure the size of a piece of JSON, in bytes unless told otherwise; that of two pieces must be their sum
 */
export function cutReport<R extends Report>(
  report: R,
  limit: number,
  measure: (json: string) => number = Buffer.byteLength,
): CutReport<R> {
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

function withFirst<R extends Report>(report: R, kept: number): CutReport<R> {
  return { ...report, findings: report.findings.slice(0, kept), findingsLeftOut: report.findings.length - kept };
}
