import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { examplesOf, exitsOf } from "../../cli/examples.ts";

/** What `--help` says of each command that does something, as Markdown. */
export function commandSections(janitor: CommandUnknownOpts): string {
  return workingCommands(janitor).map(section).join("\n\n");
}

/** A table of all exit codes: what each says of each command. */
export function exitCodeTable(janitor: CommandUnknownOpts): string {
  const rows = workingCommands(janitor).flatMap((command) =>
    exitsOf(command).map(([exit, says], at) => [at === 0 ? code(nameOf(command)) : "", code(String(exit)), says]),
  );
  return table(["command", "code", "says"], rows);
}

/** Those that have no commands below them, and not the help. */
function workingCommands(command: CommandUnknownOpts): readonly CommandUnknownOpts[] {
  return command.commands.flatMap((each) => (each.commands.length === 0 ? [each] : workingCommands(each)));
}

function section(command: CommandUnknownOpts): string {
  return [
    `### ${code(nameOf(command))}`,
    oneParagraph(command.description()),
    fenced("text", [command.createHelp().commandUsage(command)]),
    argumentTable(command),
    optionTable(command),
    fenced(
      "sh",
      examplesOf(command).flatMap(({ line, says }) => [`# ${says}`, line]),
    ),
    exitsOf(command)
      .map(([exit, says]) => `- ${code(String(exit))}: ${says}`)
      .join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function argumentTable(command: CommandUnknownOpts): string {
  const rows = command.registeredArguments.map((argument) => [
    code(argument.required ? `<${argument.name()}>` : `[${argument.name()}]`),
    standard(argument.defaultValue),
    oneParagraph(argument.description),
  ]);
  return rows.length === 0 ? "" : table(["argument", "default", ""], rows);
}

function optionTable(command: CommandUnknownOpts): string {
  const rows = command.options
    .filter(({ hidden }) => !hidden)
    .map(({ flags, description, defaultValue, argChoices }) => {
      const choices = argChoices === undefined ? "" : ` (${argChoices.map(code).join(", ")})`;
      return [code(flags), standard(defaultValue), `${oneParagraph(description)}${choices}`];
    });
  return table(["option", "default", ""], rows);
}

/** `janitor policy check`. */
function nameOf(command: CommandUnknownOpts): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function standard(value: unknown): string {
  return value === undefined ? "" : code(String(value));
}

/** Words of a help as Markdown: what stands in angle brackets would be taken for HTML. */
function oneParagraph(text: string): string {
  return text.replaceAll("\n", " ").replaceAll("<", "&lt;");
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function fenced(language: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`\`\`\`${language}`, ...lines, "```"].join("\n");
}
