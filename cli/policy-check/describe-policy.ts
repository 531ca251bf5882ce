import { formatDuration } from "../../functions/janitor/domain/duration.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import { count } from "../../functions/janitor/notify/plain-text.ts";

/** What a policy says, in one line: `mode report, all regions, grace 7d, 2 rules, no protecting tags, limit 20`. */
export function describePolicy({ mode, regions, graceMs, rules, protect, limits }: Policy): string {
  return [
    `mode ${mode}`,
    regions === "all" ? "all regions" : count(regions.length, "region"),
    `grace ${formatDuration(graceMs)}`,
    countOrNone(rules.length, "rule"),
    countOrNone(protect.length, "protecting tag"),
    `limit ${limits.releases}`,
  ].join(", ");
}

function countOrNone(many: number, noun: string): string {
  return many === 0 ? `no ${noun}s` : count(many, noun);
}
