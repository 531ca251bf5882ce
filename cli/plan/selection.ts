import { isDueFinding, type PlannedFinding } from "./plan-report.ts";

/** What of a plan is shown. It makes no difference to the totals, nor to what is told of what could not be read. */
export const shownSelections = ["idle", "due", "all"] as const;
export type Selection = (typeof shownSelections)[number];

/** The findings that somebody wants to see. */
export function select(findings: readonly PlannedFinding[], selection: Selection): readonly PlannedFinding[] {
  switch (selection) {
    case "all":
      return findings;
    case "idle":
      return findings.filter(({ reason }) => !notIdle.has(reason));
    case "due":
      return findings.filter(isDueFinding);
    default:
      return selection satisfies never;
  }
}

/** Paid for and not used, but not idle; and what is in use again. */
const notIdle: ReadonlySet<string> = new Set<PlannedFinding["reason"]>([
  "stopped-instance",
  "on-idle-interface",
  "in-use",
]);
