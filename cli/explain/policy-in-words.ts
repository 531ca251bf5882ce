import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import { formatDuration } from "../../functions/janitor/domain/duration.ts";
import type { ResourceKind } from "../../functions/janitor/domain/resource.ts";
import { oneLine, quoted } from "../../functions/janitor/notify/plain-text.ts";
import { serviceWords } from "../../functions/janitor/notify/service-words.ts";
import type { Grace, PolicyWord, RuleSign } from "./policy-word.ts";
import { at } from "./times-in-words.ts";

const actionWords = { keep: "to keep it", report: "only to report it", release: "to release it" } as const;

/** Whose word it is, and what it says. */
export function wordInWords(word: PolicyWord, kind: ResourceKind): string {
  const says = `says ${actionWords[word.action]}`;
  switch (word.by) {
    case "tag":
      return `Its own tag ${quoted(word.key)} = ${quoted(word.value)} ${says}.`;
    case "rule": {
      const why = word.matched.map((sign) => signInWords(sign, kind)).join(", and ");
      return `The policy's rule ${quoted(word.rule)} ${says}${why === "" ? "" : `, because ${why}`}.`;
    }
    case "default":
      return `No rule matches it, and the policy's default ${says}.`;
    default:
      return assertNever(word);
  }
}

export const kindWords: Readonly<Record<ResourceKind, string>> = {
  "elastic-ip": "Elastic IP",
  "network-interface": "network interface",
};

function signInWords(sign: RuleSign, kind: ResourceKind): string {
  switch (sign.on) {
    case "kind":
      return `it is ${kind === "elastic-ip" ? "an" : "a"} ${kindWords[sign.kind]}`;
    case "region":
      return `it is in ${oneLine(sign.region)}`;
    case "tag":
      return `it is tagged ${quoted(sign.key)}${sign.value === "" ? "" : ` = ${quoted(sign.value)}`}`;
    case "service":
      return `it belongs to ${serviceWords[sign.service]}`;
    case "description":
      return `its description ${quoted(sign.description)} has ${quoted(sign.contains)} in it`;
    default:
      return assertNever(sign);
  }
}

const graceWords = { tag: "by its own tag", rule: "by the rule", policy: "by the policy" } as const;

/** Since when it is idle, and until when it has to be. */
export function graceInWords({ graceMs, from, mark, dueAt }: Grace, now: number): readonly string[] {
  const grace = `Its grace, ${formatDuration(graceMs)} ${graceWords[from]},`;
  if (mark === undefined) {
    return ["No run has marked it, so nobody knows for how long it has been idle.", `${grace} begins with its mark.`];
  }
  const since =
    mark > now
      ? `Its mark says ${at(mark)}; an instant to come counts as now.`
      : `Idle since ${at(mark)}, as its mark says.`;
  return [since, `${grace} ${dueAt > now ? "ends" : "ended"} on ${at(dueAt)}.`];
}
