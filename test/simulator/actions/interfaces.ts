import { notFound, ServiceError } from "../protocol/errors.ts";
import { applyFilters, type FilterTable } from "../protocol/filters.ts";
import { paginate } from "../protocol/pages.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { XmlObject } from "../protocol/xml.ts";
import { addressOn } from "../state/addresses.ts";
import {
  attachInterface,
  createNetworkInterface,
  deleteInterface,
  detachInterface,
  findInterface,
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
    sourceDestCheck: true,
    groupSet: groupSet(state, networkInterface.groupIds),
    attachment: attachmentElements(networkInterface),
    association: publicAddress,
    tagSet: tagSet(networkInterface.tags),
    privateIpAddressesSet: [
      { privateIpAddress, privateDnsName: privateDnsName(networkInterface), primary: true, association: publicAddress },
    ],
    ipv6AddressesSet: [],
    interfaceType: networkInterface.interfaceType,
    ...networkInterface.extraElements,
  };
}

function filters(state: RegionState): FilterTable<NetworkInterface> {
  const address = ({ networkInterfaceId }: NetworkInterface) => addressOn(state, networkInterfaceId);
  return {
    "addresses.private-ip-address": ({ privateIpAddress }) => [privateIpAddress],
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
    parameters.ignore("ClientToken");
    const groupIds = parameters.list("SecurityGroupId");
    const privateIpAddress = parameters.text("PrivateIpAddress");
    const created = createNetworkInterface(scope, {
      subnetId: parameters.required("SubnetId"),
      description: parameters.text("Description") ?? "",
      interfaceType: parameters.text("InterfaceType") ?? "interface",
      tags: tagSpecification(parameters, "network-interface"),
      requesterId: CALLER_ID,
      ...(groupIds.length > 0 && { groupIds }),
      ...(privateIpAddress !== undefined && { privateIpAddress }),
    });
    return { networkInterface: { ...describe(scope.state, created), status: "pending" } };
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
    const { attachment } = findInterface(scope.state, parameters.required("NetworkInterfaceId"));
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
