import type { Output } from "../terminal.ts";
import type { PlanReport } from "./plan-report.ts";

export function writeTable(report: PlanReport, _out: Output): string {
  return JSON.stringify(report);
}
