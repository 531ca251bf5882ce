import { assertNever } from "./assert-never.ts";
import { day } from "./duration.ts";
import { type Memory, rememberedOf, stateOf } from "./memory.ts";
import { needsSomebody } from "./outcome.ts";
import { digestDays, type Notify } from "./policy.ts";
import type { Report, ReportedFinding } from "./report.ts";
import { soonMs } from "./soon.ts";

/**
 * Whether a summary is worth somebody's time: a mail that says the same as the last one is one that nobody reads the next
 * time. What goes on as it was goes out with the weekly digest, which also shows that the janitor is alive.
 *
 * @param report dates in it are ISO 8601 in UTC, and so is the day of the digest
 */
export function isWorthTelling(
  report: Pick<Report, "attention" | "startedAt">,
  notify: Notify,
  memory: Memory | undefined,
): boolean {
  return notify.when === "always" || report.attention || isDigestDue(Date.parse(report.startedAt), notify, memory);
}

/**
 * Whether anything in a report is new, due soon, done, failed or alarming.
 *
 * @param memory what was told before; where nobody knows, what is new is guessed, and in doubt it is told
 */
export function asksForAttention(report: Omit<Report, "attention">, memory: Memory | undefined): boolean {
  if (report.alarms.length > 0) return true;
  const now = Date.parse(report.startedAt);
  return report.findings.some((finding) => {
    if (isDone(finding)) return true;
    return memory === undefined ? mayBeNews(finding, now) : rememberedOf(memory, finding) !== stateOf(finding, report);
  });
}

/**
 * Once a week, by the first run that there is from the beginning of its day on. Without a memory by every run of that day.
 */
function isDigestDue(now: number, notify: Pick<Notify, "digest">, memory: Memory | undefined): boolean {
  if (notify.digest === "never") return false;
  if (memory === undefined) return isDigestDay(now, notify);
  return memory.toldAt === undefined || memory.toldAt < lastDigestDay(now, notify.digest);
}

/** @param now ms since the epoch */
export function isDigestDay(now: number, { digest }: Pick<Notify, "digest">): boolean {
  return digest !== "never" && now - lastDigestDay(now, digest) < day;
}

/** The midnight, in UTC, at which the last day of that name began. */
function lastDigestDay(now: number, digest: Exclude<Notify["digest"], "never">): number {
  const today = Math.floor(now / day);
  // The first of January 1970 was a Thursday, and the list of days begins with Monday.
  const weekday = (today + 3) % 7;
  return (today - ((weekday - digestDays.indexOf(digest) + 7) % 7)) * day;
}

/** Whether the janitor has done something, or could not do it and somebody has to see to that: told whenever it happens. */
function isDone({ outcome, error }: ReportedFinding): boolean {
  switch (outcome) {
    case "none":
      return false;
    case "failed":
      return error === undefined || needsSomebody(error);
    case "marked":
    case "unmarked":
    case "released":
    case "already-gone":
    case "changed":
    case "withheld":
      return true;
    default:
      return assertNever(outcome);
  }
}

/**
 * What one report alone lets guess: something is seen for the first time, is due, or is about to be; what a guard keeps from
 * going is news on the day on which it was to go.
 */
function mayBeNews({ outcome, decision, reason, dueAt }: ReportedFinding, now: number): boolean {
  if (outcome !== "none" || reason === "first-seen") return true;
  if (dueAt === undefined) return false;
  const left = Date.parse(dueAt) - now;
  return decision === "protect" ? left > -day : left <= soonMs;
}
