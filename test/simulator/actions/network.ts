import { applyFilters } from "../protocol/filters.ts";
import { paginate } from "../protocol/pages.ts";
import type { XmlObject } from "../protocol/xml.ts";
import { createSubnet, createVpc, deleteSubnet } from "../state/network.ts";
import type { RegionState, Subnet, Vpc } from "../state/scope.ts";
import { type ActionTable, reads, writes } from "./action.ts";
import { named, pageRules } from "./listing.ts";
import { tagSet, tagSpecification } from "./tags.ts";

function describeVpc(state: RegionState, vpc: Vpc): XmlObject {
  return {
    vpcId: vpc.vpcId,
    ownerId: state.account,
    state: "available",
    cidrBlock: vpc.cidrBlock,
    isDefault: vpc.isDefault,
    tagSet: tagSet(vpc.tags),
  };
}

function describeSubnet(state: RegionState, subnet: Subnet): XmlObject {
  return {
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    ownerId: state.account,
    state: "available",
    cidrBlock: subnet.cidrBlock,
    availabilityZone: subnet.availabilityZone,
    defaultForAz: subnet.defaultForAz,
    tagSet: tagSet(subnet.tags),
  };
}

export const networkActions: ActionTable = {
  DescribeVpcs: reads(({ scope, parameters }) => {
    const vpcs = named(scope.state.vpcs, parameters.list("VpcId"), "vpc");
    const found = applyFilters(vpcs, parameters, {
      "is-default": ({ isDefault }) => [String(isDefault)],
      isDefault: ({ isDefault }) => [String(isDefault)],
      "vpc-id": ({ vpcId }) => [vpcId],
      cidr: ({ cidrBlock }) => [cidrBlock],
    });
    const rules = pageRules(scope, "DescribeVpcs", { min: 5, max: 1000, ids: "VpcId" });
    const { items, nextToken } = paginate(found, parameters, rules);
    return { vpcSet: items.map((vpc) => describeVpc(scope.state, vpc)), nextToken };
  }),

  CreateVpc: writes(({ scope: { state }, parameters }) => {
    const tags = tagSpecification(parameters, "vpc");
    const vpc = createVpc(state, { cidrBlock: parameters.required("CidrBlock") });
    for (const [key, value] of Object.entries(tags)) vpc.tags.set(key, value);
    return { vpc: { ...describeVpc(state, vpc), state: "pending" } };
  }),

  DescribeSubnets: reads(({ scope, parameters }) => {
    const subnets = named(scope.state.subnets, parameters.list("SubnetId"), "subnet");
    const found = applyFilters(subnets, parameters, {
      "availability-zone": ({ availabilityZone }) => [availabilityZone],
      "default-for-az": ({ defaultForAz }) => [String(defaultForAz)],
      "subnet-id": ({ subnetId }) => [subnetId],
      "vpc-id": ({ vpcId }) => [vpcId],
    });
    const rules = pageRules(scope, "DescribeSubnets", { min: 5, max: 1000, ids: "SubnetId" });
    const { items, nextToken } = paginate(found, parameters, rules);
    return { subnetSet: items.map((subnet) => describeSubnet(scope.state, subnet)), nextToken };
  }),

  CreateSubnet: writes(({ scope: { state }, parameters }) => {
    const tags = tagSpecification(parameters, "subnet");
    const availabilityZone = parameters.text("AvailabilityZone");
    const subnet = createSubnet(state, {
      vpcId: parameters.required("VpcId"),
      cidrBlock: parameters.required("CidrBlock"),
      ...(availabilityZone !== undefined && { availabilityZone }),
    });
    for (const [key, value] of Object.entries(tags)) subnet.tags.set(key, value);
    return { subnet: describeSubnet(state, subnet) };
  }),

  DeleteSubnet: writes(({ scope: { state }, parameters }) => {
    deleteSubnet(state, parameters.required("SubnetId"));
    return { return: true };
  }),
};
