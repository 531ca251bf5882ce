import * as fc from "fast-check";
import type { FaultAnswer } from "../../simulator/faults.ts";
import { hour } from "../../support/account.ts";
import { day, type EvidenceWord, ownTag, type TagWords } from "./worlds.ts";

/** A kind of call, for a fault or for something that happens right before one is carried out. */
export const callKinds = [
  "DescribeRegions",
  "DescribeAddresses",
  "idle interfaces",
  "marked interfaces",
  "DescribeAccountAttributes",
  "DescribeInstances",
  "ListHostedZones",
  "ListResourceRecordSets",
  "DescribeAddressesAttribute",
  "DescribeSecurityGroups",
  "LookupEvents",
  "DescribeAddressTransfers",
  "DescribeRouteTables",
  "DescribeLaunchTemplates",
  "DescribeLaunchTemplateVersions",
  "CreateTags",
  "DeleteTags",
  "look",
  "ReleaseAddress",
  "DeleteNetworkInterface",
  "Publish",
  "any",
] as const;
export type CallKind = (typeof callKinds)[number];

export interface RunWords {
  /** Ms that pass before it. */
  readonly wait: number;
  readonly remainingMs: number;
  readonly faults: readonly FaultWords[];
  readonly happenings: readonly Happening[];
}

export interface FaultWords {
  /** Everywhere, if it is not there. */
  readonly region?: number;
  readonly call: CallKind;
  /** The first of these calls that fails, from 1, and how many do. */
  readonly from: number;
  readonly times: number;
  readonly answer: FaultAnswer;
}

export interface Happening {
  /** Right before the nth call of that kind in that region is carried out, or the nth look at the thing itself. */
  readonly before: { readonly region: number; readonly call: CallKind | "its look"; readonly nth: number };
  /** Which of the story's things it happens to. */
  readonly thing: number;
  readonly what: "attach" | "detach" | "stop" | "release" | "unmark" | TagWords | EvidenceWord;
}

const errors: readonly (readonly [code: string, status: number])[] = [
  ["UnauthorizedOperation", 403],
  ["AccessDenied", 403],
  ["AuthFailure", 401],
  ["OptInRequired", 403],
  ["RequestLimitExceeded", 503],
  ["Throttling", 400],
  ["ThrottlingException", 400],
  ["InternalError", 500],
  ["InternalFailure", 500],
  ["ServiceUnavailable", 503],
  ["Unavailable", 503],
  ["RequestExpired", 400],
  ["InvalidParameterValue", 400],
  ["SomethingNew", 400],
  ["SomethingNew", 502],
  ["InvalidAllocationID.NotFound", 400],
  ["InvalidAddress.NotFound", 400],
  ["InvalidNetworkInterfaceID.NotFound", 400],
  ["InvalidIPAddress.InUse", 400],
  ["InvalidNetworkInterface.InUse", 400],
  ["InvalidAddress.PtrSet", 400],
  ["InvalidAddress.Locked", 400],
  ["TagLimitExceeded", 400],
];

/** No answers: what is not XML, what breaks off, what lacks its list, and a first page without a second. */
const garbage = [
  "It works! This is no answer.",
  "",
  "{}",
  "<html><body>Sign in to the guest network</body></html>",
  '<DescribeAddressesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><addressesSet><item>',
  '<DescribeAddressesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"></DescribeAddressesResponse>',
  '<DescribeNetworkInterfacesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><networkInterfaceSet/>' +
    "<nextToken>page-2</nextToken></DescribeNetworkInterfacesResponse>",
];

const answer = fc.oneof<{ weight: number; arbitrary: fc.Arbitrary<FaultAnswer> }[]>(
  {
    weight: 12,
    arbitrary: fc.constantFrom(...errors).map(([code, status]) => ({ kind: "error", code, status })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<FaultAnswer>({ kind: "reset" }, { kind: "reset-after" }, { kind: "reset-after" }),
  },
  { weight: 3, arbitrary: fc.constantFrom(...garbage).map((body) => ({ kind: "garbage", body })) },
);

const fault = fc.record<FaultWords, "call" | "from" | "times" | "answer">(
  {
    region: fc.nat({ max: 2 }),
    call: fc.constantFrom(...callKinds),
    from: fc.constantFrom(1, 1, 2, 3),
    times: fc.constantFrom(1, 4, 1_000, 1_000),
    answer,
  },
  { requiredKeys: ["call", "from", "times", "answer"] },
);

/** Releases that fail, or whose answers are lost, while even the looks at what became of them may fail. */
const releaseFaults = fc
  .record({
    release: answer,
    look: answer,
    blind: fc.boolean(),
    from: fc.constantFrom(1, 2),
    times: fc.constantFrom(1, 2, 1_000),
  })
  .map(({ release, look, blind, from, times }): FaultWords[] => [
    { call: "ReleaseAddress", from, times, answer: release },
    { call: "DeleteNetworkInterface", from, times, answer: release },
    ...(blind ? [{ call: "look", from: from + 1, times: 1_000, answer: look } as const] : []),
  ]);

/** A call that hangs takes some real time until everything else is seen to stand still. */
const hanging = fc.record<FaultWords, "call" | "from" | "times" | "answer">(
  {
    region: fc.nat({ max: 2 }),
    call: fc.constantFrom(...callKinds.filter((kind) => kind !== "any")),
    from: fc.constantFrom(1, 2),
    times: fc.constantFrom(1, 1_000),
    answer: fc.constant<FaultAnswer>({ kind: "hang" }),
  },
  { requiredKeys: ["call", "from", "times", "answer"] },
);

const faults = fc.oneof(
  { weight: 16, arbitrary: fc.constant([]) },
  { weight: 4, arbitrary: releaseFaults },
  { weight: 10, arbitrary: fc.array(fault, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(hanging, { minLength: 1, maxLength: 1 }) },
);

const region = fc.nat({ max: 2 });
const nth = fc.constantFrom(1, 1, 1, 2, 3);
const anyCall = fc.constantFrom(...callKinds.filter((kind) => kind !== "any"));

const happening: fc.Arbitrary<Happening> = fc.record({
  before: fc.oneof(
    fc.record({ region, call: anyCall, nth }),
    fc.record({ region: fc.constant(0), call: fc.constant("its look" as const), nth: fc.constantFrom(1, 1, 1, 2) }),
  ),
  thing: fc.nat({ max: 5 }),
  what: fc.oneof<{ weight: number; arbitrary: fc.Arbitrary<Happening["what"]> }[]>(
    { weight: 4, arbitrary: fc.constant("attach") },
    { weight: 2, arbitrary: fc.constantFrom("detach", "stop", "release", "unmark") },
    { weight: 2, arbitrary: fc.constantFrom<TagWords>(["%policy", "keep"], ["env", "prod"], ["%grace", "14d"]) },
    { weight: 2, arbitrary: ownTag },
    { weight: 2, arbitrary: fc.constantFrom("record A", "allowed in", "transfer", "use", "route", "template") },
  ),
});

const happenings = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(happening, { minLength: 1, maxLength: 3 }) },
);

export const runWords: fc.Arbitrary<RunWords> = fc.record({
  wait: fc.constantFrom(0, 0, 0, 1, hour, 7 * hour, 2 * day, 11 * day),
  remainingMs: fc.oneof(
    { weight: 15, arbitrary: fc.constant(120_000) },
    { weight: 1, arbitrary: fc.constantFrom(100, 3_000, 20_000) },
  ),
  faults,
  happenings,
});
