import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsRequest,
  type EC2Client,
  type IpPermission,
} from "@aws-sdk/client-ec2";
import type { ContractCase } from "./contract-cases.ts";
import { type ContractClient, codeOf, known, shapeOf } from "./contract-client.ts";

async function createGroup({ ec2, defaultVpc }: ContractClient, GroupName: string): Promise<string> {
  const VpcId = await defaultVpc();
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId }));
  return known(GroupId);
}

function https(CidrIp: string): IpPermission[] {
  return [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp, Description: "them" }] }];
}

function letIn(ec2: EC2Client, GroupId: string, cidr: string) {
  return ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: https(cidr) }));
}

async function list(ec2: EC2Client, request: DescribeSecurityGroupsRequest) {
  return (await ec2.send(new DescribeSecurityGroupsCommand(request))).SecurityGroups ?? [];
}

async function namesBy(ec2: EC2Client, Name: string, ...Values: string[]) {
  return (await list(ec2, { Filters: [{ Name, Values }] })).map(({ GroupName }) => GroupName);
}

const HTTPS = {
  FromPort: 443,
  IpProtocol: "text",
  IpRanges: [{ CidrIp: "text", Description: "text" }],
  Ipv6Ranges: [],
  PrefixListIds: [],
  ToPort: 443,
  UserIdGroupPairs: [],
};

const EVERYTHING = {
  IpProtocol: "text",
  IpRanges: [{ CidrIp: "text" }],
  Ipv6Ranges: [],
  PrefixListIds: [],
  UserIdGroupPairs: [],
};

export const securityGroupCases: readonly ContractCase[] = [
  {
    name: "shows what a security group lets in, and that it lets everything out",
    observe: async (client) => {
      const id = await createGroup(client, "partners");
      await letIn(client.ec2, id, "198.18.0.7/32");
      const [group] = await list(client.ec2, { GroupIds: [id] });
      return [shapeOf(group?.IpPermissions), shapeOf(group?.IpPermissionsEgress)];
    },
    expected: [[HTTPS], [EVERYTHING]],
  },
  {
    name: "finds security groups by the range they let in, and by the range they let out to",
    observe: async (client) => {
      const { ec2 } = client;
      const [into, outOf, wide] = [
        await createGroup(client, "into"),
        await createGroup(client, "out of"),
        await createGroup(client, "wide"),
      ];
      await letIn(ec2, into, "198.18.0.7/32");
      const egress = { GroupId: outOf, IpPermissions: https("198.18.0.7/32") };
      await ec2.send(new AuthorizeSecurityGroupEgressCommand(egress));
      await letIn(ec2, wide, "198.18.0.0/24");
      return [
        await namesBy(ec2, "ip-permission.cidr", "198.18.0.7/32"),
        await namesBy(ec2, "egress.ip-permission.cidr", "198.18.0.7/32"),
        await namesBy(ec2, "ip-permission.cidr", "198.18.0.6/32", "198.18.0.7/32", "198.18.0.8/32"),
        await namesBy(ec2, "ip-permission.cidr", "198.18.0.8/32"),
      ];
    },
    expected: [["into"], ["out of"], ["into"], []],
  },
  {
    name: "refuses a rule for what is no range, and a rule that is there",
    observe: async (client) => {
      const id = await createGroup(client, "partners");
      const codes = [];
      for (const cidr of ["198.18.0.7/32", "198.18.0.7", "198.18.0.7/32"]) {
        codes.push(await codeOf(letIn(client.ec2, id, cidr)));
      }
      return codes;
    },
    expected: ["ok", "InvalidParameterValue", "InvalidPermission.Duplicate"],
  },
  {
    name: "gives security groups out in pages",
    observe: async (client) => {
      for (let count = 0; count < 7; count += 1)
        await letIn(client.ec2, await createGroup(client, `${count}`), "198.18.0.7/32");
      const request = { MaxResults: 5, Filters: [{ Name: "ip-permission.cidr", Values: ["198.18.0.7/32"] }] };
      const { SecurityGroups, NextToken } = await client.ec2.send(new DescribeSecurityGroupsCommand(request));
      return [SecurityGroups?.length, NextToken === undefined ? "no more" : "more"];
    },
    expected: [5, "more"],
  },
  {
    name: "refuses security groups it does not know",
    observe: ({ ec2 }) => codeOf(list(ec2, { GroupIds: ["sg-0123456789abcdef0"] })),
    expected: "InvalidGroup.NotFound",
  },
];
