import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import { formatDuration } from "../../functions/janitor/domain/duration.ts";
import type { Mode } from "../../functions/janitor/domain/policy.ts";
import type { Explanation, GoingInRelease } from "./explanation.ts";
import { listed } from "./guards-in-words.ts";
import { forbiddingGuards } from "./guards-said.ts";
import { at, lastDay } from "./times-in-words.ts";

/** When it would go by itself, and what the next run does about it, in sentences. */
export function goingInWords(explanation: Explanation): readonly string[] {
  const { going, next } = explanation;
  const marks = next === "unmark" ? ["The next run takes its mark off, so its grace would start anew."] : [];
  if (going.goes !== "not-in-mode") return [inRelease(going, explanation), ...marks];
  return [...outsideRelease(going.otherwise, going.mode, explanation), ...marks];
}

const ifNothing = "if it is idle until then and nothing forbids it";

function inRelease(going: GoingInRelease, explanation: Explanation): string {
  const { limits } = explanation.policy;
  switch (going.goes) {
    case "with-next-run":
      return `With the next run, if one more look right before it agrees, and no more than ${limits.releases} are due at once.`;
    case "when-due":
      return `With the first run from ${at(going.notBefore)} on, ${ifNothing}.`;
    case "once-marked":
      return `The next run marks it, and it goes ${graceOf(explanation)} after that, ${ifNothing}: not before ${at(going.notBefore)}.`;
    case "not-as-decided":
      return notAsDecided(explanation);
    default:
      return assertNever(going);
  }
}

/** What a mode makes of it that releases nothing, and what mode `release` would. */
function outsideRelease(going: GoingInRelease, mode: Mode, explanation: Explanation): readonly string[] {
  const never = `Never by itself: mode ${mode} releases nothing.`;
  switch (going.goes) {
    case "with-next-run":
      return [never, "In mode release it would go with the next run."];
    case "when-due":
      return [never, `In mode release it would go with the first run from ${at(going.notBefore)} on.`];
    case "once-marked": {
      const later = `it would go ${graceOf(explanation)} after that`;
      if (mode === "mark") return [never, `The next run marks it, and its grace begins. In mode release ${later}.`];
      return [
        `Never by itself: mode ${mode} releases nothing, and marks nothing, so its grace never begins.`,
        `In mode release the next run would mark it, and ${later}.`,
      ];
    }
    case "not-as-decided":
      return [];
    default:
      return assertNever(going);
  }
}

function graceOf({ grace }: Explanation): string {
  return formatDuration(grace?.graceMs ?? 0);
}

function notAsDecided({ decided: { decision }, guards, policy }: Explanation): string {
  const anyway = policy.mode === "release" ? "" : ` And mode ${policy.mode} releases nothing anyway.`;
  switch (decision.kind) {
    case "keep":
      if (decision.reason === "in-use") return "Never while it is in use.";
      if (decision.reason === "keep-until") return `Not through ${lastDay(decision.keptUntil)} UTC.${anyway}`;
      return `Never as long as it is kept.${anyway}`;
    case "report":
      return `Never as long as it is only reported.${anyway}`;
    case "protect": {
      if ("facts" in decision) return `Never as long as that is so.${anyway}`;
      const names = forbiddingGuards(guards);
      return `Never as long as ${listed(names)} ${names.length === 1 ? "forbids" : "forbid"} it.${anyway}`;
    }
    case "wait":
    case "release":
      return "";
    default:
      return assertNever(decision);
  }
}
