import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsRequest,
  paginateDescribeSecurityGroups,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

const CIDR = "198.18.0.7/32";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

async function list(request: DescribeSecurityGroupsRequest = {}) {
  const { SecurityGroups = [] } = await createClients(simulator).ec2.send(new DescribeSecurityGroupsCommand(request));
  return SecurityGroups;
}

async function idsBy(Name: string, ...Values: string[]) {
  return (await list({ Filters: [{ Name, Values }] })).map(({ GroupId }) => GroupId);
}

test("a rule made in the world is shown with its ports, its range and its description", async () => {
  const world = simulator.world("us-east-1");
  const id = world.allow({ cidr: CIDR, groupName: "partners", description: "the office", port: 22 });

  const [group] = await list({ GroupIds: [id] });

  expect(group).toMatchObject({ GroupId: id, GroupName: "partners", OwnerId: "123456789012" });
  expect(group?.IpPermissions).toEqual([
    {
      IpProtocol: "tcp",
      FromPort: 22,
      ToPort: 22,
      IpRanges: [{ CidrIp: CIDR, Description: "the office" }],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    },
  ]);
  expect(group?.IpPermissionsEgress).toMatchObject([{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }]);
});

test("the default group lets its own members in and everything out", async () => {
  const [group] = await list();
  expect(group?.IpPermissions).toMatchObject([
    { IpProtocol: "-1", IpRanges: [], UserIdGroupPairs: [{ GroupId: group?.GroupId, UserId: "123456789012" }] },
  ]);
  expect(group?.IpPermissionsEgress).toMatchObject([{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }]);
});

test("each direction has a filter of its own", async () => {
  const world = simulator.world("us-east-1");
  const into = world.allow({ cidr: CIDR });
  const outOf = world.allow({ cidr: CIDR, direction: "egress" });
  world.allow({ cidr: "198.18.0.0/24" });

  expect(await idsBy("ip-permission.cidr", CIDR)).toEqual([into]);
  expect(await idsBy("egress.ip-permission.cidr", CIDR)).toEqual([outOf]);
  expect(await idsBy("ip-permission.cidr", "198.18.0.8/32", "198.18.0.7/32")).toEqual([into]);
  expect(await idsBy("ip-permission.cidr", "198.18.0.7")).toEqual([]);
  expect((await list({ GroupIds: [outOf] }))[0]).toMatchObject({
    IpPermissions: [],
    IpPermissionsEgress: [{ IpProtocol: "tcp", FromPort: 443, IpRanges: [{ CidrIp: CIDR }] }],
  });
});

test("groups are found by id, name and VPC", async () => {
  const world = simulator.world("us-east-1");
  const vpcId = world.createVpc();
  const id = world.allow({ cidr: CIDR, vpcId, groupName: "partners" });

  expect(await idsBy("group-id", id)).toEqual([id]);
  expect(await idsBy("group-name", "part*")).toEqual([id]);
  expect(await idsBy("vpc-id", vpcId)).toHaveLength(2);
  await expect(idsBy("ip-permission.colour", "blue")).rejects.toMatchObject({ name: "InvalidParameterValue" });
  const unknown = list({ GroupIds: ["sg-0123456789abcdef0"] });
  await expect(unknown).rejects.toMatchObject({ name: "InvalidGroup.NotFound" });
});

test("pages hold from 5 to 1000 groups", async () => {
  const world = simulator.world("us-east-1");
  const made = Array.from({ length: 7 }, () => world.allow({ cidr: CIDR }));
  const { ec2: client } = createClients(simulator);
  const request = { Filters: [{ Name: "ip-permission.cidr", Values: [CIDR] }] };

  const pages = [];
  for await (const page of paginateDescribeSecurityGroups({ client, pageSize: 5 }, request)) {
    pages.push(page.SecurityGroups?.map(({ GroupId }) => GroupId));
  }

  expect(pages).toEqual([made.slice(0, 5), made.slice(5)]);
  for (const MaxResults of [4, 1001]) {
    await expect(list({ MaxResults })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  }
});

test("rules for the same ports are one permission, and all of a call's rules are made or none", async () => {
  const { ec2 } = createClients(simulator);
  const request = { GroupName: "partners", Description: "who may talk to us" };
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand(request));
  const authorize = (...cidrs: string[]) => {
    const IpRanges = cidrs.map((CidrIp) => ({ CidrIp }));
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges }];
    return ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  };
  await authorize(CIDR);
  await authorize("198.18.0.8/32");

  await expect(authorize("198.18.0.9/32", CIDR)).rejects.toMatchObject({ name: "InvalidPermission.Duplicate" });
  const twice = authorize("198.18.0.9/32", "198.18.0.9/32");
  await expect(twice).rejects.toMatchObject({ name: "InvalidPermission.Duplicate" });
  for (const cidr of ["198.18.0.9", "198.18.0.9/33", "198.18.0/24"]) {
    await expect(authorize(cidr)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  }
  expect((await list({ GroupIds: [GroupId ?? ""] }))[0]?.IpPermissions).toMatchObject([
    { IpRanges: [{ CidrIp: CIDR }, { CidrIp: "198.18.0.8/32" }] },
  ]);
});

test("a VPC has each group name once, and an unknown VPC has none", async () => {
  const world = simulator.world("us-east-1");
  world.allow({ cidr: CIDR, groupName: "partners" });
  expect(() => world.allow({ cidr: CIDR, groupName: "partners" })).toThrow(/already exists/);
  world.allow({ cidr: CIDR, groupName: "partners", vpcId: world.createVpc() });
  expect(() => world.allow({ cidr: CIDR, vpcId: "vpc-0" })).toThrow(/does not exist/);
  expect(() => world.allow({ cidr: "198.18.0.7" })).toThrow(/malformed/);
});
