import { missingParameter, notFound, ServiceError } from "../protocol/errors.ts";
import { applyFilters, type FilterTable } from "../protocol/filters.ts";
import { paginate } from "../protocol/pages.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { XmlObject } from "../protocol/xml.ts";
import { addressOn } from "../state/addresses.ts";
import { assignPrefixes } from "../state/interface-addresses.ts";
import {
  attachInterface,
  createNetworkInterface,
  deleteInterface,
  detachInterface,
  findInterface,
  type InterfaceOptions,
  interfaceStatus,
} from "../state/interfaces.ts";
import type { NetworkInterface, RegionState } from "../state/scope.ts";
import { type ActionTable, reads, writes } from "./action.ts";
import { CALLER_ID } from "./sts.ts";
import { tagSet, tagSpecification } from "./tags.ts";

const MAX_UNPAGINATED = 1000;
/** With one of these an unpaginated call is answered however many interfaces there are. */
const NARROW_FILTERS = ["group-id", "mac-address", "private-dns-name", "private-ip-address", "subnet-id", "vpc-id"];

export function groupSet(state: RegionState, groupIds: readonly string[]): XmlObject[] {
  return groupIds.map((groupId) => ({ groupId, groupName: state.securityGroups.get(groupId)?.groupName }));
}

function privateDnsName({ privateIpAddress }: NetworkInterface): string {
  return `ip-${privateIpAddress.replaceAll(".", "-")}.ec2.internal`;
}

export function association(state: RegionState, networkInterface: NetworkInterface) {
  const address = addressOn(state, networkInterface.networkInterfaceId);
  return (
    address && {
      publicIp: address.publicIp,
      publicDnsName: `ec2-${address.publicIp.replaceAll(".", "-")}.compute-1.amazonaws.com`,
      ipOwnerId: state.account,
      allocationId: address.allocationId,
      associationId: address.association?.associationId,
    }
  );
}

export function attachmentElements({ attachment }: NetworkInterface): XmlObject | undefined {
  return (
    attachment && {
      attachmentId: attachment.attachmentId,
      instanceId: attachment.instanceId,
      instanceOwnerId: attachment.instanceOwnerId,
      deviceIndex: attachment.deviceIndex,
      networkCardIndex: 0,
      status: "attached",
      attachTime: new Date(attachment.attachTime).toISOString(),
      deleteOnTermination: attachment.deleteOnTermination,
    }
  );
}

function describe(state: RegionState, networkInterface: NetworkInterface): XmlObject {
  const publicAddress = association(state, networkInterface);
  const { privateIpAddress } = networkInterface;
  return {
    networkInterfaceId: networkInterface.networkInterfaceId,
    subnetId: networkInterface.subnetId,
    vpcId: networkInterface.vpcId,
    availabilityZone: networkInterface.availabilityZone,
    description: networkInterface.description,
    ownerId: networkInterface.ownerId,
    requesterId: networkInterface.requesterId,
    requesterManaged: networkInterface.requesterManaged,
    operator: { managed: networkInterface.operator?.managed ?? false, principal: networkInterface.operator?.principal },
    status: interfaceStatus(networkInterface),
    macAddress: networkInterface.macAddress,
    privateIpAddress,
    privateDnsName: privateDnsName(networkInterface),
    sourceDestCheck: networkInterface.sourceDestCheck,
    groupSet: groupSet(state, networkInterface.groupIds),
    attachment: attachmentElements(networkInterface),
    association: publicAddress,
    tagSet: tagSet(networkInterface.tags),
    privateIpAddressesSet: [
      { privateIpAddress, privateDnsName: privateDnsName(networkInterface), primary: true, association: publicAddress },
      ...networkInterface.secondaryPrivateIps.map((secondary) => ({ privateIpAddress: secondary, primary: false })),
    ],
    ipv6AddressesSet: networkInterface.ipv6Addresses.map((ipv6Address) => ({ ipv6Address })),
    ipv4PrefixSet: setOf("ipv4Prefix", networkInterface.ipv4Prefixes),
    ipv6PrefixSet: setOf("ipv6Prefix", networkInterface.ipv6Prefixes),
    interfaceType: networkInterface.interfaceType,
    ...networkInterface.extraElements,
  };
}

/** Absent while there is none. */
function setOf(name: string, values: readonly string[]): XmlObject[] | undefined {
  return values.length === 0 ? undefined : values.map((value) => ({ [name]: value }));
}

