import { intro, isCancel, select, text, updateSettings } from "@clack/prompts";
import { formatDuration } from "../../functions/janitor/domain/duration.ts";
import { digestDays, type Mode, modes, type Notify, notifyWhen } from "../../functions/janitor/domain/policy.ts";
import type { Terminal } from "../terminal.ts";
import {
  type Answer,
  type Answers,
  carefulAnswers,
  noTags,
  readGrace,
  readOwnerTags,
  readProtect,
  readRegions,
  readReleases,
} from "./answers.ts";

/** Somebody has pressed Ctrl-C, Ctrl-D or Escape. */
export class NotAnswered extends Error {
  override readonly name = "NotAnswered";
}

/**
 * Asks what a policy has to know. Enter takes the careful answer each time.
 *
 * @throws NotAnswered when somebody does not want to go on
 */
export async function askAll(terminal: Pick<Terminal, "stdin" | "stderr">): Promise<Answers> {
  // Ctrl-D closes the input: nobody could answer what is asked after it.
  updateSettings({ aliases: { "\u0004": "cancel" } });
  const streams = { input: terminal.stdin, output: terminal.stderr };
  intro("A policy for the elastic-janitor. Enter takes the answer that is shown.", streams);
  const mode = await choose(streams, "How far may it go? Begin with report: a first week shows what it would do.", {
    choices: modes,
    labels: modeLabels,
    standard: carefulAnswers.mode,
  });
  const regions = await type(streams, "Where should it look? all, or regions with commas between them", {
    read: readRegions,
    standard: "all",
  });
  const graceMs = await type(streams, "How long must something be idle before it may go? 36h, 7d, 2w …", {
    read: readGrace,
    standard: formatDuration(carefulAnswers.graceMs),
  });
  const protect = await type(streams, `Which tags keep a resource? DoNotDelete, env=prod, … or ${noTags}`, {
    read: readProtect,
    standard: carefulAnswers.protect.map(({ tag }) => tag).join(", "),
  });
  const ownerTags = await type(streams, "Which tags name an owner? The first that a resource has wins", {
    read: readOwnerTags,
    standard: carefulAnswers.owner.tags.join(", "),
  });
  const releases = await type(streams, "How many may be due in one run? If it is more, none is released", {
    read: readReleases,
    standard: String(carefulAnswers.limits.releases),
  });
  const notify = await askNotify(streams);
  return { mode, regions, graceMs, protect, owner: { tags: ownerTags }, limits: { releases }, notify };
}

interface Streams {
  readonly input: Terminal["stdin"];
  readonly output: Terminal["stderr"];
}

const modeLabels: Readonly<Record<Mode, string>> = {
  report: "report: says what is idle, and writes nothing",
  mark: "mark: also tags what is idle, which starts its grace",
  release: "release: also releases what was idle for its whole grace",
};

const whenLabels: Readonly<Record<Notify["when"], string>> = {
  attention: "attention: when there is something new to say, and once a week",
  always: "always: after every run",
};

async function askNotify(streams: Streams): Promise<Notify> {
  const when = await choose(streams, "When should it send a summary?", {
    choices: notifyWhen,
    labels: whenLabels,
    standard: carefulAnswers.notify.when,
  });
  // After every run is on that day, too.
  if (when === "always") return { ...carefulAnswers.notify, when };
  const digest = await choose(streams, "On which day, whatever is in it?", {
    choices: digestDays,
    labels: {},
    standard: carefulAnswers.notify.digest,
  });
  return { when, digest };
}

interface Choice<Word extends string> {
  readonly choices: readonly Word[];
  /** Words stand for themselves where they have none. */
  readonly labels: Readonly<Partial<Record<Word, string>>>;
  readonly standard: Word;
}

async function choose<Word extends string>(
  streams: Streams,
  message: string,
  { choices, labels, standard }: Choice<Word>,
): Promise<Word> {
  const options = choices.map((word) => ({ value: String(word), label: labels[word] ?? word }));
  const chosen = await select({ ...streams, message, options, initialValue: String(standard) });
  if (isCancel(chosen)) throw new NotAnswered();
  return choices.find((word) => word === chosen) ?? standard;
}

interface Typed<T> {
  readonly read: (text: string) => Answer<T>;
  /** What Enter alone says. */
  readonly standard: string;
}

/** Asks until the answer can be used. */
async function type<T>(streams: Streams, message: string, { read, standard }: Typed<T>): Promise<T> {
  const answer = (typed: string | undefined) => read(typed?.trim() ? typed : standard);
  const typed = await text({
    ...streams,
    message,
    placeholder: standard,
    defaultValue: standard,
    validate: (input) => {
      const given = answer(input);
      return given.ok ? undefined : given.problem;
    },
  });
  if (isCancel(typed)) throw new NotAnswered();
  const given = answer(typed);
  if (!given.ok) throw new Error(given.problem);
  return given.value;
}
