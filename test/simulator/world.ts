import { createTopic } from "./actions/sns.ts";
import { type RecordedEvent, recordChosen, recordStory } from "./recording.ts";
import {
  type AddressChanges,
  type AddressOptions,
  addressOn,
  allocateAddress,
  associateAddress,
  associatedInterface,
  changeAddress,
  disassociateAddress,
  findAddress,
  releaseAddress,
} from "./state/addresses.ts";
import { findInstances, type InstanceOptions, runInstance, setPower, terminate } from "./state/instances.ts";
import {
  type AttachmentOptions,
  attachInterface,
  createNetworkInterface,
  deleteInterface,
  findAttachment,
  findInterface,
  type InterfaceOptions,
  interfaceStatus,
} from "./state/interfaces.ts";
import { createLaunchTemplate, type LaunchTemplateOptions } from "./state/launch-templates.ts";
import { createLogGroup, putLogEvent } from "./state/logs.ts";
import { createSubnet, createVpc, deleteSubnet } from "./state/network.ts";
import { addRoute, mainRouteTable } from "./state/routes.ts";
import type { Address, Instance, NetworkInterface, Scope } from "./state/scope.ts";
import { type AllowOptions, allow, deleteSecurityGroup } from "./state/security-groups.ts";
import { resourceTags } from "./state/tags.ts";
import type { EventObject } from "./state/trail.ts";

type Viewed<T extends { tags: unknown }> = Readonly<Omit<T, "tags">> & {
  readonly tags: Readonly<Record<string, string>>;
};
export type AddressView = Viewed<Address> & {
  readonly associationId: string | undefined;
  readonly networkInterfaceId: string | undefined;
  readonly instanceId: string | undefined;
};
export type NetworkInterfaceView = Viewed<NetworkInterface> & {
  readonly status: string;
  readonly allocationId: string | undefined;
};
export type InstanceView = Viewed<Instance>;

/**
 * One account's region, built and looked at directly: no HTTP, nothing in the call log, no quota, no tag limits.
 * CloudTrail keeps what is done to things that are there, by a user called `somebody`, and not how they came to be.
 * What it answers are snapshots; ids it does not know throw the same errors as AWS.
 */
