import { appendFileSync, closeSync, fsyncSync, openSync } from "node:fs";
import type { JournalLog } from "../../functions/janitor/journal.ts";
import { Problem } from "../problem.ts";

/** A file of journal lines. */
export interface JournalFile extends JournalLog {
  readonly close: () => void;
}

/**
 * Opens a file that journal lines are appended to; a new one is for nobody but its owner to read. A line is on the disk before what it says is
 * done: releases are restored from it, also when the machine goes down in the middle of a run.
 *
 * @throws Problem when it cannot be written: then nothing may be released
 */
export function openJournal(path: string, now: () => number): JournalFile {
  const file = open(path);
  return {
    info: (message, fields) => {
      const line = { level: "INFO", message, timestamp: new Date(now()).toISOString(), service: "elastic-janitor" };
      // Unlike one write, it goes on until all is written, or throws.
      appendFileSync(file, `${JSON.stringify({ ...line, ...fields })}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

function open(path: string): number {
  if (path === "-") throw new Problem("--journal - is no file, so nothing was done.", ["Name one, to restore from."]);
  try {
    const file = openSync(path, "a", 0o600);
    // A file whose last line was never finished must not take the first of ours with it.
    appendFileSync(file, "\n");
    return file;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Problem(
      `the journal ${path} cannot be written (${why}), and without it nothing could be restored, so nothing was done.`,
      ["Name a file that can be written with --journal FILE."],
      error,
    );
  }
}
