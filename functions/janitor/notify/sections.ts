import { assertNever } from "../domain/assert-never.ts";
import type { Mode } from "../domain/policy.ts";
import { soonMs } from "../domain/soon.ts";
import type { SectionCounts, SectionName } from "./section-names.ts";
import type { TellableFinding } from "./tellable-report.ts";

/** The run that a finding is part of, as far as it says what the finding is listed under. */
export interface RunOfFinding<F extends TellableFinding = TellableFinding> {
  readonly mode: Mode;
  readonly startedAt: string;
  readonly findings: readonly F[];
}

type Sections<F> = Readonly<Record<SectionName, readonly F[]>>;

/** The findings of each section, in the order of the report. */
export function findingsBySection<F extends TellableFinding>(run: RunOfFinding<F>): Sections<F> {
  const sections = Map.groupBy(run.findings, (finding) => sectionOf(finding, run));
  return forEachSection((name) => sections.get(name) ?? []);
}

/** How many findings each section has. */
export function countSections(sections: Sections<unknown>): SectionCounts {
  return forEachSection((name) => sections[name].length);
}

function forEachSection<T>(make: (name: SectionName) => T): Readonly<Record<SectionName, T>> {
  return {
    released: make("released"),
    due: make("due"),
    new: make("new"),
    notDone: make("notDone"),
    unreadable: make("unreadable"),
    changed: make("changed"),
    waiting: make("waiting"),
    unused: make("unused"),
    reported: make("reported"),
    protected: make("protected"),
    kept: make("kept"),
    inUseAgain: make("inUseAgain"),
  };
}

/** What a finding is listed under: what became of it, or else what was decided. */
export function sectionOf(finding: TellableFinding, run: Pick<RunOfFinding, "mode" | "startedAt">): SectionName {
  const { outcome, reason } = finding;
  switch (outcome) {
    case "released":
      return "released";
    case "failed":
    case "withheld":
      return "notDone";
    case "changed":
    case "already-gone":
      return "changed";
    case "unmarked":
      return reason === "in-use" ? "inUseAgain" : byDecision(finding, run);
    case "marked":
    case "none":
      return byDecision(finding, run);
    default:
      return assertNever(outcome);
  }
}

/** What nobody has heard of before, or not so, stands under `new`, unless something else about it is more pressing. */
function byDecision(finding: TellableFinding, run: Pick<RunOfFinding, "mode" | "startedAt">): SectionName {
  const name = asBefore(finding, run);
  return (finding.isNew || finding.isChanged) && lasting.has(name) ? "new" : name;
}

/** What stays as it is from run to run. */
const lasting: ReadonlySet<SectionName> = new Set(["waiting", "unused", "reported", "protected", "kept"]);

function asBefore(finding: TellableFinding, run: Pick<RunOfFinding, "mode" | "startedAt">): SectionName {
  const { decision, reason } = finding;
  switch (decision) {
    case "release":
      return "due";
    case "wait":
      return stageOf(finding, run);
    case "report":
      return reason === "policy" ? "reported" : "unused";
    case "protect":
      return reason === "evidence-unavailable" ? "notDone" : "protected";
    case "keep":
      return reason === "unreadable-tag" ? "unreadable" : "kept";
    default:
      return assertNever(decision);
  }
}

/** What waits in mode `report` without a mark is not going to be due: nobody marks it. */
function stageOf(
  { reason, dueAt }: TellableFinding,
  { mode, startedAt }: Pick<RunOfFinding, "mode" | "startedAt">,
): SectionName {
  const isCounting = mode !== "report" || reason !== "first-seen";
  const left = dueAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(dueAt) - Date.parse(startedAt);
  return isCounting && left <= soonMs ? "due" : "waiting";
}
