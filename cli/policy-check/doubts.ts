import { day, formatDuration } from "../../functions/janitor/domain/duration.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import { quoted } from "../../functions/janitor/notify/plain-text.ts";
import { coveredRules } from "./covered-rules.ts";

/** What a policy may say, and somebody may still not have meant. Sentences; only what is certain of this file. */
export function doubtsAbout(policy: Policy): readonly string[] {
  return [...aboutGuards(policy), ...aboutReleases(policy), ...aboutRules(policy)];
}

function aboutGuards({ guards }: Policy): readonly string[] {
  const off = Object.entries(guards).flatMap(([name, on]) => (on ? [] : [name]));
  if (off.length === 0) return [];
  const said = off.length === 1 ? "a guard is switched off" : `${off.length} guards are switched off`;
  return [`${said}: ${off.join(", ")}. What only they would find still needed can be released.`];
}

function aboutReleases({ mode, graceMs, default: action, rules }: Policy): readonly string[] {
  if (mode !== "release") return [];
  const doubts: string[] = [];
  if (graceMs < day) {
    doubts.push(`the grace is ${formatDuration(graceMs)}: what is idle over one night can be gone in the morning.`);
  }
  if (action !== "release" && rules.every((rule) => rule.action !== "release")) {
    doubts.push(
      `the mode is release, but the default is ${action} and no rule releases: only a resource's own tag still can.`,
    );
  }
  return doubts;
}

function aboutRules({ rules, regions }: Policy): readonly string[] {
  const covered = coveredRules(rules).map(
    ({ rule, by }) =>
      `the rule ${quoted(rule.name)} never decides: ${quoted(by.name)} stands before it and matches all that it matches.`,
  );
  const elsewhere = rules.flatMap(({ name, match }) =>
    regions === "all" || match.regions === undefined || match.regions.some((region) => regions.includes(region))
      ? []
      : [`the rule ${quoted(name)} never matches: this policy looks at none of its regions.`],
  );
  return [...covered, ...elsewhere];
}
