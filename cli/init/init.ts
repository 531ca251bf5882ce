import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

/** Asks a few questions and writes a policy with comments. */
export async function init(
  _file: string,
  _options: { readonly force?: true | undefined },
  _terminal: Terminal,
): Promise<ExitCode> {
  return exitCodes.failed;
}
