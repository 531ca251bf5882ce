import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../simulator/main.ts", import.meta.url));

/**
 * A simulator in a process of its own, as `npm run simulator` starts it: what it does takes nothing of the test's time.
 *
 * @param options besides the port
 */
export async function simulatorProcess(
  ...options: readonly string[]
): Promise<{ readonly environment: Readonly<Record<string, string>>; readonly stop: () => void }> {
  const child = spawn(process.execPath, [main, "--port", "0", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  const environment: Record<string, string> = {};
  for await (const line of createInterface(child.stdout)) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) environment[name] = value;
    // The last line that it writes.
    if (line.startsWith("aws ")) return { environment, stop: () => void child.kill() };
  }
  throw new Error("the simulator has ended before it said where it listens");
}
