import type { Decision } from "./decide.ts";
import type { Activity } from "./evidence.ts";
import type { Policy } from "./policy.ts";
import type { Resource } from "./resource.ts";

/** A resource and what was decided about it, before anything was done. */
export interface Judged {
  readonly resource: Resource;
  readonly decision: Decision;
  /** The last thing known to have been done to the resource; only for what is due, where guards came to know it. */
  readonly lastActivity?: Activity | undefined;
}

/** A release that is due. */
export interface DueRelease extends Judged {
  readonly decision: ReleaseDecision;
}

export type ReleaseDecision = Extract<Decision, { kind: "release" }>;

export type Plan =
  | { readonly breaker: "closed"; readonly releases: readonly DueRelease[] }
  /** More is due than the policy allows for one run, so something is wrong with the policy or the tags: touch nothing. */
  | { readonly breaker: "tripped"; readonly due: number; readonly limit: number };

/**
 * Puts what is due in order, the longest idle first, or trips the breaker. What a guard could not tell about counts as
 * due: a guard that fails in the middle of a flood must not let the part through that it still answered for.
 */
export function planReleases(judged: readonly Judged[], policy: Policy): Plan {
  const releases = judged.filter(isDue);
  const due = releases.length + judged.filter(isUnproven).length;
  const limit = policy.limits.releases;
  if (releases.length > 0 && due > limit) return { breaker: "tripped", due, limit };
  return { breaker: "closed", releases: releases.toSorted(byAge) };
}

/** Due, if only the guards could have told. */
export function isUnproven({ decision }: Pick<Judged, "decision">): boolean {
  return decision.reason === "evidence-unavailable";
}

/** Narrows to what is due for release. */
export function isDue<T extends Judged>(judged: T): judged is T & DueRelease {
  return judged.decision.kind === "release";
}

function byAge(one: DueRelease, other: DueRelease): number {
  return one.decision.idleSince - other.decision.idleSince || (one.resource.id < other.resource.id ? -1 : 1);
}
