import type { RegionReport, Report, ReportedFinding, Totals } from "../domain/report.ts";
import type { InterfaceShape } from "../domain/resource.ts";
import type { SectionCounts } from "./section-names.ts";

/** The log group that has all of a run, under the run's id. */
export interface LogGroup {
  readonly region: string;
  readonly name: string;
}

/**
 * What messages are made of: a report as it is published. Whoever reads it from JSON again need not know every reason, and
 * has as many findings as were left in it; the counts are always those of all.
 */
export interface TellableReport
  extends Parsed<
    Pick<Report, "runId" | "mode" | "startedAt" | "finishedAt" | "tagPrefix" | "attention" | "comparedTo">
  > {
  readonly accountAlias?: string | undefined;
  readonly log?: LogGroup | undefined;
  readonly counts: SectionCounts;
  readonly failures: FailureCounts;
  readonly regions: readonly TellableRegion[];
  readonly findings: readonly TellableFinding[];
  readonly totals: Totals;
  readonly alarms: readonly TellableAlarm[];
}

/** How many of what failed needs somebody, how many AWS holds on to itself, and how many the next run tries again. */
export interface FailureCounts {
  readonly needSomebody: number;
  readonly heldByAws: number;
  readonly putOff: number;
}

export type TellableRegion =
  | Pick<Extract<RegionReport, { status: "scanned" }>, "account" | "region" | "status" | "elasticIps">
  | Pick<Extract<RegionReport, { status: "failed" }>, "account" | "region" | "status">;

export interface TellableAlarm {
  readonly code: string;
  readonly message: string;
}

/** What is told of a finding. */
export interface TellableFinding
  extends Parsed<
    Pick<
      ReportedFinding,
      | "kind"
      | "id"
      | "region"
      | "isNew"
      | "isChanged"
      | "name"
      | "owner"
      | "publicIp"
      | "service"
      | "decision"
      | "detail"
      | "idleSince"
      | "dueAt"
      | "lastActivity"
      | "outcome"
      | "withheldBecause"
      | "networkBorderGroup"
      | "monthlyCostUsd"
    >
  > {
  /** One of the reasons that the janitor knows, or one of a later version of it. */
  readonly reason: string;
  readonly error?: Parsed<NonNullable<ReportedFinding["error"]>> | undefined;
  readonly shape?: Parsed<Pick<InterfaceShape, "subnetId" | "privateIps" | "securityGroupIds">> | undefined;
}

/** The same where what is optional may also be there and undefined, as in what was parsed. */
type Parsed<T> = { readonly [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };
