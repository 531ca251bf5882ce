import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Template } from "./template.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What osls, its plugin and the bundles are made of. */
const sources = ["serverless.yml", "policy.yml", "package.json", "infra", "functions", "build"];

export interface Ended {
  readonly code: number | null;
  /** What was written to both outputs, without colours. */
  readonly output: string;
}

/** A copy of the service in a folder of its own: osls writes next to serverless.yml, and tests run side by side. */
export interface ServiceCopy {
  readonly folder: string;
  /**
   * Runs osls as `npm run` would: on the Node.js of the project.
   *
   * @param environment in addition to a PATH, and nothing else of this process's
   */
  readonly osls: (words: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<Ended>;
  /** Puts a file into the copy. */
  readonly write: (name: string, text: string) => void;
  /** The template that `osls package` or `osls deploy` has written. */
  readonly template: () => Template;
  readonly remove: () => void;
}

export function copyService(): ServiceCopy {
  const folder = mkdtempSync(join(tmpdir(), "service-"));
  for (const name of sources) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return {
    folder,
    osls: (words, environment = {}) => run(folder, words, environment),
    write: (name, text) => writeFileSync(join(folder, name), text),
    template: () =>
      JSON.parse(readFileSync(join(folder, ".serverless", "cloudformation-template-update-stack.json"), "utf8")),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** `--param` options of these parameters; an empty one is left out. */
export function params(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `--param=${name}=${value}`);
}

async function run(
  cwd: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const bin = join(root, "node_modules", ".bin");
  const child = spawn(join(bin, "osls"), words, {
    cwd,
    env: { PATH: `${bin}:${process.env.PATH ?? ""}`, HOME: cwd, NO_COLOR: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, output };
}
