import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import type { Decision } from "../../functions/janitor/domain/decide.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { findTag } from "../../functions/janitor/domain/tags.ts";
import { oneLine, quoted } from "../../functions/janitor/notify/plain-text.ts";
import { aboutEvidence, aboutFact } from "./remedies.ts";

/** What somebody could do so that a resource would go: sentences, and lines for the AWS command line. */
export interface LettingGo {
  readonly advice: readonly string[];
  readonly commands: readonly string[];
}

const nothing: LettingGo = { advice: [], commands: [] };

/** What stands in the way of a release, as something to do about it. */
export function lettingGo(resource: Resource, policy: Policy, decision: Decision): LettingGo {
  switch (decision.kind) {
    case "keep":
      return lettingKept(resource, policy, decision);
    case "report":
      return lettingReported(resource, policy, decision);
    case "protect":
      return "facts" in decision
        ? { ...nothing, advice: decision.facts.map(aboutFact) }
        : { ...nothing, advice: aboutEvidence(decision.evidence) };
    case "wait":
    case "release":
      return nothing;
    default:
      return assertNever(decision);
  }
}

type Kept = Extract<Decision, { kind: "keep" }>;

function lettingKept(resource: Resource, policy: Policy, decision: Kept): LettingGo {
  switch (decision.reason) {
    case "in-use":
      return nothing;
    case "keep-tag":
      return takeOff(resource, [`${policy.tagPrefix}policy`]);
    case "keep-until":
      return takeOff(resource, [`${policy.tagPrefix}keep-until`]);
    case "protect-rule":
      return takeOff(resource, [decision.tag.key], ", or out of what the policy protects");
    case "unreadable-tag": {
      const keys = decision.unreadable.map(({ key }) => key);
      return takeOff(resource, keys, `, or write what was meant`);
    }
    case "policy":
      return askForRelease(resource, policy, decision);
    default:
      return assertNever(decision);
  }
}

type Reported = Extract<Decision, { kind: "report" }>;

function lettingReported(resource: Resource, policy: Policy, decision: Reported): LettingGo {
  switch (decision.reason) {
    case "policy":
      return askForRelease(resource, policy, decision);
    case "stopped-instance":
      return {
        ...nothing,
        advice: [`Disassociate it from the instance ${oneLine(decision.instanceId)}, or terminate that.`],
      };
    case "on-idle-interface":
      return { ...nothing, advice: [`Disassociate it from the interface ${oneLine(decision.networkInterfaceId)}.`] };
    case "has-elastic-ip":
      return { ...nothing, advice: [`Disassociate ${oneLine(decision.elasticIps.join(", "))} from it.`] };
    default:
      return assertNever(decision);
  }
}

/** By its own tag, because that comes before all else in the policy. */
function askForRelease(
  resource: Resource,
  { tagPrefix }: Policy,
  { decidedBy }: Extract<Decision, { reason: "policy" }>,
): LettingGo {
  const key = `${tagPrefix}policy`;
  const word = findTag(resource.tags, { tag: key });
  const commands = tagCommand("create-tags", resource, [word?.key ?? key], ",Value=release");
  switch (decidedBy.by) {
    case "tag":
      return { advice: [`Let its tag ${quoted(word?.key ?? key)} say release.`], commands };
    case "rule":
      return {
        advice: [`Change the rule ${quoted(decidedBy.rule)}, or let its own tag ${quoted(key)} say release.`],
        commands,
      };
    case "default":
      return { advice: [`Change the policy's default, or let its own tag ${quoted(key)} say release.`], commands };
    default:
      return assertNever(decidedBy);
  }
}

/** Takes tags off, by their keys as they stand on the resource. */
function takeOff(resource: Resource, wanted: readonly string[], or = ""): LettingGo {
  const keys = wanted.map((tag) => findTag(resource.tags, { tag })?.key ?? tag);
  const words = keys.map((key) => quoted(key)).join(", ");
  return {
    advice: [`Take its ${keys.length === 1 ? "tag" : "tags"} ${words} off${or}.`],
    commands: tagCommand("delete-tags", resource, keys, ""),
  };
}

/** What stands in a command is checked to need no quotes, or there is none. */
function tagCommand(
  action: "create-tags" | "delete-tags",
  { id, scope }: Resource,
  keys: readonly string[],
  rest: string,
): readonly string[] {
  const isPlain =
    [id, scope.region].every((part) => /^\w[\w-]*$/.test(part)) &&
    keys.every((key) => /^(?!aws:)[\w:./@-]+$/i.test(key));
  if (!isPlain) return [];
  const tags = keys.map((key) => `Key=${key}${rest}`).join(" ");
  return [`aws ec2 ${action} --region ${scope.region} --resources ${id} --tags ${tags}`];
}
