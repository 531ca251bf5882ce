import { Readable, Writable } from "node:stream";
import type { Terminal } from "../../../cli/terminal.ts";
import { systemClock } from "../../../functions/janitor/system-clock.ts";

/** A terminal that nobody sits at. */
export function silentTerminal(): Terminal {
  const nothing = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  return {
    stdin: Readable.from([]),
    stdout: nothing(),
    stderr: nothing(),
    clock: systemClock,
    onInterrupt: () => () => {},
  };
}
