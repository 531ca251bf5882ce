import { isIPv4 } from "node:net";
import { notFound, ServiceError } from "../protocol/errors.ts";
import { nextId } from "./ids.ts";
import type { Direction, RegionState, SecurityGroup, SecurityGroupRule } from "./scope.ts";
import { tagMap } from "./tags.ts";

export interface SecurityGroupOptions {
  groupName?: string;
  description?: string;
  /** Default: the default VPC. */
  vpcId?: string;
  tags?: Readonly<Record<string, string>>;
}

/** A new group lets nothing in and everything out. */
export function createSecurityGroup(state: RegionState, options: SecurityGroupOptions = {}): SecurityGroup {
  const vpcId = options.vpcId ?? [...state.vpcs.values()].find(({ isDefault }) => isDefault)?.vpcId;
  if (vpcId === undefined || !state.vpcs.has(vpcId)) throw notFound("vpc", vpcId ?? "default");
  const { groupName } = options;
  if ([...state.securityGroups.values()].some((group) => group.vpcId === vpcId && group.groupName === groupName)) {
    throw new ServiceError(
      "InvalidGroup.Duplicate",
      `The security group '${groupName}' already exists for VPC '${vpcId}'`,
    );
  }
  const { id: groupId, sequence } = nextId(state, "sg");
  const group: SecurityGroup = {
    groupId,
    sequence,
    tags: tagMap(options.tags),
    groupName: groupName ?? `group-${sequence}`,
    description: options.description ?? "A security group",
    vpcId,
    rules: [{ direction: "egress", ipProtocol: "-1", peer: { cidrIp: "0.0.0.0/0" } }],
  };
  state.securityGroups.set(groupId, group);
  return group;
}

/** Its members let each other in. https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html */
export function createDefaultGroup(state: RegionState, vpcId: string): void {
  const group = createSecurityGroup(state, { groupName: "default", description: "default VPC security group", vpcId });
  group.rules.push({ direction: "ingress", ipProtocol: "-1", peer: { groupId: group.groupId } });
}

export function defaultGroup(state: RegionState, vpcId: string): SecurityGroup {
  const group = [...state.securityGroups.values()].find(
    (candidate) => candidate.vpcId === vpcId && candidate.groupName === "default",
  );
  if (group === undefined) throw notFound("securityGroup", "default");
  return group;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html */
export function deleteSecurityGroup(state: RegionState, groupId: string): void {
  if ([...state.networkInterfaces.values()].some(({ groupIds }) => groupIds.includes(groupId))) {
    throw new ServiceError("DependencyViolation", `resource ${groupId} has a dependent object`);
  }
  if (!state.securityGroups.delete(groupId)) throw notFound("securityGroup", groupId);
}

/** All of the rules or none of them. */
export function authorize(group: SecurityGroup, rules: readonly SecurityGroupRule[]): void {
  const present = new Set(group.rules.map(ruleKey));
  for (const rule of rules) {
    if ("cidrIp" in rule.peer) checkCidr(rule.peer.cidrIp);
    const key = ruleKey(rule);
    if (present.has(key)) {
      throw new ServiceError("InvalidPermission.Duplicate", `the specified rule "${key}" already exists`);
    }
    present.add(key);
  }
  group.rules.push(...rules);
}

/** Two rules that differ only in their descriptions are the same rule. */
function ruleKey({ direction, ipProtocol, fromPort, toPort, peer }: SecurityGroupRule): string {
  return [direction, ipProtocol, fromPort, toPort, "cidrIp" in peer ? peer.cidrIp : peer.groupId].join(", ");
}

/** A bare address is no range: EC2 wants `/32` behind it. */
function checkCidr(cidr: string): void {
  const [, address = "", bits = ""] = /^([\d.]+)\/(\d{1,2})$/.exec(cidr) ?? [];
  if (!isIPv4(address) || Number(bits) > 32) {
    throw new ServiceError("InvalidParameterValue", `CIDR block ${cidr} is malformed`);
  }
}

export interface AllowOptions {
  cidr: string;
  /** Default: ingress. */
  direction?: Direction;
  groupName?: string;
  /** Of the rule. */
  description?: string;
  vpcId?: string;
  /** Of TCP. Default: 443. */
  port?: number;
}

/** A new group with one rule of its own; one for traffic going out replaces the rule that lets everything out. */
export function allow(state: RegionState, options: AllowOptions): SecurityGroup {
  const { cidr, direction = "ingress", port = 443, groupName, description, vpcId } = options;
  checkCidr(cidr);
  const group = createSecurityGroup(state, {
    ...(groupName !== undefined && { groupName }),
    ...(vpcId !== undefined && { vpcId }),
  });
  if (direction === "egress") group.rules.length = 0;
  const peer = { cidrIp: cidr, ...(description !== undefined && { description }) };
  authorize(group, [{ direction, ipProtocol: "tcp", fromPort: port, toPort: port, peer }]);
  return group;
}
