import type { Rule } from "../../functions/janitor/domain/policy.ts";
import { fold } from "../../functions/janitor/domain/spelling.ts";

/** A rule that never decides anything, and the earlier one that matches whatever it matches. */
export interface CoveredRule {
  readonly rule: Rule;
  readonly by: Rule;
}

/** The rules that an earlier one leaves nothing for. Only what is certain: one rule alone has to cover the whole of another. */
export function coveredRules(rules: readonly Rule[]): readonly CoveredRule[] {
  return rules.flatMap((rule, at) => {
    const by = rules.slice(0, at).find((earlier) => covers(earlier.match, rule.match));
    return by === undefined ? [] : [{ rule, by }];
  });
}

type Match = Rule["match"];

/** Whether everything that the second finds is found by the first as well. */
function covers(wide: Match, narrow: Match): boolean {
  return (
    (wide.kind === undefined || wide.kind === kindOf(narrow)) &&
    (wide.regions === undefined || isWithin(narrow.regions, wide.regions)) &&
    (wide.service === undefined || wide.service === narrow.service) &&
    coversTag(wide, narrow) &&
    (wide.description === undefined ||
      narrow.description?.toLowerCase().includes(wide.description.toLowerCase()) === true)
  );
}

/** A service and a description are an interface's alone. */
function kindOf({ kind, service, description }: Match): Match["kind"] {
  return service === undefined && description === undefined ? kind : "network-interface";
}

function coversTag(wide: Match, narrow: Match): boolean {
  if (wide.tag === undefined) return true;
  if (narrow.tag === undefined || fold(narrow.tag) !== fold(wide.tag)) return false;
  return wide.values === undefined || isWithin(narrow.values?.map(fold), wide.values.map(fold));
}

/** No list stands for everything there is. */
function isWithin(some: readonly string[] | undefined, all: readonly string[]): boolean {
  return some?.every((each) => all.includes(each)) === true;
}
