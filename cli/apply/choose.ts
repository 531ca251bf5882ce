import type { Judged } from "../../functions/janitor/domain/plan.ts";
import { nearest } from "../../functions/janitor/nearest.ts";
import { reasonWords } from "../../functions/janitor/notify/reason-words.ts";
import type { PlannedFinding, PlanReport } from "../plan/plan-report.ts";
import { Problem } from "../problem.ts";

/** Each name by itself: they may stand one after the other, or with commas between them. */
export function apartNames(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => name.split(",")).map((name) => name.trim());
}

/** Whether a resource is one of those that somebody has named. */
export function isNamedBy(names: readonly string[]): (judged: Pick<Judged, "resource">) => boolean {
  return ({ resource }) =>
    names.includes(resource.id) || (resource.kind === "elastic-ip" && names.includes(resource.publicIp));
}

/**
 * The ids of what somebody has named: allocation ids, public addresses or ids of interfaces.
 *
 * @throws Problem when one of them is nothing that was found: a slip must not be taken for a choice
 */
export function chosenIds(names: readonly string[], { findings, regions }: PlanReport): ReadonlySet<string> {
  const ids = names.map((name) => ({ name, found: findings.filter((each) => isNamed(each, name)) }));
  const missing = ids.filter(({ found }) => found.length === 0).map(({ name }) => name);
  if (missing.length > 0) throw notFound(missing, findings, regions);
  return new Set(ids.flatMap(({ found }) => found.map(({ id }) => id)));
}

function isNamed({ id, publicIp }: PlannedFinding, name: string): boolean {
  return id === name || publicIp === name;
}

function notFound(
  missing: readonly string[],
  findings: readonly PlannedFinding[],
  regions: PlanReport["regions"],
): Problem {
  const known = findings.flatMap(({ id, publicIp }) => [id, ...(publicIp === undefined ? [] : [publicIp])]);
  const near = missing.flatMap((name) => nearest(name, known) ?? []);
  const unread = regions.filter(({ status }) => status === "failed").map(({ region }) => region);
  return new Problem(
    `${missing.join(", ")}: not among what is idle${unread.length > 0 ? ", as far as that could be read" : ""}, so nothing was done.`,
    [
      ...(near.length > 0 ? [`Did you mean ${near.join(", ")}?`] : []),
      ...(unread.length > 0 ? [`Not read: ${unread.join(", ")}.`] : []),
      `janitor explain ${missing[0]} says what is known of it.`,
    ],
  );
}

/** What was chosen and would be left alone all the same, a line each. */
export function leftAlone(ids: ReadonlySet<string>, { findings }: PlanReport): readonly string[] {
  return findings
    .filter(({ id, next }) => ids.has(id) && next === "nothing")
    .map(
      ({ id, publicIp, decision, reason }) => `${publicIp ?? id} is left alone: ${decision}, ${reasonWords(reason)}.`,
    );
}
