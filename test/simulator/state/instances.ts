import { notFound, ServiceError } from "../protocol/errors.ts";
import { nextId } from "./ids.ts";
import {
  attachInterface,
  checkAvailable,
  createNetworkInterface,
  findInterface,
  interfacesOf,
  removeInterface,
} from "./interfaces.ts";
import { findSubnet } from "./network.ts";
import type { Instance, InstanceState, RegionState, Scope } from "./scope.ts";
import { tagMap } from "./tags.ts";

export interface LaunchInterface {
  deviceIndex?: number;
  /** An existing interface; without it one is created. */
  networkInterfaceId?: string;
  subnetId?: string;
  description?: string;
  deleteOnTermination?: boolean;
}

export interface InstanceOptions {
  subnetId?: string;
  imageId?: string;
  instanceType?: string;
  reservationId?: string;
  tags?: Readonly<Record<string, string>>;
  interfaceTags?: Readonly<Record<string, string>>;
  /** Default: one new primary interface that goes when the instance goes. */
  networkInterfaces?: readonly LaunchInterface[];
}

/** It runs at once. An interface made at launch is deleted with the instance, one brought along is not. */
export function runInstance(scope: Scope, options: InstanceOptions = {}): Instance {
  const { state, cloud } = scope;
  const launches = options.networkInterfaces?.length ? options.networkInterfaces : [{}];
  const subnet = findSubnet(state, launchSubnet(state, options, launches[0]));
  checkLaunches(state, launches);
  const { id: instanceId, sequence } = nextId(state, "i");
  const instance: Instance = {
    instanceId,
    sequence,
    tags: tagMap(options.tags),
    reservationId: options.reservationId ?? nextId(state, "r").id,
    imageId: options.imageId ?? "ami-0123456789abcdef0",
    instanceType: options.instanceType ?? "t3.micro",
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    launchTime: cloud.clock.now(),
    state: "running",
  };
  state.instances.set(instanceId, instance);
  for (const [index, launch] of launches.entries()) {
    const brought = launch.networkInterfaceId;
    const networkInterfaceId = brought ?? createForLaunch(scope, launch, subnet.subnetId, options.interfaceTags);
    attachInterface(scope, networkInterfaceId, instanceId, {
      deviceIndex: launch.deviceIndex ?? index,
      deleteOnTermination: launch.deleteOnTermination ?? brought === undefined,
    });
  }
  return instance;
}

function checkLaunches(state: RegionState, launches: readonly LaunchInterface[]): void {
  for (const { networkInterfaceId, subnetId } of launches) {
    if (networkInterfaceId !== undefined) checkAvailable(findInterface(state, networkInterfaceId));
    else findSubnet(state, subnetId);
  }
}

function createForLaunch(
  scope: Scope,
  { subnetId, description = "" }: LaunchInterface,
  instanceSubnetId: string,
  tags: Readonly<Record<string, string>> = {},
): string {
  return createNetworkInterface(scope, { subnetId: subnetId ?? instanceSubnetId, description, tags })
    .networkInterfaceId;
}

function launchSubnet(
  state: RegionState,
  options: InstanceOptions,
  first: LaunchInterface | undefined,
): string | undefined {
  if (first?.networkInterfaceId !== undefined) return findInterface(state, first.networkInterfaceId).subnetId;
  return first?.subnetId ?? options.subnetId;
}

export function findInstances(state: RegionState, instanceIds: readonly string[]): Instance[] {
  const unknown = instanceIds.filter((id) => !state.instances.has(id));
  if (unknown.length > 0) throw notFound("instance", unknown);
  return instanceIds.flatMap((id) => state.instances.get(id) ?? []);
}

/** A public address stays where it is while the instance is stopped. */
export function setPower(instance: Instance, power: Exclude<InstanceState, "terminated">): void {
  if (instance.state === "terminated") {
    throw new ServiceError(
      "IncorrectInstanceState",
      `The instance '${instance.instanceId}' is not in a state from which it can be started or stopped.`,
    );
  }
  instance.state = power;
}

/**
 * Interfaces marked to be deleted on termination go, and their addresses become unassociated; the others stay, with
 * their addresses, and become available. The instance itself stays visible, as it does in EC2 for about an hour.
 */
export function terminate(state: RegionState, instance: Instance): void {
  instance.state = "terminated";
  for (const networkInterface of interfacesOf(state, instance.instanceId)) {
    if (networkInterface.attachment?.deleteOnTermination) {
      removeInterface(state, networkInterface.networkInterfaceId);
    } else {
      networkInterface.attachment = undefined;
    }
  }
}
