import { applyFilters, type FilterTable } from "../protocol/filters.ts";
import { paginate } from "../protocol/pages.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { XmlObject } from "../protocol/xml.ts";
import { nextId } from "../state/ids.ts";
import {
  findInstances,
  type InstanceOptions,
  type LaunchInterface,
  runInstance,
  setPower,
  terminate,
} from "../state/instances.ts";
import { interfaceStatus, interfacesOf } from "../state/interfaces.ts";
import type { Instance, InstanceState, RegionState, Scope } from "../state/scope.ts";
import { type Action, type ActionContext, type ActionTable, reads, writes } from "./action.ts";
import { association, attachmentElements, groupSet } from "./interfaces.ts";
import { tagSet, tagSpecification } from "./tags.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
const STATE_CODES: Readonly<Record<InstanceState, number>> = { running: 16, terminated: 48, stopped: 80 };

function stateElements(state: InstanceState): XmlObject {
  return { code: STATE_CODES[state], name: state };
}

function describe(state: RegionState, instance: Instance): XmlObject {
  const interfaces = interfacesOf(state, instance.instanceId);
  const [primary] = interfaces;
  return {
    instanceId: instance.instanceId,
    imageId: instance.imageId,
    instanceState: stateElements(instance.state),
    instanceType: instance.instanceType,
    launchTime: new Date(instance.launchTime).toISOString(),
    placement: { availabilityZone: primary?.availabilityZone, tenancy: "default" },
    // A terminated instance has let go of its network.
    subnetId: primary?.subnetId,
    vpcId: primary?.vpcId,
    privateIpAddress: primary?.privateIpAddress,
    ipAddress: primary && association(state, primary)?.publicIp,
    tagSet: instance.tags.size > 0 ? tagSet(instance.tags) : undefined,
    networkInterfaceSet: interfaces.map((networkInterface) => ({
      networkInterfaceId: networkInterface.networkInterfaceId,
      subnetId: networkInterface.subnetId,
      vpcId: networkInterface.vpcId,
      description: networkInterface.description,
      ownerId: networkInterface.ownerId,
      status: interfaceStatus(networkInterface),
      macAddress: networkInterface.macAddress,
      privateIpAddress: networkInterface.privateIpAddress,
      groupSet: groupSet(state, networkInterface.groupIds),
      attachment: attachmentElements(networkInterface),
      association: association(state, networkInterface),
      interfaceType: networkInterface.interfaceType,
    })),
  };
}

function reservation(state: RegionState, instances: readonly Instance[]): XmlObject {
  return {
    reservationId: instances[0]?.reservationId,
    ownerId: state.account,
    groupSet: [],
    instancesSet: instances.map((instance) => describe(state, instance)),
  };
}

const FILTERS: FilterTable<Instance> = {
  "image-id": ({ imageId }) => [imageId],
  "instance-id": ({ instanceId }) => [instanceId],
  "instance-state-name": ({ state }) => [state],
  "instance-type": ({ instanceType }) => [instanceType],
  "subnet-id": ({ subnetId }) => [subnetId],
  "vpc-id": ({ vpcId }) => [vpcId],
};

function launchOptions(parameters: Parameters): InstanceOptions {
  const subnetId = parameters.text("SubnetId");
  return {
    imageId: parameters.required("ImageId"),
    instanceType: parameters.text("InstanceType") ?? "m1.small",
    ...(subnetId !== undefined && { subnetId }),
    tags: tagSpecification(parameters, "instance"),
    interfaceTags: tagSpecification(parameters, "network-interface"),
    networkInterfaces: parameters.structures("NetworkInterface").map((launch): LaunchInterface => {
      const networkInterfaceId = launch.text("NetworkInterfaceId");
      const launchSubnet = launch.text("SubnetId");
      const deleteOnTermination = launch.flag("DeleteOnTermination");
      return {
        deviceIndex: launch.integer("DeviceIndex") ?? 0,
        description: launch.text("Description") ?? "",
        ...(networkInterfaceId !== undefined && { networkInterfaceId }),
        ...(launchSubnet !== undefined && { subnetId: launchSubnet }),
        ...(deleteOnTermination !== undefined && { deleteOnTermination }),
      };
    }),
  };
}

function run({ scope, parameters }: ActionContext): XmlObject {
  parameters.ignore("ClientToken", "SecurityGroupId", "KeyName", "UserData", "BlockDeviceMapping", "EbsOptimized");
  const count = parameters.integer("MaxCount") ?? 1;
  parameters.integer("MinCount");
  const options = launchOptions(parameters);
  const { id: reservationId } = nextId(scope.state, "r");
  const instances = Array.from({ length: count }, () => runInstance(scope, { ...options, reservationId }));
  return reservation(scope.state, instances);
}

/** The three calls that change instances differ only in what they do to each. */
function changes(change: (scope: Scope, instance: Instance) => void): Action {
  return writes(({ scope, parameters }) => {
    parameters.ignore("Force", "Hibernate", "SkipOsShutdown");
    const instances = findInstances(scope.state, parameters.list("InstanceId"));
    return {
      instancesSet: instances.map((instance) => {
        const before = instance.state;
        change(scope, instance);
        return {
          instanceId: instance.instanceId,
          currentState: stateElements(instance.state),
          previousState: stateElements(before),
        };
      }),
    };
  });
}

export const instanceActions: ActionTable = {
  DescribeInstances: reads(({ scope: { state }, parameters }) => {
    const ids = parameters.list("InstanceId");
    const named = ids.length === 0 ? [...state.instances.values()] : findInstances(state, ids);
    const owner = `DescribeInstances|${state.account}|${state.region}`;
    const found = applyFilters(named, parameters, FILTERS);
    const { items, nextToken } = paginate(found, parameters, { owner, min: 5, max: 1000, ids: "InstanceId" });
    const reservations = Map.groupBy(items, ({ reservationId }) => reservationId);
    return { reservationSet: [...reservations.values()].map((instances) => reservation(state, instances)), nextToken };
  }),
  RunInstances: writes(run),
  StopInstances: changes((_, instance) => setPower(instance, "stopped")),
  StartInstances: changes((_, instance) => setPower(instance, "running")),
  TerminateInstances: changes(({ state }, instance) => terminate(state, instance)),
};
