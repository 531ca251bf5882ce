import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import type { Decision, DecisionLine } from "../../functions/janitor/domain/decide.ts";
import type { ForbiddingFact } from "../../functions/janitor/domain/forbidding-facts.ts";
import { findTag } from "../../functions/janitor/domain/tags.ts";
import { oneLine, quoted } from "../../functions/janitor/notify/plain-text.ts";
import type { Explanation } from "./explanation.ts";
import { listed } from "./guards-in-words.ts";
import { forbiddingGuards } from "./guards-said.ts";
import { graceInWords, wordInWords } from "./policy-in-words.ts";
import { at, lastDay } from "./times-in-words.ts";
import { useInWords } from "./use-in-words.ts";

/** What stands behind the answer to a question, in sentences; none where the answer says it all. */
export function factsOf(line: DecisionLine, explanation: Explanation): readonly string[] {
  const { policyWord, grace, decided } = explanation;
  switch (line) {
    case "policy":
      return policyWord === undefined ? [] : [wordInWords(policyWord, explanation.resource.kind)];
    case "grace":
      return grace === undefined ? [] : graceInWords(grace, explanation.now);
    case "forbidden-by-evidence":
      return decided.line === line ? [forbiddenByGuards(explanation)] : [];
    case "release":
      return decided.line === line ? [`Since ${at(grace?.dueAt ?? explanation.now)}; nothing speaks against it.`] : [];
    default:
      return decided.line === line ? decisionInWords(decided.decision, explanation) : [];
  }
}

/** What decided on the lines before the policy. */
function decisionInWords(decision: Decision, explanation: Explanation): readonly string[] {
  switch (decision.reason) {
    case "in-use":
      return [useInWords(explanation)];
    case "keep-tag":
      return [`${ownTag(explanation, "policy")} opts it out.`];
    case "keep-until":
      return [`${ownTag(explanation, "keep-until")} keeps it through ${lastDay(decision.keptUntil)} UTC.`];
    case "protect-rule": {
      const { key, value } = decision.tag;
      return [`The policy protects what carries its tag ${quoted(key)}${value === "" ? "" : ` = ${quoted(value)}`}.`];
    }
    case "unreadable-tag":
      return decision.unreadable.map(
        ({ key, value, expected }) =>
          `It has a tag ${quoted(key)} = ${quoted(value)}; expected: ${oneLine(expected, 200)}.`,
      );
    case "stopped-instance":
      return [`It belongs to the instance ${oneLine(decision.instanceId)}, which is stopped.`];
    case "on-idle-interface":
      return [`It is on the network interface ${oneLine(decision.networkInterfaceId)}, which is idle.`];
    case "has-elastic-ip":
      return [
        `It is idle, but the Elastic IP ${decision.elasticIps.map((each) => oneLine(each)).join(", ")} is on it.`,
      ];
    default:
      return decision.kind === "protect" && "facts" in decision ? decision.facts.map(factInWords) : [];
  }
}

function ownTag({ resource, policy }: Explanation, suffix: string): string {
  const key = `${policy.tagPrefix}${suffix}`;
  const tag = findTag(resource.tags, { tag: key }) ?? { key, value: "" };
  return `Its tag ${quoted(tag.key)} = ${quoted(tag.value)}`;
}

function factInWords(fact: ForbiddingFact): string {
  switch (fact.reason) {
    case "service-managed":
      return `An AWS service holds it for you: ${oneLine(fact.service)}.`;
    case "customer-owned-pool":
      return `It comes from an address pool of your own: ${oneLine(fact.pool)}.`;
    case "requester-managed":
      return `An AWS service made it and looks after it: ${oneLine(fact.requesterId)}.`;
    case "operator-managed":
      return `Another service looks after it: ${oneLine(fact.operator)}.`;
    case "interface-type":
      return `It is of a type that only AWS services make: ${oneLine(fact.interfaceType)}.`;
    case "foreign-owner":
      return `It belongs to another account: ${oneLine(fact.ownerId)}.`;
    case "stack-managed":
      return `It is part of the CloudFormation stack ${quoted(fact.stack)}.`;
    default:
      return assertNever(fact);
  }
}

function forbiddenByGuards({ guards }: Explanation): string {
  const names = forbiddingGuards(guards);
  return names.length === 1
    ? `The guard ${names.join("")} forbids it, see below.`
    : `The guards ${listed(names)} forbid it, see below.`;
}