export function createWorld(scope: () => Scope) {
  const state = () => scope().state;
  const viewAddress = (address: Address): AddressView => {
    const networkInterface = associatedInterface(state(), address);
    return {
      ...address,
      tags: Object.fromEntries(address.tags),
      associationId: address.association?.associationId,
      networkInterfaceId: networkInterface?.networkInterfaceId,
      instanceId: networkInterface?.attachment?.instanceId,
    };
  };
  const viewInterface = (networkInterface: NetworkInterface): NetworkInterfaceView => ({
    ...networkInterface,
    attachment: networkInterface.attachment && { ...networkInterface.attachment },
    tags: Object.fromEntries(networkInterface.tags),
    status: interfaceStatus(networkInterface),
    allocationId: addressOn(state(), networkInterface.networkInterfaceId)?.allocationId,
  });
  const viewInstance = (instance: Instance): InstanceView => ({ ...instance, tags: Object.fromEntries(instance.tags) });
  const record = (...event: [name: string, request: EventObject, response?: EventObject]) =>
    recordStory(scope(), ...event);
  /** The event of a stop, a start or a termination names the instance only, never its addresses or interfaces. */
  const recordPower = (name: string, instanceId: string) =>
    record(name, { instancesSet: { items: [{ instanceId }] } }, { instancesSet: { items: [{ instanceId }] } });

  return {
    allocateAddress: (options: AddressOptions = {}): AddressView => viewAddress(allocateAddress(scope(), options)),
    releaseAddress(id: string, networkBorderGroup = findAddress(state(), id).networkBorderGroup): void {
      releaseAddress(scope(), id, networkBorderGroup);
      record("ReleaseAddress", { allocationId: id });
    },
    /** The address moves when it was associated with something else. Answers the association's id. */
    associate(allocationId: string, target: { instanceId: string } | { networkInterfaceId: string }): string {
      const associationId = associateAddress(scope(), allocationId, target);
      record("AssociateAddress", { allocationId, ...target }, { _return: true, associationId });
      return associationId;
    },
    /** The event names the association alone, as the call does: CloudTrail does not find it by the address. */
    disassociate(allocationId: string): void {
      const { association } = findAddress(state(), allocationId);
      if (association === undefined) return;
      disassociateAddress(state(), association.associationId);
      record("DisassociateAddress", { associationId: association.associationId });
    },
    /** Locks an address, or sets (`undefined`: removes) its reverse DNS name, a change of that, or a transfer. */
    setAddress: (allocationId: string, changes: AddressChanges): void => changeAddress(scope(), allocationId, changes),
    addresses: (): AddressView[] => [...state().addresses.values()].map(viewAddress),
    /** Undefined once it is released. */
    address(allocationId: string): AddressView | undefined {
      const address = state().addresses.get(allocationId);
      return address && viewAddress(address);
    },

    createNetworkInterface: (options: InterfaceOptions = {}): NetworkInterfaceView =>
      viewInterface(createNetworkInterface(scope(), options)),
    deleteNetworkInterface(id: string): void {
      deleteInterface(state(), id);
      record("DeleteNetworkInterface", { networkInterfaceId: id });
    },
    attach(networkInterfaceId: string, instanceId: string, options: AttachmentOptions = {}): string {
      const attachmentId = attachInterface(scope(), networkInterfaceId, instanceId, options);
      record("AttachNetworkInterface", { networkInterfaceId, instanceId }, { attachmentId });
      return attachmentId;
    },
    /** By the interface's id; takes off the attachments of services too. The event names the attachment alone. */
    detach(networkInterfaceId: string): void {
      const { attachment } = findInterface(state(), networkInterfaceId);
      if (attachment === undefined) return;
      findAttachment(state(), attachment.attachmentId).attachment = undefined;
      record("DetachNetworkInterface", { attachmentId: attachment.attachmentId });
    },
    /** Shows a status whatever the attachment says; `undefined` goes back to what follows from the attachment. */
    setStatus(networkInterfaceId: string, status: string | undefined): void {
      findInterface(state(), networkInterfaceId).statusOverride = status;
    },
    networkInterfaces: (): NetworkInterfaceView[] => [...state().networkInterfaces.values()].map(viewInterface),
    /** Undefined once it is deleted. */
    networkInterface(networkInterfaceId: string): NetworkInterfaceView | undefined {
      const networkInterface = state().networkInterfaces.get(networkInterfaceId);
      return networkInterface && viewInterface(networkInterface);
    },

    runInstance: (options: InstanceOptions = {}): InstanceView => viewInstance(runInstance(scope(), options)),
    stop(instanceId: string): void {
      for (const found of findInstances(state(), [instanceId])) setPower(found, "stopped");
      recordPower("StopInstances", instanceId);
    },
    start(instanceId: string): void {
      for (const found of findInstances(state(), [instanceId])) setPower(found, "running");
      recordPower("StartInstances", instanceId);
    },
    terminate(instanceId: string): void {
      for (const found of findInstances(state(), [instanceId])) terminate(state(), found);
      recordPower("TerminateInstances", instanceId);
    },
    instances: (): InstanceView[] => [...state().instances.values()].map(viewInstance),

    /** An event in CloudTrail that nothing here brought about. */
    record: (event: RecordedEvent): void => recordChosen(scope(), event),

    /** On anything that has an id; keys that start with `aws:` are allowed here. */
    tag(resourceId: string, tags: Readonly<Record<string, string>>): void {
      const existing = resourceTags(state(), resourceId);
      for (const [key, value] of Object.entries(tags)) existing.set(key, value);
    },
    untag(resourceId: string, ...keys: readonly string[]): void {
      for (const key of keys) resourceTags(state(), resourceId).delete(key);
    },

    createVpc: (cidrBlock = "10.0.0.0/16") => createVpc(state(), { cidrBlock }).vpcId,
    createSubnet: (vpcId: string, cidrBlock = "10.0.0.0/20") => createSubnet(state(), { vpcId, cidrBlock }).subnetId,
    deleteSubnet: (subnetId: string): void => deleteSubnet(state(), subnetId),
    deleteSecurityGroup: (groupId: string): void => deleteSecurityGroup(state(), groupId),
    /** A new security group with one rule for this range. Answers the group's id. */
    allow: (options: AllowOptions): string => allow(state(), options).groupId,
    /**
     * To an interface, in the main route table of its VPC. With a VPC named, the interface need not be in it or even
     * exist, as when it was deleted under its route. Answers the route table's id.
     */
    addRoute(options: { networkInterfaceId: string; destinationCidrBlock?: string; vpcId?: string }): string {
      const { networkInterfaceId, destinationCidrBlock = "0.0.0.0/0" } = options;
      const table = mainRouteTable(state(), options.vpcId ?? findInterface(state(), networkInterfaceId).vpcId);
      addRoute(table, { destinationCidrBlock, networkInterfaceId });
      return table.routeTableId;
    },
    /** Answers its id. The interfaces need not exist: EC2 checks them when the template is used. */
    createLaunchTemplate: (options: LaunchTemplateOptions): string =>
      createLaunchTemplate(scope(), options).launchTemplateId,
    /** In CloudWatch Logs. Nothing happens to a group that is there. */
    createLogGroup: (name: string): void => void createLogGroup(state(), name),
    /** A line in a log group, which is made if need be. The time is in ms; default: now. */
    putLogEvent: (group: string, message: string, at = scope().cloud.clock.now()): void =>
      putLogEvent(state(), group, message, at),
    createTopic: (name: string): string => createTopic(scope(), name).topicArn,
    setAddressQuota(quota: number): void {
      state().addressQuota = quota;
    },
  };
}

export type World = ReturnType<typeof createWorld>;
