import type { AddressView, NetworkInterfaceView } from "../../simulator/world.ts";
import type { Fact } from "./facts.ts";
import { type Action, type GuardWord, graces, type PolicyWords, type RuleWords } from "./policies.ts";
import { type Placed, spelledOut } from "./scene.ts";
import { ownTags, type Saying } from "./worlds.ts";

/*
 * What speaks against a release, told from the account as it stands and not from what the janitor saw of it. It is written
 * without the janitor's own rules: two that agree by copying each other would prove nothing.
 */

/** What no release may go against. */
export const grounds = ["use", "opt-out", "unreadable tag", "fact", "guard", "grace"] as const;
export type Ground = (typeof grounds)[number];

export interface Objection {
  readonly ground: Ground;
  readonly why: string;
}

/** An address or an interface, as it stands at that moment. */
export type View =
  | { readonly kind: "elastic-ip"; readonly it: AddressView }
  | { readonly kind: "network-interface"; readonly it: NetworkInterfaceView };

export interface Situation {
  readonly policy: PolicyWords;
  /** The instant that the run decides by. */
  readonly now: number;
  /** What guards have to find. */
  readonly facts: readonly Fact[];
}

export function objectionsTo(placed: Placed, view: View, situation: Situation): readonly Objection[] {
  const { tags } = view.it;
  const own = readOwn(tags, situation.policy.tagPrefix);
  const against = (ground: Ground, reasons: readonly string[]) => reasons.map((why) => ({ ground, why }));
  return [
    ...against("use", useOf(view)),
    ...against("fact", factsOf(view)),
    ...against("opt-out", optOuts(placed, view, own, situation)),
    ...against("unreadable tag", own.unreadable),
    ...against("guard", guardsOf(placed, tags, own.mark, situation)),
    ...against("grace", graceOf(placed, view, own, situation)),
  ];
}

function useOf(view: View): readonly string[] {
  if (view.kind === "elastic-ip") return view.it.associationId === undefined ? [] : ["it is associated"];
  const { status, attachment, allocationId } = view.it;
  return [
    ...(status === "available" ? [] : [`its status is ${status}`]),
    ...(attachment === undefined ? [] : ["it is attached"]),
    ...(allocationId === undefined ? [] : ["it has an Elastic IP"]),
  ];
}

function factsOf(view: View): readonly string[] {
  if (view.kind === "elastic-ip") {
    const { publicIpv4Pool, customerOwnedIp, customerOwnedIpv4Pool, carrierIp, serviceManaged } = view.it;
    const known = { customerOwnedIp, customerOwnedIpv4Pool, carrierIp, serviceManaged };
    return [
      ...(publicIpv4Pool === "amazon" ? [] : [`its pool is ${publicIpv4Pool}`]),
      ...Object.entries(known).flatMap(([name, value]) => (value === undefined ? [] : [`${name} is ${value}`])),
    ];
  }
  const { requesterManaged, operator, interfaceType, ownerId } = view.it;
  return [
    ...(requesterManaged ? ["its requester manages it"] : []),
    ...(operator?.managed ? ["its operator manages it"] : []),
    ...(interfaceType === "interface" ? [] : [`its type is ${interfaceType}`]),
    ...(ownerId === "123456789012" ? [] : [`its owner is ${ownerId}`]),
  ];
}

interface Own {
  readonly action: Action | undefined;
  readonly until: number | undefined;
  readonly graceMs: number | undefined;
  readonly mark: number | undefined;
  readonly unreadable: readonly string[];
}

