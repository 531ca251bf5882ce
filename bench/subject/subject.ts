import { fork } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as z from "zod/mini";
import type { Measured, Task } from "./task.ts";

export interface Run extends Pick<Task, "entry" | "policy"> {
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly speed?: number;
  readonly watchLoading?: boolean;
  /** Gets each line that the function writes; without it nobody reads them. */
  readonly log?: (line: string) => void;
  /** Options of Node.js, such as limits of its heap. */
  readonly nodeOptions?: readonly string[];
}

/** Runs a function once, in a fresh process. */
export type Subject = (run: Run) => Promise<Measured>;

/** What Lambda gives a function by serverless.yml, in ms. */
const timeoutMs = 300_000;

/** After that, in ms of real time, a process hangs. */
const patienceMs = 360_000;

/** Makes the program that the processes run, in a folder of the caller's. */
export async function prepareSubject(folder: string): Promise<Subject> {
  const program = join(folder, "subject.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("main.ts", import.meta.url))],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
  });
  return (run) => measureIn(program, run);
}

/**
 * @throws Error when the function failed, or the process ended without a word
 */
async function measureIn(program: string, run: Run): Promise<Measured> {
  const { entry, environment, policy, speed = 1, watchLoading = false, log, nodeOptions = [] } = run;
  const task: Task = { entry, timeoutMs, speed, policy, watchLoading };
  const child = fork(program, [JSON.stringify(task)], {
    env: { ...environment },
    execArgv: [...nodeOptions],
    stdio: ["ignore", log === undefined ? "ignore" : "pipe", "pipe", "ipc"],
    timeout: patienceMs,
  });
  if (child.stdout !== null && log !== undefined) createInterface({ input: child.stdout }).on("line", log);
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
  });
  const [message, code] = await Promise.all([
    // What was sent comes before the end of the channel, and may come after the end of the process.
    new Promise<unknown>((resolve, reject) => {
      child.once("message", resolve);
      child.once("disconnect", () => resolve(undefined));
      child.once("error", reject);
    }),
    new Promise<number | null>((resolve) => child.once("close", resolve)),
  ]);
  if (message === undefined) throw new Error(`the process ended with ${code} and without an answer\n${errors}`);
  const measured = z.parse(measurement, message);
  if (measured.failure !== undefined) throw new Error(`the function failed: ${measured.failure}`);
  return measured;
}

const measurement = z.object({
  importMs: z.number(),
  durationMs: z.number(),
  cpuMs: z.number(),
  peakBytes: z.number(),
  answer: z.optional(z.unknown()),
  failure: z.exactOptional(z.string()),
  files: z.array(z.string()),
  builtins: z.array(z.string()),
});
