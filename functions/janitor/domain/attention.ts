import { day } from "./duration.ts";
import { digestDays, type Notify, type Policy } from "./policy.ts";
import type { Report, ReportedFinding } from "./report.ts";

/** In ms. What is due within that time is told while there is still something to be done about it. */
const soonMs = 2 * day;

/**
 * Whether a summary is worth somebody's time: a daily mail that says the same as yesterday's is one that nobody reads
 * tomorrow. What only waits, is kept, protected or reported goes out with the weekly digest, which also shows that the
 * janitor is alive.
 *
 * @param report dates in it are ISO 8601 in UTC, and so is the day of the digest
 */
export function isWorthTelling(report: Report, { notify }: Pick<Policy, "notify">): boolean {
  if (notify.when === "always" || report.alarms.length > 0) return true;
  const now = Date.parse(report.startedAt);
  return isDigestDay(now, notify) || report.findings.some((finding) => isNews(finding, now));
}

function isDigestDay(now: number, { digest }: Notify): boolean {
  // `getUTCDay` counts from Sunday, the list of days from Monday.
  return digestDays[(new Date(now).getUTCDay() + 6) % 7] === digest;
}

/**
 * Something was done, is due, or is about to be; what a guard keeps from going is told on the day on which it was to go.
 * What is idle without a mark counts as new: in mode `report`, which leaves no marks, there is nothing that could tell
 * yesterday's from today's.
 */
function isNews({ outcome, decision, reason, dueAt }: ReportedFinding, now: number): boolean {
  if (outcome !== "none" || reason === "first-seen") return true;
  if (dueAt === undefined) return false;
  const left = Date.parse(dueAt) - now;
  return decision === "protect" ? left > -day : left <= soonMs;
}
