import type { FailureClass } from "../domain/error-facts.ts";
import { needsSomebody } from "../domain/outcome.ts";
import type { Report } from "../domain/report.ts";
import type { SectionCounts, SectionName } from "./section-names.ts";
import { countSections, findingsBySection } from "./sections.ts";
import type { FailureCounts, LogGroup } from "./tellable-report.ts";

/** A report as it goes out: with what its readers need to know besides. */
export interface PublishedReport extends Report, Surroundings {
  /** How many findings there are of each kind that a message has a section for. */
  readonly counts: SectionCounts;
  readonly failures: FailureCounts;
}

/** What a run does not know of itself, and its readers want to. */
export interface Surroundings {
  /** What people call the account, where it has an alias. */
  readonly accountAlias?: string | undefined;
  /** Where all of it is, under the run's id. */
  readonly log?: LogGroup | undefined;
}

/** Which findings a message should have before others, if there is no room for all. */
const byNeed = [
  "notDone",
  "released",
  "changed",
  "due",
  "unreadable",
  "new",
  "waiting",
  "unused",
  "reported",
  "inUseAgain",
  "protected",
  "kept",
] as const satisfies readonly SectionName[];

/** A report, with what its readers need to know besides, and its findings in the order in which they need them. */
export function publishedReport(report: Report, { accountAlias, log }: Surroundings = {}): PublishedReport {
  const sections = findingsBySection(report);
  return {
    ...report,
    ...(accountAlias === undefined ? {} : { accountAlias }),
    ...(log === undefined ? {} : { log }),
    counts: countSections(sections),
    failures: countFailures(report),
    findings: byNeed.flatMap((name) => sections[name]),
  };
}

function countFailures({ findings }: Report): FailureCounts {
  const failed = findings.flatMap(({ error }) => error ?? []);
  const ofClass = (wanted: FailureClass) => failed.filter((error) => error.class === wanted).length;
  return {
    needSomebody: failed.filter(needsSomebody).length,
    heldByAws: ofClass("protected-by-aws"),
    putOff: ofClass("transient"),
  };
}
