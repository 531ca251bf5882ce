import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { expect, test } from "vitest";
import { examplesOf, exitsOf } from "../../cli/examples.ts";
import { main } from "../../cli/main.ts";
import { program } from "../../cli/program.ts";
import { command } from "./support/command.ts";
import { silentTerminal } from "./support/silent-terminal.ts";

const janitor = program({ terminal: silentTerminal(), ended: () => {} });

/** Every command with the words that call it. */
function commandsOf(parent: CommandUnknownOpts, words: readonly string[]): readonly [string, CommandUnknownOpts][] {
  const own: readonly [string, CommandUnknownOpts][] = [[words.join(" "), parent]];
  return [...own, ...parent.commands.flatMap((each) => commandsOf(each, [...words, each.name()]))];
}

const all = commandsOf(janitor, []);
/** Those that do something; the others only hold commands. */
const acting = all.filter(([, { commands }]) => commands.length === 0);

test("every command of the issue is there", () => {
  expect(acting.map(([words]) => words)).toEqual(["plan", "apply", "explain", "restore", "init", "policy check"]);
});

test.each(all)("the help of `janitor %s` says what it does, and fits 80 columns", async (words, found) => {
  const { code, stdout, stderr } = await command([...words.split(" ").filter(Boolean), "--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Usage: janitor/);
  expect(stdout.length).toBeGreaterThan(200);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  const described = found.description().split(/\s+/).slice(0, 6).join(" ");
  expect(described).not.toBe("");
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(described);
});

test.each(acting)(
  "the help of `janitor %s` has examples that can be run, and every exit code",
  async (words, found) => {
    const { stdout } = await command([...words.split(" "), "--help"]);
    const examples = examplesOf(found);
    expect(examples.length).toBeGreaterThan(0);
    for (const { line, says } of examples) {
      expect(stdout).toContain(`  $ ${line}\n      ${says}\n`);
      expect(line).toMatch(new RegExp(`^janitor ${words}( |$)`));
    }
    const exits = exitsOf(found);
    expect(exits.map(([code]) => code)).toEqual(expect.arrayContaining([0, 1]));
    for (const [code, says] of exits) expect(stdout).toMatch(new RegExp(`^ {2}${code} +${says}$`, "m"));
  },
);

test.each(acting)("on 60 columns the options of `janitor %s` stay in theirs", async (words) => {
  const chunks: string[] = [];
  const write = (chunk: unknown, _: unknown, done: () => void) => {
    chunks.push(String(chunk));
    done();
  };
  const stdout = Object.assign(new Writable({ decodeStrings: false, write }), { isTTY: true, columns: 60 });
  await main([...words.split(" "), "--help"], { ...silentTerminal(), stdout });
  const [options = ""] = /^Options:\n(?: .*\n)+/m.exec(stripVTControlCharacters(chunks.join(""))) ?? [];
  expect(options).toContain("--help");
  expect(options.split("\n").filter((line) => line.length > 60)).toEqual([]);
});

test.each(acting)("the options in the examples of `janitor %s` exist", (_, found) => {
  const known = new Set(found.options.flatMap(({ long, short }) => [long, short]));
  const used = examplesOf(found).flatMap(({ line }) => line.split(" ").filter((word) => /^--?\w/.test(word)));
  expect(used.filter((option) => !known.has(option))).toEqual([]);
});

test.each(acting)("every option of `janitor %s` says what it is for", (_, { options }) => {
  expect(options.filter(({ description }) => description === "")).toEqual([]);
});

test("without a command it shows the help, as a mistake", async () => {
  const { code, stdout, stderr } = await command([]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^Usage: janitor/);
});

test("`janitor help plan` and `janitor plan --help` are the same", async () => {
  expect(await command(["help", "plan"])).toEqual(await command(["plan", "--help"]));
});

test("it says which version it is", async () => {
  expect(await command(["--version"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test.each([
  [["plna"], "unknown command 'plna'", "Did you mean plan?"],
  [["restroe"], "unknown command 'restroe'", "Did you mean restore?"],
  [["policy", "chekc"], "unknown command 'chekc'", "Did you mean check?"],
  [["plan", "--region", "x"], "unknown option '--region'", "Did you mean --regions?"],
  [["apply", "--moed", "x"], "unknown option '--moed'", "Did you mean --mode?"],
  [["plan", "--ouput=json"], "unknown option '--ouput=json'", "Did you mean --output?"],
  [["plan", "--output", "yaml"], "'yaml' is invalid", "Allowed choices are table, json, csv, html"],
  [["explain"], "missing required argument 'id'", "--help"],
  [["plan", "more"], "too many arguments", "--help"],
  [["plan", "--regions"], "argument missing", "--help"],
])("%j is refused in a sentence, with what was meant", async (args, problem, advice) => {
  const { code, stdout, stderr } = await command(args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^janitor: /);
  expect(stderr).toContain(problem);
  expect(stderr).toContain(advice);
  expect(stderr).not.toMatch(/\n\s+at /);
});
