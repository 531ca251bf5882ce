import { vi } from "vitest";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { handler } from "../../functions/janitor/handler.ts";

/** What one invocation of the real handler gave. */
export interface Invocation {
  /** The report, whether it was returned or came with the error. */
  readonly report: Report | undefined;
  readonly error: Error | undefined;
  /** The JSON lines it logged: journal and metrics. */
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
  readonly handler?: typeof handler;
}

/** What an invocation needs of the AWS it talks to: where it is, and what time it is there. */
export interface Target {
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: { now(): number };
}

let runs = 0;

/** Invokes the real handler as Lambda would, against a simulator (or another AWS) and at its clock's time. */
export async function invoke(target: Target, options: InvocationOptions = {}): Promise<Invocation> {
  const environment = {
    ...target.environment,
    ...(options.policy && { JANITOR_POLICY: JSON.stringify({ version: 1, ...options.policy }) }),
    ...options.environment,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.useFakeTimers({ toFake: ["Date"], now: target.clock.now() });
  const lines: LogLine[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    lines.push(...readLines(String(chunk)));
    return true;
  });
  const end = performance.now() + (options.remainingMs ?? 120_000);
  runs += 1;
  const context = {
    awsRequestId: `run-${runs}`,
    invokedFunctionArn:
      options.invokedFunctionArn ?? "arn:aws:lambda:us-east-1:123456789012:function:elastic-janitor-janitor",
    getRemainingTimeInMillis: () => Math.max(0, end - performance.now()),
  };
  try {
    const report = await (options.handler ?? handler)(options.event ?? {}, context);
    return { report, error: undefined, lines };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { report: reportOf(error), error, lines };
  } finally {
    write.mockRestore();
    vi.useRealTimers();
    vi.unstubAllEnvs();
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
