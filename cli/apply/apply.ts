import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { SessionOptions } from "../session.ts";
import type { Terminal } from "../terminal.ts";

interface ApplyOptions extends SessionOptions {
  readonly only?: readonly string[] | undefined;
  readonly journal: string;
  readonly yes?: true | undefined;
}

export async function apply(_options: ApplyOptions, _terminal: Terminal): Promise<ExitCode> {
  return exitCodes.failed;
}
