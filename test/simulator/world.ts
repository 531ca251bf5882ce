import { createTopic } from "./actions/sns.ts";
import {
  type AddressOptions,
  addressOn,
  allocateAddress,
  associateAddress,
  associatedInterface,
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
import { createSubnet, createVpc } from "./state/network.ts";
import type { Address, Instance, NetworkInterface, Scope } from "./state/scope.ts";
import { resourceTags } from "./state/tags.ts";

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
  const instance = (id: string) => findInstances(state(), [id])[0];

  return {
    allocateAddress: (options: AddressOptions = {}): AddressView => viewAddress(allocateAddress(scope(), options)),
    releaseAddress: (id: string, networkBorderGroup = findAddress(state(), id).networkBorderGroup): void =>
      releaseAddress(scope(), id, networkBorderGroup),
    /** The address moves when it was associated with something else. Answers the association's id. */
    associate: (allocationId: string, target: { instanceId: string } | { networkInterfaceId: string }): string =>
      associateAddress(scope(), allocationId, target),
    disassociate(allocationId: string): void {
      const { association } = findAddress(state(), allocationId);
      if (association) disassociateAddress(state(), association.associationId);
    },
    /** Locks an address, or sets (`undefined`: removes) its reverse DNS name. */
    setAddress(allocationId: string, changes: { locked?: boolean; ptrRecord?: string | undefined }): void {
      Object.assign(findAddress(state(), allocationId), changes);
    },
    addresses: (): AddressView[] => [...state().addresses.values()].map(viewAddress),
    /** Undefined once it is released. */
    address(allocationId: string): AddressView | undefined {
      const address = state().addresses.get(allocationId);
      return address && viewAddress(address);
    },

    createNetworkInterface: (options: InterfaceOptions = {}): NetworkInterfaceView =>
      viewInterface(createNetworkInterface(scope(), options)),
    deleteNetworkInterface: (id: string): void => deleteInterface(state(), id),
    attach: (networkInterfaceId: string, instanceId: string, options: AttachmentOptions = {}): string =>
      attachInterface(scope(), networkInterfaceId, instanceId, options),
    /** By the interface's id; takes off the attachments of services too. */
    detach(networkInterfaceId: string): void {
      const { attachment } = findInterface(state(), networkInterfaceId);
      if (attachment) findAttachment(state(), attachment.attachmentId).attachment = undefined;
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
    stop: (instanceId: string): void => instancePower(instance(instanceId), "stopped"),
    start: (instanceId: string): void => instancePower(instance(instanceId), "running"),
    terminate(instanceId: string): void {
      for (const found of findInstances(state(), [instanceId])) terminate(state(), found);
    },
    instances: (): InstanceView[] => [...state().instances.values()].map(viewInstance),

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
    createTopic: (name: string): string => createTopic(scope(), name).topicArn,
    setAddressQuota(quota: number): void {
      state().addressQuota = quota;
    },
  };
}

function instancePower(instance: Instance | undefined, power: "running" | "stopped"): void {
  if (instance) setPower(instance, power);
}

export type World = ReturnType<typeof createWorld>;
