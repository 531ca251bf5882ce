import type { Policy } from "./policy.ts";
import type { Resource } from "./resource.ts";

/** AWS's own month for monthly prices: 730 hours. https://aws.amazon.com/ec2/faqs/ */
const hoursAMonth = 730;

/**
 * What a resource costs while nobody uses it, in USD a month. Network interfaces are free, and so are addresses that
 * the customer brought. https://aws.amazon.com/vpc/pricing/
 */
export function monthlyCostUsd(resource: Resource, policy: Policy): number {
  if (resource.kind === "network-interface" || resource.use.state === "in-use") return 0;
  const own = resource.publicIpv4Pool !== undefined && resource.publicIpv4Pool !== "amazon";
  return own ? 0 : Math.round(policy.prices.elasticIpHourlyUsd * hoursAMonth * 100) / 100;
}
