import { reportFinding } from "./domain/build-report.ts";
import { entriesOf, linesOf } from "./domain/memory-lines.ts";
import type { Policy } from "./domain/policy.ts";
import type { Tags } from "./domain/resource.ts";
import type { Journal } from "./ports.ts";

/** Takes lines, each with its fields, and lets none be lost: a filter by level would. */
export interface JournalLog {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/**
 * The journal: what was about to be done, what was done, the report, and what was told, as structured log lines. A line about a release
 * holds the whole resource, because that is what it is restored from: AWS forgets the tags of a released address.
 *
 * @param logger one that lets `info` through whatever the environment says
 */
export function loggedJournal(logger: JournalLog, runId: string, policy: Policy): Journal {
  return {
    intent: (due) => {
      const finding = journaled(reportFinding({ ...due, outcome: { kind: "none" } }, policy));
      logger.info("release intended", { journal: "intent", runId, finding, resource: journaled(due.resource) });
    },
    outcome: (finding) => {
      const { resource } = finding;
      const reported = journaled(reportFinding(finding, policy));
      logger.info("release ended", { journal: "outcome", runId, finding: reported, resource: journaled(resource) });
    },
    report: (report, worthTelling) => {
      const { findings, ...rest } = report;
      const parts = inParts(findings, journaled);
      logger.info("run ended", { journal: "report", runId, worthTelling, report: rest, parts: parts.length });
      parts.forEach((part, at) => {
        logger.info("findings of the run", { journal: "findings", runId, part: at + 1, findings: part.map(journaled) });
      });
    },
    told: (memory) => {
      for (const line of linesOf(
        memory,
        inParts(entriesOf(memory), (entry) => entry),
      )) {
        logger.info("told so far", { journal: "told", runId, ...line });
      }
    },
  };
}

/** Tags as `CreateTags` takes them. As an object they would lose the keys `constructor` and `__proto__` in the logger. */
function journaled<T extends { readonly tags: Tags }>(tagged: T) {
  return { ...tagged, tags: Object.entries(tagged.tags).map(([Key, Value]) => ({ Key, Value })) };
}

/** CloudWatch Logs takes 256 KiB an event, in some partitions and by some agents to this day. */
const bytesAPart = 200_000;

/** @param written what becomes of an item in the line; it is made anew when its line is, so that not all are there at once */
function inParts<T>(items: readonly T[], written: (item: T) => unknown): readonly (readonly T[])[] {
  const parts: T[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = Buffer.byteLength(JSON.stringify(written(item))) + 1;
    if (bytes > room) {
      parts.push([]);
      room = bytesAPart;
    }
    parts.at(-1)?.push(item);
    room -= bytes;
  }
  return parts;
}
