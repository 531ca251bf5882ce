import { notFound, ServiceError } from "../protocol/errors.ts";
import { macAddress, nextId } from "./ids.ts";
import { type AddressChoice, chooseAddresses, freeAddresses, takeAddresses } from "./interface-addresses.ts";
import { findSubnet } from "./network.ts";
import type { NetworkInterface, RegionState, Scope } from "./scope.ts";
import { defaultGroup } from "./security-groups.ts";
import { tagMap } from "./tags.ts";

export interface InterfaceOptions extends AddressChoice {
  subnetId?: string;
  description?: string;
  interfaceType?: string;
  requesterManaged?: boolean;
  requesterId?: string;
  operator?: { managed: boolean; principal?: string };
  ownerId?: string;
  groupIds?: readonly string[];
  sourceDestCheck?: boolean;
  /** `in-use` without an instance makes it look attached by a service; anything else is shown as it is. */
  status?: string;
  extraElements?: Readonly<Record<string, string>>;
  tags?: Readonly<Record<string, string>>;
}

export function createNetworkInterface({ state, cloud }: Scope, options: InterfaceOptions = {}): NetworkInterface {
  const { status, subnetId, tags, requesterId, operator } = options;
  const subnet = findSubnet(state, subnetId);
  const groupIds = options.groupIds ?? [defaultGroup(state, subnet.vpcId).groupId];
  const unknown = groupIds.find((groupId) => !state.securityGroups.has(groupId));
  if (unknown !== undefined) throw notFound("securityGroup", unknown);
  const addresses = chooseAddresses(state, subnet, options);
  const { id: networkInterfaceId, sequence } = nextId(state, "eni");
  const networkInterface: NetworkInterface = {
    networkInterfaceId,
    sequence,
    tags: tagMap(tags),
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    availabilityZone: subnet.availabilityZone,
    description: options.description ?? "",
    ownerId: options.ownerId ?? state.account,
    requesterManaged: options.requesterManaged ?? false,
    ...(requesterId !== undefined && { requesterId }),
    ...(operator !== undefined && { operator }),
    interfaceType: options.interfaceType ?? "interface",
    macAddress: macAddress(sequence),
    ...addresses,
    sourceDestCheck: options.sourceDestCheck ?? true,
    groupIds,
    extraElements: options.extraElements ?? {},
    attachment: undefined,
    statusOverride: status === "in-use" || status === "available" ? undefined : status,
  };
  if (status === "in-use") {
    networkInterface.attachment = {
      attachmentId: nextId(state, "ela-attach").id,
      instanceOwnerId: "amazon-aws",
      deviceIndex: 1,
      attachTime: cloud.clock.now(),
      deleteOnTermination: false,
    };
  }
  state.networkInterfaces.set(networkInterfaceId, networkInterface);
  takeAddresses(state, networkInterface);
  return networkInterface;
}

export function interfaceStatus({ statusOverride, attachment }: NetworkInterface): string {
  return statusOverride ?? (attachment === undefined ? "available" : "in-use");
}

export function findInterface(state: RegionState, networkInterfaceId: string): NetworkInterface {
  const networkInterface = state.networkInterfaces.get(networkInterfaceId);
  if (networkInterface === undefined) throw notFound("networkInterface", networkInterfaceId);
  return networkInterface;
}

/** In the order of their device index; the primary one is first. */
export function interfacesOf(state: RegionState, instanceId: string): NetworkInterface[] {
  return [...state.networkInterfaces.values()]
    .filter(({ attachment }) => attachment?.instanceId === instanceId)
    .sort((a, b) => (a.attachment?.deviceIndex ?? 0) - (b.attachment?.deviceIndex ?? 0));
}

/** Where an address goes that is associated with an instance by the instance's id. */
export function primaryInterface(state: RegionState, instanceId: string): NetworkInterface {
  const instance = state.instances.get(instanceId);
  if (instance === undefined) throw notFound("instance", instanceId);
  const [primary, second] = interfacesOf(state, instanceId);
  if (primary === undefined) {
    throw new ServiceError("IncorrectInstanceState", `The instance '${instanceId}' is ${instance.state}.`);
  }
  if (second !== undefined) {
    throw new ServiceError(
      "InvalidInstanceID",
      `There are multiple interfaces attached to instance '${instanceId}'. Please specify an interface ID instead.`,
    );
  }
  return primary;
}

