import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import type { Given } from "./parameters.ts";
import { quote, SettingsError } from "./problems.ts";

/**
 * The parameters on a command line.
 *
 * @param options the texts after each `--param`
 * @throws SettingsError naming those that have no value
 */
export function parametersOnCommandLine(options: readonly (string | null)[]): readonly Given[] {
  // osls makes an empty option `null`.
  const written = options.map((option) => option ?? "");
  const bare = written.filter((option) => !option.includes("="));
  if (bare.length > 0) {
    throw new SettingsError(
      bare.map((option) => `--param ${quote(option)} has no value. Write it like --param="email=ops@example.com".`),
    );
  }
  return written.map((option) => {
    const [name = "", ...rest] = option.split("=");
    return { name: name.trim(), value: rest.join("="), where: "--param" };
  });
}

/**
 * The parameters in a YAML file, so that a deployment can be repeated without typing them again. A file that is not there
 * says nothing.
 *
 * @throws SettingsError when it cannot be read as a mapping of names to texts, or lists of texts
 */
export function parametersInFile(path: string, name: string): readonly Given[] {
  const text = readIfThere(path);
  if (text === undefined) return [];
  const content = parseParameters(text, name);
  if (content === null) return [];
  if (typeof content !== "object" || Array.isArray(content)) {
    throw new SettingsError([`${name} is not a mapping. It holds a line for each parameter: mode: report.`]);
  }
  const problems: string[] = [];
  const given = Object.entries(content).map(([key, value]: [string, unknown]): Given => {
    const read = textOf(value);
    if (read === undefined) problems.push(`${name} has something else than a text for ${quote(key)}.`);
    return { name: key, value: read ?? "", where: name };
  });
  if (problems.length > 0) throw new SettingsError(problems);
  return given;
}

function parseParameters(text: string, name: string): unknown {
  try {
    return parse(text, { logLevel: "error" });
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    // Not the library's own words: they show the line, and what stands in it may be a secret.
    const line = error.linePos?.[0].line;
    const what = error.code === "DUPLICATE_KEY" ? "names something twice" : "is not YAML";
    throw new SettingsError([`${name} ${what}${line === undefined ? "" : `, in line ${line}`}.`]);
  }
}

/** YAML has lists and other types where a command line has texts. */
function textOf(value: unknown): string | undefined {
  if (value === null) return "";
  if (Array.isArray(value)) return value.every((each) => typeof each === "string") ? value.join(",") : undefined;
  return typeof value === "object" ? undefined : String(value);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
