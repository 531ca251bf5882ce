import { count } from "../../../functions/janitor/notify/plain-text.ts";
import type { PlanReport } from "../plan-report.ts";
import { money } from "./money.ts";
import { standingOf } from "./standing.ts";

/** How many of everything that was seen, also of what `--only` leaves out of the list. */
export interface PlanCounts {
  readonly idle: number;
  readonly due: number;
  readonly unchecked: number;
  readonly waiting: number;
  readonly protected: number;
  readonly kept: number;
}

/** No selection leaves out what is due, so that can be counted in the list. */
export function countPlan({ totals, findings }: Pick<PlanReport, "totals" | "findings">): PlanCounts {
  const unchecked = findings.filter((finding) => standingOf(finding) === "unchecked").length;
  return {
    idle: totals.idle,
    due: findings.filter((finding) => standingOf(finding) === "due").length,
    unchecked,
    waiting: totals.waiting,
    protected: totals.protected - unchecked,
    kept: totals.kept,
  };
}

type Regions = Pick<PlanReport, "regions">;

/** Whether anything at all was looked at. */
export function sawAnything({ regions }: Regions): boolean {
  return regions.some(({ status }) => status === "scanned");
}

export function unreadRegions({ regions }: Regions) {
  return regions.filter((region) => region.status === "failed");
}

/** What the plan comes to, in a sentence or two. What was not seen comes first, and is never told as empty. */
export function planVerdict(report: Pick<PlanReport, "totals" | "findings" | "regions">): string {
  const { regions } = report;
  if (!sawAnything(report)) return "Nothing could be read, so nothing is known of what is idle.";
  const unread = unreadRegions(report).length;
  const found = foundWords(countPlan(report));
  if (unread === 0) return `${found} in ${count(regions.length, "region")}.`;
  const could = `${unread} of ${count(regions.length, "region")} could not be read.`;
  return `${could} ${found} in the ${regions.length === unread + 1 ? "one that was" : "others"}.`;
}

function foundWords(counts: PlanCounts): string {
  const parts = [
    some(counts.due, "due"),
    some(counts.unchecked, "due but not checked"),
    some(counts.waiting, "waiting"),
    some(counts.protected, "protected"),
    some(counts.kept, "kept"),
  ].filter((part) => part !== undefined);
  if (counts.idle === 0 && parts.length === 0) return "Nothing is idle";
  const idle = `${count(counts.idle, "resource")} ${counts.idle === 1 ? "is" : "are"} idle`;
  return parts.length === 0 ? idle : `${idle} (${parts.join(", ")})`;
}

function some(many: number, words: string): string | undefined {
  return many > 0 ? `${many} ${words}` : undefined;
}

/** What is paid for nothing; never a sum that is not known, nor a part of one as if it were all. */
export function wasteWords(report: Pick<PlanReport, "totals" | "regions">): string {
  if (!sawAnything(report)) return "What idle and unused addresses cost is not known.";
  const { monthlyWasteUsd } = report.totals;
  const asFar = unreadRegions(report).length > 0 ? ", as far as they were seen" : "";
  if (monthlyWasteUsd === 0) return `Nothing is paid for idle or unused addresses${asFar}.`;
  return `${money(monthlyWasteUsd)} a month goes to idle and unused addresses${asFar}.`;
}
