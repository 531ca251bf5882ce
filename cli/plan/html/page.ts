import type { PlanReport } from "../plan-report.ts";

/** The plan as one page that needs nothing else. */
export function writePage(report: PlanReport): string {
  return JSON.stringify(report);
}
