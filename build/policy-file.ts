import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Policy } from "../functions/janitor/domain/policy.ts";
import { formatProblem, type PolicyProblem } from "../functions/janitor/policy/problem.ts";
import { parsePolicy } from "../functions/janitor/policy/schema.ts";
import { parseYaml, type YamlProblem } from "./policy-yaml.ts";

/** One mistake in a policy file, and the place to put the cursor. */
export interface FileProblem {
  /** Without the place: `grace: found "two weeks", expected …`. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** How much of the line is meant, at least 1. */
  readonly length: number;
  readonly lineText: string;
}

/** A policy file that cannot be used. Its message names every problem, with file, line and column. */
export class PolicyFileError extends Error {
  override readonly name = "PolicyFileError";
  readonly fileName: string;
  /** Empty where the file could not be read at all. */
  readonly problems: readonly FileProblem[];

  constructor(fileName: string, problems: readonly FileProblem[], message?: string) {
    super(message ?? problems.map((problem) => excerpt(fileName, problem)).join("\n"));
    this.fileName = fileName;
    this.problems = problems;
  }
}

/**
 * Reads and checks a policy file. Messages name it relative to the working directory.
 *
 * @throws PolicyFileError when it is missing or anything in it is wrong
 */
export function readPolicyFile(path: string): Policy {
  const fromHere = relative(process.cwd(), path);
  const fileName = fromHere === "" || fromHere.startsWith("..") ? path : fromHere;
  return parsePolicyText(readText(path, fileName), fileName);
}

/**
 * Checks the text of a policy file.
 *
 * @throws PolicyFileError with all problems, in the order of the text
 */
export function parsePolicyText(source: string, fileName: string): Policy {
  const text = source.replace(/^\uFEFF/, "");
  const lines = text.split(/\r?\n/);
  const yaml = parseYaml(text);
  const fail = (problems: readonly YamlProblem[]) =>
    new PolicyFileError(
      fileName,
      problems.map((problem) => withLine(problem, lines)).sort((a, b) => a.line - b.line || a.column - b.column),
    );
  // What cannot be read for certain is not checked further: the second list would mostly be wrong.
  if (!yaml.readable) throw fail(yaml.problems);
  const parsed = parsePolicy(yaml.value);
  if (parsed.ok && yaml.problems.length === 0) return parsed.policy;
  throw fail([...yaml.problems, ...(parsed.ok ? [] : parsed.problems.map((problem) => located(problem, yaml.locate)))]);
}

type Locate = Extract<ReturnType<typeof parseYaml>, { readable: true }>["locate"];

function located(problem: PolicyProblem, locate: Locate): YamlProblem {
  return { text: formatProblem(problem), ...locate(problem.path, problem.unknownKey ? "key" : "value") };
}

/** The part of the first line that is meant, and that line. */
function withLine({ text, line, column: from, length }: YamlProblem, lines: readonly string[]): FileProblem {
  const lineText = lines[line - 1] ?? "";
  // What is meant may be the line's own end, of which \r\n has two characters.
  const column = Math.min(from, lineText.length + 1);
  const inLine = lineText.slice(column - 1, column - 1 + length).trimEnd().length;
  return { text, line, column, length: Math.max(1, inLine), lineText };
}

function excerpt(fileName: string, { text, line, column, length, lineText }: FileProblem): string {
  const head = `${fileName}:${line}:${column} ${text}`;
  if (lineText.trim() === "" || lineText.length > 120) return head;
  const number = String(line).padStart(5);
  // Tabs stay tabs, so that the caret stands below its text however wide a tab is shown.
  const indent = lineText.slice(0, column - 1).replace(/[^\t]/g, " ");
  return `${head}\n${number} | ${lineText}\n${" ".repeat(number.length)} | ${indent}${"^".repeat(length)}`;
}

function readText(path: string, fileName: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new PolicyFileError(fileName, [], unreadable(fileName, error));
  }
  try {
    // `fatal` refuses UTF-16 and the like; a byte order mark is dropped.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new PolicyFileError(fileName, [], `${fileName} is not UTF-8 text: save it with that encoding`);
  }
}

function unreadable(fileName: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") {
    const word = /^[\w./@%+=:,-]+$/.test(fileName) ? fileName : "FILE";
    return `${fileName} was not found: write it with "janitor init ${word}", or with the one line "version: 1", as everything else has a safe default`;
  }
  if (code === "EISDIR") return `${fileName} is a folder, and no policy file: name a file in it`;
  return `${fileName} could not be read: ${error instanceof Error ? error.message : String(error)}`;
}