/** Every tag of the janitor's that can occur is known to the one who wrote the story; all others say nothing. */
function readOwn(tags: Readonly<Record<string, string>>, prefix: string): Own {
  const known = new Map(ownTags.map(({ tag: [key, value], says }) => [`${spelledOut(key, prefix)} = ${value}`, says]));
  const found: Saying[] = [];
  const unreadable: string[] = [];
  let mark: number | undefined;
  for (const [key, value] of Object.entries(tags)) {
    if (key === `${prefix}idle-since`) {
      if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) mark = Date.parse(value);
      else unreadable.push(`the mark is ${value}`);
      continue;
    }
    const says = known.get(`${key} = ${value}`);
    if (says === undefined) continue;
    const twice = says.about !== "unreadable" && found.some(({ about }) => about === says.about);
    if (says.about === "unreadable" || twice) unreadable.push(`${key} = ${value}${twice ? ", twice" : ""}`);
    else found.push(says);
  }
  const policy = found.find((says) => says.about === "policy");
  const keep = found.find((says) => says.about === "keep-until");
  const grace = found.find((says) => says.about === "grace");
  return { action: policy?.action, until: keep?.until, graceMs: grace?.ms, mark, unreadable };
}

function optOuts(placed: Placed, view: View, own: Own, { policy, now }: Situation): readonly string[] {
  const { tags } = view.it;
  const action = own.action ?? ruleFor(placed, view, policy)?.action ?? policy.default;
  return [
    ...(action === "release" ? [] : [`it is to ${action}`]),
    ...(own.until !== undefined && now < own.until ? [`it is kept until ${new Date(own.until).toISOString()}`] : []),
    ...policy.protect.filter((each) => carries(tags, each)).map(({ tag }) => `the policy protects ${tag}`),
  ];
}

function ruleFor({ kind, region }: Placed, view: View, { rules }: PolicyWords): RuleWords | undefined {
  return rules.find(({ match }) => {
    const { tag, values, service, description, regions } = match;
    if (match.kind !== undefined && match.kind !== kind) return false;
    if (regions !== undefined && !regions.includes(region)) return false;
    if (tag !== undefined && !carries(view.it.tags, { tag, ...(values && { values }) })) return false;
    if (service === undefined && description === undefined) return true;
    // Both are only ever asked about what EKS leaves behind.
    return view.kind === "network-interface" && view.it.description.startsWith("aws-K8S-");
  });
}

function carries(tags: Readonly<Record<string, string>>, wanted: { tag: string; values?: readonly string[] }): boolean {
  const same = (one: string, other: string) => one.trim().toUpperCase() === other.trim().toUpperCase();
  return Object.entries(tags).some(
    ([key, value]) => same(key, wanted.tag) && (wanted.values?.some((each) => same(each, value)) ?? true),
  );
}

function guardsOf(
  { id }: Placed,
  tags: Readonly<Record<string, string>>,
  mark: number | undefined,
  { policy, facts }: Situation,
): readonly string[] {
  const found = facts.filter((fact) => fact.about === id && policy.guards[fact.guard] && isAgainst(fact, mark));
  const stack = Object.keys(tags).some((key) => /^aws:cloudformation:stack-(id|name)$/.test(key));
  return [
    ...new Set(found.map(({ guard }): GuardWord => guard)),
    ...(stack && policy.guards.stacks ? (["stacks"] as const) : []),
  ];
}

/** CloudTrail has whole seconds, so what was done in that of the mark counts. */
function isAgainst({ at }: Fact, mark: number | undefined): boolean {
  return at === undefined || (mark !== undefined && Math.floor(at / 1_000) >= Math.floor(mark / 1_000));
}

function graceOf(placed: Placed, view: View, { mark, graceMs }: Own, { policy, now }: Situation): readonly string[] {
  if (mark === undefined) return ["it is not marked"];
  const left = Math.min(mark, now) + graceFor(placed, view, graceMs, policy) - now;
  return left > 0 ? [`its grace has ${left} ms left`] : [];
}

function graceFor(placed: Placed, view: View, tagged: number | undefined, policy: PolicyWords): number {
  return tagged ?? graces[graceOfRule(placed, view, policy) ?? policy.grace];
}

function graceOfRule(placed: Placed, view: View, policy: PolicyWords) {
  return readOwn(view.it.tags, policy.tagPrefix).action === undefined
    ? ruleFor(placed, view, policy)?.grace
    : undefined;
}
