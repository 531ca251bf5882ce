import { isFailed } from "../domain/alarms.ts";
import { count, usd } from "./plain-text.ts";
import { fullRegions } from "./quota-lines.ts";
import type { TellableReport } from "./tellable-report.ts";

/** What a run comes to, the worst first. Never "nothing idle" about what was not seen. */
export function verdict(report: TellableReport): readonly string[] {
  const { totals, regions, alarms, counts, mode } = report;
  const { needSomebody, heldByAws, putOff } = report.failures;
  const unseen = regions.filter(({ status }) => status === "failed").length;
  const unproven = counts.notDone - totals.failed - totals.withheld;
  const has = (code: string) => alarms.some((alarm) => alarm.code === code);
  const parts = [
    ...(failsUntold(report) ? ["failed"] : []),
    ...(has("regions-unknown") || regions.length === 0 ? ["nothing was seen"] : []),
    ...(unseen > 0 ? [`${count(unseen, "region")} not seen`] : []),
    ...some(needSomebody, "failed"),
    ...(has("breaker-tripped") ? ["breaker tripped"] : []),
    ...some(counts.released, "released"),
    ...some(heldByAws, "held by AWS"),
    ...some(totals.withheld, "withheld"),
    ...some(putOff, "put off"),
    ...some(unproven, "could not be checked"),
    ...some(counts.unreadable, "with unreadable tags"),
    ...some(counts.due, mode === "release" ? "due in 48 h" : "due soon"),
    ...some(counts.new, "new or changed"),
    ...some(counts.changed, "changed meanwhile"),
    ...some(counts.waiting, mode === "report" ? "idle" : "waiting"),
    ...some(counts.unused, "paid but unused"),
    ...some(counts.reported, "reported"),
    ...some(counts.protected, "protected"),
    ...some(counts.kept, "kept"),
    ...some(counts.inUseAgain, "in use again"),
  ];
  return parts.length > 0 ? parts : ["nothing idle"];
}

function some(many: number, what: string): readonly string[] {
  return many > 0 ? [`${many} ${what}`] : [];
}

/** Whether a run failed in a way that no number tells. */
function failsUntold({ regions, alarms, failures }: TellableReport): boolean {
  const unseen = regions.some(({ status }) => status === "failed");
  const unknown = alarms.some(({ code }) => code === "regions-unknown");
  return isFailed(alarms) && !unseen && !unknown && failures.needSomebody === 0;
}

/** The worst of the verdict, as one line that is read in passing. */
export function headline(report: TellableReport): string {
  const parts = verdict(report);
  return `${parts.slice(0, mostParts).join(", ")}${parts.length > mostParts ? ", and more" : ""}`;
}

const mostParts = 6;

/** Whether somebody has to act, or it stays as it is. */
export function asksForAction({ alarms }: Pick<TellableReport, "alarms">): boolean {
  return isFailed(alarms) || hasBreakerTripped(alarms);
}

function hasBreakerTripped(alarms: TellableReport["alarms"]): boolean {
  return alarms.some(({ code }) => code === "breaker-tripped");
}

/** Whether a reader has to do something, in one sentence. */
export function whatToDo(report: TellableReport): string {
  const { alarms, counts, failures, mode, attention } = report;
  if (isFailed(alarms)) return "Please act: see the alarms. They do not go away by themselves.";
  if (hasBreakerTripped(alarms)) return "Please act: nothing is released until somebody has looked at it.";
  const looks = [
    ...(counts.unreadable > 0 ? [`${count(counts.unreadable, "resource")} whose tags cannot be read`] : []),
    ...(failures.heldByAws > 0 ? [`${count(failures.heldByAws, "resource")} that AWS holds on to`] : []),
  ];
  if (looks.length > 0) return `Please look at ${looks.join(", and at ")}.`;
  if (counts.due > 0 && mode === "release") return "Nothing to do, unless you want to keep what is due.";
  if (counts.due > 0) return `Nothing to do: mode ${mode} releases nothing.`;
  if (counts.notDone > 0) return "Nothing to do: the next run takes up what could not be done.";
  const full = fullRegions(report);
  if (full.length === 0) return attention ? "Nothing to do." : "Nothing new, and nothing to do.";
  const where = full.length === 1 ? `${full[0]} has` : `${full.length} regions have`;
  return `Nothing to do at once, but ${where} no room for another Elastic IP.`;
}

/** What idle and unused addresses cost, as a sentence; never a sum that is not known, nor a part of one as if it were all. */
export function waste(report: TellableReport): string {
  if (!knowsMoney(report)) return "What idle and unused addresses cost is not known";
  const unseen = report.regions.some(({ status }) => status === "failed");
  const { monthlyWasteUsd } = report.totals;
  if (monthlyWasteUsd === 0 && !unseen) return "Nothing is paid for idle or unused addresses";
  return `${usd(monthlyWasteUsd)} a month goes to idle and unused addresses${unseen ? ", as far as they were seen" : ""}`;
}

/** `16 of 17 regions seen`. */
export function regionsSeen({ regions }: Pick<TellableReport, "regions">): string {
  const seen = regions.filter(({ status }) => status === "scanned").length;
  return `${seen} of ${count(regions.length, "region")} seen`;
}

/** Whose run it was, as far as the report can tell: the alias where there is one, and the number. */
export function accountOf({ regions, accountAlias }: Pick<TellableReport, "regions" | "accountAlias">): {
  readonly alias: string | undefined;
  readonly id: string | undefined;
} {
  return { alias: accountAlias, id: regions[0]?.account };
}

/** `prod (123456789012)`, or what is known of that. */
export function nameAccount(report: Pick<TellableReport, "regions" | "accountAlias">): string | undefined {
  const { alias, id } = accountOf(report);
  return alias !== undefined && id !== undefined ? `${alias} (${id})` : (alias ?? id);
}

/**
 * Whether a sum of money can be told: something was seen, and what was seen came into the report. A run that broke off has
 * seen what it has no findings of, and an alarm that says so.
 */
export function knowsMoney({
  regions,
  counts,
  alarms,
}: Pick<TellableReport, "regions" | "counts" | "alarms">): boolean {
  if (!regions.some(({ status }) => status === "scanned")) return false;
  return Object.values(counts).some((many) => many > 0) || !alarms.some(({ code }) => code === "unexpected");
}
