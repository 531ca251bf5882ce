import { setImmediate as nextTurn } from "node:timers/promises";
import { Retry } from "@smithy/core/retry";
import { vi } from "vitest";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { handlerWith } from "../../functions/janitor/handler.ts";
import type { Clock } from "../../functions/janitor/ports.ts";
import { systemClock } from "../../functions/janitor/system-clock.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { type SimulatedTime, simulatedTime } from "./simulated-time.ts";

/** What one invocation of the real handler gave. */
export interface Invocation {
  /** The report, whether it was returned or came with the error. */
  readonly report: Report | undefined;
  readonly error: Error | undefined;
  /** The JSON lines it logged: journal, metrics and warnings. */
  readonly lines: readonly LogLine[];
}

export interface LogLine {
  readonly [field: string]: unknown;
  readonly journal?: string;
}

export interface InvocationOptions {
  readonly event?: unknown;
  /** A policy as users write it, without its version. */
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Ms that Lambda says are left. */
  readonly remainingMs?: number;
  readonly invokedFunctionArn?: string;
  /** Another handler than the one in the sources: a bundle's. */
  readonly handler?: ReturnType<typeof handlerWith>;
}

/** The AWS that an invocation talks to: a simulator, or another one and what time it is there. */
export type Target =
  | Simulator
  | { readonly environment: Readonly<Record<string, string>>; readonly clock: { now(): number } };

let runs = 0;

/**
 * Invokes the real handler as Lambda would, against a simulator (or another AWS) and at its clock's time. With a simulator
 * nothing waits on the real clock: neither the janitor, whose waits and deadlines go by the simulator's, nor the SDK between
 * its attempts.
 */
export async function invoke(target: Target, options: InvocationOptions = {}): Promise<Invocation> {
  const [invocation] = await invokeTogether(target, [options]);
  if (invocation === undefined) throw new Error("one invocation was asked for");
  return invocation;
}

/** Several invocations at the same time. They share one environment: that of the first. */
export async function invokeTogether(
  target: Target,
  together: readonly InvocationOptions[],
): Promise<readonly Invocation[]> {
  const environment = { ...target.environment, ...logOf(target), ...environmentOf(together[0] ?? {}) };
  const keep = keepLog(target, environment);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const connected = "calls" in target ? await target.connections() : 0;
  const time = passTime(target);
  const log: LogLine[] = [];
  // Warnings go to stderr, and Lambda keeps both.
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      keep(String(chunk));
      log.push(...readLines(String(chunk)));
      return true;
    }),
  );
  try {
    const invocations = await Promise.all(together.map((options) => invokeOnce(options, time.clock, log)));
    if ("calls" in target) await settled(target, connected);
    return invocations;
  } finally {
    time.end();
    for (const stream of streams) stream.mockRestore();
    vi.unstubAllEnvs();
  }
}

/**
 * Until what an invocation has sent has come, and is done. A call that was broken off on its way comes when the invocation is
 * over, and would be taken for one of the next.
 *
 * @param before how many were connected before it
 */
async function settled({ calls, connections }: Simulator, before: number): Promise<void> {
  // What is to come is with the system already: it takes a few turns, and whoever stays connected is somebody else.
  for (let turn = 0; turn < mostTurns; turn++) {
    await nextTurn();
    const isDone = calls.every(({ durationMs }) => durationMs !== undefined);
    if (turn > 0 && isDone && (await connections()) <= before) return;
  }
}

const mostTurns = 1_000;

/** A simulator has a CloudWatch Logs for what is logged, so that the next run can look into it; other targets have none. */
function logOf(target: Target): Readonly<Record<string, string>> {
  return "calls" in target ? { AWS_LAMBDA_LOG_GROUP_NAME: logGroup } : {};
}

/** The log group of the janitor that is invoked here. */
export const logGroup = "/aws/lambda/elastic-janitor-janitor";

function keepLog(target: Target, environment: Readonly<Record<string, string>>): (text: string) => void {
  const { AWS_LAMBDA_LOG_GROUP_NAME: name, AWS_REGION: region } = environment;
  if (!("calls" in target) || !name || !region) return () => undefined;
  const world = target.world(region);
  world.createLogGroup(name);
  return (text) => {
    for (const line of text.split("\n").filter(Boolean)) world.putLogEvent(name, line);
  };
}

function environmentOf({ policy, environment }: InvocationOptions): Readonly<Record<string, string>> {
  return { ...(policy && { JANITOR_POLICY: JSON.stringify({ version: 1, ...policy }) }), ...environment };
}

/** The calendar is the target's; with a simulator, so is everything that waits. */
function passTime(target: Target): SimulatedTime {
  vi.useFakeTimers({ toFake: ["Date"], now: target.clock.now() });
  if (!("calls" in target)) return { clock: systemClock, end: () => vi.useRealTimers() };
  const waits = [vi.spyOn(Retry, "delay"), vi.spyOn(Retry, "throttlingDelay")];
  for (const each of waits) each.mockReturnValue(0);
  const forget = target.clock.whenMoved(() => vi.setSystemTime(target.clock.now()));
  const time = simulatedTime(target);
  return {
    clock: time.clock,
    end: () => {
      time.end();
      forget();
      for (const each of waits) each.mockRestore();
      vi.useRealTimers();
    },
  };
}

async function invokeOnce(options: InvocationOptions, clock: Clock, log: readonly LogLine[]): Promise<Invocation> {
  const end = clock.elapsed() + (options.remainingMs ?? 120_000);
  runs += 1;
  const context = {
    awsRequestId: `run-${runs}`,
    invokedFunctionArn:
      options.invokedFunctionArn ?? "arn:aws:lambda:us-east-1:123456789012:function:elastic-janitor-janitor",
    getRemainingTimeInMillis: () => Math.max(0, end - clock.elapsed()),
  };
  const lines = () => log.filter(({ runId }) => runId === undefined || runId === context.awsRequestId);
  try {
    const report = await (options.handler ?? handlerWith(clock))(options.event ?? {}, context);
    return { report, error: undefined, lines: lines() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { report: reportOf(error), error, lines: lines() };
  }
}

/** The same, where anything but a report is a mistake of the test's. */
export async function invokeForReport(target: Target, options: InvocationOptions = {}): Promise<Report> {
  const { report, error } = await invoke(target, options);
  if (report === undefined) throw error ?? new Error("no report");
  return report;
}

function reportOf(error: Error): Report | undefined {
  return "report" in error ? (error.report as Report) : undefined;
}

function readLines(text: string): readonly LogLine[] {
  return text.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const read: LogLine = JSON.parse(line);
    return [read];
  });
}
