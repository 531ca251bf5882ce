import { assertNever } from "./assert-never.ts";
import { type Evidence, type EvidenceReason, type ForbiddingEvidence, forbids } from "./evidence.ts";
import { type ForbiddingFact, findForbiddingFacts } from "./forbidding-facts.ts";
import type { Action, Policy, Rule } from "./policy.ts";
import type { Resource } from "./resource.ts";
import { serviceOf } from "./service.ts";
import { findTag, type OwnTags, readOwnTags, type UnreadableTag } from "./tags.ts";

/** Whose word decided: the resource's own tag, a rule of the policy, or the policy's default. */
export type DecidedBy =
  | { readonly by: "tag" }
  | { readonly by: "rule"; readonly rule: string }
  | { readonly by: "default" };

/** Since when a resource has been idle and from when on it may go. Instants in ms since the epoch. */
interface Due {
  readonly decidedBy: DecidedBy;
  readonly idleSince: number;
  readonly graceMs: number;
  readonly dueAt: number;
}

/** What is to be done with a resource, and why. The reason is data; people's words are made of it in `notify/`. */
export type Decision =
  | { readonly kind: "keep"; readonly reason: "in-use" }
  | { readonly kind: "keep"; readonly reason: "keep-tag" }
  | { readonly kind: "keep"; readonly reason: "keep-until"; readonly keptUntil: number }
  | { readonly kind: "keep"; readonly reason: "protect-rule"; readonly tag: { key: string; value: string } }
  | { readonly kind: "keep"; readonly reason: "unreadable-tag"; readonly unreadable: readonly UnreadableTag[] }
  | { readonly kind: "keep"; readonly reason: "policy"; readonly decidedBy: DecidedBy }
  | {
      readonly kind: "protect";
      /** The first of the facts. */
      readonly reason: ForbiddingFact["reason"];
      readonly facts: readonly ForbiddingFact[];
    }
  | ({
      readonly kind: "protect";
      /** What the first guard found; `evidence-unavailable` when all that forbids is a guard that could not tell. */
      readonly reason: EvidenceReason | "evidence-unavailable";
      readonly evidence: readonly ForbiddingEvidence[];
    } & Due)
  | { readonly kind: "report"; readonly reason: "policy"; readonly decidedBy: DecidedBy }
  | { readonly kind: "report"; readonly reason: "stopped-instance"; readonly instanceId: string }
  | { readonly kind: "report"; readonly reason: "on-idle-interface"; readonly networkInterfaceId: string }
  | { readonly kind: "report"; readonly reason: "has-elastic-ip"; readonly elasticIps: readonly string[] }
  /** No mark yet: `idleSince` is now, as the mark will say that this run may write. */
  | ({ readonly kind: "wait"; readonly reason: "first-seen" } & Due)
  | ({ readonly kind: "wait"; readonly reason: "grace" } & Due)
  | ({ readonly kind: "release"; readonly reason: "grace-over" } & Due);

interface Question {
  readonly resource: Resource;
  readonly policy: Policy;
  readonly now: number;
  readonly evidence: readonly Evidence[];
  readonly ownTags: OwnTags;
}

/** The lines of the decision, in the order in which they are asked; what none of them keeps is released. */
const questions = [
  { line: "in-use", answer: inUse },
  { line: "forbidden-by-fact", answer: forbiddenByFact },
  { line: "opted-out", answer: optedOut },
  { line: "unreadable-tag", answer: unreadable },
  { line: "paid-but-not-idle", answer: paidButNotIdle },
  { line: "policy", answer: decidedByPolicy },
  { line: "grace", answer: stillWaiting },
  { line: "forbidden-by-evidence", answer: forbiddenByEvidence },
] as const satisfies readonly { line: string; answer: (question: Question) => Decision | undefined }[];

export type DecisionLine = (typeof questions)[number]["line"] | "release";

export const decisionLines: readonly DecisionLine[] = [...questions.map(({ line }) => line), "release"];

/** A decision, and the line that it was made on. */
export interface Decided {
  readonly decision: Decision;
  /** Each line before it had no answer, and none after it was asked. */
  readonly line: DecisionLine;
}

/**
 * Decides about one resource: the first line that has an answer wins. Pure, so the same question always gets the same
 * answer. Without evidence a `release` only says that the release is due; with evidence it is final.
 *
 * @param now ms since the epoch
 */
export function decide(resource: Resource, policy: Policy, now: number, evidence: readonly Evidence[] = []): Decision {
  return decideByLine(resource, policy, now, evidence).decision;
}

/** The same, and on which line. */
export function decideByLine(
  resource: Resource,
  policy: Policy,
  now: number,
  evidence: readonly Evidence[] = [],
): Decided {
  const question = { resource, policy, now, evidence, ownTags: readOwnTags(resource.tags, policy.tagPrefix) };
  for (const { line, answer } of questions) {
    const decision = answer(question);
    if (decision !== undefined) return { decision, line };
  }
  return { decision: released(question), line: "release" };
}

