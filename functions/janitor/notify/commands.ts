import type { TellableFinding } from "./tellable-report.ts";

/*
 * Lines for the AWS command line that a reader can copy. What stands in them is checked to need no quotes, or there is no
 * line at all.
 */

const id = /^\w[\w-]*$/;

/** Opts a resource out. https://docs.aws.amazon.com/cli/latest/reference/ec2/create-tags.html */
export function keepCommand(finding: Pick<TellableFinding, "id" | "region">, tagPrefix: string): string | undefined {
  if (!id.test(finding.id) || !id.test(finding.region) || tagPrefix.includes("'")) return undefined;
  const tag = /^[\w:./@-]+$/.test(tagPrefix)
    ? `Key=${tagPrefix}policy,Value=keep`
    : `'[${JSON.stringify({ Key: `${tagPrefix}policy`, Value: "keep" })}]'`;
  return `aws ec2 create-tags --region ${finding.region} --resources ${finding.id} --tags ${tag}`;
}

/**
 * Gives a released address back while nobody else holds it, or makes a deleted interface anew.
 * https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithEIPs.html
 */
export function getBackCommand(finding: TellableFinding): string | undefined {
  if (!id.test(finding.region)) return undefined;
  return finding.kind === "elastic-ip" ? allocateAgain(finding) : makeAnew(finding);
}

function allocateAgain({ region, publicIp = "", networkBorderGroup = region }: TellableFinding): string | undefined {
  if (!/^[\d.]+$/.test(publicIp) || !id.test(networkBorderGroup)) return undefined;
  const group = networkBorderGroup === region ? "" : ` --network-border-group ${networkBorderGroup}`;
  return `aws ec2 allocate-address --region ${region} --domain vpc --address ${publicIp}${group}`;
}

function makeAnew({ region, shape }: TellableFinding): string | undefined {
  const { subnetId = "", privateIps = [], securityGroupIds = [] } = shape ?? {};
  const primary = privateIps.find((each) => each.primary)?.address ?? "";
  if (!id.test(subnetId) || !/^[\d.]+$/.test(primary) || !securityGroupIds.every((group) => id.test(group))) {
    return undefined;
  }
  const groups = securityGroupIds.length > 0 ? ` --groups ${securityGroupIds.join(" ")}` : "";
  return `aws ec2 create-network-interface --region ${region} --subnet-id ${subnetId} --private-ip-address ${primary}${groups}`;
}
