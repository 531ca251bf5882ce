import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Clock } from "../../functions/janitor/ports.ts";
import type { Measured, Task } from "./task.ts";

/*
 * A process of its own in which a function is loaded and invoked once, as by Lambda, and measured. It has as little else in it
 * as possible: it is bundled to plain JavaScript, because reading TypeScript takes memory and time as well.
 */

type Handler = (event: unknown, context: object) => Promise<unknown>;

const task: Task = JSON.parse(process.argv[2] ?? "{}");
const measured = await measure(task);
// An answer of many findings does not fit into the channel at once.
process.send?.(measured, () => process.disconnect());

async function measure({ entry, timeoutMs, speed, policy, watchLoading }: Task): Promise<Measured> {
  const files: string[] = [];
  if (watchLoading) watch(dirname(entry), files);
  const before = performance.now();
  const loaded = await import(pathToFileURL(entry).href);
  const importMs = performance.now() - before;
  const clock = fasterClock(speed);
  const isPlain = speed === 1 && policy === undefined;
  const handler: Handler = isPlain ? loaded.handler : loaded.handlerWith(clock, policy);

  const cpu = process.cpuUsage();
  const begin = performance.now();
  const end = clock.elapsed() + timeoutMs;
  const outcome = await invoke(handler, () => end - clock.elapsed());
  const durationMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  // Lambda's runtime writes the answer out, whoever waits for it.
  JSON.stringify(outcome.answer);
  return {
    importMs,
    durationMs,
    cpuMs: (user + system) / 1_000,
    peakBytes: peakBytes(),
    files,
    builtins: builtins(),
    ...outcome,
  };
}

async function invoke(
  handler: Handler,
  getRemainingTimeInMillis: () => number,
): Promise<Pick<Measured, "answer" | "failure">> {
  const context = {
    awsRequestId: "measured",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:elastic-janitor",
    getRemainingTimeInMillis,
  };
  try {
    return { answer: await handler({}, context) };
  } catch (error) {
    return { answer: undefined, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The function's own clock, in which everything takes as much less time. The calendar begins with that of the machine. */
function fasterClock(speed: number): Clock {
  const begin = Date.now();
  const since = performance.now();
  const elapsed = () => (performance.now() - since) * speed;
  return {
    now: () => begin + elapsed(),
    elapsed,
    pause: (ms, signal) => wait(ms / speed, undefined, { signal }).catch(() => undefined),
    after: (ms) => AbortSignal.timeout(Math.max(0, Math.floor(ms / speed))),
  };
}

function watch(folder: string, files: string[]): void {
  registerHooks({
    load: (url, context, next) => {
      if (url.startsWith(pathToFileURL(folder).href)) files.push(fileURLToPath(url));
      return next(url, context);
    },
  });
}

/** Internal modules of Node.js that were loaded by now. The list has no type, as it is there for tests of Node.js. */
function builtins(): readonly string[] {
  const list: unknown = Reflect.get(process, "moduleLoadList");
  return Array.isArray(list) ? list.map(String) : [];
}

/**
 * Linux keeps the most memory that a process has held, since it became this program; what other systems (and `resourceUsage`)
 * say may be that of the process that started it.
 */
function peakBytes(): number {
  try {
    const [, kilobytes = ""] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return Number.parseInt(kilobytes, 10) * 1_024;
  } catch {
    return process.resourceUsage().maxRSS * 1_024;
  }
}
