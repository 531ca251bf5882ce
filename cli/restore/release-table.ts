import { count, instant, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { borderlessTable, indented } from "../borderless-table.ts";
import { shellWord } from "../shell-word.ts";
import { type Output, styled, widthOf, wrapped } from "../terminal.ts";
import type { Release } from "./releases.ts";
import { nameOf } from "./returned-words.ts";

/** In columns: an instant in UTC, and the longest region with a blank behind it. */
const widths = { when: 22, region: 16 } as const;

/**
 * Two lines a release, the newest first: when, what and where; and below that what it is called, and by which run.
 *
 * @param command the words of the command to go on with
 */
export function writeReleases(releases: readonly Release[], command: readonly string[], out: Output): string {
  const [newest] = releases;
  const lines = inParts(releases).flatMap((part) => writePart(part, out));
  return [
    styled(
      "bold",
      `${count(releases.length, "release")} in the journal. What has been given back since is in it, too.`,
      out,
    ),
    "",
    ...lines.map((line) => line.trimEnd()),
    "",
    ...(newest === undefined ? [] : whatNext(newest, command, out)),
    "",
  ].join("\n");
}

function whatNext({ resource, runId }: Release, command: readonly string[], out: Output): readonly string[] {
  const one = ["--id", resource.kind === "elastic-ip" ? resource.publicIp : resource.id];
  const lines = [one, ["--run", runId]].flatMap((which) => commandLine([...command, ...which]));
  if (lines.length === 0) return [];
  return [wrapped("Give back one, or several ids with blanks between them, or all of a run:", out), ...lines];
}

/** A line to be copied, in quotes where a shell needs them; none where a word has what must not reach a terminal. */
function commandLine(words: readonly string[]): readonly string[] {
  const isShowable = words.every((word) => oneLine(word, Number.POSITIVE_INFINITY) === word);
  return isShowable ? [`  ${words.map(shellWord).join(" ")}`] : [];
}

/** Releases in one table: its maker takes four times as long for twice as many. */
const most = 20;

function inParts(releases: readonly Release[]): readonly (readonly Release[])[] {
  return Array.from({ length: Math.ceil(releases.length / most) }, (_, at) =>
    releases.slice(at * most, (at + 1) * most),
  );
}

function writePart(releases: readonly Release[], out: Output): readonly string[] {
  const table = borderlessTable([widths.when, widthOf(out) - widths.when - widths.region, widths.region]);
  for (const release of releases) {
    const { resource, at } = release;
    const what = resource.kind === "elastic-ip" ? resource.publicIp : resource.id;
    table.push([instant(new Date(at).toISOString()), styled("bold", what, out), resource.scope.region]);
    table.push([{ content: indented(about(release), out), colSpan: 3 }]);
  }
  return table.toString().split("\n");
}

function about({ resource, runId, gone }: Release): string {
  const name = nameOf(resource);
  return [
    ...(name === undefined ? [] : [name]),
    ...(resource.kind === "elastic-ip" ? [resource.id] : []),
    `run ${oneLine(runId)}`,
    ...(gone === "maybe" ? ["may be gone: the run could not say"] : []),
  ].join(", ");
}
