import { missingParameter, notFound } from "../protocol/errors.ts";
import { applyFilters } from "../protocol/filters.ts";
import { paginate } from "../protocol/pages.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { XmlObject } from "../protocol/xml.ts";
import type { Direction, RegionState, SecurityGroup, SecurityGroupRule } from "../state/scope.ts";
import { authorize, createSecurityGroup, deleteSecurityGroup } from "../state/security-groups.ts";
import { type ActionContext, type ActionTable, reads, writes } from "./action.ts";
import { named, pageRules } from "./listing.ts";
import { tagSet, tagSpecification } from "./tags.ts";

function describe(state: RegionState, group: SecurityGroup): XmlObject {
  return {
    ownerId: state.account,
    groupId: group.groupId,
    groupName: group.groupName,
    groupDescription: group.description,
    vpcId: group.vpcId,
    ipPermissions: permissions(state, group, "ingress"),
    ipPermissionsEgress: permissions(state, group, "egress"),
    tagSet: tagSet(group.tags),
  };
}

/** EC2 shows rules for the same protocol and ports as one permission with several ranges. */
function permissions(state: RegionState, { rules }: SecurityGroup, direction: Direction): XmlObject[] {
  const inDirection = rules.filter((rule) => rule.direction === direction);
  const byPorts = Map.groupBy(inDirection, ({ ipProtocol, fromPort, toPort }) => `${ipProtocol} ${fromPort} ${toPort}`);
  return [...byPorts.values()].map((same) => ({
    ipProtocol: same[0]?.ipProtocol,
    fromPort: same[0]?.fromPort,
    toPort: same[0]?.toPort,
    groups: same.flatMap(({ peer }) => ("groupId" in peer ? { userId: state.account, groupId: peer.groupId } : [])),
    ipRanges: same.flatMap(({ peer }) => ("cidrIp" in peer ? { ...peer } : [])),
    ipv6Ranges: [],
    prefixListIds: [],
  }));
}

function ranges({ rules }: SecurityGroup, direction: Direction): string[] {
  return rules.flatMap((rule) => (rule.direction === direction && "cidrIp" in rule.peer ? rule.peer.cidrIp : []));
}

function readRules(parameters: Parameters, direction: Direction): SecurityGroupRule[] {
  const rules = parameters.structures("IpPermissions").flatMap((permission) => {
    const [fromPort, toPort] = [permission.integer("FromPort"), permission.integer("ToPort")];
    const common = {
      direction,
      ipProtocol: permission.required("IpProtocol"),
      ...(fromPort !== undefined && { fromPort }),
      ...(toPort !== undefined && { toPort }),
    };
    return permission.structures("IpRanges").map((range) => {
      const description = range.text("Description");
      const peer = { cidrIp: range.required("CidrIp"), ...(description !== undefined && { description }) };
      return { ...common, peer };
    });
  });
  if (rules.length === 0) throw missingParameter("IpPermissions");
  return rules;
}

function authorizes(direction: Direction) {
  return writes(({ scope: { state }, parameters }: ActionContext) => {
    const groupId = parameters.required("GroupId");
    const group = state.securityGroups.get(groupId);
    if (group === undefined) throw notFound("securityGroup", groupId);
    authorize(group, readRules(parameters, direction));
    return { return: true };
  });
}

export const securityGroupActions: ActionTable = {
  DescribeSecurityGroups: reads(({ scope, parameters }) => {
    const groups = named(scope.state.securityGroups, parameters.list("GroupId"), "securityGroup");
    const found = applyFilters(groups, parameters, {
      "egress.ip-permission.cidr": (group) => ranges(group, "egress"),
      "group-id": ({ groupId }) => [groupId],
      "group-name": ({ groupName }) => [groupName],
      "ip-permission.cidr": (group) => ranges(group, "ingress"),
      "vpc-id": ({ vpcId }) => [vpcId],
    });
    const rules = pageRules(scope, "DescribeSecurityGroups", { min: 5, max: 1000, ids: "GroupId" });
    const { items, nextToken } = paginate(found, parameters, rules);
    return { securityGroupInfo: items.map((group) => describe(scope.state, group)), nextToken };
  }),

  CreateSecurityGroup: writes(({ scope: { state }, parameters }) => {
    const vpcId = parameters.text("VpcId");
    const { groupId, tags } = createSecurityGroup(state, {
      groupName: parameters.required("GroupName"),
      description: parameters.required("GroupDescription"),
      tags: tagSpecification(parameters, "security-group"),
      ...(vpcId !== undefined && { vpcId }),
    });
    return { groupId, tagSet: tagSet(tags) };
  }),

  DeleteSecurityGroup: writes(({ scope: { state }, parameters }) => {
    const groupId = parameters.required("GroupId");
    deleteSecurityGroup(state, groupId);
    return { return: true, groupId };
  }),

  AuthorizeSecurityGroupIngress: authorizes("ingress"),
  AuthorizeSecurityGroupEgress: authorizes("egress"),
};
