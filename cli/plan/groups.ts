import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import type { Style } from "../terminal.ts";
import { decisionStyle } from "./decision-style.ts";
import type { PlannedFinding, PlanReport } from "./plan-report.ts";

/** What a finding is listed under, and counted as. */
interface Heading {
  readonly title: string;
  /** The end of `3 …`, in a line of counts. */
  readonly counted: string;
  readonly style: Style;
}

const headings = {
  due: { title: "DUE", counted: "due", style: decisionStyle.release },
  unchecked: { title: "COULD NOT BE CHECKED", counted: "could not be checked", style: "red" },
  unreadable: { title: "TAGS THAT CANNOT BE READ", counted: "with unreadable tags", style: "red" },
  waiting: { title: "WAITING", counted: "waiting", style: decisionStyle.wait },
  unmarked: { title: "IDLE, AND NOT MARKED YET", counted: "not marked yet", style: decisionStyle.wait },
  reported: { title: "REPORTED", counted: "reported", style: decisionStyle.report },
  protected: { title: "PROTECTED", counted: "protected", style: decisionStyle.protect },
  kept: { title: "KEPT", counted: "kept", style: decisionStyle.keep },
  inUseAgain: { title: "IN USE AGAIN", counted: "in use again", style: decisionStyle.keep },
} as const satisfies Readonly<Record<string, Heading>>;

type GroupName = keyof typeof headings;

/** Findings that are listed under one heading. */
export interface FindingGroup extends Heading {
  readonly findings: readonly PlannedFinding[];
}

/** The findings by what is to be known of them, what goes first first; none of the groups is empty. */
export function groupFindings(findings: readonly PlannedFinding[], { mode }: Pick<PlanReport, "mode">) {
  const byName = Map.groupBy(findings, (finding) => nameOf(finding, mode));
  return Object.entries(headings).flatMap(([name, heading]): readonly FindingGroup[] => {
    const found = [...byName].find(([each]) => each === name)?.[1];
    return found === undefined ? [] : [{ ...heading, findings: found }];
  });
}

function nameOf({ decision, reason }: PlannedFinding, mode: PlanReport["mode"]): GroupName {
  switch (decision) {
    case "release":
      return "due";
    case "wait":
      // There nothing is ever marked, so no grace has begun.
      return mode === "report" && reason === "first-seen" ? "unmarked" : "waiting";
    case "report":
      return "reported";
    case "protect":
      return reason === "evidence-unavailable" ? "unchecked" : "protected";
    case "keep":
      if (reason === "in-use") return "inUseAgain";
      return reason === "unreadable-tag" ? "unreadable" : "kept";
    default:
      return assertNever(decision);
  }
}
