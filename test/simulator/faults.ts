import { type Call, type CallMatch, matches } from "./calls.ts";

export type FaultAnswer =
  /** The call is refused and not executed. */
  | { kind: "error"; code: string; message?: string; status?: number }
  /** No answer ever comes; with `ms`, the connection is cut after that time. Not executed. */
  | { kind: "hang"; ms?: number }
  /** The connection is cut at once. Not executed. */
  | { kind: "reset" }
  /** Executed, then the connection is cut: the caller cannot know. */
  | { kind: "reset-after" }
  /** Executed and answered, that much later (real ms). */
  | { kind: "delay"; ms: number }
  /** Status 200 with something that is no answer (by default not even XML). Not executed. */
  | { kind: "garbage"; body?: string };

export interface FaultRule extends CallMatch {
  /** Which of the matching calls fail: the nth (from 1), or those the function picks. Default: all. */
  nth?: number | ((n: number) => boolean);
  /** After so many faults the rule is spent. */
  times?: number;
  answer: FaultAnswer;
}

export interface Faults {
  add(rule: FaultRule): () => void;
  /** Counts the call for every rule it matches; the first rule that fires decides. */
  next(call: Call): FaultAnswer | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  const entries = new Set<{ rule: FaultRule; seen: number; fired: number }>();
  return {
    add: (rule) => {
      const entry = { rule, seen: 0, fired: 0 };
      entries.add(entry);
      return () => entries.delete(entry);
    },
    next: (call) => {
      let answer: FaultAnswer | undefined;
      for (const entry of entries) {
        if (!matches(entry.rule, call)) continue;
        entry.seen += 1;
        if (answer !== undefined || !isDue(entry)) continue;
        entry.fired += 1;
        answer = entry.rule.answer;
      }
      return answer;
    },
    clear: () => entries.clear(),
  };
}

function isDue({ rule, seen, fired }: { rule: FaultRule; seen: number; fired: number }): boolean {
  if (fired >= (rule.times ?? Number.POSITIVE_INFINITY)) return false;
  if (rule.nth === undefined) return true;
  return typeof rule.nth === "number" ? rule.nth === seen : rule.nth(seen);
}
