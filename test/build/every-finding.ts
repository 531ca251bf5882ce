import type { FailureClass } from "../../functions/janitor/domain/error-facts.ts";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import type { Finding, Outcome, WithheldBecause } from "../../functions/janitor/domain/outcome.ts";
import type { ReportedFinding } from "../../functions/janitor/domain/report.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { day, failed, makeAddress, makeFinding, makeInterface, makePolicy, marked, now } from "../domain/make.ts";

const tagged = (tags: Readonly<Record<string, string>>) => makeFinding(makeAddress({ tags: marked(8 * day, tags) }));

/** What the guards say of a due address: first that one has found something, and then that two could not tell. */
const found = (reason: Extract<Evidence, { answer: "found" }>["reason"]): Finding => ({
  ...makeFinding(makeAddress(), undefined, {
    evidence: [
      {
        guard: "dns",
        answer: "found",
        reason,
        found: [{ record: "www.example.com.", type: "A" }],
        more: 3,
        lastActivity: { event: "AssociateAddress", at: now - day, by: "role/ops" },
      },
      ...couldNotTell,
    ],
  }),
  lastActivity: { event: "AssociateAddress", at: now - day, by: "role/ops" },
});

const error = { code: "AccessDenied", message: "not authorized", class: "denied" } as const;
const couldNotTell: readonly Evidence[] = [
  { guard: "activity", answer: "could-not-tell", error },
  { guard: "evidence", answer: "could-not-tell", error: { ...error, class: "transient" } },
];

/** A finding of every reason there is, with the decision that its resource really gets. */
export const everyReason: Readonly<Record<ReportedFinding["reason"], Finding>> = {
  "in-use": makeFinding(makeAddress({ use: { state: "in-use" } }), { kind: "unmarked" }),
  "keep-tag": tagged({ "janitor:policy": "keep" }),
  "keep-until": tagged({ "janitor:keep-until": "9999-12-31" }),
  "protect-rule": makeFinding(makeAddress({ tags: { DoNotDelete: "" } }), undefined, {
    policy: makePolicy({ protect: [{ tag: "donotdelete" }] }),
  }),
  "unreadable-tag": tagged({ "janitor:polcy": "keep", "janitor:grace": "soon" }),
  policy: makeFinding(makeAddress(), undefined, {
    policy: makePolicy({ rules: [{ name: "all", match: { kind: "elastic-ip" }, action: "report" }] }),
  }),
  "service-managed": makeFinding(makeAddress({ serviceManaged: "alb", customerOwnedIp: "198.51.100.7" })),
  "customer-owned-pool": makeFinding(makeAddress({ publicIpv4Pool: "ipv4pool-ec2-1" })),
  "requester-managed": makeFinding(makeInterface({ requesterManaged: true })),
  "operator-managed": makeFinding(makeInterface({ operator: "eks.amazonaws.com", interfaceType: "lambda" })),
  "interface-type": makeFinding(makeInterface({ interfaceType: "nat_gateway" })),
  "foreign-owner": makeFinding(makeInterface({ ownerId: "210987654321" })),
  "stack-managed": tagged({ "aws:cloudformation:stack-name": "network" }),
  "dns-record": found("dns-record"),
  "ptr-record": found("ptr-record"),
  "allow-listed": found("allow-listed"),
  "recent-activity": found("recent-activity"),
  "transfer-pending": found("transfer-pending"),
  "route-target": found("route-target"),
  "launch-template": found("launch-template"),
  "evidence-unavailable": makeFinding(makeAddress(), undefined, { evidence: couldNotTell }),
  "stopped-instance": makeFinding(makeAddress({ use: { state: "stopped-instance", instanceId: "i-1" } })),
  "on-idle-interface": makeFinding(
    makeAddress({ use: { state: "on-idle-interface", networkInterfaceId: "eni-1" }, publicIpv4Pool: "amazon" }),
  ),
  "has-elastic-ip": makeFinding(makeInterface({ elasticIps: ["eipalloc-1"] })),
  "first-seen": makeFinding(makeAddress({ tags: {} }), { kind: "marked" }),
  grace: tagged({ "janitor:policy": "release", "janitor:grace": "3650d" }),
  "grace-over": makeFinding(makeInterface(), { kind: "released" }),
};

/** All that is known to make a released interface again. */
const wholeInterface: Resource = makeInterface({
  shape: {
    description: "aws-K8S-i-0123456789abcdef0",
    vpcId: "vpc-1",
    subnetId: "subnet-1",
    availabilityZone: "eu-central-1a",
    macAddress: "0a:00:00:00:00:01",
    sourceDestCheck: true,
    privateIps: [{ address: "10.0.0.5", primary: true }],
    ipv6Addresses: ["2001:db8::1"],
    ipv4Prefixes: ["10.0.1.0/28"],
    ipv6Prefixes: ["2001:db8::/80"],
    securityGroupIds: ["sg-1"],
  },
});

const outcomes: Readonly<Record<Outcome["kind"], Outcome>> = {
  none: { kind: "none" },
  marked: { kind: "marked" },
  unmarked: { kind: "unmarked" },
  released: { kind: "released" },
  "already-gone": { kind: "already-gone" },
  changed: { kind: "changed" },
  withheld: { kind: "withheld", because: "deadline" },
  failed: failed({ mayBeDone: true }),
};

const withheld: Readonly<Record<WithheldBecause, Outcome>> = {
  "breaker-tripped": { kind: "withheld", because: "breaker-tripped" },
  deadline: { kind: "withheld", because: "deadline" },
  interrupted: { kind: "withheld", because: "interrupted" },
  throttled: { kind: "withheld", because: "throttled" },
};

const failures: Readonly<Record<FailureClass, Outcome>> = {
  denied: failed({ class: "denied" }),
  "protected-by-aws": failed({ class: "protected-by-aws", code: "InvalidAddress.PtrSet" }),
  transient: failed({ class: "transient" }),
  unexpected: failed({ class: "unexpected", action: "DeleteTags" }),
};

/** What can come of a resource that is due: every outcome, and every cause of one. */
export const everyOutcome: readonly Finding[] = [outcomes, withheld, failures]
  .flatMap((each) => Object.values(each))
  .flatMap((outcome) => [makeFinding(makeAddress(), outcome), makeFinding(wholeInterface, outcome)]);
