import * as fc from "fast-check";
import { hour, start } from "../../support/account.ts";
import type { Action } from "./policies.ts";

/*
 * What an account can hold, drawn at random, in plain words, so that a counterexample can be read. What they mean for a
 * release is in objections.ts.
 */

export const day = 24 * hour;

/** Something that the janitor looks at. Its place among all regions goes by their number. */
export interface Thing {
  readonly region: number;
  readonly shape: Shape;
  readonly mark: Mark;
  readonly tags: readonly TagWords[];
  readonly evidence: readonly EvidenceWord[];
}

const addressShapes = {
  harmless: ["address", "address", "address", "address of a local zone"],
  special: [
    "address on a running instance",
    "address on a stopped instance",
    "address of a NAT gateway",
    "address on an idle interface",
    "address of our own",
    "address of an outpost",
    "address of a carrier",
    "address of a load balancer",
    "locked address",
  ],
} as const;

const interfaceShapes = {
  harmless: ["interface", "interface", "interface leaked by EKS"],
  special: [
    "attached interface",
    "interface used by a service",
    "interface managed by its requester",
    "interface managed by its operator",
    "interface of another type",
    "interface of another account",
    "interface of unknown status",
  ],
} as const;

export type Shape =
  | (typeof addressShapes)[keyof typeof addressShapes][number]
  | (typeof interfaceShapes)[keyof typeof interfaceShapes][number];

/** How long before the story the mark was written, in ms or by the policy's grace; or a mark that is none. */
export type Mark = number | "just old enough" | "a moment too young" | "none" | "unreadable" | "without a zone";

/** A key, in which `%` is the policy's prefix and `#` the same without its separator, and a value. */
export type TagWords = readonly [key: string, value: string];

const addressEvidence = {
  against: [
    "record A",
    "weighted record",
    "record in a private zone",
    "record SPF",
    "record of EC2's own name",
    "ptr",
    "ptr that is being set",
    "allowed in",
    "allowed out",
    "allowed elsewhere",
    "transfer",
    "use",
    "use by its address",
    "made after its mark",
  ],
  irrelevant: ["record of another", "other allowed", "transfer called off", "use before its mark", "looked at"],
} as const;

const interfaceEvidence = {
  against: ["route", "template", "old version of a template", "use", "made after its mark"],
  irrelevant: ["route to another", "template of another", "use before its mark", "looked at"],
} as const;

export type EvidenceWord =
  | (typeof addressEvidence)[keyof typeof addressEvidence][number]
  | (typeof interfaceEvidence)[keyof typeof interfaceEvidence][number];

/** What tags under the janitor's prefix, or nearly so, are there to say. */
export type Saying =
  | { readonly about: "policy"; readonly action: Action }
  | { readonly about: "keep-until"; readonly until: number }
  | { readonly about: "grace"; readonly ms: number }
  | { readonly about: "unreadable" };

const today = start - (start % day);
const date = (days: number) => new Date(today + days * day).toISOString().slice(0, 10);
const until = (days: number): Saying => ({ about: "keep-until", until: today + (days + 1) * day });
const unreadable: Saying = { about: "unreadable" };

/** Every tag of the janitor's that occurs in a story, and what its author meant. */
export const ownTags: readonly { readonly tag: TagWords; readonly says: Saying }[] = [
  { tag: ["%policy", "keep"], says: { about: "policy", action: "keep" } },
  { tag: [" %POLICY", " Keep "], says: { about: "policy", action: "keep" } },
  { tag: ["%pol\u200Bicy", "\u{FF4B}eep"], says: { about: "policy", action: "keep" } },
  { tag: ["%policy", "report"], says: { about: "policy", action: "report" } },
  { tag: ["%policy", "release"], says: { about: "policy", action: "release" } },
  { tag: ["%Policy", "RELEASE"], says: { about: "policy", action: "release" } },
  { tag: ["%policy", "kep"], says: unreadable },
  { tag: ["%policy", ""], says: unreadable },
  { tag: ["%keep-until", date(0)], says: until(0) },
  { tag: ["%Keep-Until", ` ${date(1)} `], says: until(1) },
  { tag: ["%keep-until", date(9)], says: until(9) },
  { tag: ["%keep-until", "2099-12-31"], says: { about: "keep-until", until: Date.UTC(2100, 0, 1) } },
  { tag: ["%keep-until", date(-1)], says: until(-1) },
  { tag: ["%keep-until", date(-40)], says: until(-40) },
  { tag: ["%keep-until", "next week"], says: unreadable },
  { tag: ["%keep-until", "2026-02-30"], says: unreadable },
  { tag: ["%keep-until", "2027-01-31T00:00:00Z"], says: unreadable },
  { tag: ["%grace", "1h"], says: { about: "grace", ms: hour } },
  { tag: ["%GRACE", "p2d"], says: { about: "grace", ms: 2 * day } },
  { tag: ["%grace", "14d"], says: { about: "grace", ms: 14 * day } },
  { tag: ["%grace", "two weeks"], says: unreadable },
  { tag: ["%grace", "59m"], says: unreadable },
  { tag: ["%polcy", "keep"], says: unreadable },
  { tag: ["%owner", "jane"], says: unreadable },
  { tag: ["%", ""], says: unreadable },
  { tag: ["#-policy", "keep"], says: unreadable },
  { tag: ["#_keep-until", date(9)], says: unreadable },
  { tag: ["#-keep", ""], says: unreadable },
  { tag: ["%IDLE-SINCE", new Date(start - 5 * day).toISOString()], says: unreadable },
];

