import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

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

/** Gives back what was released, as the journal has it. */
export async function restore(_options: RestoreOptions, _terminal: Terminal): Promise<ExitCode> {
  return exitCodes.failed;
}
