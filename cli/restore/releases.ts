import type { Resource } from "../../functions/janitor/domain/resource.ts";
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
  readonly before: readonly Pick<Release, "runId" | "at" | "resource">[];
}

/**
 * What was released, the newest first. Ids are never given out twice, so what was once released stays so whatever another run
 * says of it; else the last word counts. Pure.
 */
export function findReleases(lines: readonly JournalLine[]): readonly Release[] {
  const byResource = Map.groupBy(lines, ({ resource: { scope, id } }) => `${scope.account} ${scope.region} ${id}`);
  const releases = [...byResource.values()].flatMap(releaseOf).toSorted((one, other) => one.at - other.at);
  return withoutRepetitions(releases).toReversed();
}

function releaseOf(lines: readonly JournalLine[]): readonly Release[] {
  const runs = [...Map.groupBy(lines, ({ runId }) => runId).values()];
  const said = runs
    .flatMap((run) => lastWord(run))
    .filter(({ word }) => word !== "already-gone")
    .toSorted((one, other) => one.at - other.at);
  const last = said.findLast(({ word }) => word === "released") ?? said.at(-1);
  if (last === undefined || last.word === "still-there") return [];
  const { word, resource, runId, at } = last;
  return [{ resource, gone: word === "released" ? "surely" : "maybe", runId, at, before: [] }];
}

/** An outcome comes after its intent, also where both bear the same instant or came in another order. */
function lastWord(run: readonly JournalLine[]): readonly JournalLine[] {
  const sorted = run.toSorted((one, other) => one.at - other.at);
  const last = sorted.findLast(({ word }) => word !== "intended") ?? sorted.at(-1);
  return last === undefined ? [] : [last];
}

/** What was given back and released again is one thing: only as it was last can it be had back. */
function withoutRepetitions(oldestFirst: readonly Release[]): readonly Release[] {
  const found = new Map<string, Release>();
  for (const release of oldestFirst) {
    const earlier = found.get(sameAs(release.resource));
    if (earlier !== undefined) found.delete(sameAs(release.resource));
    const before = earlier === undefined ? [] : [...earlier.before, earlier];
    found.set(keyOf(release.resource), { ...release, before });
  }
  return [...found.values()];
}

function keyOf(resource: Resource): string {
  const { scope } = resource;
  return `${scope.account} ${scope.region} ${resource.kind === "elastic-ip" ? resource.publicIp : resource.id}`;
}

/** The key of what this was made for, or its own. */
function sameAs(resource: Resource): string {
  const { scope, kind, tags } = resource;
  const former =
    kind === "network-interface" && Object.hasOwn(tags, restoredFromKey) ? tags[restoredFromKey] : undefined;
  return former === undefined ? keyOf(resource) : `${scope.account} ${scope.region} ${former}`;
}
