import { oneLine } from "../../../functions/janitor/notify/plain-text.ts";
import { reasonWords } from "../../../functions/janitor/notify/reason-words.ts";

/** Told elsewhere on the page, and better. */
const toldElsewhere: ReadonlySet<string> = new Set(["evidence", "decidedBy", "graceMs"]);

/** The facts behind a decision, a line each, whatever they are: `stack managed by …` or `instance id i-1`. */
export function detailLines(detail: Readonly<Record<string, unknown>> = {}): readonly string[] {
  return Object.entries(detail)
    .filter(([key]) => !toldElsewhere.has(key))
    .flatMap(([key, value]) => {
      if (Array.isArray(value))
        return value.map((each) => (typeof each === "string" ? `${inWords(key)} ${each}` : words(each)));
      return [typeof value === "object" ? words(value) : `${inWords(key)} ${String(value)}`];
    })
    .map((line) => oneLine(line, 600));
}

function words(fact: unknown): string {
  if (typeof fact !== "object" || fact === null) return String(fact);
  return Object.entries(fact)
    .map(([key, value]) => (key === "reason" ? reasonWords(String(value)) : `${inWords(key)} ${String(value)}`))
    .join(", ");
}

/** `instanceId` as `instance id`. */
function inWords(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
