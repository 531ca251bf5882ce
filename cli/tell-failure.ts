import { type Circumstances, explainFailure } from "./explain-failure.ts";
import { plainLines } from "./plain-lines.ts";
import { styled, type Terminal } from "./terminal.ts";

/**
 * Says what went wrong as a sentence and what to do, and where in the code only if somebody asks. Whatever the error carries, the
 * terminal gets nothing but text.
 *
 * @param stack whether somebody asks
 */
export async function tellFailure(
  error: unknown,
  { stderr }: Pick<Terminal, "stderr">,
  circumstances: Circumstances,
  stack: boolean,
): Promise<void> {
  const { message, advice } = await explainFailure(error, circumstances);
  stderr.write(`${styled("red", "janitor:", stderr)} ${plainLines(message)}\n`);
  for (const line of advice) stderr.write(`  ${plainLines(line)}\n`);
  if (stack) stderr.write(`\n${plainLines(stackOf(error))}\n`);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\nCaused by: ${stackOf(error.cause)}`;
}
