import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bareEnvironment } from "./support/bare-environment.ts";
import { builtCommand } from "./support/bundle.ts";

let janitor: Awaited<ReturnType<typeof builtCommand>>;
beforeAll(async () => {
  janitor = await builtCommand();
});
afterAll(() => janitor.remove());

/** A disk that is full, where the system has one. */
const full = "/dev/full";

test.skipIf(!existsSync(full))("what did not arrive as a whole is a failure, and it is said why", async () => {
  const disk = openSync(full, "w");
  try {
    const child = spawn(process.execPath, [janitor.path, "--help"], {
      env: bareEnvironment(),
      stdio: ["ignore", disk, "pipe"],
    });
    if (child.stderr === null) throw new Error("no pipe");
    const [stderr] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect(child.exitCode).toBe(1);
    expect(stderr).toMatch(/^janitor: not all could be written: ENOSPC/);
  } finally {
    closeSync(disk);
  }
});
