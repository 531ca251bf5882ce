import type { ReportedFinding } from "../../functions/janitor/domain/report.ts";
import type { Style } from "../terminal.ts";

/** One colour a decision, the same wherever the command shows one. */
export const decisionStyle: Readonly<Record<ReportedFinding["decision"], Style>> = {
  release: "red",
  wait: "yellow",
  report: "blue",
  protect: "magenta",
  keep: "green",
};
