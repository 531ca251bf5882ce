import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { bareEnvironment } from "./bare-environment.ts";

export interface PipedOptions {
  /** What the shell says, besides a path: `simulator.environment`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The working directory; the bundle's own folder without it, where no policy.yml is. */
  readonly folder?: string;
  /** What is piped in; nothing without it. */
  readonly stdin?: string;
}

/** How a command has ended that ran between pipes. */
export interface PipedEnd {
  /** `null` where a signal has ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the start to the end, in ms. */
  readonly ms: number;
}

/** Runs the built command between pipes, as a script does. The command is ended with the test that has started it. */
export async function piped(
  path: string,
  args: readonly string[],
  { environment = {}, folder = dirname(path), stdin = "" }: PipedOptions = {},
): Promise<PipedEnd> {
  const began = performance.now();
  const child = spawn(process.execPath, [path, ...args], {
    cwd: folder,
    env: { ...bareEnvironment(), ...environment },
    stdio: "pipe",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  // Whoever does not read what is piped in is free to.
  child.stdin.on("error", () => {}).end(stdin);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, stdout, stderr, ms: performance.now() - began };
}
