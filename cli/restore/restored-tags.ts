import { day } from "../../functions/janitor/domain/duration.ts";
import type { Tags } from "../../functions/janitor/domain/resource.ts";
import { fold } from "../../functions/janitor/domain/spelling.ts";
import { markKey, readOwnTags } from "../../functions/janitor/domain/tags.ts";
import { restoredFromKey } from "./releases.ts";

/** The tags of what is given back, and which of the former ones it does not get. */
export interface RestoredTags {
  readonly tags: Tags;
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
  /** The id of the interface that this one is made for. */
  readonly restoredFrom?: string | undefined;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const most = 50;

/** Days for which what is given back is kept, besides today. */
const keptDays = 7;

/**
 * The tags that something is given back with: all its own, but not the mark, under which the next run would release it again;
 * and a keep-until, under which no run does so for a week. Pure.
 */
export function restoredTags(original: Tags, { prefix, now, restoredFrom }: TagFacts): RestoredTags {
  const all = Object.entries(original);
  const reserved = all.flatMap(([key]) => (/^aws:/i.test(key) ? [key] : []));
  const [mark, keepUntil] = [fold(markKey(prefix)), fold(keepUntilKey(prefix))];
  const isOwn = ([key, value]: readonly [string, string]) =>
    !reserved.includes(key) && ![mark, keepUntil].includes(fold(key)) && !isFormerOrigin(key, value, restoredFrom);
  const own = all.filter(isOwn);
  const kept = keptLongest(
    all.filter(([key]) => fold(key) === keepUntil),
    prefix,
    now,
  );

  const wished = restoredFrom === undefined ? [] : [[restoredFromKey, restoredFrom] as const];
  // A tag that the janitor would take for one of its own would keep the thing for ever; and one of the owner's is the owner's.
  const isUsable =
    readOwnTags(Object.fromEntries(wished), prefix).unreadable.length === 0 &&
    !own.some(([key]) => key === restoredFromKey);
  const origin = isUsable ? wished : [];
  const room = most - 1;
  const hasRoom = own.length + origin.length <= room;
  const named = hasRoom ? origin : [];
  return {
    tags: Object.fromEntries([kept, ...own.slice(0, room), ...named]),
    namesOrigin: named.length > 0,
    reserved,
    cut: own.slice(room).map(([key]) => key),
  };
}

/** Of an interface that was given back before, and is now again. */
function isFormerOrigin(key: string, value: string, restoredFrom: string | undefined): boolean {
  return restoredFrom !== undefined && key === restoredFromKey && /^eni-\w+$/.test(value);
}

function keepUntilKey(prefix: string): string {
  return `${prefix}keep-until`;
}

/** The tag as it was, where it keeps the thing longer than a week; else one that keeps it for a week. */
function keptLongest(
  before: readonly (readonly [string, string])[],
  prefix: string,
  now: number,
): readonly [string, string] {
  const until = new Date(now + keptDays * day).toISOString().slice(0, 10);
  const anew = [keepUntilKey(prefix), until] as const;
  const read = (tag: readonly [string, string]) => readOwnTags(Object.fromEntries([tag]), prefix).keptUntil ?? 0;
  return before.reduce((longest, tag) => (read(tag) > read(longest) ? tag : longest), anew);
}

/** What the tags of something must start with that was released under another prefix than this. */
export function otherPrefix(tags: Tags, prefix: string): string | undefined {
  const keys = Object.keys(tags);
  if (keys.includes(markKey(prefix))) return undefined;
  const mark = keys.find((key) => key.endsWith(markKey("")));
  return mark?.slice(0, -markKey("").length);
}
