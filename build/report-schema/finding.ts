import * as z from "zod";
import { services } from "../../functions/janitor/domain/service.ts";
import { detail, evidenceReasons, factReasons } from "./detail.ts";
import { account, choice, errorFacts, failureClass, flag, instant, region, text, usdAMonth } from "./fields.ts";

const decision = choice("What is to be done with the resource.", [
  ["keep", "nothing, because somebody says so, or because it is in use"],
  ["protect", "nothing, because something forbids it"],
  ["report", "nothing but telling"],
  ["wait", "it has not been idle for its whole grace"],
  ["release", "its release is due"],
]);

const reason = choice("Why that was decided.", [
  ["in-use", "it is in use"],
  ["keep-tag", "its own tag opts it out"],
  ["keep-until", "its own tag opts it out until a day"],
  ["protect-rule", "it has a tag that the policy protects"],
  ["unreadable-tag", "a tag meant for the janitor cannot be read"],
  ["policy", "its own tag, a rule or the policy's default says so"],
  ...factReasons,
  ...evidenceReasons,
  ["evidence-unavailable", "a guard could not tell"],
  ["stopped-instance", "the address belongs to a stopped instance"],
  ["on-idle-interface", "the address is on an idle interface"],
  ["has-elastic-ip", "the interface is idle and holds Elastic IPs"],
  ["first-seen", "it is idle and has no mark yet"],
  ["grace", "its grace is not over"],
  ["grace-over", "its grace is over and nothing speaks against it"],
]);

const outcome = choice("What came of it in this run.", [
  ["none", "nothing was done"],
  ["marked", "the mark was written that starts the grace"],
  ["unmarked", "the mark was taken off"],
  ["released", "it is gone"],
  ["already-gone", "somebody else had released it"],
  ["changed", "one more look right before the release no longer agreed"],
  ["withheld", "it was due and left alone, see withheldBecause"],
  ["failed", "AWS did not do what was asked, see error"],
]);

const lastActivity = z.object({
  event: text("The API call, for example AssociateAddress."),
  at: instant("When it was called."),
  by: text("Who called it, as CloudTrail names them."),
});

const failure = z.object({
  ...errorFacts,
  class: failureClass,
  action: text("The EC2 action that failed, for example ReleaseAddress."),
  mayBeDone: flag("Set when a release was sent and no answer came: it may have been done.").exactOptional(),
});

const texts = (about: string) => z.array(z.string()).describe(about);

const shape = z.object({
  description: text("Its description; may be empty."),
  vpcId: text("Its VPC.").exactOptional(),
  subnetId: text("Its subnet.").exactOptional(),
  availabilityZone: text("Its availability zone.").exactOptional(),
  macAddress: text("Its MAC address; a new interface gets another one.").exactOptional(),
  sourceDestCheck: z.boolean().describe("Whether it checks source and destination.").exactOptional(),
  privateIps: z
    .array(
      z.object({
        address: text("The private IPv4 address."),
        primary: z.boolean().describe("Whether it is the interface's primary one."),
      }),
    )
    .describe("Its private IPv4 addresses."),
  ipv6Addresses: texts("Its IPv6 addresses."),
  ipv4Prefixes: texts("The IPv4 prefixes that are delegated to it."),
  ipv6Prefixes: texts("The IPv6 prefixes that are delegated to it."),
  securityGroupIds: texts("Its security groups."),
});

export const finding = z.object({
  kind: choice("What it is.", [
    ["elastic-ip", "an Elastic IP"],
    ["network-interface", "an elastic network interface"],
  ]),
  id: text("The allocation id of an Elastic IP (eipalloc-…), or the id of a network interface (eni-…)."),
  account,
  region,
  isNew: flag("Set when nothing had been told of it before.").exactOptional(),
  isChanged: flag("Set when something else had been told of it before.").exactOptional(),
  name: text("Its tag Name.").exactOptional(),
  owner: text("The first of the policy's owner tags that it has.").exactOptional(),
  publicIp: text("The address itself; for an Elastic IP.").exactOptional(),
  service: z
    .enum(services)
    .describe("The AWS service that a network interface belongs to, where that can be told.")
    .exactOptional(),
  tags: z.record(z.string(), z.string()).describe("All its tags, value by key, as the run first saw them."),
  decision,
  reason,
  detail: detail.exactOptional(),
  idleSince: instant(
    "Since when it has been idle, as its mark says; without a mark, when the run began.",
  ).exactOptional(),
  dueAt: instant("When its grace is over.").exactOptional(),
  lastActivity: lastActivity
    .describe("The last thing known to have been done to it: for what is due, as far as CloudTrail remembers.")
    .exactOptional(),
  outcome,
  withheldBecause: choice("Why it was left alone, for the outcome withheld.", [
    ["breaker-tripped", "more releases were due than the policy's limit, so none was done"],
    ["deadline", "time ran out"],
    ["interrupted", "somebody broke off a run by hand"],
    ["throttled", "EC2 throttled to the end"],
  ]).exactOptional(),
  error: failure.describe("What AWS said, for the outcome failed.").exactOptional(),
  networkBorderGroup: text(
    "Where the address is advertised from, if that is not the whole region; for an address that is or may be released.",
  ).exactOptional(),
  shape: shape
    .describe("What it takes to make the interface again, for a network interface that is or may be released.")
    .exactOptional(),
  monthlyCostUsd: usdAMonth("What it costs while nobody uses it."),
});
