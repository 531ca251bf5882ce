import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { PolicyFileError, parsePolicyText, readPolicyFile } from "../../build/policy-file.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import { count } from "../../functions/janitor/notify/plain-text.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { plainLines } from "../plain-lines.ts";
import { Problem } from "../problem.ts";
import { shellWord } from "../shell-word.ts";
import { styled, type Terminal } from "../terminal.ts";
import { describePolicy } from "./describe-policy.ts";
import { doubtsAbout } from "./doubts.ts";

/**
 * Checks a policy file as the build does, and says what may not have been meant.
 *
 * @param file a path, or `-` for standard input
 * @throws Problem when the policy cannot be used; what is wrong with it has been told then
 */
export async function checkPolicy(file: string, { stdin, stdout, stderr }: Terminal): Promise<ExitCode> {
  const name = file === "-" ? "standard input" : file;
  try {
    const policy = file === "-" ? parsePolicyText(await readText(stdin), name) : readFile(file);
    stdout.write(`${plainLines(name)} is fine: ${describePolicy(policy)}\n`);
    for (const doubt of doubtsAbout(policy)) stderr.write(`${styled("yellow", "note:", stderr)} ${doubt}\n`);
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof PolicyFileError) || error.problems.length === 0) throw error;
    stderr.write(`${plainLines(error.message)}\n\n`);
    throw new Problem(
      `${name} has ${count(error.problems.length, "problem")}, and no build takes it as it is.`,
      [
        ...(file === "-" ? [] : [`Mend it, and check again: janitor policy check ${shellWord(file)}`]),
        "Every key is explained in docs/policy.md.",
      ],
      error,
    );
  }
}

function readFile(file: string): Policy {
  if (existsSync(file)) return readPolicyFile(resolve(file));
  throw new Problem(`${file} was not found.`, [`To write one after a few questions: janitor init ${shellWord(file)}`]);
}

async function readText(stdin: Terminal["stdin"]): Promise<string> {
  try {
    // `fatal` refuses UTF-16 and the like.
    return new TextDecoder("utf-8", { fatal: true }).decode(await buffer(stdin));
  } catch (error) {
    if (error instanceof TypeError) throw new Problem("standard input is not UTF-8 text.", [], error);
    throw error;
  }
}
