import type { Address } from "@aws-sdk/client-ec2";
import type { ElasticIp, Scope } from "../domain/resource.ts";
import { required, tagsOf, textOf } from "./answer.ts";

/**
 * An address as `DescribeAddresses` gives it. Whether its instance is stopped or its interface idle is not in that
 * answer, so here it is only in use or idle.
 *
 * @throws UnreadableAnswer when it has no allocation id or no address
 */
export function readAddress(address: Address, scope: Scope): ElasticIp {
  return {
    kind: "elastic-ip",
    scope,
    id: required(textOf(address.AllocationId), "AllocationId"),
    publicIp: required(
      textOf(address.PublicIp) ?? textOf(address.CustomerOwnedIp) ?? textOf(address.CarrierIp),
      "PublicIp",
    ),
    tags: tagsOf(address.Tags),
    use: { state: isAssociated(address) ? "in-use" : "idle" },
    networkBorderGroup: textOf(address.NetworkBorderGroup),
    publicIpv4Pool: textOf(address.PublicIpv4Pool),
    customerOwnedIp: textOf(address.CustomerOwnedIp),
    customerOwnedIpv4Pool: textOf(address.CustomerOwnedIpv4Pool),
    carrierIp: textOf(address.CarrierIp),
    serviceManaged: textOf(address.ServiceManaged),
  };
}

/**
 * An association is what makes an address used: a NAT gateway's has no instance id. The ids of an instance or an
 * interface without an association are not known to occur, and would count as use.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Address.html
 */
function isAssociated(address: Address): boolean {
  return [address.AssociationId, address.InstanceId, address.NetworkInterfaceId].some((id) => textOf(id) !== undefined);
}
