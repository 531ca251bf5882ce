import { type Explanation, explainResource, type Surroundings } from "../../../cli/explain/explanation.ts";
import type { Decision, DecisionLine } from "../../../functions/janitor/domain/decide.ts";
import type { Evidence, EvidenceReason } from "../../../functions/janitor/domain/evidence.ts";
import type { GuardName, Policy } from "../../../functions/janitor/domain/policy.ts";
import type { ElasticIp, NetworkInterface, Resource, Tags } from "../../../functions/janitor/domain/resource.ts";
import { day, hour, makeAddress, makeInterface, makePolicy, marked, now } from "../../domain/make.ts";

export const allocationId = "eipalloc-0123456789abcdef0";
export const interfaceId = "eni-0123456789abcdef0";
export const instanceId = "i-0123456789abcdef0";

export const address = (changes: Partial<ElasticIp> = {}) => makeAddress({ id: allocationId, ...changes });
export const networkInterface = (changes: Partial<NetworkInterface> & { readonly description?: string } = {}) =>
  makeInterface({ id: interfaceId, ...changes });
export const tagged = (tags: Tags) => address({ tags: marked(8 * day, tags) });

export const found = (guard: GuardName, reason: EvidenceReason): Evidence => ({
  guard,
  answer: "found",
  reason,
  found: [{ what: `something about ${guard}` }],
});
export const denied: Evidence = {
  guard: "activity",
  answer: "could-not-tell",
  error: {
    code: "AccessDeniedException",
    message: "not authorized to perform: cloudtrail:LookupEvents",
    class: "denied",
  },
};
export const nothing = (guard: GuardName): Evidence => ({ guard, answer: "nothing-found" });

export const policy = (changes: Partial<Policy> = {}) =>
  makePolicy({
    protect: [{ tag: "env", values: ["prod"] }],
    rules: [
      { name: "lab", match: { tag: "lab" }, action: "keep" },
      {
        name: "leaked EKS interfaces",
        match: { kind: "network-interface", service: "eks-cni" },
        action: "release",
        graceMs: 6 * hour,
      },
    ],
    ...changes,
  });

export function explained(
  resource: Resource,
  evidence?: readonly Evidence[],
  { surroundings = {}, ...changes }: Partial<Policy> & { readonly surroundings?: Surroundings } = {},
): Explanation {
  return explainResource(resource, policy(changes), now, evidence, surroundings);
}

const samples: readonly (readonly [Decision["reason"], DecisionLine, Resource, (readonly Evidence[])?])[] = [
  ["in-use", "in-use", address({ use: { state: "in-use" } })],
  ["service-managed", "forbidden-by-fact", address({ serviceManaged: "alb" })],
  ["customer-owned-pool", "forbidden-by-fact", address({ publicIpv4Pool: "ipv4pool-ec2-1" })],
  ["requester-managed", "forbidden-by-fact", networkInterface({ requesterManaged: true, requesterId: "amazon-elb" })],
  ["operator-managed", "forbidden-by-fact", networkInterface({ operator: "eks.amazonaws.com" })],
  ["interface-type", "forbidden-by-fact", networkInterface({ interfaceType: "lambda" })],
  ["foreign-owner", "forbidden-by-fact", networkInterface({ ownerId: "210987654321" })],
  ["stack-managed", "forbidden-by-fact", tagged({ "aws:cloudformation:stack-name": "shop" })],
  ["keep-tag", "opted-out", tagged({ "janitor:policy": "keep" })],
  ["keep-until", "opted-out", tagged({ "janitor:keep-until": "2027-01-31" })],
  ["protect-rule", "opted-out", tagged({ Env: "prod" })],
  ["unreadable-tag", "unreadable-tag", tagged({ "janitor:policy": "kep" })],
  ["stopped-instance", "paid-but-not-idle", address({ use: { state: "stopped-instance", instanceId } })],
  [
    "on-idle-interface",
    "paid-but-not-idle",
    address({ use: { state: "on-idle-interface", networkInterfaceId: interfaceId } }),
  ],
  ["has-elastic-ip", "paid-but-not-idle", networkInterface({ elasticIps: ["203.0.113.1"] })],
  ["policy", "policy", tagged({ lab: "" })],
  ["first-seen", "grace", address({ tags: {} }), [nothing("dns")]],
  ["grace", "grace", address({ tags: marked(2 * day) }), [nothing("dns")]],
  ["dns-record", "forbidden-by-evidence", address(), [found("dns", "dns-record")]],
  ["ptr-record", "forbidden-by-evidence", address(), [found("ptr", "ptr-record")]],
  ["allow-listed", "forbidden-by-evidence", address(), [found("allow-lists", "allow-listed")]],
  ["recent-activity", "forbidden-by-evidence", address(), [found("activity", "recent-activity")]],
  ["transfer-pending", "forbidden-by-evidence", address(), [found("transfers", "transfer-pending")]],
  ["route-target", "forbidden-by-evidence", networkInterface(), [found("routes", "route-target")]],
  ["launch-template", "forbidden-by-evidence", networkInterface(), [found("templates", "launch-template")]],
  ["evidence-unavailable", "forbidden-by-evidence", address(), [nothing("dns"), denied]],
  ["grace-over", "release", address(), [nothing("dns")]],
];

/** A resource for every reason that a decision may have, and the line that it is decided on. */
export const oneForEachReason = samples.map(([reason, line, resource, evidence]) => ({
  reason,
  line,
  resource,
  evidence,
}));
