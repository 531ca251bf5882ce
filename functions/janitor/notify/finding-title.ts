import type { ReportedFinding } from "../domain/report.ts";

/** What findings are listed under, in the order of the list. */
export const findingTitles = [
  "Failed",
  "Released",
  "Withheld",
  "Changed before they were released",
  "Gone already",
  "Due",
  "Waiting",
  "Reported",
  "Protected",
  "Kept",
  "In use again",
] as const;

export type FindingTitle = (typeof findingTitles)[number];

const byOutcome: Readonly<Partial<Record<ReportedFinding["outcome"], FindingTitle>>> = {
  failed: "Failed",
  released: "Released",
  withheld: "Withheld",
  changed: "Changed before they were released",
  "already-gone": "Gone already",
};

const byDecision: Readonly<Record<ReportedFinding["decision"], FindingTitle>> = {
  release: "Due",
  wait: "Waiting",
  report: "Reported",
  protect: "Protected",
  keep: "Kept",
};

/** What a finding is listed under: what became of it, or else what was decided. */
export function titleOf({
  outcome,
  decision,
  reason,
}: Pick<ReportedFinding, "outcome" | "decision"> & { readonly reason: string }): FindingTitle {
  if (outcome === "unmarked" && reason === "in-use") return "In use again";
  return byOutcome[outcome] ?? byDecision[decision];
}
