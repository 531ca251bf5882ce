import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import type { ForbiddingEvidence } from "../../functions/janitor/domain/evidence.ts";
import type { ForbiddingFact } from "../../functions/janitor/domain/forbidding-facts.ts";
import type { GuardName } from "../../functions/janitor/domain/policy.ts";
import { oneLine, quoted } from "../../functions/janitor/notify/plain-text.ts";

/** What to do about something on the resource. */
export function aboutFact(fact: ForbiddingFact): string {
  switch (fact.reason) {
    case "service-managed":
      return `Delete what it serves in ${oneLine(fact.service)}, which then lets it go.`;
    case "customer-owned-pool":
      return "Release it by hand: what comes from a pool of your own, the janitor never does.";
    case "requester-managed":
    case "operator-managed":
    case "interface-type":
      return "Delete what it was made for: the service that made it takes it away.";
    case "foreign-owner":
      return `Ask the account ${oneLine(fact.ownerId)}: it belongs to them.`;
    case "stack-managed":
      return `Delete the stack ${quoted(fact.stack)}, or switch the guard off in the policy: guards: { stacks: false }.`;
    default:
      return assertNever(fact);
  }
}

/** What to do about what guards said. */
export function aboutEvidence(evidence: readonly ForbiddingEvidence[]): readonly string[] {
  const guards = evidence.flatMap(({ guard }) => (guard === "evidence" ? [] : [guard]));
  const off = guards.map((guard) => `${guard}: false`).join(", ");
  return [
    ...evidence.map(remedyFor),
    ...(guards.length === 0
      ? []
      : [`Or switch ${guards.length === 1 ? "the guard" : "the guards"} off in the policy: guards: { ${off} }.`]),
  ];
}

function remedyFor(evidence: ForbiddingEvidence): string {
  if (evidence.answer === "found") return remedies[evidence.guard];
  const { guard, error } = evidence;
  const who = guard === "evidence" ? "the guards" : `the guard ${guard}`;
  if (error.class !== "denied") return `Ask again later: ${who} could not tell this time.`;
  return `Let ${who} ask: these credentials may not. The function has others, and may be told more.`;
}

const remedies: Readonly<Record<GuardName, string>> = {
  dns: "Remove the DNS records.",
  ptr: "Remove its reverse DNS.",
  "allow-lists": "Take it out of the security groups.",
  activity: "Leave it alone for a whole grace.",
  transfers: "Wait until the transfer is over, or end it.",
  routes: "Remove the routes.",
  templates: "Delete the versions of the launch templates that name it.",
  stacks: "Delete the stack.",
};
