import * as z from "zod/mini";
import type { WithheldBecause } from "../janitor/domain/outcome.ts";
import type { ReportedFinding } from "../janitor/domain/report.ts";
import { services } from "../janitor/domain/service.ts";

/*
 * What a message makes use of in the janitor's report, as it comes over the wire. Fields that are not named here may come
 * and go. The two lists are complete, or this file does not compile.
 */

const outcomes = {
  none: "none",
  marked: "marked",
  unmarked: "unmarked",
  released: "released",
  "already-gone": "already-gone",
  changed: "changed",
  withheld: "withheld",
  failed: "failed",
} as const satisfies { [Each in ReportedFinding["outcome"]]: Each };

const decisions = {
  keep: "keep",
  protect: "protect",
  report: "report",
  wait: "wait",
  release: "release",
} as const satisfies { [Each in ReportedFinding["decision"]]: Each };

const withheldBecause = {
  "breaker-tripped": "breaker-tripped",
  deadline: "deadline",
  throttled: "throttled",
} as const satisfies { [Each in WithheldBecause]: Each };

const text = z.optional(z.string());

const finding = z.object({
  id: z.string(),
  region: z.string(),
  name: text,
  owner: text,
  publicIp: text,
  // A word that this version does not know takes nothing from the rest of the line.
  service: z.catch(z.optional(z.enum(services)), undefined),
  decision: z.enum(decisions),
  reason: z.string(),
  detail: z.optional(z.record(z.string(), z.unknown())),
  idleSince: text,
  dueAt: text,
  lastActivity: z.optional(z.object({ event: z.string(), at: z.string(), by: z.string() })),
  outcome: z.enum(outcomes),
  withheldBecause: z.catch(z.optional(z.enum(withheldBecause)), undefined),
  error: z.optional(z.object({ action: z.string(), code: z.string(), message: z.string() })),
  monthlyCostUsd: z.number(),
});

/** What is used of the janitor's report, version 1. */
export const receivedReport = z.object({
  version: z.literal(1),
  runId: z.string(),
  mode: z.string(),
  finishedAt: z.string(),
  regions: z.array(z.object({ account: z.string(), status: z.string() })),
  findings: z.array(finding),
  findingsLeftOut: z.optional(z.number()),
  totals: z.object({
    idle: z.number(),
    waiting: z.number(),
    released: z.number(),
    failed: z.number(),
    withheld: z.number(),
    kept: z.number(),
    protected: z.number(),
    monthlyWasteUsd: z.number(),
    monthlySavedUsd: z.number(),
  }),
  alarms: z.array(z.object({ message: z.string() })),
});

export type ReceivedReport = z.infer<typeof receivedReport>;
