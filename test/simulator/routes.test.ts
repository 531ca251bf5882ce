import {
  CreateRouteCommand,
  DescribeRouteTablesCommand,
  type DescribeRouteTablesRequest,
  paginateDescribeRouteTables,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

async function list(request: DescribeRouteTablesRequest = {}) {
  const { RouteTables = [] } = await createClients(simulator).ec2.send(new DescribeRouteTablesCommand(request));
  return RouteTables;
}

test("every VPC has a main route table with its local route", async () => {
  const vpcId = simulator.world("us-east-1").createVpc("10.0.0.0/16");

  const [, table] = await list();

  expect(table).toMatchObject({ VpcId: vpcId, OwnerId: "123456789012", Tags: [] });
  expect(table?.Associations).toMatchObject([{ Main: true, AssociationState: { State: "associated" } }]);
  expect(table?.Routes).toEqual([
    { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local", State: "active", Origin: "CreateRouteTable" },
  ]);
});

test("a route leads to an attached interface, and nowhere once it is detached or deleted", async () => {
  const world = simulator.world("us-east-1");
  const { networkInterfaceId } = world.createNetworkInterface();
  const { instanceId } = world.runInstance();
  const routeTableId = world.addRoute({ networkInterfaceId });
  const route = async () => (await list({ RouteTableIds: [routeTableId] }))[0]?.Routes?.[1];
  const idle = {
    DestinationCidrBlock: "0.0.0.0/0",
    NetworkInterfaceId: networkInterfaceId,
    Origin: "CreateRoute",
    State: "blackhole",
  };

  expect(await route()).toEqual(idle);
  world.attach(networkInterfaceId, instanceId);
  expect(await route()).toEqual({
    ...idle,
    State: "active",
    InstanceId: instanceId,
    InstanceOwnerId: "123456789012",
  });
  world.detach(networkInterfaceId);
  expect(await route()).toEqual(idle);
  world.deleteNetworkInterface(networkInterfaceId);
  expect(await route()).toEqual(idle);
});

test("a route goes into the table of its interface's VPC, or of the VPC that is named", async () => {
  const world = simulator.world("us-east-1");
  const vpcId = world.createVpc();
  const { networkInterfaceId } = world.createNetworkInterface({ subnetId: world.createSubnet(vpcId) });

  const own = world.addRoute({ networkInterfaceId, destinationCidrBlock: "192.0.2.0/24" });
  const other = world.addRoute({ networkInterfaceId: "eni-0123456789abcdef0", vpcId: world.createVpc() });

  expect((await list({ RouteTableIds: [own] }))[0]?.VpcId).toBe(vpcId);
  expect((await list({ RouteTableIds: [other] }))[0]?.Routes?.[1]?.State).toBe("blackhole");
  expect(() => world.addRoute({ networkInterfaceId: "eni-0123456789abcdef0" })).toThrow(/does not exist/);
  const again = { networkInterfaceId, destinationCidrBlock: "192.0.2.0/24" };
  expect(() => world.addRoute(again)).toThrow(/already exists/);
});

test("CreateRoute takes only interfaces of the table's own VPC", async () => {
  const world = simulator.world("us-east-1");
  const stranger = world.createNetworkInterface({ subnetId: world.createSubnet(world.createVpc()) });
  const [RouteTableId] = (await list()).map((table) => table.RouteTableId);
  const create = (NetworkInterfaceId: string) => {
    const request = { RouteTableId, NetworkInterfaceId, DestinationCidrBlock: "192.0.2.0/24" };
    return createClients(simulator).ec2.send(new CreateRouteCommand(request));
  };

  await expect(create(stranger.networkInterfaceId)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await create(world.createNetworkInterface().networkInterfaceId);
  expect((await list())[0]?.Routes).toHaveLength(2);
});

test("tables are found by id and VPC, and not by the interface they lead to", async () => {
  const world = simulator.world("us-east-1");
  const vpcId = world.createVpc();
  const { networkInterfaceId } = world.createNetworkInterface({ subnetId: world.createSubnet(vpcId) });
  const id = world.addRoute({ networkInterfaceId });
  world.tag(id, { Name: "appliance" });
  const idsBy = async (Name: string, value: string) =>
    (await list({ Filters: [{ Name, Values: [value] }] })).map(({ RouteTableId }) => RouteTableId);

  expect(await idsBy("vpc-id", vpcId)).toEqual([id]);
  expect(await idsBy("route-table-id", id)).toEqual([id]);
  expect(await idsBy("tag:Name", "appliance")).toEqual([id]);
  const byInterface = idsBy("route.network-interface-id", networkInterfaceId);
  await expect(byInterface).rejects.toMatchObject({ name: "InvalidParameterValue" });
  const unknown = list({ RouteTableIds: ["rtb-0123456789abcdef0"] });
  await expect(unknown).rejects.toMatchObject({ name: "InvalidRouteTableID.NotFound" });
});

test("pages hold from 5 to 100 tables", async () => {
  const world = simulator.world("us-east-1");
  const vpcs = Array.from({ length: 7 }, () => world.createVpc());
  const { ec2: client } = createClients(simulator);

  const pages = [];
  const request = { Filters: [{ Name: "vpc-id", Values: vpcs }] };
  for await (const { RouteTables } of paginateDescribeRouteTables({ client, pageSize: 5 }, request)) {
    pages.push(RouteTables?.map(({ VpcId }) => VpcId));
  }

  expect(pages).toEqual([vpcs.slice(0, 5), vpcs.slice(5)]);
  for (const MaxResults of [4, 101]) {
    await expect(list({ MaxResults })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  }
});
