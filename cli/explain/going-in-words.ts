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

type Goes = Exclude<GoingInRelease, { goes: "not-as-decided" }>;

/** On what it depends: nobody knows now what will be found then. */
function conditions(going: Goes, { policy }: Explanation): string {
  // What a guard cannot tell about counts as due: see `planReleases`.
  const breaker = `no more than ${policy.limits.releases} are due at once, with what could not be checked`;
  if (going.goes === "with-next-run") return `if one more look right before it agrees, and ${breaker}`;
  const { forbiddenBy } = going;
  const nothing =
    forbiddenBy.length === 0
      ? "nothing forbids it"
      : `nothing forbids it any more (as things are, ${listed(forbiddenBy)} would)`;
  return `if it is idle until then, ${nothing}, and ${breaker}`;
}

function inRelease(going: GoingInRelease, explanation: Explanation): string {
  switch (going.goes) {
    case "with-next-run":
      return `With the next run, ${conditions(going, explanation)}.`;
    case "when-due":
      return `With the first run from ${at(going.notBefore)} on, ${conditions(going, explanation)}.`;
    case "once-marked":
      return (
        `The next run marks it, and it goes with the first run ${graceOf(explanation)} after that, ` +
        `${conditions(going, explanation)}: not before ${at(going.notBefore)}.`
      );
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
      return [never, `In mode release it would go with the next run, ${conditions(going, explanation)}.`];
    case "when-due":
      return [
        never,
        `In mode release it would go with the first run from ${at(going.notBefore)} on, ${conditions(going, explanation)}.`,
      ];
    case "once-marked": {
      const later = `it would go with the first run ${graceOf(explanation)} after that, ${conditions(going, explanation)}`;
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
