import { isFailed } from "../domain/alarms.ts";
import type { Report } from "../domain/report.ts";
import { count } from "./plain-text.ts";

/** What a run comes to, the worst first. Never "nothing to do" about what was not seen. */
export function verdict(report: Report): readonly string[] {
  const { totals, regions, alarms, findings } = report;
  const unseen = regions.filter(({ status }) => status === "failed").length;
  const due = findings.filter(({ decision, outcome }) => decision === "release" && outcome === "none").length;
  const changed = findings.filter(({ outcome }) => outcome === "changed" || outcome === "already-gone").length;
  const reported = findings.filter(({ decision }) => decision === "report").length;
  const unproven = findings.filter(({ reason }) => reason === "evidence-unavailable").length;
  const has = (code: string) => alarms.some((alarm) => alarm.code === code);
  const parts = [
    ...(failsUntold(report) ? ["failed"] : []),
    ...(has("regions-unknown") || regions.length === 0 ? ["nothing was seen"] : []),
    ...(unseen > 0 ? [`${count(unseen, "region")} not seen`] : []),
    ...some(totals.failed, "failed"),
    ...(has("breaker-tripped") ? ["breaker tripped"] : []),
    ...some(totals.withheld, "withheld"),
    ...some(totals.released, "released"),
    ...some(unproven, "could not be checked"),
    ...some(due, "due"),
    ...some(changed, "changed meanwhile"),
    ...some(totals.waiting, "waiting"),
    ...some(reported, "reported"),
    ...some(totals.protected, "protected"),
    ...some(totals.kept, "kept"),
  ];
  return parts.length > 0 ? parts : ["nothing idle"];
}

function some(many: number, what: string): readonly string[] {
  return many > 0 ? [`${many} ${what}`] : [];
}

/** Whether a run failed in a way that no number tells. */
function failsUntold({ totals, regions, alarms }: Report): boolean {
  const unseen = regions.some(({ status }) => status === "failed");
  const unknown = alarms.some(({ code }) => code === "regions-unknown");
  return isFailed(alarms) && !unseen && !unknown && totals.failed === 0;
}

/** Whose run it was, as far as the report can tell. */
export function accountOf({
  regions,
}: {
  readonly regions: readonly { readonly account: string }[];
}): string | undefined {
  return regions[0]?.account;
}

/** Whether any region was seen at all; without one, not even a sum of money can be told. */
export function sawAnything({ regions }: { readonly regions: readonly { readonly status: string }[] }): boolean {
  return regions.some(({ status }) => status === "scanned");
}
