import { type EC2Client, paginateDescribeRouteTables, type RouteTable } from "@aws-sdk/client-ec2";
import type { NetworkInterface } from "../../domain/resource.ts";
import { listOf } from "../answer.ts";
import type { Ec2Clients } from "../clients.ts";
import { checkedPages } from "../pages.ts";
import { type Finds, type Guard, interfacesIn, nothingAbout, scopeByScope } from "./guard.ts";

/**
 * Routes to an interface that nobody is attached to at the moment: a failover appliance waits like that. A route leads to
 * an interface of its own VPC, and there is no filter for the interface, so the route tables of the VPCs are read.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html
 */
export function routeGuard(clients: Ec2Clients): Guard {
  return {
    name: "routes",
    reason: "route-target",
    about: ["network-interface"],
    examine: ({ due, answer, signal }) =>
      scopeByScope(interfacesIn(due), answer, async ({ region }, interfaces) => {
        const routes = nothingAbout(interfaces.map(({ id }) => id));
        await findRoutes(routes, clients.repeating(region), interfaces, signal);
        for (const each of interfaces) answer(each, { found: routes.get(each.id) ?? [] });
      }),
  };
}

/** The most values EC2 takes in one filter; with more VPCs than that, or with one unknown, every route table is read. */
const filterValues = 200;

/** Adds to each interface the routes that lead to it. */
async function findRoutes(
  routes: Finds,
  ec2: EC2Client,
  interfaces: readonly NetworkInterface[],
  signal: AbortSignal,
): Promise<void> {
  const vpcs = [...new Set(interfaces.map(({ shape }) => shape.vpcId))].filter((id) => id !== undefined);
  const allKnown = interfaces.every(({ shape }) => shape.vpcId !== undefined);
  const narrow = allKnown && vpcs.length <= filterValues;
  const pages = paginateDescribeRouteTables(
    { client: ec2, pageSize: 100 },
    narrow ? { Filters: [{ Name: "vpc-id", Values: vpcs }] } : {},
    { abortSignal: signal },
  );
  for await (const page of checkedPages(pages)) {
    for (const { target, fact } of listOf(page.RouteTables, "RouteTables").flatMap(routesIn)) {
      routes.get(target)?.push(fact);
    }
  }
}

function routesIn({ RouteTableId, Routes }: RouteTable) {
  return listOf(Routes, "Routes").flatMap((route) => {
    const {
      NetworkInterfaceId: target,
      DestinationCidrBlock,
      DestinationIpv6CidrBlock,
      DestinationPrefixListId,
    } = route;
    const destination = DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId ?? "unknown";
    return target ? [{ target, fact: { routeTableId: RouteTableId ?? "unknown", destination } }] : [];
  });
}
