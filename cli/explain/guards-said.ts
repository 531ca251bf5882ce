import type { Decided, Decision, DecisionLine } from "../../functions/janitor/domain/decide.ts";
import type { Evidence, EvidenceFact } from "../../functions/janitor/domain/evidence.ts";
import { findForbiddingFacts } from "../../functions/janitor/domain/forbidding-facts.ts";
import type { GuardName, Policy } from "../../functions/janitor/domain/policy.ts";
import type { Resource, ResourceKind } from "../../functions/janitor/domain/resource.ts";

/** What one guard has to say about one resource, or why it says nothing. */
export type GuardSaid = { readonly guard: GuardName } & (
  | Answered
  | { readonly answer: "found"; readonly reason: "stack-managed"; readonly found: readonly EvidenceFact[] }
  /** Switched off in the policy. */
  | { readonly answer: "off" }
  /** It knows nothing of resources of that kind. */
  | { readonly answer: "no-say" }
  /** A line before decided, which is named where there is one. */
  | { readonly answer: "not-asked"; readonly decidedOn?: DecisionLine | undefined }
  /** It was asked and there was no time to hear it: that others forbid the release anyway was known by then. */
  | { readonly answer: "silent" }
);

/** Evidence but for whose it is. */
type Answered = Evidence extends infer One ? (One extends Evidence ? Omit<One, "guard"> : never) : never;

const both: readonly ResourceKind[] = ["elastic-ip", "network-interface"];

/** What each guard knows about, in the order in which policies list them. */
export const guardsAbout: Readonly<Record<GuardName, readonly ResourceKind[]>> = {
  dns: ["elastic-ip"],
  ptr: ["elastic-ip"],
  "allow-lists": ["elastic-ip"],
  activity: both,
  transfers: ["elastic-ip"],
  routes: ["network-interface"],
  templates: ["network-interface"],
  stacks: both,
};

const names: readonly GuardName[] = [
  "dns",
  "ptr",
  "allow-lists",
  "activity",
  "transfers",
  "routes",
  "templates",
  "stacks",
];

/** @param evidence what they answered; `undefined` where they were not asked */
export function whatGuardsSaid(
  resource: Resource,
  policy: Policy,
  { line, decision }: Decided,
  evidence: readonly Evidence[] | undefined,
): readonly GuardSaid[] {
  return names.map((guard): GuardSaid => {
    if (!policy.guards[guard]) return { guard, answer: "off" };
    if (!guardsAbout[guard].includes(resource.kind)) return { guard, answer: "no-say" };
    if (guard === "stacks") return stacks(resource, policy, line);
    if (evidence === undefined) return { guard, answer: "not-asked", decidedOn: isOpen(decision) ? undefined : line };
    // One word for all of them stands where not even one could be asked.
    const said = evidence.find((each) => each.guard === guard) ?? evidence.find((each) => each.guard === "evidence");
    return said === undefined ? { guard, answer: "silent" } : { ...said, guard };
  });
}

/** Whether guards could still make a difference. */
function isOpen({ kind }: Decision): boolean {
  return kind === "wait" || kind === "release";
}

/** This one needs no look elsewhere: it goes by the resource's tags, long before the others. */
function stacks(resource: Resource, policy: Policy, line: DecisionLine): GuardSaid {
  if (line === "in-use") return { guard: "stacks", answer: "not-asked", decidedOn: line };
  const found = findForbiddingFacts(resource, policy).flatMap((fact) =>
    fact.reason === "stack-managed" ? [{ stack: fact.stack }] : [],
  );
  if (found.length === 0) return { guard: "stacks", answer: "nothing-found" };
  return { guard: "stacks", answer: "found", reason: "stack-managed", found };
}

/** The guards outside the resource that speak against a release. */
export function forbiddingGuards(guards: readonly GuardSaid[]): readonly GuardName[] {
  return guards.filter((each) => each.guard !== "stacks" && isForbidding(each)).map(({ guard }) => guard);
}

/** Whether it speaks against a release. */
export function isForbidding({ answer }: GuardSaid): boolean {
  return answer === "found" || answer === "could-not-tell";
}
