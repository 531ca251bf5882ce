import type { AddHelpTextContext } from "@commander-js/extra-typings";
import { nearest } from "../functions/janitor/nearest.ts";

/**
 * Goes before every help. The library answers `help nope` with the help of all commands, as a mistake and without a word about it:
 * here it is refused as `nope` itself is.
 *
 * @throws CommanderError in that case
 */
export function refuseUnknownHelp({ error, command }: AddHelpTextContext): string {
  const [asked, name] = command.args;
  if (!error || asked !== "help" || name === undefined || name === asked) return "";
  const near = nearest(
    name,
    command.commands.map((each) => each.name()),
  );
  const hint = near === undefined ? "" : `\n(Did you mean ${near}?)`;
  return command.error(`error: unknown command '${name}'${hint}`, { code: "commander.unknownCommand" });
}
