import type { Scope } from "../../../functions/janitor/domain/resource.ts";
import type { PlannedFinding, PlanReport } from "../plan-report.ts";
import { select } from "../selection.ts";
import { sumOf } from "./money.ts";
import { type Standing, standingOf, standings } from "./standing.ts";

/** What is known of a region: nothing, or what stands in it. */
export type Place =
  | { readonly status: "unread"; readonly label: string }
  | {
      readonly status: "read";
      readonly label: string;
      /** Idle resources. */
      readonly idle: number;
      readonly byStanding: readonly (readonly [Standing, number])[];
      /** USD a month, for what is paid for and not idle too. */
      readonly monthlyCostUsd: number;
    };

/** What somebody pays. */
export interface Payer {
  /** Absent where no tag names anybody. */
  readonly owner: string | undefined;
  readonly many: number;
  /** USD a month. */
  readonly monthlyCostUsd: number;
}

/** Every region of the plan: those that nobody could look into first, then those with the most in them. */
export function placesOf({ regions, findings }: Pick<PlanReport, "regions" | "findings">): readonly Place[] {
  const byScope = Map.groupBy(findings, keyOf);
  const several = new Set(regions.map(({ account }) => account)).size > 1;
  const places = regions.map((region): Place => {
    const label = several ? `${region.region} (${region.account})` : region.region;
    if (region.status === "failed") return { status: "unread", label };
    const here = byScope.get(keyOf(region)) ?? [];
    const idle = select(here, "idle");
    const byStanding = standings
      .map((standing) => [standing, idle.filter((finding) => standingOf(finding) === standing).length] as const)
      .filter(([, many]) => many > 0);
    return { status: "read", label, idle: idle.length, byStanding, monthlyCostUsd: sumOf(here) };
  });
  return places.toSorted((one, other) => weight(other) - weight(one));
}

function keyOf({ account, region }: Scope): string {
  return `${account} ${region}`;
}

function weight(place: Place): number {
  return place.status === "unread" ? Number.POSITIVE_INFINITY : place.idle;
}

/** Who pays for what is not used, the most first; what nobody's tag is on comes last. */
export function payersOf(findings: readonly PlannedFinding[]): readonly Payer[] {
  const paid = findings.filter(({ monthlyCostUsd }) => monthlyCostUsd > 0);
  return [...Map.groupBy(paid, ({ owner }) => owner)]
    .map(([owner, theirs]) => ({ owner, many: theirs.length, monthlyCostUsd: sumOf(theirs) }))
    .toSorted(
      (one, other) =>
        Number(one.owner === undefined) - Number(other.owner === undefined) ||
        other.monthlyCostUsd - one.monthlyCostUsd,
    );
}
