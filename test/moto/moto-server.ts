import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { environmentFor } from "../simulator/credentials.ts";
import { findOnPath } from "../support/on-path.ts";

const INSTALL = "pip install 'moto[server]==5.2.1'";
const MISSING = `moto_server is not installed (${INSTALL})`;
const START_TIMEOUT_MS = 60_000;

/** An AWS emulator that nobody here wrote: https://docs.getmoto.org/en/latest/docs/server_mode.html */
export interface Moto {
  readonly url: string;
  /** What a process needs in its environment to talk to this server. */
  readonly environment: Readonly<Record<string, string>>;
  /** Forgets all resources. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * For `describe.skipIf`: whether moto is missing and nobody insists on it. Says so in one line, so that a run without
 * these tests does not look like a run with them. With REQUIRE_MOTO=1 the suite runs, and fails at `startMoto`.
 */
export function skipWithoutMoto(): boolean {
  const { REQUIRE_MOTO } = process.env;
  if (findMoto() !== undefined || REQUIRE_MOTO === "1") return false;
  process.stderr.write(`Skipping the tests against moto: ${MISSING}.\n`);
  return true;
}

/** Starts a server of its own on a free port and waits until it answers. */
export async function startMoto(): Promise<Moto> {
  const executable = findMoto();
  if (executable === undefined) throw new Error(`${MISSING}.`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // A process group of its own, because what is on PATH may be a script that starts another process.
  const server = spawn(executable, ["-H", "127.0.0.1", "-p", String(port)], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  server.stderr.on("data", (chunk) => {
    output = (output + chunk).slice(-2000);
  });
  const kill = () => killGroup(server);
  process.once("exit", kill);
  const stop = async () => {
    process.off("exit", kill);
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    kill();
    await gone;
  };
  try {
    await waitUntilItAnswers(url, server);
  } catch (error) {
    await stop();
    throw new Error(`moto_server did not start: ${output || "no output"}`, { cause: error });
  }
  return {
    url,
    environment: environmentFor(url, "123456789012", "us-east-1"),
    reset: async () => {
      const { ok, status } = await fetch(`${url}/moto-api/reset`, { method: "POST" });
      if (!ok) throw new Error(`moto_server did not reset: HTTP ${status}`);
    },
    stop,
  };
}

function findMoto(): string | undefined {
  return findOnPath("moto_server");
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port.");
  return address.port;
}

async function waitUntilItAnswers(url: string, server: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  let failure: unknown;
  server.once("error", (error) => {
    failure = error;
  });
  while (performance.now() < deadline) {
    if (failure !== undefined) throw failure;
    if (server.exitCode !== null) throw new Error(`It exited with ${server.exitCode}.`);
    try {
      if ((await fetch(`${url}/moto-api/data.json`)).ok) return;
    } catch {
      // Nothing listens yet.
    }
    await sleep(100);
  }
  throw new Error(`No answer after ${START_TIMEOUT_MS} ms.`);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}
