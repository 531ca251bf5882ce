import type { NetworkInterface as SdkNetworkInterface } from "@aws-sdk/client-ec2";
import type { InterfaceShape, InterfaceUse, NetworkInterface, Scope } from "../domain/resource.ts";
import { required, tagsOf, textOf } from "./answer.ts";

/**
 * An interface as `DescribeNetworkInterfaces` gives it. What is missing takes its safe meaning: no owner is somebody
 * else's, no type is not a plain one, and one that is not said to be free of a requester is managed by it.
 *
 * @throws UnreadableAnswer when it has no id
 */
export function readInterface(raw: SdkNetworkInterface, scope: Scope): NetworkInterface {
  return {
    kind: "network-interface",
    scope,
    id: required(textOf(raw.NetworkInterfaceId), "NetworkInterfaceId"),
    tags: tagsOf(raw.TagSet),
    use: useOf(raw),
    ownerId: raw.OwnerId ?? "unknown",
    interfaceType: raw.InterfaceType ?? "unknown",
    requesterManaged: raw.RequesterManaged !== false,
    requesterId: textOf(raw.RequesterId),
    operator: operatorOf(raw),
    elasticIps: elasticIpsOf(raw),
    shape: shapeOf(raw),
  };
}

/** Only `available` without an attachment is idle; a status this version does not know is use. */
function useOf({ Status, Attachment }: SdkNetworkInterface): InterfaceUse {
  const attached = Object.values(Attachment ?? {}).some((value) => value !== undefined && value !== "");
  if (Status === "available" && !attached) return { state: "idle" };
  return { state: "in-use", status: Status ?? "unknown" };
}

function operatorOf({ Operator }: SdkNetworkInterface): string | undefined {
  const principal = textOf(Operator?.Principal);
  if (Operator?.Managed === false) return undefined;
  return Operator?.Managed ? (principal ?? "unknown") : principal;
}

function elasticIpsOf(raw: SdkNetworkInterface): readonly string[] {
  const associations = [raw.Association, ...(raw.PrivateIpAddresses ?? []).map(({ Association }) => Association)];
  const addresses = associations.flatMap(
    (association) =>
      textOf(association?.PublicIp) ?? textOf(association?.CustomerOwnedIp) ?? textOf(association?.CarrierIp) ?? [],
  );
  return [...new Set(addresses)];
}

function shapeOf(raw: SdkNetworkInterface): InterfaceShape {
  return {
    description: raw.Description ?? "",
    vpcId: textOf(raw.VpcId),
    subnetId: textOf(raw.SubnetId),
    availabilityZone: textOf(raw.AvailabilityZone),
    macAddress: textOf(raw.MacAddress),
    sourceDestCheck: raw.SourceDestCheck,
    privateIps: (raw.PrivateIpAddresses ?? []).flatMap(({ PrivateIpAddress, Primary }) =>
      PrivateIpAddress ? [{ address: PrivateIpAddress, primary: Primary === true }] : [],
    ),
    ipv6Addresses: (raw.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
    ipv4Prefixes: (raw.Ipv4Prefixes ?? []).flatMap(({ Ipv4Prefix }) => Ipv4Prefix ?? []),
    ipv6Prefixes: (raw.Ipv6Prefixes ?? []).flatMap(({ Ipv6Prefix }) => Ipv6Prefix ?? []),
    securityGroupIds: (raw.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  };
}
