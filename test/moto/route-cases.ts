import {
  CreateRouteCommand,
  DescribeRouteTablesCommand,
  type DescribeRouteTablesRequest,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import type { ContractCase } from "./contract-cases.ts";
import { type ContractClient, codeOf, known, shapeOf } from "./contract-client.ts";

async function list(ec2: EC2Client, request: DescribeRouteTablesRequest = {}) {
  return (await ec2.send(new DescribeRouteTablesCommand(request))).RouteTables ?? [];
}

/** Of the only VPC that there is. */
async function mainTable(ec2: EC2Client): Promise<string> {
  return known((await list(ec2))[0]?.RouteTableId);
}

async function routeTo({ ec2 }: ContractClient, NetworkInterfaceId: string, DestinationCidrBlock: string) {
  const RouteTableId = await mainTable(ec2);
  await ec2.send(new CreateRouteCommand({ RouteTableId, NetworkInterfaceId, DestinationCidrBlock }));
  return async () => {
    const [table] = await list(ec2, { RouteTableIds: [RouteTableId] });
    return table?.Routes?.find((route) => route.DestinationCidrBlock === DestinationCidrBlock);
  };
}

export const routeCases: readonly ContractCase[] = [
  {
    name: "gives every VPC a main route table with its local route",
    observe: async ({ ec2, privateSubnet }) => {
      await privateSubnet();
      const tables = await list(ec2);
      return [new Set(tables.map(({ VpcId }) => VpcId)).size, shapeOf(tables[1])];
    },
    expected: [
      2,
      {
        Associations: [
          {
            AssociationState: { State: "text" },
            Main: true,
            RouteTableAssociationId: "text",
            RouteTableId: "text",
          },
        ],
        OwnerId: "text",
        PropagatingVgws: [],
        RouteTableId: "text",
        Routes: [{ DestinationCidrBlock: "text", GatewayId: "text", Origin: "text", State: "text" }],
        Tags: [],
        VpcId: "text",
      },
    ],
  },
  {
    name: "shows which interface a route leads to, and that an idle one leads nowhere",
    observe: async (client) => {
      const id = await client.createInterface();
      const route = await routeTo(client, id, "192.0.2.0/24");
      const found = await route();
      return [found?.NetworkInterfaceId === id, found?.Origin, found?.State];
    },
    expected: [true, "CreateRoute", "blackhole"],
  },
  {
    name: "shows the instance that a route to an attached interface leads to",
    observe: async (client) => {
      const [id, instance] = [await client.createInterface(), await client.launch()];
      await client.attach(id, instance.id);
      const found = await (await routeTo(client, id, "192.0.2.0/24"))();
      return [found?.NetworkInterfaceId === id, found?.InstanceId === instance.id, found?.State];
    },
    expected: [true, true, "active"],
  },
  {
    name: "takes one route to each destination",
    observe: async (client) => {
      const id = await client.createInterface();
      await routeTo(client, id, "192.0.2.0/24");
      return codeOf(routeTo(client, id, "192.0.2.0/24"));
    },
    expected: "RouteAlreadyExists",
  },
  {
    name: "finds route tables by VPC",
    observe: async ({ ec2, privateSubnet }) => {
      await privateSubnet();
      const [, second] = await list(ec2);
      const found = await list(ec2, { Filters: [{ Name: "vpc-id", Values: [known(second?.VpcId)] }] });
      return found.map(({ RouteTableId }) => RouteTableId === second?.RouteTableId);
    },
    expected: [true],
  },
  {
    name: "gives route tables out in pages",
    observe: async ({ ec2, privateSubnet }) => {
      for (let count = 0; count < 5; count += 1) await privateSubnet();
      const { RouteTables, NextToken } = await ec2.send(new DescribeRouteTablesCommand({ MaxResults: 5 }));
      return [RouteTables?.length, NextToken === undefined ? "no more" : "more"];
    },
    expected: [5, "more"],
  },
  {
    name: "refuses route tables it does not know",
    observe: ({ ec2 }) => codeOf(list(ec2, { RouteTableIds: ["rtb-0123456789abcdef0"] })),
    expected: "InvalidRouteTableID.NotFound",
  },
];
