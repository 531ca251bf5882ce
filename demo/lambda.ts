import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Report } from "../functions/janitor/domain/report.ts";
import type { Simulator } from "../test/simulator/simulator.ts";

/** Everything that one invocation of a function goes by. */
export interface Invocation {
  /** Where the function's files are: in Lambda, what was unpacked. */
  readonly folder: string;
  /** The file in there without its ending, and what it exports: `dist/janitor/index.handler`. */
  readonly handler: string;
  readonly event: unknown;
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** The whole environment of its process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** In ms since the epoch. */
  readonly now: number;
}

/** What Lambda answers whoever has invoked a function. */
export interface Answered {
  /** Whether the handler threw. */
  readonly failed: boolean;
  /** JSON: what was returned, or `errorType` and `errorMessage`. */
  readonly payload: string;
}

export interface Logged {
  /** What the function has written. */
  readonly log: readonly string[];
}

/**
 * Invokes a function once, in a fresh process that has nothing of this one.
 *
 * @throws Error when the process ends without an answer
 */
export async function invokeFunction(invocation: Invocation): Promise<Answered & Logged> {
  const child = fork(fileURLToPath(new URL("./invoke.ts", import.meta.url)), [JSON.stringify(invocation)], {
    cwd: invocation.folder,
    env: invocation.environment,
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const [answered] = await Promise.all([
    new Promise<Answered>((resolve, reject) => {
      child.once("message", (message) => resolve(message as Answered));
      child.once("error", reject);
      child.once("exit", (code) =>
        reject(new Error(`the function ended with ${code} and without an answer\n${output}`)),
      );
    }),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  return { ...answered, log: output.split("\n").filter((line) => line !== "") };
}

const logGroup = "/aws/lambda/elastic-janitor";

/**
 * Invokes the janitor's bundle at the simulator's time, as its schedule would. What it logs is there for the next run.
 *
 * @param folder the one that has `dist` in it
 */
export async function invokeBundle(
  folder: string,
  simulator: Simulator,
  environment: Readonly<Record<string, string>>,
): Promise<Report> {
  const home = simulator.world("us-east-1");
  home.createLogGroup(logGroup);
  const { failed, payload, log } = await invokeFunction({
    folder,
    handler: "dist/janitor/index.handler",
    event: {},
    functionArn: "arn:aws:lambda:us-east-1:123456789012:function:elastic-janitor",
    timeoutMs: 60_000,
    environment: {
      ...withoutSettings(process.env),
      ...simulator.environment,
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
      ...environment,
    },
    now: simulator.clock.now(),
  });
  for (const line of log) home.putLogEvent(logGroup, line);
  if (failed) throw new Error(`the function failed: ${payload}`);
  return JSON.parse(payload);
}

/** Without what this shell says of AWS and of the janitor: a deployed function would not have it, and it must not lead elsewhere. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(AWS|JANITOR|POWERTOOLS)_/i.test(name)));
}
