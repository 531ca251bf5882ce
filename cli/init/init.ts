import { existsSync, lstatSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { cancel } from "@clack/prompts";
import { parsePolicyText } from "../../build/policy-file.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import { defaultPolicy } from "../../functions/janitor/policy/default-policy.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { describePolicy } from "../policy-check/describe-policy.ts";
import { Problem } from "../problem.ts";
import { shellWord } from "../shell-word.ts";
import { isLively, styled, type Terminal } from "../terminal.ts";
import { type Answers, carefulAnswers } from "./answers.ts";
import { askAll, NotAnswered } from "./ask.ts";
import { policyText } from "./policy-text.ts";
import { writeWholeFile } from "./write-whole-file.ts";

/**
 * Asks a few questions and writes a policy with comments. Without a terminal it takes the careful answer to each.
 *
 * @throws Problem when the file cannot be written, or is there already
 */
export async function init(
  file: string,
  { force = false }: { readonly force?: boolean | undefined },
  terminal: Terminal,
): Promise<ExitCode> {
  refuseTarget(file, force);
  const answers = await answersFrom(terminal);
  if (answers === undefined) return exitCodes.interrupted;
  const policy: Policy = { ...defaultPolicy, ...answers };
  write(file, textFor(file, policy), force);
  tellNext(file, policy, terminal);
  return exitCodes.fine;
}

/** @returns `undefined` when somebody does not want to go on */
async function answersFrom(terminal: Terminal): Promise<Answers | undefined> {
  const { stdin, stderr } = terminal;
  if (stdin.isTTY !== true || !isLively(stderr, process.env)) {
    stderr.write("There is no terminal to ask on: the careful answer to each question is taken.\n");
    return carefulAnswers;
  }
  try {
    const answers = await askAll(terminal);
    stderr.write("\n");
    return answers;
  } catch (error) {
    if (!(error instanceof NotAnswered)) throw error;
    cancel("Nothing was written.", { output: stderr });
    return undefined;
  }
}

/** What is read back from it is what was answered, or nothing is written. */
function textFor(file: string, policy: Policy): string {
  const schema = "policy.schema.json";
  const text = policyText(policy, existsSync(join(dirname(file), schema)) ? `./${schema}` : undefined);
  if (!isDeepStrictEqual(parsePolicyText(text, file), policy))
    throw new Error(`${file} would not say what was answered`);
  return text;
}

/** Before anything is asked. */
function refuseTarget(file: string, force: boolean): void {
  const folder = dirname(file);
  // One that is not there is made once all is answered.
  const isMissing = lstatSync(folder, { throwIfNoEntry: false }) === undefined;
  if (!isMissing && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Problem(`${file} cannot be written: ${folder} is not a folder.`, ["Name a file in another folder."]);
  }
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (there.isDirectory())
    throw new Problem(`${file} is a folder.`, [`Name a file: ${shellWord(join(file, "policy.yml"))}`]);
  if (!force) throw isThere(file);
}

function isThere(file: string): Problem {
  return new Problem(`${file} is there already, and was left as it is.`, [
    `To change it: edit it, and check it: janitor policy check ${shellWord(file)}`,
    `To write another beside it: janitor init ${shellWord(join(dirname(file), "another.yml"))}`,
    `To write over it, and lose what it says: janitor init --force ${shellWord(file)}`,
  ]);
}

function write(file: string, text: string, force: boolean): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeWholeFile(file, text, { over: force });
  } catch (error) {
    // Somebody has written it while the questions were asked.
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw isThere(file);
    throw new Problem(
      `${file} could not be written: ${error instanceof Error ? error.message : String(error)}.`,
      ["Name another file: janitor init FILE"],
      error,
    );
  }
}

function tellNext(file: string, policy: Policy, { stderr }: Terminal): void {
  const isStandard = file === "policy.yml";
  const steps: readonly (readonly [line: string, says: string])[] = [
    [`janitor policy check${isStandard ? "" : ` ${shellWord(file)}`}`, "after every change to it"],
    [`janitor plan${isStandard ? "" : ` --policy ${shellWord(file)}`}`, "what a run would do; reads only"],
    [
      "npm run deploy",
      isStandard ? "builds it into the function" : "builds policy.yml of the project's folder into the function",
    ],
  ];
  const wide = Math.max(...steps.map(([line]) => line.length));
  stderr.write(`${styled("green", "✓", stderr)} ${file} is written:\n  ${describePolicy(policy)}\n\nNext:\n`);
  for (const [line, says] of steps) stderr.write(`  ${line.padEnd(wide)}   ${says}\n`);
}
