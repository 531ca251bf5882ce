import type { NetworkInterface, Resource } from "../../functions/janitor/domain/resource.ts";
import type { JournalLine } from "./journal-lines.ts";

/** On an interface that was made anew: the id of the one it was made for. */
export const restoredFromKey = "restored-from";

/** Something that was released, and could be had back. */
export interface Release {
  readonly resource: Resource;
  /** `maybe`: AWS did not answer, or the run was killed before it could say. */
  readonly gone: "surely" | "maybe";
  readonly runId: string;
  /** In ms since the epoch. */
  readonly at: number;
  /** Earlier releases of the same thing: it was given back in between, with another id. */
  readonly before: readonly EarlierRelease[];
}

export type EarlierRelease = Pick<Release, "runId" | "at" | "resource">;

/**
 * What was released, the newest first. Ids are never given out twice, so what was once released stays so whatever another run
 * says of it; else the last word counts. Pure.
 */
export function findReleases(lines: readonly JournalLine[]): readonly Release[] {
  const byResource = Map.groupBy(lines, ({ resource: { scope, id } }) => `${scope.account} ${scope.region} ${id}`);
  const releases = [...byResource.values()].flatMap(releaseOf).toSorted((one, other) => one.at - other.at);
  return withoutRepetitions(releases).toReversed();
}

type SingleRelease = Omit<Release, "before">;

function releaseOf(lines: readonly JournalLine[]): readonly SingleRelease[] {
  const runs = [...Map.groupBy(lines, ({ runId }) => runId).values()];
  const said = runs.flatMap((run) => lastWord(run)).toSorted((one, other) => one.at - other.at);
  const last = said.findLast(({ word }) => word === "released") ?? said.at(-1);
  if (last === undefined || last.word === "still-there") return [];
  const { word, resource, runId, at } = last;
  return [{ resource, gone: word === "released" ? "surely" : "maybe", runId, at }];
}

/**
 * What one run says of a resource, if anything. Lambda repeats a run under the same id, so there may be several intents, and each
 * outcome belongs to one of them: an intent without one was perhaps carried out, whatever came of the others.
 */
function lastWord(run: readonly JournalLine[]): readonly JournalLine[] {
  const sorted = run.toSorted((one, other) => one.at - other.at);
  const intents = sorted.filter(({ word }) => word === "intended").length;
  const hasOpenIntent = intents > sorted.length - intents;
  const telling = sorted.filter(({ word }) => saysSomething(word) && (word !== "intended" || hasOpenIntent));
  const last = telling.findLast(({ word }) => word === "released") ?? telling.at(-1);
  return last === undefined ? [] : [last];
}

/**
 * Not of what an earlier run may have done: whoever did nothing may not even have looked, and whoever found it gone came too late.
 */
function saysSomething(word: JournalLine["word"]): boolean {
  return word !== "not-done" && word !== "already-gone";
}

/** What was given back and released again is one thing: only as it was last can it be had back. */
function withoutRepetitions(oldestFirst: readonly SingleRelease[]): readonly Release[] {
  const found = new Map<string, SingleRelease & { readonly before: EarlierRelease[] }>();
  for (const release of oldestFirst) {
    const formerKey = sameAs(release.resource);
    const former = found.get(formerKey);
    const earlier = former !== undefined && isSameThing(release.resource, former.resource) ? former : undefined;
    if (earlier !== undefined) found.delete(formerKey);
    // The list goes on from one to the next: a copy each time would take a minute for some thousands.
    const before = earlier?.before ?? [];
    if (earlier !== undefined) before.push({ runId: earlier.runId, at: earlier.at, resource: earlier.resource });
    found.set(keyOf(release.resource), { ...release, before });
  }
  return [...found.values()];
}

function keyOf(resource: Resource): string {
  const { scope } = resource;
  return `${scope.account} ${scope.region} ${resource.kind === "elastic-ip" ? resource.publicIp : resource.id}`;
}

/** The key of what this says it was made for, or its own. */
function sameAs(resource: Resource): string {
  const { scope, kind, tags } = resource;
  const former =
    kind === "network-interface" && Object.hasOwn(tags, restoredFromKey) ? tags[restoredFromKey] : undefined;
  return former === undefined ? keyOf(resource) : `${scope.account} ${scope.region} ${former}`;
}

/** Tags are anybody's to write and to copy: what an interface says it was made for has to fit it as well. */
function isSameThing(resource: Resource, former: Resource): boolean {
  if (resource.kind === "elastic-ip" || former.kind === "elastic-ip") return resource.kind === former.kind;
  return resource.id === former.id || isInPlaceOf(resource, former);
}

/** Whether an interface is where another one was: in the same subnet, with the same primary private address. */
export function isInPlaceOf({ shape }: NetworkInterface, { shape: former }: NetworkInterface): boolean {
  const [primary, formerPrimary] = [shape, former].map(
    ({ privateIps }) => privateIps.find((each) => each.primary)?.address,
  );
  if (former.subnetId === undefined || shape.subnetId !== former.subnetId) return false;
  // Without an address there was nothing to ask for, so EC2 has chosen one.
  return former.privateIps.length === 0 || (primary !== undefined && primary === formerPrimary);
}
