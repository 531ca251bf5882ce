import { type DecidedBy, type Decision, decide } from "../../functions/janitor/domain/decide.ts";
import type { Action, Policy, Rule } from "../../functions/janitor/domain/policy.ts";
import type { Resource, ResourceKind } from "../../functions/janitor/domain/resource.ts";
import { type Service, serviceOf } from "../../functions/janitor/domain/service.ts";
import { findTag, readOwnTags } from "../../functions/janitor/domain/tags.ts";

/** What of a resource a rule goes by. */
export type RuleSign =
  | { readonly on: "kind"; readonly kind: ResourceKind }
  | { readonly on: "region"; readonly region: string }
  | { readonly on: "tag"; readonly key: string; readonly value: string }
  | { readonly on: "service"; readonly service: Service }
  | { readonly on: "description"; readonly contains: string; readonly description: string };

/** Whose word says what is to be done with a resource. */
export type PolicyWord =
  | { readonly by: "tag"; readonly action: Action; readonly key: string; readonly value: string }
  | { readonly by: "rule"; readonly action: Action; readonly rule: string; readonly matched: readonly RuleSign[] }
  | { readonly by: "default"; readonly action: Action };

/** Since when a resource is idle, and how long it has to be. Instants in ms since the epoch. */
export interface Grace {
  readonly graceMs: number;
  readonly from: "tag" | "rule" | "policy";
  /** What the mark says, if there is one; one in the future counts as now. */
  readonly mark: number | undefined;
  readonly idleSince: number;
  readonly dueAt: number;
}

/** Whose word it was, where the decision came as far as that. */
export function policyWordOf(
  resource: Resource,
  policy: Policy,
  now: number,
  decision: Decision,
): PolicyWord | undefined {
  if (!("decidedBy" in decision)) return undefined;
  const action = decision.reason === "policy" ? decision.kind : "release";
  const { decidedBy } = decision;
  switch (decidedBy.by) {
    case "tag": {
      const key = `${policy.tagPrefix}policy`;
      return { by: "tag", action, ...(findTag(resource.tags, { tag: key }) ?? { key, value: action }) };
    }
    case "rule": {
      const rule = ruleOf(resource, policy, now, decidedBy);
      return { by: "rule", action, rule: decidedBy.rule, matched: rule === undefined ? [] : signsOf(resource, rule) };
    }
    case "default":
      return { by: "default", action };
    default:
      return decidedBy satisfies never;
  }
}

/** The grace, where the decision came as far as that. */
export function graceOf(resource: Resource, policy: Policy, now: number, decision: Decision): Grace | undefined {
  if (!("dueAt" in decision)) return undefined;
  const { decidedBy, graceMs, idleSince, dueAt } = decision;
  const own = readOwnTags(resource.tags, policy.tagPrefix);
  const byRule = ruleOf(resource, policy, now, decidedBy)?.graceMs !== undefined;
  const from = own.graceMs !== undefined ? "tag" : byRule ? "rule" : "policy";
  return { graceMs, from, mark: own.idleSince, idleSince, dueAt };
}

/** Two rules may have the same name: it is the first that also decides when it is the only one. */
function ruleOf(resource: Resource, policy: Policy, now: number, decidedBy: DecidedBy): Rule | undefined {
  if (decidedBy.by !== "rule") return undefined;
  return policy.rules
    .filter(({ name }) => name === decidedBy.rule)
    .find((rule) => {
      const alone = decide(resource, { ...policy, rules: [rule] }, now);
      return "decidedBy" in alone && alone.decidedBy.by === "rule";
    });
}

/** What on the resource made a rule match. */
function signsOf(resource: Resource, { match }: Rule): readonly RuleSign[] {
  const signs: RuleSign[] = [];
  if (match.kind !== undefined) signs.push({ on: "kind", kind: resource.kind });
  if (match.regions !== undefined) signs.push({ on: "region", region: resource.scope.region });
  const tag = match.tag === undefined ? undefined : findTag(resource.tags, { tag: match.tag, values: match.values });
  if (tag !== undefined) signs.push({ on: "tag", ...tag });
  if (resource.kind === "network-interface") {
    const service = match.service === undefined ? undefined : serviceOf(resource);
    if (service !== undefined) signs.push({ on: "service", service });
    const { description } = resource.shape;
    if (match.description !== undefined) signs.push({ on: "description", contains: match.description, description });
  }
  return signs;
}
