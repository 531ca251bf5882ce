import { lstatSync } from "node:fs";
import { resolve } from "node:path";
import { readPolicyFile } from "../build/policy-file.ts";
import { type Config, ConfigError, readConfig, readMode, readRegionList } from "../functions/janitor/config.ts";
import type { Policy, Regions } from "../functions/janitor/domain/policy.ts";
import { oneLine } from "../functions/janitor/notify/plain-text.ts";
import { defaultPolicy } from "../functions/janitor/policy/default-policy.ts";
import { Problem } from "./problem.ts";

/** What the command line says of the policy. */
export interface SettingsOptions {
  /** A policy file; without it `policy.yml` in the working directory, or the defaults where there is none. */
  readonly policy?: string | undefined;
  /** `all` or a comma list, instead of the policy's. */
  readonly regions?: string | undefined;
  readonly mode?: string | undefined;
}

/** Where a policy comes from. */
export type PolicySource =
  | { readonly from: "file"; readonly path: string }
  | { readonly from: "environment" }
  | { readonly from: "defaults" };

/** What a command goes by, and where that comes from. */
export interface Settings {
  readonly config: Config;
  readonly source: PolicySource;
  /** The same as a line for people: nobody shall be surprised by a file, or a variable, that lies about. */
  readonly words: string;
}

/**
 * The policy and the environment, and what the command line says instead.
 *
 * @throws PolicyFileError, ConfigError or Problem when that cannot be meant
 */
export async function readSettings(options: SettingsOptions): Promise<Settings> {
  const source = sourceOf(options.policy);
  const policy = source.from === "file" ? readPolicyFile(resolve(source.path)) : defaultPolicy;
  // A file that was named goes before what the shell has left from another time.
  const { JANITOR_POLICY: _, ...others } = process.env;
  const config = await readConfig(options.policy === undefined ? process.env : others, {}, policy);
  const problems: string[] = [];
  const regions = typedRegions(options.regions, problems) ?? config.policy.regions;
  const mode = readMode("--mode", options.mode, problems) ?? config.policy.mode;
  if (problems.length > 0) throw new ConfigError(problems);
  const asked: Policy = { ...config.policy, mode, regions };
  const all = { ...config, policy: asked, everywhere: both(config.everywhere, regions) };
  return { config: all, source, words: wordsOf(source, asked, options) };
}

/** As people type them, in any case and with blanks; what a variable or a policy says is taken as it stands. */
function typedRegions(list: string | undefined, problems: string[]): Regions | undefined {
  const names = list
    ?.toLowerCase()
    .split(/[\s,]+/)
    .filter((name) => name !== "");
  if (names?.length !== 0) return readRegionList("--regions", names?.join(","), problems);
  problems.push("--regions names no region. Allowed: all, or names with commas between them.");
  return undefined;
}

function sourceOf(option: string | undefined): PolicySource {
  if (option !== undefined) return { from: "file", path: option };
  if (process.env.JANITOR_POLICY?.trim()) return { from: "environment" };
  if (isThere("policy.yml")) return { from: "file", path: "policy.yml" };
  const other = ["policy.yaml", "policy.json"].find(isThere);
  if (other === undefined) return { from: "defaults" };
  throw new Problem(`there is a ${other} here, and no policy.yml.`, [`If it is meant, name it: --policy ${other}`]);
}

/** Also where it cannot be read: a link that leads nowhere is not the same as no policy. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/** Guards look wherever the janitor is configured for, and wherever somebody asks it to look. */
function both(some: Regions, others: Regions): Regions {
  return some === "all" || others === "all" ? "all" : [...new Set([...some, ...others])];
}

function wordsOf(source: PolicySource, { mode, regions }: Policy, options: SettingsOptions): string {
  const { JANITOR_MODE, JANITOR_REGIONS } = process.env;
  const where = regions === "all" ? "all regions" : regions.join(", ");
  return `Policy: ${sourceWords(source)}; mode ${mode}${by("--mode", options.mode, "JANITOR_MODE", JANITOR_MODE)}; ${where}${by("--regions", options.regions, "JANITOR_REGIONS", JANITOR_REGIONS)}.`;
}

/** Where a policy comes from, as part of a sentence. */
export function sourceWords(source: PolicySource): string {
  switch (source.from) {
    case "file":
      return oneLine(source.path, 200);
    case "environment":
      return "JANITOR_POLICY";
    case "defaults":
      return "the defaults, as there is no policy.yml here";
    default:
      return source satisfies never;
  }
}

/** What a setting comes from that is not the policy's own. */
function by(option: string, given: string | undefined, variable: string, set: string | undefined): string {
  if (given !== undefined) return ` (${option})`;
  return set?.trim() ? ` (${variable})` : "";
}
