import type { GuardName, Policy } from "../../functions/janitor/domain/policy.ts";
import type { Statement } from "./statement.ts";

/** What each guard reads before a release; a guard that is switched off may read nothing. Only zones have ARNs here. */
const reads: Readonly<Record<GuardName, { readonly anything: readonly string[]; readonly zones?: readonly string[] }>> =
  {
    dns: { anything: ["route53:ListHostedZones"], zones: ["route53:ListResourceRecordSets"] },
    ptr: { anything: ["ec2:DescribeAddressesAttribute"] },
    "allow-lists": { anything: ["ec2:DescribeSecurityGroups"] },
    activity: { anything: ["cloudtrail:LookupEvents"] },
    transfers: { anything: ["ec2:DescribeAddressTransfers"] },
    routes: { anything: ["ec2:DescribeRouteTables"] },
    templates: { anything: ["ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"] },
    // It reads the tag that CloudFormation has set.
    stacks: { anything: [] },
  };

/** What the guards that are on need. */
export function guards(policy: Policy): readonly Statement[] {
  const on = Object.entries(reads).filter(([name]) =>
    Object.entries(policy.guards).some(([guard, isOn]) => guard === name && isOn),
  );
  const anything = on.flatMap(([, { anything }]) => anything);
  const zones = on.flatMap(([, { zones }]) => zones ?? []);
  const statements: readonly Statement[] = [
    { Sid: "AskGuards", Effect: "Allow", Action: anything, Resource: "*" },
    {
      Sid: "ReadZones",
      Effect: "Allow",
      Action: zones,
      Resource: [{ "Fn::Sub": "arn:${AWS::Partition}:route53:::hostedzone/*" }],
    },
  ];
  return statements.filter(({ Action }) => Action.length > 0);
}
