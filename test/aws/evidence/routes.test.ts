import { DescribeRouteTablesCommand, type Route, type RouteTable } from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { routeGuard } from "../../../functions/janitor/aws/evidence/routes.ts";
import { anAddress, anInterface, awsError, elsewhere, scope } from "../../support/samples.ts";
import { ask, ec2InTwoRegions, inPages, wordsOf } from "./ask.ts";
import { itReadsTheWholeListing } from "./listing-cases.ts";

const words = wordsOf("routes", "route-target");
const defaultRoute = words.found({ routeTableId: "rtb-1", destination: "0.0.0.0/0" });

itReadsTheWholeListing({
  guard: routeGuard,
  words,
  list: "RouteTables",
  answers: (region, listing) => region.on(DescribeRouteTablesCommand).callsFake(listing),
  naming: aTable({ NetworkInterfaceId: "eni-1", DestinationCidrBlock: "0.0.0.0/0" }),
  other: aTable({ NetworkInterfaceId: "eni-10", DestinationCidrBlock: "0.0.0.0/0" }),
  found: defaultRoute,
  resource: inVpc("vpc-1"),
  twin: inVpc("vpc-1", { scope: elsewhere }),
  stranger: anAddress(),
});

const { clients, here, there } = ec2InTwoRegions();

function askWith(...RouteTables: RouteTable[]) {
  here.on(DescribeRouteTablesCommand).resolves({ RouteTables });
  return ask(routeGuard(clients), [inVpc("vpc-1")]);
}

function aTable(...Routes: Route[]): RouteTable {
  return { RouteTableId: "rtb-1", VpcId: "vpc-1", Routes };
}

function inVpc(vpcId: string | undefined, changes: Parameters<typeof anInterface>[0] = {}) {
  const { shape } = anInterface();
  return anInterface({ shape: { ...shape, vpcId }, ...changes });
}

describe("a route to the interface", () => {
  test.each<[string, Route, string]>([
    ["by IPv4", { DestinationCidrBlock: "10.1.0.0/16" }, "10.1.0.0/16"],
    ["by IPv6", { DestinationIpv6CidrBlock: "::/0" }, "::/0"],
    ["by a prefix list", { DestinationPrefixListId: "pl-63a5400a" }, "pl-63a5400a"],
    ["to nobody knows where", {}, "unknown"],
    ["that leads nowhere at the moment", { DestinationCidrBlock: "0.0.0.0/0", State: "blackhole" }, "0.0.0.0/0"],
    ["that a gateway spread", { DestinationCidrBlock: "0.0.0.0/0", Origin: "EnableVgwRoutePropagation" }, "0.0.0.0/0"],
  ])("is found: %s", async (_, route, destination) => {
    expect(await askWith(aTable({ NetworkInterfaceId: "eni-1", ...route }))).toEqual([
      words.found({ routeTableId: "rtb-1", destination }),
    ]);
  });

  test("is found in a table that is not named", async () => {
    const table = { Routes: [{ NetworkInterfaceId: "eni-1", DestinationCidrBlock: "0.0.0.0/0" }] };
    expect(await askWith(table)).toEqual([words.found({ routeTableId: "unknown", destination: "0.0.0.0/0" })]);
  });

  test("is found among others of its table, and each of them is told", async () => {
    const table = aTable(
      { GatewayId: "local", DestinationCidrBlock: "10.0.0.0/16" },
      { NetworkInterfaceId: "eni-1", DestinationCidrBlock: "10.1.0.0/16" },
      { NetworkInterfaceId: "eni-2", DestinationCidrBlock: "10.2.0.0/16" },
      { NetworkInterfaceId: "eni-1", DestinationIpv6CidrBlock: "::/0" },
    );
    const second = {
      RouteTableId: "rtb-2",
      Routes: [{ NetworkInterfaceId: "eni-1", DestinationCidrBlock: "0.0.0.0/0" }],
    };
    expect(await askWith(table, second)).toEqual([
      words.found(
        { routeTableId: "rtb-1", destination: "10.1.0.0/16" },
        { routeTableId: "rtb-1", destination: "::/0" },
        { routeTableId: "rtb-2", destination: "0.0.0.0/0" },
      ),
    ]);
  });
});

