import * as z from "zod";
import { choice, count, errorFacts, failureClass, text, type Words } from "./fields.ts";

/* The facts behind a reason. */

export const factReasons = [
  ["service-managed", "a load balancer, RDS or a NAT gateway holds the address"],
  ["customer-owned-pool", "the address is of a pool of your own, an outpost or a carrier"],
  ["requester-managed", "an AWS service made the interface and manages it"],
  ["operator-managed", "another service operates the interface"],
  ["interface-type", "the interface is of a type that only AWS services make"],
  ["foreign-owner", "the interface belongs to another account"],
  ["stack-managed", "a CloudFormation stack owns the resource"],
] as const satisfies Words;

export const evidenceReasons = [
  ["dns-record", "a DNS record names the address"],
  ["ptr-record", "the address has reverse DNS"],
  ["allow-listed", "a security group allows the address"],
  ["recent-activity", "CloudTrail knows of use since the mark"],
  ["transfer-pending", "the address is being transferred to another account"],
  ["route-target", "a route leads to the interface"],
  ["launch-template", "a launch template names the interface"],
] as const satisfies Words;

const guards = [
  ["dns", "DNS records"],
  ["ptr", "reverse DNS"],
  ["allow-lists", "security groups"],
  ["activity", "CloudTrail"],
  ["transfers", "address transfers"],
  ["routes", "route tables"],
  ["templates", "launch templates"],
  ["stacks", "CloudFormation stacks"],
] as const satisfies Words;

const byWord = <const By extends string>(by: By, about: string) => z.literal(by).describe(about);

const decidedBy = z
  .discriminatedUnion("by", [
    z.object({ by: byWord("tag", "The resource's own tag.") }),
    z.object({ by: byWord("rule", "A rule of the policy."), rule: text("The name of the rule.") }),
    z.object({ by: byWord("default", "The policy's default.") }),
  ])
  .describe("Whose word decided; with policy and all reasons of what is or was due.");

const reason = <const Reason extends (typeof factReasons)[number][0]>(one: Reason) =>
  z.literal(one).describe("What forbids the release.");

const fact = z.discriminatedUnion("reason", [
  z.object({ reason: reason("service-managed"), service: text("What AWS calls the service: alb, nlb, rds, rnat …") }),
  z.object({ reason: reason("customer-owned-pool"), pool: text("The pool, or the address that stands for it.") }),
  z.object({
    reason: reason("requester-managed"),
    requesterId: text("Who made the interface; unknown if AWS does not say."),
  }),
  z.object({ reason: reason("operator-managed"), operator: text("The service principal of the operator.") }),
  z.object({ reason: reason("interface-type"), interfaceType: text("The interface's type, as EC2 calls it.") }),
  z.object({ reason: reason("foreign-owner"), ownerId: text("The account that owns the interface.") }),
  z.object({ reason: reason("stack-managed"), stack: text("The name of the stack, or its id.") }),
]);

const found = z.object({
  guard: choice("The guard, by its name in the policy.", guards),
  answer: z.literal("found").describe("The guard found something."),
  reason: choice("What that means.", evidenceReasons),
  found: z
    .array(z.record(z.string(), z.string()))
    .describe(
      "What was found, one entry a thing, at most ten: a DNS record and its zone, a security group and its region …",
    ),
  more: count("How much more was found than is listed.").exactOptional(),
});

const couldNotTell = z.object({
  guard: choice("The guard, by its name in the policy.", [...guards, ["evidence", "all of them"]]),
  answer: z.literal("could-not-tell").describe("The guard could not tell, which forbids a release as well."),
  error: z.object({ ...errorFacts, class: failureClass }).describe("Why it could not tell."),
});

const unreadable = z.object({
  key: text("The tag's key."),
  value: text("The tag's value."),
  expected: text("What could stand there."),
});

/** Midnight, or the last instant that has four digits for its year. */
const keptUntil = z
  .string()
  .regex(/^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T00:00:00\.000Z|9999-12-31T23:59:59\.999Z)$/)
  .describe(
    "With keep-until: the first instant that is no longer covered, midnight after the day on the tag. ISO 8601, in UTC; the last one there is for 9999-12-31.",
  );

/** Which of these a finding has depends on its reason. */
export const detail = z
  .object({
    keptUntil: keptUntil.exactOptional(),
    tag: z
      .object({ key: text("The tag's key, as it stands on the resource."), value: text("The tag's value.") })
      .describe("With protect-rule: the tag that opts the resource out.")
      .exactOptional(),
    unreadable: z
      .array(unreadable)
      .describe("With unreadable-tag: each tag that was meant for the janitor and says nothing it knows.")
      .exactOptional(),
    decidedBy: decidedBy.exactOptional(),
    facts: z
      .array(fact)
      .describe("With a reason that is on the resource itself: all that forbids its release, the strongest first.")
      .exactOptional(),
    evidence: z
      .array(z.discriminatedUnion("answer", [found, couldNotTell]))
      .describe("With a reason that guards found elsewhere, and with evidence-unavailable: what each of them said.")
      .exactOptional(),
    instanceId: text("With stopped-instance: the instance that the address belongs to.").exactOptional(),
    networkInterfaceId: text("With on-idle-interface: the interface that the address is on.").exactOptional(),
    elasticIps: z
      .array(z.string())
      .describe("With has-elastic-ip: the addresses that are on the interface.")
      .exactOptional(),
    graceMs: count("With dueAt: how long a mark has to stand before a release is due, in ms.").exactOptional(),
  })
  .describe("The facts behind the reason. Which of these there are depends on the reason.");
