import { Readable, Writable } from "node:stream";
import type { ExitCode } from "../../../cli/exit-codes.ts";
import { main } from "../../../cli/main.ts";
import type { Output } from "../../../cli/terminal.ts";
import { systemClock } from "../../../functions/janitor/system-clock.ts";

export interface Ended {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  /** What the shell says, instead of all that this one does: `simulator.environment`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What is piped in. */
  readonly stdin?: string;
  /** What time it is, in ms since the epoch; the machine's own without it. */
  readonly now?: () => number;
  /** Gets a function that presses Ctrl-C. */
  readonly interrupt?: (press: () => void) => void;
  /** Sees what is written as it is written. */
  readonly onText?: (text: string) => void;
}

/**
 * Runs one command in this process, between pipes: nothing is a terminal, so nothing has a colour. One at a time, because
 * the environment is the process's own.
 */
export async function command(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const { environment = {}, stdin, now = systemClock.now, interrupt, onText = () => {} } = surroundings;
  const [stdout, stderr] = [collect(onText), collect(onText)];
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    const code = await main(args, {
      stdin: Readable.from(stdin === undefined ? [] : [stdin]),
      stdout: stdout.stream,
      stderr: stderr.stream,
      clock: { ...systemClock, now },
      onInterrupt: (act) => {
        interrupt?.(act);
        return () => {};
      },
    });
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

function collect(onText: (text: string) => void): { readonly stream: Output; readonly text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      onText(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join("") };
}
