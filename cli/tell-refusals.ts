import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { nearest } from "../functions/janitor/nearest.ts";
import { plainLines } from "./plain-lines.ts";

/**
 * Has a command, and those below it, say what was meant by an unknown `--ouput=json`, where the library knows that of `--ouput` alone,
 * and by `--json`. The words are added to what it says; those of the line are parsed as they were given, since behind an option they
 * are its value.
 */
export function tellRefusals(command: CommandUnknownOpts): void {
  const { outputError = (text, write) => write(text) } = command.configureOutput();
  command.configureOutput({
    outputError: (text, write) => outputError(`${plainLines(text)}${hint(text, command)}`, write),
  });
  for (const each of command.commands) tellRefusals(each);
}

function hint(text: string, { options }: CommandUnknownOpts): string {
  const [, name] = /^error: unknown option '--([^=']*)[=']/.exec(text) ?? [];
  if (name === undefined || text.includes("(Did you mean ")) return "";
  const chosen = options.find(({ argChoices }) => argChoices?.includes(name));
  if (chosen !== undefined) return `(Did you mean ${chosen.long} ${name}?)\n`;
  const known = options.flatMap(({ long }) => (long == null ? [] : [long.replace(/^--/, "")]));
  const near = nearest(name, known);
  return near === undefined ? "" : `(Did you mean --${near}?)\n`;
}
