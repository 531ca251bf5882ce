import { assertNever } from "./assert-never.ts";
import type { ForbiddingEvidence } from "./evidence.ts";
import type { Judged } from "./plan.ts";
import type { Policy } from "./policy.ts";
import { isMarked } from "./tags.ts";

/** What a run does about a resource, where its mode allows that. Releases are the plan's. */
export type TagStep = "mark" | "unmark";

/** All that a run can do about a resource. */
export type RunStep = TagStep | "release";

/**
 * Whether a run may do this about a resource.
 *
 * @param only what it may do, by id; absent where that is all that is decided
 */
export function mayDo(step: RunStep, only: ReadonlyMap<string, RunStep> | undefined): (judged: Judged) => boolean {
  return ({ resource }) => only === undefined || only.get(resource.id) === step;
}

/** The tag that a run writes or takes off, if any. */
export function tagStep(judged: Judged, { mode, tagPrefix }: Pick<Policy, "mode" | "tagPrefix">): TagStep | undefined {
  if (mode === "report") return undefined;
  if (judged.decision.reason === "first-seen") return "mark";
  return isMarked(judged.resource.tags, tagPrefix) && isSettled(judged) ? "unmark" : undefined;
}

/**
 * Whether a mark has lost its meaning: its resource is used, has been used since, is opted out, protected or only reported.
 * When that ends the grace starts anew. What the marks themselves led to is left as it is: an unreadable one keeps its
 * resource, and what other evidence protects is due all the time.
 */
function isSettled({ decision }: Judged): boolean {
  switch (decision.kind) {
    case "keep":
      return decision.reason !== "unreadable-tag";
    case "protect":
      return "facts" in decision || decision.evidence.some(isRecentActivity);
    case "report":
      return true;
    case "wait":
    case "release":
      return false;
    default:
      return assertNever(decision);
  }
}

/** Somebody has used it behind the janitor's back, so the mark is wrong about since when it has been idle. */
function isRecentActivity(evidence: ForbiddingEvidence): boolean {
  return evidence.answer === "found" && evidence.reason === "recent-activity";
}