export interface AttachmentOptions {
  deviceIndex?: number;
  deleteOnTermination?: boolean;
}

/** Interfaces attached after the launch outlive the instance unless told otherwise. Answers the attachment's id. */
export function attachInterface(
  { state, cloud }: Scope,
  networkInterfaceId: string,
  instanceId: string,
  options: AttachmentOptions = {},
): string {
  const networkInterface = findInterface(state, networkInterfaceId);
  const instance = state.instances.get(instanceId);
  if (instance === undefined) throw notFound("instance", instanceId);
  if (instance.state === "terminated") {
    throw new ServiceError("IncorrectState", `Instance '${instanceId}' is not 'running' or 'stopped'.`);
  }
  checkAvailable(networkInterface);
  const deviceIndex = options.deviceIndex ?? interfacesOf(state, instanceId).length;
  if (interfacesOf(state, instanceId).some(({ attachment }) => attachment?.deviceIndex === deviceIndex)) {
    throw new ServiceError(
      "InvalidParameterValue",
      `Instance '${instanceId}' already has an interface attached at device index '${deviceIndex}'.`,
    );
  }
  const { id: attachmentId } = nextId(state, "eni-attach");
  networkInterface.attachment = {
    attachmentId,
    instanceId,
    instanceOwnerId: state.account,
    deviceIndex,
    attachTime: cloud.clock.now(),
    deleteOnTermination: options.deleteOnTermination ?? false,
  };
  return attachmentId;
}

export function findAttachment(state: RegionState, attachmentId: string): NetworkInterface {
  const networkInterface = [...state.networkInterfaces.values()].find(
    ({ attachment }) => attachment?.attachmentId === attachmentId,
  );
  if (networkInterface === undefined) throw notFound("attachment", attachmentId);
  return networkInterface;
}

export function detachInterface(state: RegionState, attachmentId: string): void {
  const networkInterface = findAttachment(state, attachmentId);
  if (networkInterface.attachment?.instanceId === undefined) {
    throw new ServiceError("OperationNotPermitted", "You are not allowed to manage 'ela-attach' attachments.");
  }
  if (networkInterface.attachment.deviceIndex === 0) {
    throw new ServiceError("OperationNotPermitted", "The network interface at device index 0 cannot be detached.");
  }
  networkInterface.attachment = undefined;
}

/**
 * EC2 refuses what is in use, what a service manages, and what another account owns. The Elastic IP of a deleted
 * interface stays allocated and becomes unassociated.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html
 */
export function deleteInterface(state: RegionState, networkInterfaceId: string): void {
  const networkInterface = findInterface(state, networkInterfaceId);
  if (networkInterface.ownerId !== state.account) {
    throw new ServiceError("AuthFailure", "You do not have permission to access the specified resource.", 403);
  }
  if (networkInterface.requesterManaged || networkInterface.operator?.managed) {
    throw new ServiceError(
      "OperationNotPermitted",
      `You are not allowed to delete the network interface '${networkInterfaceId}': a service manages it.`,
    );
  }
  checkAvailable(networkInterface);
  removeInterface(state, networkInterfaceId);
}

export function removeInterface(state: RegionState, networkInterfaceId: string): void {
  const networkInterface = state.networkInterfaces.get(networkInterfaceId);
  if (networkInterface !== undefined) freeAddresses(state, networkInterface);
  state.networkInterfaces.delete(networkInterfaceId);
  for (const address of state.addresses.values()) {
    if (address.association?.networkInterfaceId === networkInterfaceId) address.association = undefined;
  }
}

export function checkAvailable(networkInterface: NetworkInterface): void {
  if (interfaceStatus(networkInterface) === "available") return;
  throw new ServiceError(
    "InvalidNetworkInterface.InUse",
    `Network interface '${networkInterface.networkInterfaceId}' is currently in use.`,
  );
}
