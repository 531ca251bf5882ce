import { assertNever } from "../../../functions/janitor/domain/assert-never.ts";
import type { PlannedFinding } from "../plan-report.ts";

/**
 * What a reader sorts findings into, the most pressing first: the decision, but for what could not be checked, which nobody
 * may take for protected, and what is in use again, which is not kept by anybody.
 */
export const standings = ["due", "unchecked", "waiting", "reported", "protected", "kept", "in-use"] as const;
export type Standing = (typeof standings)[number];

export function standingOf({ decision, reason }: Pick<PlannedFinding, "decision" | "reason">): Standing {
  switch (decision) {
    case "release":
      return "due";
    case "wait":
      return "waiting";
    case "report":
      return "reported";
    case "protect":
      return reason === "evidence-unavailable" ? "unchecked" : "protected";
    case "keep":
      return reason === "in-use" ? "in-use" : "kept";
    default:
      return assertNever(decision);
  }
}

/** As one word or two on a label. */
export const standingWords: Readonly<Record<Standing, string>> = {
  due: "due",
  unchecked: "not checked",
  waiting: "waiting",
  reported: "reported",
  protected: "protected",
  kept: "kept",
  "in-use": "in use again",
};

/** What a standing means, for somebody who sees it for the first time. */
export const standingNotes: Readonly<Record<Standing, string>> = {
  due: "idle for longer than its grace, and no guard has anything against a release",
  unchecked: "due, but a guard could not tell, so it is not released",
  waiting: "idle, and its grace is not over or has not begun",
  reported: "told of and never released",
  protected: "a fact or a guard forbids its release",
  kept: "opted out by a tag or by the policy",
  "in-use": "not idle any more; its mark is taken off",
};

/** The most pressing first, and otherwise in the order of the report. */
export function byStanding(findings: readonly PlannedFinding[]): readonly PlannedFinding[] {
  const groups = Map.groupBy(findings, standingOf);
  return standings.flatMap((standing) => groups.get(standing) ?? []);
}
