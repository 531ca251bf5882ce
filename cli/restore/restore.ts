import { readCallerAccount } from "../../functions/janitor/aws/caller-identity.ts";
import { Ec2Clients } from "../../functions/janitor/aws/clients.ts";
import { parseDuration } from "../../functions/janitor/domain/duration.ts";
import { count, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { Problem } from "../problem.ts";
import { startProgress } from "../progress.ts";
import { styled, type Terminal } from "../terminal.ts";
import { choose } from "./choose.ts";
import { giveBack } from "./give-back.ts";
import { isPlain } from "./plain-word.ts";
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
  readonly profile?: string | undefined;
}

/** Gives back what was released, as the journal has it; or lists it. */
export async function restore(options: RestoreOptions, terminal: Terminal): Promise<ExitCode> {
  // The SDK's own switch for it: whatever it reads, it reads from that profile.
  if (options.profile !== undefined) process.env.AWS_PROFILE = options.profile;
  const since = terminal.clock.now() - readSince(options.since);
  const { lines, unreadable } = await readJournal(options, since, terminal);
  for (const line of unreadableWords(unreadable)) terminal.stderr.write(`${styled("red", line, terminal.stderr)}\n`);
  const chosen = choose(findReleases(lines), options);
  const wantsList = options.list === true || (options.run === undefined && options.id === undefined);
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
  stdout.write(writeReleases(releases, commandFor(options), stdout));
  return true;
}

/** The command to go on with, from the same journal; what would need quotes is left to the reader. */
function commandFor({ journal, logGroup, profile, tagPrefix, since }: RestoreOptions): string {
  const said = Object.entries({
    "--journal": journal,
    "--log-group": logGroup,
    "--profile": profile,
    "--tag-prefix": tagPrefix === "janitor:" ? undefined : tagPrefix,
    "--since": since === "30d" ? undefined : since,
  });
  const plain = said.flatMap(([option, value]) => (value !== undefined && isPlain(value) ? [option, value] : []));
  return ["janitor restore", ...plain].join(" ");
}

/** In ms: somebody may have to type a code before there are credentials. */
const patience = 5 * 60_000;

/** @returns whether all of it is there again */
async function giveAllBack(
  releases: readonly Release[],
  { tagPrefix }: RestoreOptions,
  terminal: Terminal,
): Promise<boolean> {
  const { stderr, stdout, clock } = terminal;
  const clients = await clientsFor(releases);
  const progress = startProgress(terminal);
  const all: { readonly release: Release; readonly returned: Returned }[] = [];
  try {
    const account = await readCallerAccount(clock.after(patience));
    for (const release of releases) {
      progress.at("given back", all.length, releases.length);
      const returned = await giveBack(release, { account, clients, clock, tagPrefix });
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

/** Credentials are looked up once, and not once a region: somebody may be asked for each. */
async function clientsFor(releases: readonly Release[]): Promise<Ec2Clients> {
  const probe = new Ec2Clients();
  try {
    const { credentials, region } = probe.home().config;
    const [first] = releases;
    await region().catch(() => {
      // Whose account it is can be asked anywhere.
      if (first !== undefined) process.env.AWS_REGION = first.resource.scope.region;
    });
    return new Ec2Clients({ credentials });
  } finally {
    probe.destroy();
  }
}

function summary(all: readonly { readonly release: Release; readonly returned: Returned }[]): string {
  const many = (kind: Returned["kind"]) => all.filter(({ returned }) => returned.kind === kind).length;
  const partly = all.filter(({ returned }) => returned.kind === "given-back" && !isWhole(returned)).length;
  const parts = [
    ...(many("given-back") > 0 ? [`${many("given-back")} given back`] : []),
    ...(partly > 0 ? [`${partly} of them not with all they had`] : []),
    ...(many("there-already") > 0 ? [`${many("there-already")} there already`] : []),
    ...(many("not-had-back") > 0 ? [`${many("not-had-back")} could not be had back`] : []),
  ];
  const missing = all.flatMap(({ release: { resource }, returned }) =>
    returned.kind === "not-had-back" ? [`  ${nameResource(resource)}: ${whyWords(returned.why, resource)}`] : [],
  );
  const kept = many("given-back") > 0 ? ["What was given back is kept for 7 days."] : [];
  return `${[`Of ${count(all.length, "release")}: ${parts.join(", ")}.`, ...missing, ...kept].join("\n")}\n`;
}
