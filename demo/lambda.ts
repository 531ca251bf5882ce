import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Report } from "../functions/janitor/domain/report.ts";
import type { Simulator } from "../test/simulator/simulator.ts";

export interface Invoked {
  readonly report: Report;
  /** The function's log: one JSON line each. */
  readonly log: readonly string[];
}

/** Invokes the bundle in a fresh process at the simulator's time, with the environment a deployed function would have. */
export async function invokeBundle(
  bundle: string,
  simulator: Simulator,
  environment: Readonly<Record<string, string>>,
): Promise<Invoked> {
  const child = fork(fileURLToPath(new URL("./invoke.ts", import.meta.url)), [bundle, String(simulator.clock.now())], {
    env: { ...withoutSettings(process.env), ...simulator.environment, ...environment },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  const [report] = await Promise.all([
    new Promise<Report>((resolve, reject) => {
      child.once("message", (message) => resolve(message as Report));
      child.once("error", reject);
      child.once("exit", (code) =>
        reject(new Error(`the function ended with ${code} and without a report\n${output}`)),
      );
    }),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  return { report, log: output.split("\n").filter((line) => line !== "") };
}

/** Without what this shell says of AWS and of the janitor: a deployed function would not have it, and it must not lead elsewhere. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(AWS|JANITOR|POWERTOOLS)_/i.test(name)));
}
