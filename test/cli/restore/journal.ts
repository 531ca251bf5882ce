import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import { anAddress, now, oldMark } from "../../support/samples.ts";

interface LineFacts {
  readonly journal?: "intent" | "outcome";
  readonly outcome?: string;
  readonly mayBeDone?: boolean;
  readonly runId?: string;
  /** In ms since the epoch. */
  readonly at?: number;
}

/** A line of the journal, as `functions/janitor/journal.ts` writes it, as JSON. */
export function journalLine(resource: Resource = anAddress({ tags: oldMark }), facts: LineFacts = {}) {
  const { journal = "outcome", outcome = "released", mayBeDone, runId = "run-1", at = now } = facts;
  const tags = Object.entries(resource.tags).map(([Key, Value]) => ({ Key, Value }));
  const error = mayBeDone === undefined ? {} : { error: { code: "TimeoutError", message: "no answer", mayBeDone } };
  return {
    level: "INFO",
    message: journal === "intent" ? "release intended" : "release ended",
    timestamp: new Date(at).toISOString(),
    service: "elastic-janitor",
    journal,
    runId,
    finding: { kind: resource.kind, id: resource.id, outcome: journal === "intent" ? "none" : outcome, ...error },
    resource: { ...resource, tags },
  };
}

/** A whole journal as text. */
export function journalOf(...lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
