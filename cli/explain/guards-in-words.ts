import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import { decisionLines } from "../../functions/janitor/domain/decide.ts";
import { labelled } from "../../functions/janitor/notify/describe-finding.ts";
import { oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { reasonWords } from "../../functions/janitor/notify/reason-words.ts";
import type { Explanation } from "./explanation.ts";
import { forbiddingGuards, type GuardSaid } from "./guards-said.ts";
import { at } from "./times-in-words.ts";

/** What a guard has to say, the first line first; each thing that it found has one of its own. */
export function guardInWords(said: GuardSaid, explanation: Explanation): readonly string[] {
  switch (said.answer) {
    case "nothing-found":
      return [`nothing found${reservation(said, explanation)}${lately(said)}`];
    case "found":
      return foundInWords(said);
    case "could-not-tell":
      return [
        "could not tell, which forbids as well:",
        `${oneLine(said.error.message, 300)} (${oneLine(said.error.code)})`,
      ];
    case "off":
      return ["off in the policy"];
    case "no-say":
      return [`has no say in ${explanation.resource.kind === "elastic-ip" ? "Elastic IPs" : "network interfaces"}`];
    case "not-asked":
      return [
        said.decidedOn === undefined ? "not asked" : `not asked: line ${numberOf(said.decidedOn)} decided before`,
      ];
    case "silent":
      return ["gave no answer in time"];
    default:
      return assertNever(said);
  }
}

function foundInWords(said: Extract<GuardSaid, { answer: "found" }>): readonly string[] {
  const more = "more" in said ? (said.more ?? 0) : 0;
  const facts = [...said.found.map((fact) => oneLine(labelled(fact), 300)), ...(more > 0 ? [`and ${more} more`] : [])];
  const words = reasonWords(said.reason);
  return facts.length === 1 ? [`${words}: ${facts.join("")}`] : [`${words}:`, ...facts];
}

function numberOf(line: (typeof decisionLines)[number]): number {
  return decisionLines.indexOf(line) + 1;
}

/** Without a mark there is nothing since which something could have been done. */
function reservation({ guard }: GuardSaid, { decided }: Explanation): string {
  return guard === "activity" && decided.decision.reason === "first-seen" ? ", but it only looks from the mark on" : "";
}

function lately(said: GuardSaid): string {
  if (!("lastActivity" in said) || said.lastActivity === undefined) return "";
  const { event, by, at: when } = said.lastActivity;
  return `; last ${oneLine(event)} by ${oneLine(by)} on ${at(when)}`;
}

/** What the guards would do about what still waits, in a sentence; nothing where none was asked. */
export function foresight({ guards, decided }: Explanation): string | undefined {
  if (decided.decision.kind !== "wait" || !guards.some(wasAsked)) return undefined;
  const forbidding = forbiddingGuards(guards);
  if (forbidding.length > 0) return `As things are, ${listed(forbidding)} would forbid its release.`;
  return "As things are, they would let it go.";
}

/** Whether a guard outside the resource was asked. */
export function wasAsked({ guard, answer }: GuardSaid): boolean {
  return guard !== "stacks" && !notAsked.has(answer);
}

const notAsked: ReadonlySet<GuardSaid["answer"]> = new Set(["off", "no-say", "not-asked"] as const);

/** `one, another and a third`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
