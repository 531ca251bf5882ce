import { Ec2Clients } from "../../functions/janitor/aws/clients.ts";
import { parseDuration } from "../../functions/janitor/domain/duration.ts";
import { count, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { readCaller } from "../caller.ts";
import { sharedOptions } from "../credentials.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { Problem } from "../problem.ts";
import { chooseProfile } from "../profile.ts";
import { startProgress } from "../progress.ts";
import { styled, type Terminal, wrapped } from "../terminal.ts";
import { choose } from "./choose.ts";
import { giveBack } from "./give-back.ts";
import { readJournal, unreadableWords } from "./read-journal.ts";
import { writeReleases } from "./release-table.ts";
import { findReleases, type Release } from "./releases.ts";
import { isWhole, type Returned } from "./returned.ts";
import { nameResource, returnedLines } from "./returned-words.ts";
import { whyWords } from "./why-words.ts";

interface RestoreOptions {
  readonly list?: true | undefined;
  readonly run?: string | undefined;
  readonly id?: readonly string[] | undefined;
  readonly journal?: string | undefined;
  readonly logGroup?: string | undefined;
  readonly since: string;
  readonly tagPrefix: string;
  /** Whether the prefix was said, and is not just the usual one. */
  readonly isPrefixSaid: boolean;
  readonly profile?: string | undefined;
}

/** Gives back what was released, as the journal has it; or lists it. */
export async function restore(options: RestoreOptions, terminal: Terminal): Promise<ExitCode> {
  const wantsList = options.list === true || (options.run === undefined && options.id === undefined);
  // To list a file takes no AWS at all.
  if (!wantsList || options.journal === undefined) await chooseProfile(options.profile);
  const since = terminal.clock.now() - readSince(options.since);
  const { lines, unreadable } = await readJournal(options, since, terminal);
  for (const line of unreadableWords(unreadable)) terminal.stderr.write(`${styled("red", line, terminal.stderr)}\n`);
  const chosen = choose(findReleases(lines), options);
  const complete = wantsList ? list(chosen, options, terminal) : await giveAllBack(chosen, options, terminal);
  // What could not be read may have been about one of these.
  return complete && unreadable.length === 0 ? exitCodes.fine : exitCodes.failed;
}

function readSince(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new Problem(`--since ${oneLine(text)} is no duration.`, ["Write it like 36h, 14d or 2w."]);
}

function list(releases: readonly Release[], options: RestoreOptions, { stdout }: Terminal): true {
  const { journal, since } = options;
  if (releases.length > 0) stdout.write(writeReleases(releases, commandFor(options), stdout));
  else stdout.write(`${wrapped(nothingWords(journal === undefined ? since : undefined), stdout)}\n`);
  return true;
}

/** @param since how far back a log was read */
function nothingWords(since: string | undefined): string {
  const nothing = "Nothing in the journal could be had back.";
  return since === undefined ? nothing : `${nothing} Only the last ${since} of the log were read: --since reads more.`;
}

/** The words of the command to go on with, from the same journal. */
function commandFor({ journal, logGroup, profile, tagPrefix, isPrefixSaid, since }: RestoreOptions): readonly string[] {
  const said = Object.entries({
    "--journal": journal,
    "--log-group": logGroup,
    "--profile": profile,
    "--tag-prefix": isPrefixSaid ? tagPrefix : undefined,
    "--since": since === "30d" ? undefined : since,
  });
  return ["janitor", "restore", ...said.flatMap(([option, value]) => (value === undefined ? [] : [option, value]))];
}

/** In ms: somebody may have to type a code before there are credentials. */
const patience = 5 * 60_000;

/** @returns whether all of it is there again */
async function giveAllBack(
  releases: readonly Release[],
  { tagPrefix, isPrefixSaid }: RestoreOptions,
  terminal: Terminal,
): Promise<boolean> {
  const { stderr, stdout, clock } = terminal;
  // Whose account it is can be asked anywhere.
  const clients = new Ec2Clients(await sharedOptions(releases[0]?.resource.scope.region));
  const progress = startProgress(terminal);
  const all: { readonly release: Release; readonly returned: Returned }[] = [];
  try {
    const account = await readCaller(clock.after(patience), clients.shared, terminal);
    for (const release of releases) {
      progress.at("given back", all.length, releases.length);
      const returned = await giveBack(release, { account, clients, clock, tagPrefix, isPrefixSaid });
      for (const line of returnedLines(release, returned, stderr)) progress.line(line);
      all.push({ release, returned });
    }
  } finally {
    progress.end();
    clients.destroy();
  }
  stdout.write(summary(all));
  return all.every(({ returned }) => isWhole(returned));
}

function summary(all: readonly { readonly release: Release; readonly returned: Returned }[]): string {
  const many = (kind: Returned["kind"]) => all.filter(({ returned }) => returned.kind === kind).length;
  const words = [
    ["given-back", "given back"],
    ["there-already", "there already"],
    ["completed", "completed"],
    ["not-had-back", "could not be had back"],
  ] as const;
  const parts = words.flatMap(([kind, said]) => {
    const partly = all.filter(({ returned }) => returned.kind === kind && isPartly(returned)).length;
    if (many(kind) === 0) return [];
    return [`${many(kind)} ${said}`, ...(partly > 0 ? [`${partly} of them not with all they had`] : [])];
  });
  const missing = all.flatMap(({ release: { resource }, returned }) =>
    returned.kind === "not-had-back" ? [`  ${nameResource(resource)}: ${whyWords(returned.why, resource)}`] : [],
  );
  const kept = many("given-back") > 0 ? ["What was given back is kept for 7 days."] : [];
  return `${[`Of ${count(all.length, "release")}: ${parts.join(", ")}.`, ...missing, ...kept].join("\n")}\n`;
}

function isPartly(returned: Returned): boolean {
  return returned.kind !== "not-had-back" && !isWhole(returned);
}
