import type { ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/** What a command is given besides its options. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Gets the exit code of the command that was run. */
  readonly ended: (code: ExitCode) => void;
}
