import { readFileSync, writeFileSync } from "node:fs";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { program } from "../cli/program.ts";
import { systemClock } from "../functions/janitor/system-clock.ts";
import { commandSections, exitCodeTable } from "./cli-doc/commands.ts";

/*
 * Writes into docs/cli.md what the commands say of themselves, each part between two comments: options and examples stand in
 * one place, cli/program.ts.
 */

const file = fileURLToPath(new URL("../docs/cli.md", import.meta.url));

/** What stands in a place of the page, by what the comment before it says. */
export type Parts = Readonly<Record<string, () => string>>;

/** The parts that are made of the definitions of the commands. */
export const parts: Parts = {
  commands: () => commandSections(commandLine()),
  "exit codes": () => exitCodeTable(commandLine()),
};

/**
 * The page with every part as it is; other places stay as they are.
 *
 * @throws when the page has no place for one of them
 */
export function withParts(text: string, written: Parts = parts): string {
  let page = text;
  for (const [name, write] of Object.entries(written)) {
    const place = new RegExp(`(?<=<!-- npm run cli: ${name} -->\n)[\\s\\S]*?(?=<!-- end -->)`);
    if (!place.test(page)) throw new Error(`docs/cli.md has no place for "${name}"`);
    page = page.replace(place, () => `${write()}\n`);
  }
  return page;
}

/** All commands; none of them is run. */
export function commandLine(): ReturnType<typeof program> {
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = { stdin: Readable.from([]), stdout: nowhere(), stderr: nowhere() };
  return program({ ...terminal, clock: systemClock, onInterrupt: () => () => {} }, () => {});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, withParts(readFileSync(file, "utf8")));
}
