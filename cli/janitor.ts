#!/usr/bin/env node
/*
 * The command `janitor`: the one file that touches the process. What it does is in `program.ts`.
 */

/** From there on colours are left out where nobody can see them. */
const oldest = [22, 13] as const;

/** npm passes on a signal that its child has got from the terminal as well: what comes so soon is the same one again. */
const sameMs = 500;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(
    `janitor: this is Node.js ${process.versions.node}, and Node.js ${oldest.join(".")} or later is needed.\n` +
      "  In the project's folder, npx janitor runs on the one that npm ci has installed.\n",
  );
  process.exitCode = 1;
} else {
  const unwritten = keepOnWriting();
  const { main } = await import("./main.ts");
  const { systemClock } = await import("../functions/janitor/system-clock.ts");
  const code = await main(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: systemClock,
    onInterrupt,
  });
  process.exitCode = code;
  // What was asked for did not arrive as a whole, which no other code may hide.
  process.once("beforeExit", () => {
    const [error] = unwritten();
    if (error === undefined) return;
    process.stderr.write(`janitor: not all could be written: ${error.message}\n`);
    process.exitCode = 1;
  });
}

/**
 * Lets nothing that becomes of the output end a run halfway: what is under way is finished and journaled. Whoever has gone away
 * (`janitor plan | head`, a closed terminal) misses nothing.
 */
function keepOnWriting(): () => readonly Error[] {
  const errors: Error[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") errors.push(error);
    });
  }
  return () => errors;
}

function onInterrupt(act: () => void): () => void {
  let since: number | undefined;
  const listener = () => {
    if (since === undefined) {
      since = performance.now();
      act();
    } else if (performance.now() - since > sameMs) {
      process.exit(130);
    }
  };
  // The last one comes when the terminal is closed.
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
