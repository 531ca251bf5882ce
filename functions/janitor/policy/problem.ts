import { nearest } from "../nearest.ts";

/** One thing that is wrong with a policy. */
export interface PolicyProblem {
  /** Where: keys and list positions from the top. It ends in the unknown key itself, or in the key that is missing. */
  readonly path: readonly (string | number)[];
  /** Set when the key at the end of the path is the mistake, and not its value. */
  readonly unknownKey?: true;
  /** What was found, what is allowed, and which near word may have been meant. */
  readonly message: string;
}

/** `rules[0].match.kind: found "eni", expected …`: the path in front, where there is one. */
export function formatProblem({ path, message }: Pick<PolicyProblem, "path" | "message">): string {
  return path.length === 0 ? message : `${formatPath(path)}: ${message}`;
}

function formatPath(path: PolicyProblem["path"]): string {
  return path
    .map((step, at) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w-]{1,60}$/.test(step)) return `[${quoted(step)}]`;
      return at === 0 ? step : `.${step}`;
    })
    .join("");
}

/** `found "Release", expected report, mark or release; did you mean release?` */
export function mismatch(input: unknown, expected: string, candidates: readonly string[] = []): string {
  const near = typeof input === "string" ? nearest(input, candidates) : undefined;
  return `found ${found(input)}, expected ${expected}${didYouMean(near)}`;
}

/** `unknown key, expected one of mode, regions …; did you mean mode?` */
export function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key, expected ${either(known)}${didYouMean(nearest(key, known))}`;
}

/** The words as a person lists them: `report, mark or release`. */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

export function didYouMean(word: string | undefined): string {
  return word === undefined ? "" : `; did you mean ${word}?`;
}

function found(input: unknown): string {
  if (input === undefined || input === null) return "nothing";
  if (typeof input === "string") return quoted(input);
  if (typeof input === "number" || typeof input === "boolean") return String(input);
  if (Array.isArray(input)) return input.length === 0 ? "an empty list" : "a list";
  if (typeof input === "object") return Object.keys(input).length === 0 ? "an empty mapping" : "a mapping";
  return `a ${typeof input}`;
}

/** One line, whatever the text: line breaks are escaped and the end of a long text is cut. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}
