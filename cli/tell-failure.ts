import { explainFailure } from "./explain-failure.ts";
import { Problem } from "./problem.ts";
import { styled, type Terminal } from "./terminal.ts";

/** Says what went wrong as a sentence and what to do, and where in the code only if somebody asks. */
export function tellFailure(error: unknown, { stderr }: Pick<Terminal, "stderr">, debug: boolean): void {
  const problem = error instanceof Problem ? error : explainFailure(error);
  stderr.write(`${styled("red", "janitor:", stderr)} ${problem.message}\n`);
  for (const line of problem.advice) stderr.write(`  ${line}\n`);
  if (debug) stderr.write(`\n${stackOf(error)}\n`);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\nCaused by: ${stackOf(error.cause)}`;
}
