import type { Alarm } from "./alarms.ts";
import type { Decision } from "./decide.ts";
import type { ErrorFacts } from "./error-facts.ts";
import type { Failure, Finding, WithheldBecause } from "./outcome.ts";
import type { Mode } from "./policy.ts";
import type { InterfaceShape, ResourceKind, Scope, Tags } from "./resource.ts";
import type { Service } from "./service.ts";

/**
 * Everything one run saw, decided and did: what the handler returns and every message is made of. Plain JSON.
 * Instants are ISO 8601 in UTC, money is USD a month.
 */
export interface Report {
  readonly version: 1;
  readonly runId: string;
  readonly mode: Mode;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** What the tags start with that opt a resource out: `janitor:` unless the policy says otherwise. */
  readonly tagPrefix: string;
  /** Whether there is anything that was not told before. Without it, a summary only shows that the janitor lives. */
  readonly attention: boolean;
  /** When the run ended that this one was compared with. Absent where none is known: then nobody can tell what is new. */
  readonly comparedTo?: string;
  readonly regions: readonly RegionReport[];
  /** What was acted on first, then what waits, then the rest. */
  readonly findings: readonly ReportedFinding[];
  readonly totals: Totals;
  readonly alarms: readonly Alarm[];
}

export type RegionReport =
  | (Scope & {
      readonly status: "scanned";
      readonly elasticIps: { readonly total: number; readonly idle: number; readonly quota: number };
      readonly networkInterfaces: { readonly available: number };
    })
  | (Scope & { readonly status: "failed"; readonly error: ErrorFacts });

export interface ReportedFinding extends Scope {
  readonly kind: ResourceKind;
  readonly id: string;
  /** Set when nothing had been told of it before. */
  readonly isNew?: true;
  /** Set when something else had been told of it before. */
  readonly isChanged?: true;
  readonly name?: string;
  readonly owner?: string;
  readonly publicIp?: string;
  /** Whose network interface it is, where that can be told. */
  readonly service?: Service;
  readonly tags: Tags;
  readonly decision: Decision["kind"];
  readonly reason: Decision["reason"];
  /** The facts behind the reason, as the decision gave them. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly idleSince?: string;
  readonly dueAt?: string;
  /** The last thing known to have been done to it, and by whom: for what is due, as far as CloudTrail remembers. */
  readonly lastActivity?: { readonly event: string; readonly at: string; readonly by: string };
  readonly outcome: Finding["outcome"]["kind"];
  readonly withheldBecause?: WithheldBecause;
  readonly error?: Failure;
  /** Where the address is advertised from, if that is not the whole region; for one that is or may be released. */
  readonly networkBorderGroup?: string;
  /** What it takes to make a network interface again; for one that is or may be released. */
  readonly shape?: InterfaceShape;
  readonly monthlyCostUsd: number;
}

export interface Totals {
  /** Idle resources seen, whatever became of them. */
  readonly idle: number;
  readonly waiting: number;
  readonly released: number;
  readonly failed: number;
  readonly withheld: number;
  readonly kept: number;
  readonly protected: number;
  /** What idle and unused addresses that are still there after this run cost, kept and protected ones included. */
  readonly monthlyWasteUsd: number;
  /** What the addresses released in this run would have gone on costing. */
  readonly monthlySavedUsd: number;
}
