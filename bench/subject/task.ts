import type { Policy } from "../../functions/janitor/domain/policy.ts";

/** What a process is told to run, once. */
export interface Task {
  /** The bundle: a file that exports `handler`, and `handlerWith` where the clock or the policy is to be another one. */
  readonly entry: string;
  readonly timeoutMs: number;
  /** How many ms of the function's own time pass in one of real time. */
  readonly speed: number;
  /** In the place of the one in the bundle. */
  readonly policy?: Policy | undefined;
  /** Whether to say what was loaded; watching costs time. */
  readonly watchLoading: boolean;
}

/** What it took. Times are real ones. */
export interface Measured {
  readonly importMs: number;
  /** From the call of the handler to its answer. */
  readonly durationMs: number;
  /** What the process used of a processor from the call to the answer, in ms: more than one may be used at a time. */
  readonly cpuMs: number;
  /** The most memory that the process has held until its answer was written, in bytes. */
  readonly peakBytes: number;
  /** What the handler answered, or why it did not. */
  readonly answer?: unknown;
  readonly failure?: string;
  /** The files of the bundle that were loaded, and the internal modules of Node.js. Empty where nobody watched. */
  readonly files: readonly string[];
  readonly builtins: readonly string[];
}
