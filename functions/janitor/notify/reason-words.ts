import type { ReportedFinding } from "../domain/report.ts";

/** Each reason as the end of a sentence about a resource, without its facts. */
const words: Readonly<Record<ReportedFinding["reason"], string>> = {
  "in-use": "in use again",
  "keep-tag": "opted out by tag",
  "keep-until": "kept until a date",
  "protect-rule": "opted out by a tag that the policy protects",
  "unreadable-tag": "has a tag that cannot be read, so it is kept",
  policy: "as the policy says",
  "service-managed": "managed by an AWS service",
  "customer-owned-pool": "from an address pool of your own",
  "requester-managed": "made and managed by an AWS service",
  "operator-managed": "managed by another service",
  "interface-type": "of a type that AWS services make",
  "foreign-owner": "belongs to another account",
  "stack-managed": "part of a CloudFormation stack",
  "dns-record": "named by a DNS record",
  "ptr-record": "has reverse DNS",
  "allow-listed": "allowed by a security group",
  "recent-activity": "used since it was marked",
  "transfer-pending": "being transferred to another account",
  "route-target": "target of a route",
  "launch-template": "named by a launch template",
  "evidence-unavailable": "could not be checked",
  "stopped-instance": "belongs to a stopped instance",
  "on-idle-interface": "sits on an idle network interface",
  "has-elastic-ip": "idle, but holds an Elastic IP",
  "first-seen": "idle",
  grace: "idle",
  "grace-over": "idle",
};

const byReason: ReadonlyMap<string, string> = new Map(Object.entries(words));

/** A reason in words; one that this version does not know, as it is. */
export function reasonWords(reason: string): string {
  return byReason.get(reason) ?? reason;
}
