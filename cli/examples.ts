import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** One line to copy, and what it is good for. */
export interface Example {
  readonly line: string;
  readonly says: string;
}

const examples = new WeakMap<CommandUnknownOpts, readonly Example[]>();
const exits = new WeakMap<CommandUnknownOpts, readonly Exit[]>();

/** An exit code, and what it says. */
export type Exit = readonly [code: number, says: string];

/** Puts examples and exit codes below the help of a command. */
export function addExamples<C extends CommandUnknownOpts>(
  command: C,
  given: readonly Example[],
  codes: readonly Exit[] = [],
): C {
  examples.set(command, given);
  exits.set(command, codes);
  command.addHelpText("after", () => [...examplesText(given), ...exitsText(codes), ""].join("\n"));
  return command;
}

/** What stands below the help of a command. */
export function examplesOf(command: CommandUnknownOpts): readonly Example[] {
  return examples.get(command) ?? [];
}

export function exitsOf(command: CommandUnknownOpts): readonly Exit[] {
  return exits.get(command) ?? [];
}

function examplesText(given: readonly Example[]): readonly string[] {
  if (given.length === 0) return [];
  return ["", "Examples:", ...given.flatMap(({ line, says }) => [`  $ ${line}`, `      ${says}`])];
}

function exitsText(codes: readonly Exit[]): readonly string[] {
  if (codes.length === 0) return [];
  return ["", "Exit codes:", ...codes.map(([code, says]) => `  ${String(code).padEnd(4)} ${says}`)];
}
