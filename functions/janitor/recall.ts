import type { Logger } from "@aws-lambda-powertools/logger";
import { day } from "./domain/duration.ts";
import { type Memory, nothingRemembered } from "./domain/memory.ts";
import { readMemory } from "./domain/memory-lines.ts";
import type { Clock, Ports } from "./ports.ts";

interface RecallOptions {
  /**
   * The lines of the journal that say what was told, as parsed JSON; absent where there is no log to read. May throw.
   *
   * @param since ms since the epoch
   */
  readonly readLines: ((since: number, signal: AbortSignal) => Promise<readonly unknown[]>) | undefined;
  readonly startedAt: number;
  readonly clock: Pick<Clock, "after">;
  /** Aborted when nothing may be started any more. */
  readonly short: AbortSignal;
  readonly logger: Pick<Logger, "warn">;
}

/** In ms. A summary is nicer for what was told before it, and need not wait long for that. */
const patience = 5_000;

/** How far back to look, in ms: for a run of this hour, of yesterday, of last week. */
const looks = [day / 8, day + day / 12, 9 * day];

/** Looks into the janitor's own log for what it has told. Whatever fails there, nobody was told anything. */
export function recallFrom({ readLines, startedAt, clock, short, logger }: RecallOptions): Ports["recall"] {
  return async (): Promise<Memory | undefined> => {
    if (readLines === undefined) return undefined;
    try {
      const end = AbortSignal.any([clock.after(patience), short]);
      for (const back of looks) {
        const memory = readMemory(await readLines(startedAt - back, end));
        if (memory !== undefined) return memory;
      }
      return nothingRemembered;
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      logger.warn("what was told before could not be read, so it may be told again", reason);
      return undefined;
    }
  };
}
