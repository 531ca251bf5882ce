import { nearest } from "../../functions/janitor/nearest.ts";
import { count, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { Problem } from "../problem.ts";
import type { Release } from "./releases.ts";

/** What somebody wants to have back; of everything where both are absent. */
export interface Wish {
  readonly run?: string | undefined;
  /** Allocation ids, public addresses, interface ids. */
  readonly id?: readonly string[] | undefined;
  /** The file that was read, if it was one. */
  readonly journal?: string | undefined;
  /** How far back a log was read. */
  readonly since?: string | undefined;
}

/**
 * Those of the releases that somebody wants to have back.
 *
 * @throws Problem when one of them is not in the journal
 */
export function choose(releases: readonly Release[], wish: Wish): readonly Release[] {
  const { run, id: ids } = wish;
  const ofRun = run === undefined ? releases : chooseRun(releases, run, wish);
  if (ids === undefined) return ofRun;
  const unknown = ids.filter((id) => !ofRun.some((release) => namesOf(release).includes(fold(id))));
  if (unknown.length > 0) throw unknownIds(unknown, ofRun, wish);
  const wanted = new Set(ids.map(fold));
  return ofRun.filter((release) => namesOf(release).some((name) => wanted.has(name)));
}

function chooseRun(releases: readonly Release[], run: string, wish: Wish): readonly Release[] {
  const found = releases.filter((release) => runsOf(release).includes(fold(run)));
  if (found.length > 0) return found;
  const known = releases.flatMap(runsOf);
  throw notThere(
    `the journal has no release of a run ${oneLine(run)}`,
    { unknown: [run], known, option: "--run" },
    wish,
  );
}

function unknownIds(unknown: readonly string[], releases: readonly Release[], wish: Wish): Problem {
  const words = unknown.slice(0, 5).map((id) => oneLine(id));
  const more = unknown.length > words.length ? ` and ${count(unknown.length - words.length, "more", "more")}` : "";
  const message = `the journal has no release of ${words.join(", ")}${more}, so nothing was given back`;
  return notThere(message, { unknown, known: releases.flatMap(namesOf), option: "--id" }, wish);
}

interface NotThere {
  readonly unknown: readonly string[];
  readonly known: readonly string[];
  readonly option: "--run" | "--id";
}

function notThere(message: string, { unknown, known, option }: NotThere, { journal, since }: Wish): Problem {
  const near = [...new Set(unknown.flatMap((word) => nearest(word, known) ?? []))].slice(0, 5);
  return new Problem(`${message}.`, [
    ...near.map((name) => `Is ${option} ${oneLine(name)} meant?`),
    known.length === 0
      ? "There is nothing at all in it that could be had back."
      : "janitor restore --list shows what could be had back.",
    ...(journal === undefined && since !== undefined
      ? [`Only the last ${since} of the log were read: --since reads more.`]
      : []),
    "Another journal is read with --journal or --log-group.",
  ]);
}

function runsOf({ runId, before }: Release): readonly string[] {
  return [runId, ...before.map((each) => each.runId)].map(fold);
}

/** Everything that a release may be called by. */
function namesOf({ resource, before }: Release): readonly string[] {
  return [resource, ...before.map((each) => each.resource)].flatMap((each) =>
    each.kind === "elastic-ip" ? [each.id, each.publicIp] : [each.id],
  );
}

function fold(word: string): string {
  return word.trim().toLowerCase();
}
