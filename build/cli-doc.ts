import { readFileSync, writeFileSync } from "node:fs";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { program } from "../cli/program.ts";
import { systemClock } from "../functions/janitor/system-clock.ts";
import { commandSections, exitCodeTable } from "./cli-doc/commands.ts";

/*
 * Writes into docs/cli.md what the commands say of themselves, and there and in README.md what they really show, each part between
 * two comments: options and examples stand in one place, the commands, and nobody types by hand what a command says.
 */

const root = new URL("../", import.meta.url);

/** What stands in the places of a page, by what the comment before each says. */
export type Parts = Readonly<Record<string, string>>;

/** The parts that are made of the definitions of the commands. */
export function definitionParts(): Parts {
  return { commands: commandSections(commandLine()), "exit codes": exitCodeTable(commandLine()) };
}

/** The parts that are what commands show of a simulated account: the story, and what else may come. */
async function sampleParts(): Promise<{ readonly story: Parts; readonly besides: Parts }> {
  const { commandSamples } = await import("../demo/command-line.ts");
  const { plan, explain, restore, notRead, apply, notHadBack } = await commandSamples();
  return {
    story: { plan: inBlock(plan), explain: inBlock(explain), restore: inBlock(restore) },
    besides: { "not read": inBlock(notRead), apply: inBlock(apply), "not had back": inBlock(notHadBack) },
  };
}

function inBlock(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}

/** The pages with every part as it is. */
export async function writtenPages(): Promise<Readonly<Record<string, string>>> {
  const { story, besides } = await sampleParts();
  return {
    "README.md": withParts("README.md", story),
    "docs/cli.md": withParts("docs/cli.md", { ...definitionParts(), ...besides }),
  };
}

function withParts(file: string, parts: Parts): string {
  return writeParts(readFileSync(new URL(file, root), "utf8"), parts, file);
}

/**
 * A page with these parts in it; other places stay as they are.
 *
 * @param file what the page is called, for the words of the error
 * @throws when the page has no place for one of them
 */
export function writeParts(text: string, parts: Parts, file: string): string {
  let page = text;
  for (const [name, part] of Object.entries(parts)) {
    const place = new RegExp(`(?<=<!-- npm run cli: ${name} -->\n)[\\s\\S]*?(?=<!-- end -->)`);
    if (!place.test(page)) throw new Error(`${file} has no place for "${name}"`);
    page = page.replace(place, () => `${part}\n`);
  }
  return page;
}

/** All commands; none of them is run. */
export function commandLine(): ReturnType<typeof program> {
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = { stdin: Readable.from([]), stdout: nowhere(), stderr: nowhere() };
  return program({ terminal: { ...terminal, clock: systemClock, onInterrupt: () => () => {} }, ended: () => {} });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of Object.entries(await writtenPages())) writeFileSync(new URL(file, root), text);
}
