import { day } from "../../functions/janitor/domain/duration.ts";
import type { Tags } from "../../functions/janitor/domain/resource.ts";
import { fold } from "../../functions/janitor/domain/spelling.ts";
import { markKey, readOwnTags } from "../../functions/janitor/domain/tags.ts";
import { restoredFromKey } from "./releases.ts";

/** The tags of what is given back, and which of the former ones it does not get. */
export interface RestoredTags {
  readonly tags: Tags;
  /** The prefixes under which it is kept: the one that was said, and each that has marked it. */
  readonly prefixes: readonly string[];
  /** Whether it says what it was made for; there may be no room for it. */
  readonly namesOrigin: boolean;
  /** Keys that only AWS may write. */
  readonly reserved: readonly string[];
  /** Keys that there was no room for. */
  readonly cut: readonly string[];
}

interface TagFacts {
  readonly prefix: string;
  /** In ms since the epoch. */
  readonly now: number;
  /** Of an interface. */
  readonly origin?: Origin | undefined;
}

interface Origin {
  /** The id of the interface that this one is made for. */
  readonly restoredFrom: string;
  /** The ids of those that that one was made for in turn, as far as the journal knows. */
  readonly before: readonly string[];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const most = 50;

/** Days for which what is given back is kept, besides today. */
const keptDays = 7;

/**
 * The tags that something is given back with: all its own, but no mark, under which the next run would release it again; and a
 * keep-until, under which no run does so for a week. Several janitors may have marked it, each with a prefix of its own. Pure.
 */
export function restoredTags(original: Tags, { prefix, now, origin }: TagFacts): RestoredTags {
  const all = Object.entries(original);
  const prefixes = prefixesOf(original, prefix);
  const reserved = all.flatMap(([key]) => (/^aws:/i.test(key) ? [key] : []));
  const janitors = new Set(prefixes.flatMap((each) => [fold(markKey(each)), fold(keepUntilKey(each))]));
  const isOwn = ([key, value]: readonly [string, string]) =>
    !reserved.includes(key) && !janitors.has(fold(key)) && !isFormerOrigin(key, value, origin);
  const own = all.filter(isOwn);
  const kept = prefixes.map((each) => keptLongest(all, each, now));

  const wished = origin === undefined ? [] : [[restoredFromKey, origin.restoredFrom] as const];
  // A tag that the janitor would take for one of its own would keep the thing for ever; and one of the owner's is the owner's.
  const isUsable =
    prefixes.every((each) => readOwnTags(Object.fromEntries(wished), each).unreadable.length === 0) &&
    !own.some(([key]) => key === restoredFromKey);
  const named = isUsable ? wished : [];
  const room = most - kept.length;
  const hasRoom = own.length + named.length <= room;
  return {
    tags: Object.fromEntries([...kept, ...own.slice(0, room), ...(hasRoom ? named : [])]),
    prefixes,
    namesOrigin: hasRoom && named.length > 0,
    reserved,
    cut: own.slice(room).map(([key]) => key),
  };
}

/** The prefixes of all janitors that have marked something: what reads as a mark is one. */
export function markedPrefixes(tags: Tags): readonly string[] {
  const suffix = markKey("");
  return Object.entries(tags).flatMap(([key, value]) => {
    const prefix = key.endsWith(suffix) ? key.slice(0, -suffix.length) : "";
    if (prefix === "" || /^aws:/i.test(prefix)) return [];
    return readOwnTags(Object.fromEntries([[key, value]]), prefix).idleSince === undefined ? [] : [prefix];
  });
}

/** The one that was said, and each that has marked it. The janitor knows no case in them, so neither may they differ by it. */
function prefixesOf(tags: Tags, prefix: string): readonly string[] {
  const all = [prefix, ...markedPrefixes(tags)];
  return all.filter((each, at) => all.findIndex((other) => fold(other) === fold(each)) === at);
}

/** Whether something that was made in the place of this is within the days for which it is kept. */
export function isKept(tags: Tags, original: Tags, { prefix, now }: TagFacts): boolean {
  return prefixesOf(original, prefix).some((each) => (readOwnTags(tags, each).keptUntil ?? 0) > now);
}

/** Whether something has all the tags that were sent for it. */
export function carries(tags: Tags, sent: Tags): boolean {
  return Object.entries(sent).every(([key, value]) => Object.hasOwn(tags, key) && tags[key] === value);
}

/** Of an interface that was given back before, and is now again. Any other value is its owner's. */
function isFormerOrigin(key: string, value: string, origin: Origin | undefined): boolean {
  return key === restoredFromKey && origin !== undefined && origin.before.includes(value);
}

function keepUntilKey(prefix: string): string {
  return `${prefix}keep-until`;
}

/** The tag as it was, where it keeps the thing longer than a week; else one that keeps it for a week. */
function keptLongest(
  all: readonly (readonly [string, string])[],
  prefix: string,
  now: number,
): readonly [string, string] {
  const key = keepUntilKey(prefix);
  const anew = [key, new Date(now + keptDays * day).toISOString().slice(0, 10)] as const;
  const read = (tag: readonly [string, string]) => readOwnTags(Object.fromEntries([tag]), prefix).keptUntil ?? 0;
  return all
    .filter(([each]) => fold(each) === fold(key))
    .reduce((longest, tag) => (read(tag) > read(longest) ? tag : longest), anew);
}