/** Tags that policies may protect, that show a stack, or that are only there to confuse. */
const otherTags: readonly TagWords[] = [
  ["DoNotDelete", ""],
  [" donotdelete", "please"],
  ["env", "prod"],
  ["ENV", " Prod "],
  ["env", "test"],
  ["team", "network"],
  ["Team", "web"],
  ["aws:cloudformation:stack-id", "arn:aws:cloudformation:eu-west-1:123456789012:stack/web/1"],
  ["aws:cloudformation:stack-name", "web"],
  ["aws:cloudformation:logical-id", "Address"],
  ["__proto__", "keep"],
  ["constructor", "release"],
  ["policy", "keep"],
  ["Name", '<b>&amp;"\']]></b>\n{"journal":"intent"}'],
  ["ключ", "значение 🧹"],
];

/** What a thing is tagged with when there is no room for a mark any more. */
export const filling: readonly TagWords[] = Array.from({ length: 50 }, (_, at) => [`filling-${at}`, ""]);

export const ownTag = fc.constantFrom(...ownTags.map(({ tag }) => tag));
/** Too short to be taken for one of the janitor's. */
const randomTag = fc.tuple(fc.string({ minLength: 1, maxLength: 9 }), fc.string({ maxLength: 12 }));
const tag = fc.oneof(
  { weight: 5, arbitrary: ownTag },
  { weight: 5, arbitrary: fc.constantFrom(...otherTags) },
  { weight: 1, arbitrary: randomTag.filter(([key]) => !/[%#]/.test(key)) },
);

const anyMark = fc.constantFrom<Mark>(hour, 2 * hour, 40 * hour, 8 * day, "just old enough", "a moment too young");
const mark = fc.oneof<{ weight: number; arbitrary: fc.Arbitrary<Mark> }[]>(
  { weight: 14, arbitrary: fc.constantFrom<Mark>(11 * day, 30 * day) },
  { weight: 6, arbitrary: anyMark },
  { weight: 3, arbitrary: fc.constantFrom<Mark>("none", 0, 1, -2 * hour, -3 * day) },
  { weight: 1, arbitrary: fc.constantFrom<Mark>("unreadable", "without a zone") },
);

/** Mostly what would be released but for one thing, so that nothing else hides it. */
function thing<E extends EvidenceWord>(
  shapes: { readonly harmless: readonly Shape[]; readonly special: readonly Shape[] },
  evidence: { readonly against: readonly E[]; readonly irrelevant: readonly E[] },
): fc.Arbitrary<Thing> {
  const region = fc.nat({ max: 2 });
  const harmless = fc.constantFrom(...shapes.harmless);
  const nothing = fc.constant([]);
  const some = fc.constantFrom<EvidenceWord>(...evidence.against, ...evidence.irrelevant);
  const untouched = { region, mark, shape: harmless, tags: nothing, evidence: nothing };
  return fc.oneof(
    { weight: 4, arbitrary: fc.record<Thing>(untouched) },
    { weight: 4, arbitrary: fc.record<Thing>({ ...untouched, shape: fc.constantFrom(...shapes.special) }) },
    { weight: 4, arbitrary: fc.record<Thing>({ ...untouched, tags: fc.array(tag, { minLength: 1, maxLength: 2 }) }) },
    {
      weight: 4,
      arbitrary: fc.record<Thing>({ ...untouched, evidence: fc.array(some, { minLength: 1, maxLength: 2 }) }),
    },
    { weight: 1, arbitrary: fc.record<Thing>({ ...untouched, tags: fc.constant(filling) }) },
    {
      weight: 2,
      arbitrary: fc.record<Thing>({
        region,
        mark,
        shape: fc.constantFrom(...shapes.harmless, ...shapes.special),
        tags: fc.array(tag, { maxLength: 4 }),
        evidence: fc.array(some, { maxLength: 2 }),
      }),
    },
  );
}

export const things = fc.array(
  fc.oneof(thing(addressShapes, addressEvidence), thing(interfaceShapes, interfaceEvidence)),
  {
    minLength: 1,
    maxLength: 6,
  },
);