function filters(state: RegionState): FilterTable<NetworkInterface> {
  const address = ({ networkInterfaceId }: NetworkInterface) => addressOn(state, networkInterfaceId);
  return {
    "addresses.private-ip-address": ({ privateIpAddress, secondaryPrivateIps }) => [
      privateIpAddress,
      ...secondaryPrivateIps,
    ],
    "association.allocation-id": (networkInterface) => [address(networkInterface)?.allocationId],
    "association.association-id": (networkInterface) => [address(networkInterface)?.association?.associationId],
    "association.public-ip": (networkInterface) => [address(networkInterface)?.publicIp],
    "attachment.attachment-id": ({ attachment }) => [attachment?.attachmentId],
    "attachment.delete-on-termination": ({ attachment }) => [attachment && String(attachment.deleteOnTermination)],
    "attachment.instance-id": ({ attachment }) => [attachment?.instanceId],
    "attachment.instance-owner-id": ({ attachment }) => [attachment?.instanceOwnerId],
    "attachment.status": ({ attachment }) => [attachment && "attached"],
    "availability-zone": ({ availabilityZone }) => [availabilityZone],
    description: ({ description }) => [description],
    "group-id": ({ groupIds }) => groupIds,
    "interface-type": ({ interfaceType }) => [interfaceType],
    "ipv6-addresses.ipv6-address": ({ ipv6Addresses }) => ipv6Addresses,
    "mac-address": ({ macAddress }) => [macAddress],
    "network-interface-id": ({ networkInterfaceId }) => [networkInterfaceId],
    "operator.managed": ({ operator }) => [String(operator?.managed ?? false)],
    "operator.principal": ({ operator }) => [operator?.principal],
    "owner-id": ({ ownerId }) => [ownerId],
    "private-dns-name": (networkInterface) => [privateDnsName(networkInterface)],
    "private-ip-address": ({ privateIpAddress }) => [privateIpAddress],
    "requester-id": ({ requesterId }) => [requesterId],
    "requester-managed": ({ requesterManaged }) => [String(requesterManaged)],
    status: (networkInterface) => [interfaceStatus(networkInterface)],
    "subnet-id": ({ subnetId }) => [subnetId],
    "vpc-id": ({ vpcId }) => [vpcId],
  };
}

/**
 * A listing of everything in one answer works until there is too much of it, then fails with
 * `OperationNotPermitted` (seen in github.com/cilium/cilium/issues/40443; AWS names no limit, so 1000 is ours).
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
 */
function checkSize(found: readonly NetworkInterface[], parameters: Parameters): void {
  const paginated = parameters.text("MaxResults") !== undefined || parameters.text("NextToken") !== undefined;
  const narrow = parameters.structures("Filter").some((filter) => NARROW_FILTERS.includes(filter.text("Name") ?? ""));
  if (found.length > MAX_UNPAGINATED && !paginated && !narrow && parameters.list("NetworkInterfaceId").length === 0) {
    throw new ServiceError("OperationNotPermitted", "There are too many network interfaces: use MaxResults.", 400);
  }
}

/** The addresses of the list, or the one that is named by itself. */
function readOptions(parameters: Parameters): InterfaceOptions {
  const groupIds = parameters.list("SecurityGroupId");
  const listed = parameters.structures("PrivateIpAddresses").map((each) => ({
    address: each.required("PrivateIpAddress"),
    primary: each.flag("Primary") ?? false,
  }));
  const alone = parameters.text("PrivateIpAddress");
  if (alone !== undefined && listed.length > 0) {
    throw new ServiceError("InvalidParameterCombination", "Private addresses may be named in one way only.");
  }
  if (listed.filter(({ primary }) => primary).length > 1) {
    throw new ServiceError("InvalidParameterValue", "Only one primary private IP address can be specified.");
  }
  const privateIpAddress = alone ?? listed.find(({ primary }) => primary)?.address;
  return {
    subnetId: parameters.required("SubnetId"),
    description: parameters.text("Description") ?? "",
    interfaceType: parameters.text("InterfaceType") ?? "interface",
    tags: tagSpecification(parameters, "network-interface"),
    requesterId: CALLER_ID,
    ...(groupIds.length > 0 && { groupIds }),
    ...(privateIpAddress !== undefined && { privateIpAddress }),
    secondaryPrivateIps: listed.flatMap(({ primary, address: each }) => (primary ? [] : [each])),
    ipv6Addresses: parameters.structures("Ipv6Addresses").map((each) => each.required("Ipv6Address")),
  };
}

