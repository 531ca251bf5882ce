import type { Clock } from "./ports.ts";

/** When a run stops surveying, stops starting, and gives up, so that its summary always goes out. */
export interface Deadlines {
  /** A survey that is not over by now counts as failed: one dead region must not use up the time of all. */
  readonly surveyEnd: AbortSignal;
  /** A guard that has not answered by now could not tell: the rest of the time belongs to what is proven. */
  readonly evidenceEnd: AbortSignal;
  /** Nothing new is started from here on. */
  readonly short: AbortSignal;
  /** What is under way is broken off: the rest of the time belongs to the summary. */
  readonly giveUp: AbortSignal;
  /** A look at what a broken-off release has done ends here. */
  readonly lastLook: AbortSignal;
  /** The summary itself is broken off, so that the run can still say that it did not go out. */
  readonly summaryEnd: AbortSignal;
}

/** Ms kept for the summary (a publish may take 5 s, and be repeated), and before that for what is under way. */
const forSummary = 8_000;
const forWorkInFlight = 12_000;
const forTheEnd = 1_000;

/**
 * Divides what is left of an invocation. A short one is divided in proportion, so that even three seconds leave one
 * for the summary.
 *
 * @param remainingMs what Lambda says is left, in ms
 */
export function deadlinesFor(remainingMs: number, { after }: Pick<Clock, "after">): Deadlines {
  const summary = Math.min(forSummary, remainingMs * 0.3);
  const inFlight = Math.min(forWorkInFlight, remainingMs * 0.3);
  const short = remainingMs - summary - inFlight;
  const surveyEnd = Math.min(remainingMs / 2, short * 0.75);
  return {
    surveyEnd: after(surveyEnd),
    evidenceEnd: after(surveyEnd + (short - surveyEnd) * 0.6),
    short: after(short),
    giveUp: after(remainingMs - summary),
    lastLook: after(remainingMs - summary * 0.7),
    summaryEnd: after(remainingMs - Math.min(forTheEnd, remainingMs * 0.1)),
  };
}
