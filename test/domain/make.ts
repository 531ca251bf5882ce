import type { RunFacts } from "../../functions/janitor/domain/alarms.ts";
import { buildReport } from "../../functions/janitor/domain/build-report.ts";
import { decide } from "../../functions/janitor/domain/decide.ts";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import type { Failure, Finding, Outcome } from "../../functions/janitor/domain/outcome.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import type { ElasticIp, NetworkInterface, Resource, Tags } from "../../functions/janitor/domain/resource.ts";
import type { FailedSurvey, Survey } from "../../functions/janitor/domain/survey.ts";
import { defaultPolicy } from "../../functions/janitor/policy/default-policy.ts";

/*
 * What tests of the pure layers are made of. Left as they are, an address and an interface are idle, carry a mark that is
 * eight days old, and are due under a policy whose grace is seven.
 */

export const hour = 3_600_000;
export const day = 24 * hour;

/** The instant every test decides at. */
export const now = Date.parse("2026-11-22T06:00:00.000Z");

export const account = "123456789012";
export const scope = { account, region: "eu-central-1" };

/** The tags of a resource that was marked that long ago. */
export function marked(age: number, more: Tags = {}): Tags {
  return { "janitor:idle-since": new Date(now - age).toISOString(), ...more };
}

/** The default policy, but for its mode. */
export function makePolicy(changes: Partial<Policy> = {}): Policy {
  return { ...defaultPolicy, mode: "release", ...changes };
}

export function makeAddress(changes: Partial<ElasticIp> = {}): ElasticIp {
  return {
    kind: "elastic-ip",
    id: "eipalloc-1",
    scope,
    publicIp: "203.0.113.1",
    publicIpv4Pool: "amazon",
    networkBorderGroup: "eu-central-1",
    tags: marked(8 * day),
    use: { state: "idle" },
    ...changes,
  };
}

export function makeInterface(changes: Partial<NetworkInterface> & { readonly description?: string } = {}) {
  const { description = "", ...rest } = changes;
  const networkInterface: NetworkInterface = {
    kind: "network-interface",
    id: "eni-1",
    scope,
    tags: marked(8 * day),
    use: { state: "idle" },
    ownerId: account,
    interfaceType: "interface",
    requesterManaged: false,
    elasticIps: [],
    shape: {
      description,
      privateIps: [{ address: "10.0.0.5", primary: true }],
      ipv6Addresses: [],
      ipv4Prefixes: [],
      ipv6Prefixes: [],
      securityGroupIds: ["sg-1"],
    },
    ...rest,
  };
  return networkInterface;
}

/** A finding with the decision that the resource really gets. */
export function makeFinding(
  resource: Resource,
  outcome: Outcome = { kind: "none" },
  { policy = makePolicy(), evidence = [] }: { policy?: Policy; evidence?: readonly Evidence[] } = {},
): Finding {
  return { resource, decision: decide(resource, policy, now, evidence), outcome };
}

export function failed(changes: Partial<Failure> = {}): Outcome {
  const failure = {
    action: "ReleaseAddress",
    class: "denied",
    code: "UnauthorizedOperation",
    message: "You are not authorized to perform this operation.",
  } as const;
  return { kind: "failed", failure: { ...failure, ...changes } };
}

export function scanned(region: string, resources: readonly Resource[] = [], total = 1): Survey {
  return {
    status: "scanned",
    scope: { account, region },
    resources,
    elasticIps: { total, quota: 5 },
    networkInterfaces: { available: resources.filter(({ kind }) => kind === "network-interface").length },
  };
}

export function notSeen(region: string, message = "You are not authorized to perform this operation."): FailedSurvey {
  return { status: "failed", scope: { account, region }, error: { code: "UnauthorizedOperation", message } };
}

/** A run that saw one region and, as long as nothing else is said, found nothing. */
export function makeRun(changes: Partial<RunFacts> = {}): RunFacts {
  const findings = changes.findings ?? [];
  return {
    runId: "run-1",
    startedAt: now,
    finishedAt: now + 12_000,
    surveys: [
      scanned(
        scope.region,
        findings.map(({ resource }) => resource),
      ),
    ],
    findings,
    plan: { breaker: "closed", releases: [] },
    ...changes,
  };
}

export function makeReport(changes: Partial<RunFacts> = {}, policy: Policy = makePolicy()): Report {
  return buildReport(makeRun(changes), policy);
}

/** The same value, all of it frozen: writing to it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}
