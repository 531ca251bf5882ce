import type { PlannedFinding } from "../plan-report.ts";

/** A finding of the page, and where on it. */
export interface Listed {
  readonly finding: PlannedFinding;
  /** The id of its element. */
  readonly anchor: string;
}

/** What becomes due on one day, in UTC. */
export interface ReleaseDay {
  /** `2026-11-29` */
  readonly day: string;
  readonly listed: readonly Listed[];
}

/** Releases to come. */
export interface ReleaseDays {
  /** What is due already, and no guard has anything against. */
  readonly now: readonly Listed[];
  /** What carries a mark and waits for its grace to be over. */
  readonly marked: readonly ReleaseDay[];
  /** What carries no mark: the days hold only if it is marked now. */
  readonly unmarked: readonly ReleaseDay[];
}

export function releaseDays(all: readonly Listed[]): ReleaseDays {
  const waiting = all.filter(({ finding }) => finding.decision === "wait");
  return {
    now: all.filter(({ finding }) => finding.decision === "release"),
    marked: byDay(waiting.filter(({ finding }) => finding.reason !== "first-seen")),
    unmarked: byDay(waiting.filter(({ finding }) => finding.reason === "first-seen")),
  };
}

function byDay(all: readonly Listed[]): readonly ReleaseDay[] {
  return [...Map.groupBy(all, ({ finding }) => finding.dueAt?.slice(0, 10) ?? "")]
    .map(([day, listed]) => ({ day, listed }))
    .toSorted((one, other) => (one.day < other.day ? -1 : 1));
}