test.each<[string, RouteTable]>([
  ["no routes", { RouteTableId: "rtb-1", Routes: [] }],
  ["routes to something else", aTable({ GatewayId: "igw-1", DestinationCidrBlock: "0.0.0.0/0" })],
  ["a route to an interface that is not named", aTable({ NetworkInterfaceId: "", DestinationCidrBlock: "0.0.0.0/0" })],
])("a table with %s says nothing", async (_, table) => {
  expect(await askWith(table)).toEqual([words.nothing]);
});

test("a table without its list of routes has not been seen", async () => {
  expect(await askWith({ RouteTableId: "rtb-1" })).toMatchObject([{ answer: "could-not-tell" }]);
});

describe("the tables that are read", () => {
  function inputs(region = here) {
    return region.commandCalls(DescribeRouteTablesCommand).map(({ args: [{ input }] }) => input);
  }

  function vpcs(count: number) {
    return Array.from({ length: count }, (_, at) => `vpc-${at + 1}`);
  }

  test("are those of the VPCs, each named once", async () => {
    here.on(DescribeRouteTablesCommand).resolves({ RouteTables: [] });
    await ask(routeGuard(clients), [inVpc("vpc-1"), inVpc("vpc-2", { id: "eni-2" }), inVpc("vpc-1", { id: "eni-3" })]);
    expect(inputs()).toEqual([{ MaxResults: 100, Filters: [{ Name: "vpc-id", Values: ["vpc-1", "vpc-2"] }] }]);
  });

  test("are those of the VPCs of their own region", async () => {
    here.on(DescribeRouteTablesCommand).resolves({ RouteTables: [] });
    there.on(DescribeRouteTablesCommand).resolves({ RouteTables: [] });
    await ask(routeGuard(clients), [inVpc("vpc-1"), inVpc("vpc-2", { scope: elsewhere })]);
    expect(inputs()).toMatchObject([{ Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }] }]);
    expect(inputs(there)).toMatchObject([{ Filters: [{ Name: "vpc-id", Values: ["vpc-2"] }] }]);
  });

  test.each([1, 199, 200])("are those of %i VPCs, whose names all fit into one filter", async (count) => {
    here.on(DescribeRouteTablesCommand).resolves({ RouteTables: [] });
    await ask(
      routeGuard(clients),
      vpcs(count).map((vpc) => inVpc(vpc, { id: `eni-${vpc}` })),
    );
    expect(inputs()).toEqual([{ MaxResults: 100, Filters: [{ Name: "vpc-id", Values: vpcs(count) }] }]);
  });

  test.each([
    ["more VPCs are concerned than fit into a filter", vpcs(201)],
    ["the one VPC is unknown", [undefined]],
    ["one VPC of several is unknown", ["vpc-1", undefined, "vpc-2"]],
  ])("are all when %s", async (_, concerned) => {
    const interfaces = concerned.map((vpc, at) => inVpc(vpc, { id: `eni-${at + 1}` }));
    const last = interfaces.length;
    const naming = aTable({ NetworkInterfaceId: `eni-${last}`, DestinationCidrBlock: "0.0.0.0/0" });
    here.on(DescribeRouteTablesCommand).callsFake(inPages("RouteTables", [], [naming]));
    const said = await ask(routeGuard(clients), interfaces);
    expect(inputs()[0]).not.toHaveProperty("Filters");
    expect(said.at(-1)).toEqual(defaultRoute);
    expect(said.slice(0, -1)).toEqual(Array.from({ length: last - 1 }, () => words.nothing));
  });

  test("fail all interfaces of the region alike", async () => {
    here.on(DescribeRouteTablesCommand).rejects(awsError("RequestLimitExceeded"));
    const interfaces = [inVpc("vpc-1"), inVpc("vpc-2", { id: "eni-2", scope: { ...scope } })];
    const failed = words.couldNotTell("RequestLimitExceeded");
    expect(await ask(routeGuard(clients), interfaces)).toEqual([failed, failed]);
  });
});
