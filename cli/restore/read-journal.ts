import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { count, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { Problem } from "../problem.ts";
import type { Terminal } from "../terminal.ts";
import { readJournalLog } from "./journal-log.ts";
import { type JournalReading, readJournalText, type UnreadableLine } from "./journal-text.ts";

interface JournalOptions {
  /** A file, or `-` for what is piped in. */
  readonly journal?: string | undefined;
  readonly logGroup?: string | undefined;
}

/**
 * Reads the journal from wherever it is. A file is read from its beginning: nobody keeps one that is too long.
 *
 * @param since ms since the epoch, the first that counts in a log
 * @throws Problem when there is none, or what is named is none
 * @throws the SDK's error
 */
export async function readJournal(
  { journal, logGroup }: JournalOptions,
  since: number,
  { stdin, stderr }: Pick<Terminal, "stdin" | "stderr">,
): Promise<JournalReading> {
  if (journal === undefined) {
    return readJournalLog({ logGroup, since }, (line) => void stderr.write(`${oneLine(line, 300)}\n`));
  }
  const name = journal === "-" ? "what is piped in" : journal;
  const written = journal === "-" ? await text(stdin) : await readJournalFile(journal);
  if (written === "") throw new Problem(`${oneLine(name, 300)} is empty.`);
  const reading = readJournalText(written);
  const { lines, unreadable, others, foreign } = reading;
  if (foreign > 0 && lines.length + unreadable.length + others === 0) {
    throw new Problem(`${oneLine(name, 300)} has no line of a journal in it, of ${count(foreign, "line")}.`, [
      "A journal is what the function logs, or what janitor apply writes: one JSON object a line.",
    ]);
  }
  return reading;
}

async function readJournalFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Problem(`the journal cannot be read: ${oneLine(why, 300)}`, [], error);
  }
}

/** What is said of lines that could not be understood: they may be about just what somebody looks for. */
export function unreadableWords(unreadable: readonly UnreadableLine[]): readonly string[] {
  if (unreadable.length === 0) return [];
  const shown = unreadable.slice(0, 5);
  return [
    `${count(unreadable.length, "line")} of the journal could not be read, so something may be missing here:`,
    ...shown.map(({ where, why }) => `  ${oneLine(where, 300)}: ${oneLine(why, 200)}`),
    ...(unreadable.length > shown.length ? [`  and ${unreadable.length - shown.length} more`] : []),
  ];
}
