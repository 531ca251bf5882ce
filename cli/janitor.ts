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
  // Whoever reads along may go away early (`janitor plan | head`); what is under way is finished all the same.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  const { main } = await import("./main.ts");
  const { systemClock } = await import("../functions/janitor/system-clock.ts");
  process.exitCode = await main(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: systemClock,
    onInterrupt,
  });
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
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
