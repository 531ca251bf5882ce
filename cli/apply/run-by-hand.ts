import { awsWriting } from "../../functions/janitor/aws/writing.ts";
import { interrupted } from "../../functions/janitor/domain/outcome.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import type { RunStep } from "../../functions/janitor/domain/steps.ts";
import { loggedJournal } from "../../functions/janitor/journal.ts";
import type { Journal } from "../../functions/janitor/ports.ts";
import { RunFailed, run } from "../../functions/janitor/run.ts";
import type { Progress } from "../progress.ts";
import { longestRun, type Session } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import type { JournalFile } from "./journal-file.ts";
import { outcomeLine } from "./outcome-line.ts";

interface ByHand {
  readonly session: Session;
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly journal: JournalFile;
  /** What somebody has said yes to, by id; nothing else is done. */
  readonly only: ReadonlyMap<string, RunStep>;
  readonly runId: string;
  /** Aborted, with `interrupted` as its reason, when nothing new may be started. */
  readonly stop: AbortSignal;
}

/**
 * The Lambda's own run, by the same code: it looks at everything anew, decides, asks the guards, and looks once more at each
 * resource right before its release. What was not said yes to is left alone, whatever has become of it meanwhile.
 */
export async function runByHand(by: ByHand): Promise<Report> {
  const { session, terminal, journal, only, runId, stop } = by;
  const { clock } = terminal;
  const { deadlines, reading } = await session.again();
  const startedAt = clock.now();
  const tooOld = new AbortController();
  const short = AbortSignal.any([deadlines.short, stop, tooOld.signal]);
  const { tagPrefix } = session.config.policy;
  const config = { ...session.config, only, narrowed: true };
  const writing = awsWriting({ clients: session.clients, tagPrefix, clock, ...deadlines, short });
  // By the calendar: a laptop may sleep, and neither what guards have said before that nor the instant of a mark is true for ever.
  const isYoung = () => {
    const age = clock.now() - startedAt;
    if (age < 0 || age > longestRun) tooOld.abort();
    return !tooOld.signal.aborted;
  };
  try {
    return await run(config, runId, {
      reading,
      writing: {
        ...writing,
        turn: async (resource) => (await writing.turn(resource)) && isYoung(),
        mark: (resources, idleSince) => {
          isYoung();
          return writing.mark(resources, idleSince);
        },
      },
      journal: told(loggedJournal(journal, runId, session.config.policy), by),
      recall: async () => undefined,
      time: { startedAt, now: clock.now, short, pause: (ms) => clock.pause(ms, short) },
      // Whoever runs it by hand reads it right here.
      publish: async () => false,
      measure: () => {},
    });
  } catch (error) {
    if (error instanceof RunFailed) return error.report;
    throw error;
  }
}

/** The same journal, and a line on the terminal for every release that has ended. */
function told(journal: Journal, { progress, only, terminal }: ByHand): Journal {
  let done = 0;
  return {
    ...journal,
    outcome: (finding) => {
      journal.outcome(finding);
      done += 1;
      progress.line(outcomeLine(finding, terminal.stderr));
      progress.at("done", done, only.size);
    },
  };
}

/** A signal that Ctrl-C aborts, so that nothing more is started; `end` gives Ctrl-C back to the process. */
export function stopAtInterrupt({ onInterrupt }: Terminal, { line }: Progress) {
  const stop = new AbortController();
  const end = onInterrupt(() => {
    line("Stopping: what is under way is finished, and nothing more is started. Ctrl-C again leaves at once.");
    stop.abort(interrupted);
  });
  return { signal: stop.signal, end };
}
