import { createHash } from "node:crypto";
import type { Activity, Evidence } from "../../../functions/janitor/domain/evidence.ts";
import type { Finding, Outcome } from "../../../functions/janitor/domain/outcome.ts";
import type { Report } from "../../../functions/janitor/domain/report.ts";
import type { ElasticIp, NetworkInterface, Resource, Tags } from "../../../functions/janitor/domain/resource.ts";
import type { Survey } from "../../../functions/janitor/domain/survey.ts";
import type { Surroundings } from "../../../functions/janitor/notify/published-report.ts";
import {
  account,
  day,
  hour,
  makeAddress,
  makeFinding,
  makeInterface,
  makePolicy,
  marked,
  now,
} from "../../domain/make.ts";

/*
 * What the samples are made of: resources with ids, addresses and tags as AWS has them. Everything follows from a word, so
 * that a sample is the same in every run.
 */

/** Where a deployment's log is, and what its account is called. */
export const surroundings: Surroundings = {
  accountAlias: "acme-production",
  log: { region: "eu-central-1", name: "elastic-janitor-JanitorLogGroup-Qm3x8VfKd2Lw" },
};

export const runId = "5e1d2c34-7f0a-4b8e-9c26-0d9a51b7f3e8";

/** The run before, a day earlier. */
export const comparedTo = new Date(now - day + 11_000).toISOString();

/** A policy with a rule and a protected tag, as somebody may well have. */
export const policy = makePolicy({
  protect: [{ tag: "DoNotDelete" }],
  rules: [
    { name: "addresses of the network team", match: { tag: "team", values: ["network"] }, action: "report" },
    { name: "pinned for partners", match: { tag: "partner" }, action: "keep" },
  ],
});

function hex(word: string): string {
  return createHash("sha256").update(word).digest("hex").slice(0, 16);
}

export const allocationId = (word: string) => `eipalloc-0${hex(word)}`;
export const interfaceId = (word: string) => `eni-0${hex(word)}`;
export const instanceId = (word: string) => `i-0${hex(word)}`;

/** An idle address with the last number of its IP; its id follows from that. */
export function address(region: string, last: number, tags: Tags = {}, changes: Partial<ElasticIp> = {}): ElasticIp {
  return makeAddress({
    id: allocationId(`${region} ${last}`),
    scope: { account, region },
    publicIp: `203.0.113.${last}`,
    networkBorderGroup: region,
    tags,
    ...changes,
  });
}

/** An idle interface with the last number of its private address. */
export function networkInterface(
  region: string,
  last: number,
  tags: Tags = {},
  changes: Partial<NetworkInterface> & { readonly description?: string } = {},
): NetworkInterface {
  const { description = "", ...rest } = changes;
  const plain = makeInterface({ description });
  return {
    ...plain,
    id: interfaceId(`${region} ${last}`),
    scope: { account, region },
    tags,
    shape: {
      ...plain.shape,
      vpcId: `vpc-0${hex(region)}`,
      subnetId: `subnet-0${hex(`${region} subnet`)}`,
      availabilityZone: `${region}a`,
      privateIps: [{ address: `10.0.1.${last}`, primary: true }],
      securityGroupIds: [`sg-0${hex(`${region} nodes`)}`, `sg-0${hex(`${region} default`)}`],
    },
    ...rest,
  };
}

/** The tags of something that will be due in that many hours, under a grace of seven days. */
export function dueIn(hours: number, more: Tags = {}): Tags {
  return marked(7 * day - hours * hour, more);
}

/** The tags of something that has been due for two days. */
export function overdue(more: Tags = {}): Tags {
  return dueIn(-48, more);
}

export function did(event: string, by: string, daysAgo: number): Activity {
  return { event, by, at: now - daysAgo * day };
}

/** A region that was seen, and how many addresses it has of how many it may have. */
export function seen(
  region: string,
  findings: readonly Finding[],
  elasticIps: { readonly total: number; readonly quota: number } = { total: 1, quota: 5 },
): Survey {
  const resources = findings.map(({ resource }) => resource).filter(({ scope }) => scope.region === region);
  const available = resources.filter(({ kind, use }) => kind === "network-interface" && use.state === "idle").length;
  return {
    status: "scanned",
    scope: { account, region },
    resources,
    elasticIps,
    networkInterfaces: { available },
  };
}

type Plain = Exclude<Outcome["kind"], "withheld" | "failed">;

/** A finding as a run makes it, with what the guards said where it was due. */
export function found(
  resource: Resource,
  outcome: Plain | Outcome = "none",
  lastActivity?: Activity,
  evidence: readonly Evidence[] = [],
): Finding {
  const whole = typeof outcome === "string" ? { kind: outcome } : outcome;
  return { ...makeFinding(resource, whole, { policy, evidence }), lastActivity };
}

/** The report with these of its findings new since the run before. */
export function withNews(report: Report, fresh: readonly string[]): Report {
  const isNew = new Set(fresh);
  return {
    ...report,
    comparedTo,
    findings: report.findings.map((finding) => (isNew.has(finding.id) ? { ...finding, isNew: true } : finding)),
  };
}