function inUse({ resource }: Question): Decision | undefined {
  return resource.use.state === "in-use" ? { kind: "keep", reason: "in-use" } : undefined;
}

function forbiddenByFact({ resource, policy }: Question): Decision | undefined {
  const facts = findForbiddingFacts(resource, policy);
  const [first] = facts;
  return first === undefined ? undefined : { kind: "protect", reason: first.reason, facts };
}

function optedOut({ resource, policy, now, ownTags }: Question): Decision | undefined {
  if (ownTags.policy === "keep") return { kind: "keep", reason: "keep-tag" };
  if (ownTags.keptUntil !== undefined && now < ownTags.keptUntil) {
    return { kind: "keep", reason: "keep-until", keptUntil: ownTags.keptUntil };
  }
  for (const match of policy.protect) {
    const tag = findTag(resource.tags, match);
    if (tag !== undefined) return { kind: "keep", reason: "protect-rule", tag };
  }
  return undefined;
}

function unreadable({ ownTags }: Question): Decision | undefined {
  if (ownTags.unreadable.length === 0) return undefined;
  return { kind: "keep", reason: "unreadable-tag", unreadable: ownTags.unreadable };
}

/** What costs money without serving anybody, but is not the janitor's to take: somebody still counts on it. */
function paidButNotIdle({ resource }: Question): Decision | undefined {
  if (resource.kind === "network-interface") {
    const { elasticIps } = resource;
    return elasticIps.length === 0 ? undefined : { kind: "report", reason: "has-elastic-ip", elasticIps };
  }
  switch (resource.use.state) {
    case "stopped-instance":
      return { kind: "report", reason: "stopped-instance", instanceId: resource.use.instanceId };
    case "on-idle-interface":
      return {
        kind: "report",
        reason: "on-idle-interface",
        networkInterfaceId: resource.use.networkInterfaceId,
      };
    case "idle":
    case "in-use":
      return undefined;
    default:
      return assertNever(resource.use);
  }
}

/** The resource's own tag, else the first rule that matches, else the default. */
function actionFor({ resource, policy, ownTags }: Question): { action: Action; decidedBy: DecidedBy; graceMs: number } {
  const graceMs = ownTags.graceMs ?? policy.graceMs;
  if (ownTags.policy !== undefined) return { action: ownTags.policy, decidedBy: { by: "tag" }, graceMs };
  const rule = policy.rules.find((candidate) => matches(resource, candidate));
  if (rule === undefined) return { action: policy.default, decidedBy: { by: "default" }, graceMs };
  return {
    action: rule.action,
    decidedBy: { by: "rule", rule: rule.name },
    graceMs: ownTags.graceMs ?? rule.graceMs ?? policy.graceMs,
  };
}

function matches(resource: Resource, { match }: Rule): boolean {
  if (match.kind !== undefined && match.kind !== resource.kind) return false;
  if (match.regions !== undefined && !match.regions.includes(resource.scope.region)) return false;
  if (match.tag !== undefined && findTag(resource.tags, { tag: match.tag, values: match.values }) === undefined) {
    return false;
  }
  if (match.service !== undefined) {
    if (resource.kind !== "network-interface" || serviceOf(resource) !== match.service) return false;
  }
  if (match.description !== undefined) {
    if (resource.kind !== "network-interface") return false;
    return resource.shape.description.toLowerCase().includes(match.description.toLowerCase());
  }
  return true;
}

function decidedByPolicy(question: Question): Decision | undefined {
  const { action, decidedBy } = actionFor(question);
  return action === "release" ? undefined : { kind: action, reason: "policy", decidedBy };
}

function dueOf(question: Question): Due {
  const { decidedBy, graceMs } = actionFor(question);
  // A mark in the future counts as now: it can lengthen a wait by one look, never shorten it.
  const idleSince = Math.min(question.ownTags.idleSince ?? question.now, question.now);
  return { decidedBy, idleSince, graceMs, dueAt: idleSince + graceMs };
}

function stillWaiting(question: Question): Decision | undefined {
  const due = dueOf(question);
  if (question.ownTags.idleSince === undefined) return { kind: "wait", reason: "first-seen", ...due };
  return question.now < due.dueAt ? { kind: "wait", reason: "grace", ...due } : undefined;
}

function forbiddenByEvidence(question: Question): Decision | undefined {
  const { evidence } = question;
  const forbidding = evidence.filter(forbids);
  if (forbidding.length === 0) return undefined;
  const found = forbidding.find((each) => each.answer === "found");
  return { kind: "protect", reason: found?.reason ?? "evidence-unavailable", evidence: forbidding, ...dueOf(question) };
}

function released(question: Question): Decision {
  return { kind: "release", reason: "grace-over", ...dueOf(question) };
}
