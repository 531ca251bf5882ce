import { notFound, ServiceError } from "../protocol/errors.ts";
import { nextId } from "./ids.ts";
import { createMainRouteTable } from "./routes.ts";
import type { RegionState, Subnet, Vpc } from "./scope.ts";
import { createDefaultGroup } from "./security-groups.ts";

/** A region as AWS hands it out: a default VPC with one subnet in each of three zones. */
export function createRegionState(account: string, region: string, addressQuota: number): RegionState {
  const state: RegionState = {
    account,
    region,
    addresses: new Map(),
    networkInterfaces: new Map(),
    takenAddresses: new Set(),
    instances: new Map(),
    vpcs: new Map(),
    subnets: new Map(),
    securityGroups: new Map(),
    routeTables: new Map(),
    launchTemplates: new Map(),
    topics: new Map(),
    logGroups: new Map(),
    releasedIps: new Set(),
    interfaceTokens: new Map(),
    addressQuota,
    sequence: 0,
  };
  const { vpcId } = createVpc(state, { cidrBlock: "172.31.0.0/16", isDefault: true });
  for (const [index, zone] of ["a", "b", "c"].entries()) {
    createSubnet(state, {
      vpcId,
      cidrBlock: `172.31.${index * 16}.0/20`,
      availabilityZone: `${region}${zone}`,
      defaultForAz: true,
    });
  }
  return state;
}

export function createVpc(state: RegionState, options: { cidrBlock: string; isDefault?: boolean }): Vpc {
  const { id: vpcId, sequence } = nextId(state, "vpc");
  const vpc: Vpc = {
    vpcId,
    sequence,
    tags: new Map(),
    cidrBlock: options.cidrBlock,
    isDefault: options.isDefault ?? false,
  };
  state.vpcs.set(vpcId, vpc);
  createDefaultGroup(state, vpcId);
  createMainRouteTable(state, vpc);
  return vpc;
}

interface SubnetOptions {
  vpcId: string;
  cidrBlock: string;
  availabilityZone?: string;
  defaultForAz?: boolean;
}

export function createSubnet(state: RegionState, options: SubnetOptions): Subnet {
  if (!state.vpcs.has(options.vpcId)) throw notFound("vpc", options.vpcId);
  const { id: subnetId, sequence } = nextId(state, "subnet");
  const subnet: Subnet = {
    subnetId,
    sequence,
    tags: new Map(),
    vpcId: options.vpcId,
    cidrBlock: options.cidrBlock,
    availabilityZone: options.availabilityZone ?? `${state.region}a`,
    defaultForAz: options.defaultForAz ?? false,
  };
  state.subnets.set(subnetId, subnet);
  return subnet;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html */
export function deleteSubnet(state: RegionState, subnetId: string): void {
  const used = [...state.networkInterfaces.values()].some((each) => each.subnetId === subnetId);
  if (used) {
    throw new ServiceError("DependencyViolation", `The subnet '${subnetId}' has dependencies and cannot be deleted.`);
  }
  if (!state.subnets.delete(subnetId)) throw notFound("subnet", subnetId);
}

/** The subnet asked for; without one, the first of the default VPC, as RunInstances picks one. */
export function findSubnet(state: RegionState, subnetId: string | undefined): Subnet {
  const subnet =
    subnetId === undefined
      ? [...state.subnets.values()].find(({ defaultForAz }) => defaultForAz)
      : state.subnets.get(subnetId);
  if (subnet === undefined) throw notFound("subnet", subnetId ?? "default");
  return subnet;
}
