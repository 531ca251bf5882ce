import type { Decision } from "./decide.ts";
import type { Policy } from "./policy.ts";
import type { Resource } from "./resource.ts";

/** A resource and what was decided about it, before anything was done. */
export interface Judged {
  readonly resource: Resource;
  readonly decision: Decision;
}

/** A release that is due. */
export interface DueRelease {
  readonly resource: Resource;
  readonly decision: ReleaseDecision;
}

export type ReleaseDecision = Extract<Decision, { kind: "release" }>;

export type Plan =
  | { readonly breaker: "closed"; readonly releases: readonly DueRelease[] }
  /** More is due than the policy allows for one run, so something is wrong with the policy or the tags: touch nothing. */
  | { readonly breaker: "tripped"; readonly due: number; readonly limit: number };

/** Puts what is due in order, the longest idle first, or trips the breaker. */
export function planReleases(judged: readonly Judged[], policy: Policy): Plan {
  const due = judged.filter(isDue);
  const limit = policy.limits.releases;
  if (due.length > limit) return { breaker: "tripped", due: due.length, limit };
  return { breaker: "closed", releases: due.toSorted(byAge) };
}

/** Narrows to what is due for release. */
export function isDue<T extends Judged>(judged: T): judged is T & DueRelease {
  return judged.decision.kind === "release";
}

function byAge(one: DueRelease, other: DueRelease): number {
  return one.decision.idleSince - other.decision.idleSince || (one.resource.id < other.resource.id ? -1 : 1);
}
