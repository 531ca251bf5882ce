import Table from "cli-table3";
import wrapAnsi from "wrap-ansi";
import { count, instant, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { type Output, styled, widthOf, wrapped } from "../terminal.ts";
import { isPlain } from "./plain-word.ts";
import type { Release } from "./releases.ts";
import { nameOf } from "./returned-words.ts";

/** In columns: an instant in UTC, and the longest region with a blank behind it. */
const widths = { when: 22, region: 16 } as const;

/** Two lines a release, the newest first: when, what and where; and below that what it is called, and by which run. */
export function writeReleases(releases: readonly Release[], command: string, out: Output): string {
  const [newest] = releases;
  if (newest === undefined) return "Nothing in the journal could be had back.\n";
  const { resource, runId } = newest;
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
    wrapped("Give back one, or several ids with blanks between them, or all of a run:", out),
    `  ${command} --id ${resource.kind === "elastic-ip" ? resource.publicIp : resource.id}`,
    ...(isPlain(runId) ? [`  ${command} --run ${runId}`] : []),
    "",
  ].join("\n");
}

/** Releases in one table: its maker takes four times as long for twice as many. */
const most = 20;

function inParts(releases: readonly Release[]): readonly (readonly Release[])[] {
  return Array.from({ length: Math.ceil(releases.length / most) }, (_, at) =>
    releases.slice(at * most, (at + 1) * most),
  );
}

function writePart(releases: readonly Release[], out: Output): readonly string[] {
  const table = new Table({
    chars: noBorders,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colWidths: [widths.when, widthOf(out) - widths.when - widths.region, widths.region],
    wordWrap: true,
  });
  for (const release of releases) {
    const { resource, at } = release;
    const what = resource.kind === "elastic-ip" ? resource.publicIp : resource.id;
    table.push([instant(new Date(at).toISOString()), styled("bold", what, out), resource.scope.region]);
    table.push([{ content: indented(about(release), out), colSpan: 3 }]);
  }
  return table.toString().split("\n");
}

const margin = "  ";

function indented(text: string, out: Output): string {
  const lines = wrapAnsi(text, widthOf(out) - margin.length - 1, { hard: true }).split("\n");
  return lines.map((line) => styled("dim", margin + line, out)).join("\n");
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

const noBorders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
} as const;