/**
 * The same token and the same request make one interface, and answer with that even when it is gone by then; the same token
 * and another request are refused. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
function createdOnce(
  { interfaceTokens }: RegionState,
  token: string | undefined,
  options: InterfaceOptions,
  create: () => NetworkInterface,
): NetworkInterface {
  const request = JSON.stringify(options);
  const before = token === undefined ? undefined : interfaceTokens.get(token);
  if (before !== undefined && before.request !== request) {
    throw new ServiceError("IdempotentParameterMismatch", "The client token was used with other parameters before.");
  }
  const made = before?.made ?? create();
  if (token !== undefined) interfaceTokens.set(token, { made, request });
  return made;
}

export const interfaceActions: ActionTable = {
  DescribeNetworkInterfaces: reads(({ scope: { state }, parameters }) => {
    const ids = parameters.list("NetworkInterfaceId");
    parameters.ignore("IncludeManagedResources");
    const unknown = ids.filter((id) => !state.networkInterfaces.has(id));
    if (unknown.length > 0) throw notFound("networkInterface", unknown);
    const all = [...state.networkInterfaces.values()];
    const named = ids.length === 0 ? all : all.filter(({ networkInterfaceId }) => ids.includes(networkInterfaceId));
    const found = applyFilters(named, parameters, filters(state));
    checkSize(found, parameters);
    const owner = `DescribeNetworkInterfaces|${state.account}|${state.region}`;
    const { items, nextToken } = paginate(found, parameters, { owner, min: 5, max: 1000, ids: "NetworkInterfaceId" });
    return { networkInterfaceSet: items.map((item) => describe(state, item)), nextToken };
  }),

  CreateNetworkInterface: writes(({ scope, parameters }) => {
    const token = parameters.text("ClientToken");
    const options = readOptions(parameters);
    const created = createdOnce(scope.state, token, options, () => createNetworkInterface(scope, options));
    return { networkInterface: { ...describe(scope.state, created), status: "pending" }, clientToken: token };
  }),

  AssignPrivateIpAddresses: writes(({ scope: { state }, parameters }) => {
    const found = findInterface(state, parameters.required("NetworkInterfaceId"));
    const prefixes = parameters.list("Ipv4Prefix");
    if (prefixes.length === 0) throw missingParameter("Ipv4Prefix");
    assignPrefixes(state, found, "ipv4Prefixes", prefixes);
    return { networkInterfaceId: found.networkInterfaceId, assignedIpv4PrefixSet: setOf("ipv4Prefix", prefixes) };
  }),

  AssignIpv6Addresses: writes(({ scope: { state }, parameters }) => {
    const found = findInterface(state, parameters.required("NetworkInterfaceId"));
    const prefixes = parameters.list("Ipv6Prefix");
    if (prefixes.length === 0) throw missingParameter("Ipv6Prefix");
    assignPrefixes(state, found, "ipv6Prefixes", prefixes);
    return { networkInterfaceId: found.networkInterfaceId, assignedIpv6PrefixSet: prefixes };
  }),

  AttachNetworkInterface: writes(({ scope, parameters }) => {
    const deviceIndex = Number(parameters.required("DeviceIndex"));
    const [id, instanceId] = [parameters.required("NetworkInterfaceId"), parameters.required("InstanceId")];
    return { attachmentId: attachInterface(scope, id, instanceId, { deviceIndex }), networkCardIndex: 0 };
  }),

  DetachNetworkInterface: writes(({ scope, parameters }) => {
    parameters.flag("Force");
    detachInterface(scope.state, parameters.required("AttachmentId"));
    return { return: true };
  }),

  ModifyNetworkInterfaceAttribute: writes(({ scope, parameters }) => {
    const found = findInterface(scope.state, parameters.required("NetworkInterfaceId"));
    const sourceDestCheck = parameters.flag("SourceDestCheck.Value");
    if (sourceDestCheck !== undefined) {
      found.sourceDestCheck = sourceDestCheck;
      return { return: true };
    }
    const { attachment } = found;
    const attachmentId = parameters.required("Attachment.AttachmentId");
    if (attachment?.attachmentId !== attachmentId) throw notFound("attachment", attachmentId);
    attachment.deleteOnTermination = parameters.flag("Attachment.DeleteOnTermination") ?? false;
    return { return: true };
  }),

  DeleteNetworkInterface: writes(({ scope, parameters }) => {
    deleteInterface(scope.state, parameters.required("NetworkInterfaceId"));
    return { return: true };
  }),
};
