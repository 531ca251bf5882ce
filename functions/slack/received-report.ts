import * as z from "zod/mini";
import type { FailureClass } from "../janitor/domain/error-facts.ts";
import type { WithheldBecause } from "../janitor/domain/outcome.ts";
import { modes } from "../janitor/domain/policy.ts";
import type { ReportedFinding } from "../janitor/domain/report.ts";
import { services } from "../janitor/domain/service.ts";
import type { SectionName } from "../janitor/notify/section-names.ts";

/*
 * What a message makes use of in the janitor's report, as it comes over the wire: enough to tell it in the same words as the
 * email. Fields that are not named here may come and go. The lists of words are complete, or this file does not compile.
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
  interrupted: "interrupted",
  throttled: "throttled",
} as const satisfies { [Each in WithheldBecause]: Each };

const failureClasses = {
  denied: "denied",
  "protected-by-aws": "protected-by-aws",
  transient: "transient",
  unexpected: "unexpected",
} as const satisfies { [Each in FailureClass]: Each };

/** Absent where it cannot be read: a detail takes nothing from the rest of the line. */
function detail<T extends z.core.SomeType>(schema: T) {
  return z.catch(z.optional(schema), undefined);
}

const text = detail(z.string());

/** ISO 8601 in UTC. What is told of an instant is a piece of it, or reckoned from it. */
const instant = z.string().check(z.refine(isInstant));

function isInstant(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]{5,16}Z$/.test(value) && !Number.isNaN(Date.parse(value));
}

const finding = z.object({
  kind: z.enum(["elastic-ip", "network-interface"]),
  id: z.string(),
  region: z.string(),
  isNew: detail(z.literal(true)),
  isChanged: detail(z.literal(true)),
  name: text,
  owner: text,
  publicIp: text,
  service: detail(z.enum(services)),
  decision: z.enum(decisions),
  reason: z.string(),
  detail: detail(
    z
      .record(z.string(), z.unknown())
      .check(z.refine(({ keptUntil }) => keptUntil === undefined || isInstant(keptUntil))),
  ),
  idleSince: detail(instant),
  dueAt: detail(instant),
  lastActivity: detail(z.object({ event: z.string(), at: instant, by: z.string() })),
  outcome: z.enum(outcomes),
  networkBorderGroup: text,
  withheldBecause: detail(z.enum(withheldBecause)),
  error: z.optional(
    z.object({
      action: z.string(),
      class: z.catch(z.enum(failureClasses), "unexpected"),
      code: z.string(),
      message: z.string(),
      mayBeDone: detail(z.literal(true)),
    }),
  ),
  shape: detail(
    z.object({
      subnetId: z.optional(z.string()),
      privateIps: z.array(z.object({ address: z.string(), primary: z.boolean() })),
      securityGroupIds: z.array(z.string()),
    }),
  ),
  monthlyCostUsd: z.number(),
});

const region = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("scanned"),
    account: z.string(),
    region: z.string(),
    elasticIps: z.object({ total: z.number(), idle: z.number(), quota: z.number() }),
  }),
  z.object({ status: z.literal("failed"), account: z.string(), region: z.string() }),
]);

const many = z.number();

const counts = {
  released: many,
  due: many,
  new: many,
  notDone: many,
  unreadable: many,
  changed: many,
  waiting: many,
  unused: many,
  reported: many,
  protected: many,
  kept: many,
  inUseAgain: many,
} as const satisfies Record<SectionName, typeof many>;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const log = z.object({ region: z.string(), name: z.string().check(z.regex(/^[\w./#-]{1,512}$/)) });

/** What is used of the janitor's report, version 1, as `notify/message.ts` publishes it. */
export const receivedReport = z.object({
  version: z.literal(1),
  runId: z.string(),
  mode: z.enum(modes),
  startedAt: instant,
  finishedAt: instant,
  tagPrefix: z.string(),
  attention: z.boolean(),
  comparedTo: text,
  accountAlias: text,
  log: detail(log),
  counts: z.object(counts),
  failures: z.object({ needSomebody: many, heldByAws: many, putOff: many }),
  regions: z.array(region),
  findings: z.array(finding),
  findingsLeftOut: detail(many),
  totals: z.object({
    idle: many,
    waiting: many,
    released: many,
    failed: many,
    withheld: many,
    kept: many,
    protected: many,
    monthlyWasteUsd: many,
    monthlySavedUsd: many,
  }),
  alarms: z.array(z.object({ code: z.string(), message: z.string() })),
});

/** It is a `TellableReport`. */
export type ReceivedReport = z.infer<typeof receivedReport>;
