import type { LogGroup, TellableFinding } from "./tellable-report.ts";

/*
 * Links into the AWS console. Only where the console's host is known for the region's partition: no link is better than
 * one that leads nowhere. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */

/** The EC2 console's page about a resource. */
export function linkToResource({ kind, id, region }: Pick<TellableFinding, "kind" | "id" | "region">) {
  const host = hostFor(region);
  if (host === undefined || !/^[a-z]+-[\w-]+$/.test(id)) return undefined;
  const page =
    kind === "elastic-ip" ? `ElasticIpDetails:AllocationId=${id}` : `NetworkInterface:networkInterfaceId=${id}`;
  return `https://${host}/ec2/home?region=${region}#${page}`;
}

/** The log group in the CloudWatch console. It takes names encoded twice, with `$` for the second `%`. */
export function linkToLog({ region, name }: LogGroup): string | undefined {
  const host = hostFor(region);
  if (host === undefined) return undefined;
  const encoded = encodeURIComponent(encodeURIComponent(name)).replaceAll("%", "$");
  return `https://${host}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encoded}`;
}

function hostFor(region: string): string | undefined {
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) return undefined;
  const [partition = ""] = region.split("-");
  if (region.startsWith("us-gov-")) return "console.amazonaws-us-gov.com";
  if (partition === "cn") return `${region}.console.amazonaws.cn`;
  if (/^us-iso|^eu-iso/.test(region) || partition === "eusc") return undefined;
  return `${region}.console.aws.amazon.com`;
}
