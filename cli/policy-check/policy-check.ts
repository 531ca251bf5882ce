import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

/** Checks a policy file as the build does. */
export async function checkPolicy(_file: string, _terminal: Terminal): Promise<ExitCode> {
  return exitCodes.failed;
}
