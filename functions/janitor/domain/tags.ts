import { day, parseDuration } from "./duration.ts";
import { type Action, actions, shortestGraceMs, type TagMatch } from "./policy.ts";
import type { Tags } from "./resource.ts";
import { fold, isOneSlipAway, lettersOf, wordsOf } from "./spelling.ts";

/** What the janitor's own tags on one resource say. All instants are ms since the epoch. */
export interface OwnTags {
  readonly policy?: Action | undefined;
  /** The first instant that is no longer covered: midnight UTC after the day named. */
  readonly keptUntil?: number | undefined;
  readonly graceMs?: number | undefined;
  /** When the janitor first saw the resource idle: the mark. */
  readonly idleSince?: number | undefined;
  /** Tags under the prefix that could not be read. One is enough to keep the resource. */
  readonly unreadable: readonly UnreadableTag[];
}

/** A tag under the janitor's prefix that does not say anything it knows. */
export interface UnreadableTag {
  readonly key: string;
  readonly value: string;
  /** What could stand there. */
  readonly expected: string;
}

const suffixes = ["policy", "keep-until", "grace", "idle-since"] as const;
type Suffix = (typeof suffixes)[number];

const expected: Readonly<Record<Suffix, string>> = {
  policy: actions.join(", "),
  "keep-until": "a date such as 2027-01-31",
  grace: "a duration of an hour or more, such as 36h, 14d or P14D",
  "idle-since": "an instant such as 2027-01-31T06:00:00Z, written by the janitor alone",
};

/** The key of the tag that carries the mark. */
export function markKey(prefix: string): string {
  return `${prefix}idle-since`;
}

/** Whether a resource carries a mark, readable or not. */
export function isMarked(tags: Tags, prefix: string): boolean {
  return Object.hasOwn(tags, markKey(prefix));
}

/** The value of a mark. */
export function markValue(now: number): string {
  return new Date(now).toISOString();
}

/**
 * Reads every tag that starts with the prefix. Keys and values are compared without regard to case and surrounding
 * white space, because people type them. Anything under the prefix that is not understood is unreadable, unknown keys
 * too, and so is what all but says one of the keys: `janitor:polcy=keep` and `janitor-policy=keep` were meant to save
 * something.
 */
export function readOwnTags(tags: Tags, prefix: string): OwnTags {
  const read: Draft = {};
  const seen = new Set<Suffix>();
  const unreadable: UnreadableTag[] = [];

  const start = fold(prefix);
  const meant = isMeantAsOurs(prefix);
  for (const [key, value] of Object.entries(tags)) {
    const written = fold(key);
    const suffix = suffixes.find((known) => written === start + known);
    if (suffix === undefined) {
      if (written.startsWith(start) || meant(key, value)) unreadable.push({ key, value, expected: anyKey(prefix) });
      continue;
    }
    if (seen.has(suffix)) {
      unreadable.push({ key, value, expected: `only one tag ${prefix}${suffix}, whatever its case` });
      continue;
    }
    seen.add(suffix);
    if (!readInto(read, suffix, value, key === markKey(prefix))) {
      unreadable.push({ key, value, expected: expected[suffix] });
    }
  }
  return { ...read, unreadable };
}

function anyKey(prefix: string): string {
  return `one of ${suffixes.map((suffix) => prefix + suffix).join(", ")}`;
}

/** From so many letters on, a prefix is told from others even with a slip in it. */
const enoughLetters = 4;

/**
 * Whether a tag was meant as one of ours: it names the janitor and says something (`janitor-keep`, `elastic-janitor:keep`,
 * `janitor` = `keep`), or its key is one of ours with other separators, something in front, or one slip of the finger.
 */
function isMeantAsOurs(prefix: string): (key: string, value: string) => boolean {
  const letters = lettersOf(prefix).length;
  const keys = suffixes.map((suffix) => lettersOf(prefix + suffix));
  const names = [prefix, `elastic ${prefix}`].map(wordsOf);
  return (key, value) => {
    const written = lettersOf(key);
    if (letters < enoughLetters) return letters > 0 && keys.includes(written);
    const words = wordsOf(key);
    const named = names.find((name) => words.startsWith(name));
    const saysSomething = words !== named || actions.some((action) => action === fold(value));
    if (named !== undefined && saysSomething) return true;
    return keys.some((meant) => written.endsWith(meant) || isOneSlipAway(written, meant));
  };
}

/**
 * What may say `release`, in any case. Not all that reads like it, because the janitor's role has to agree, and IAM compares by
 * the letter: a slip here keeps the resource, as every other does.
 */
export const releaseSpellings: readonly string[] = ["release", " release", "release ", " release "];

type Draft = { -readonly [K in keyof Omit<OwnTags, "unreadable">]: OwnTags[K] };

function readInto(read: Draft, suffix: Suffix, text: string, isOurMark: boolean): boolean {
  const value = fold(text);
  switch (suffix) {
    case "policy":
      read.policy = actions.find((action) => action === value);
      return read.policy === "release" ? releaseSpellings.includes(text.toLowerCase()) : read.policy !== undefined;
    case "keep-until": {
      const start = readDate(value);
      if (start === undefined) return false;
      read.keptUntil = start + day;
      return true;
    }
    case "grace": {
      const graceMs = parseDuration(value);
      if (graceMs === undefined || graceMs < shortestGraceMs) return false;
      read.graceMs = graceMs;
      return true;
    }
    case "idle-since":
      // Only the key as the janitor writes it is a mark: it could not take a differently cased one off again.
      read.idleSince = isOurMark ? readInstant(text.trim()) : undefined;
      return read.idleSince !== undefined;
    default:
      return suffix satisfies never;
  }
}

/** Midnight UTC of an ISO calendar date that exists. */
function readDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00.000Z`);
  // Date.parse rolls 30 February over into March in some engines: what comes back must be what was written.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : at;
}

/** An ISO instant in UTC, with or without milliseconds. */
function readInstant(text: string): number | undefined {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)Z$/.exec(text) ?? [];
  if (date === undefined || readDate(date) === undefined) return undefined;
  const at = Date.parse(`${date}T${time}Z`);
  return Number.isNaN(at) ? undefined : at;
}

/** The tag that a matcher finds on a resource, with its key as it stands there. */
export function findTag(tags: Tags, match: TagMatch): { key: string; value: string } | undefined {
  const wanted = match.values?.map(fold);
  for (const [key, value] of Object.entries(tags)) {
    if (fold(key) !== fold(match.tag)) continue;
    if (wanted === undefined || wanted.includes(fold(value))) return { key, value };
  }
  return undefined;
}
