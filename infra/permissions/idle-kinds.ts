import type { Policy } from "../../functions/janitor/domain/policy.ts";
import type { ResourceKind } from "../../functions/janitor/domain/resource.ts";
import type { Condition, Text } from "./statement.ts";

interface IdleKind {
  readonly kind: ResourceKind;
  /** What lets go of it. */
  readonly action: string;
  readonly arn: Text;
}

/** What the janitor may write to. */
export const idleKinds: readonly IdleKind[] = [
  { kind: "elastic-ip", action: "ec2:ReleaseAddress", arn: arnOf("elastic-ip") },
  { kind: "network-interface", action: "ec2:DeleteNetworkInterface", arn: arnOf("network-interface") },
];

function arnOf(kind: ResourceKind): Text {
  return { "Fn::Sub": `arn:\${AWS::Partition}:ec2:*:\${AWS::AccountId}:${kind}/*` };
}

/** Only in the regions of the policy. Not by ARNs: a long list of regions would not fit into a role's policies. */
export function inRegions({ regions }: Policy): Condition {
  return regions === "all" ? {} : { StringEquals: { "aws:RequestedRegion": regions } };
}
