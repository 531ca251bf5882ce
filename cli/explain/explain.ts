import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { SessionOptions } from "../session.ts";
import type { Terminal } from "../terminal.ts";

interface ExplainOptions extends SessionOptions {
  readonly output: "text" | "json";
}

/** Shows the whole way to the decision about one resource. Nothing is written. */
export async function explain(_id: string, _options: ExplainOptions, _terminal: Terminal): Promise<ExitCode> {
  return exitCodes.failed;
}
