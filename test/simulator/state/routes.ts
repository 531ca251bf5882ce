import { notFound, ServiceError } from "../protocol/errors.ts";
import { partId } from "./ids.ts";
import type { RegionState, Route, RouteTable, Vpc } from "./scope.ts";

/** Every VPC comes with one: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html */
export function createMainRouteTable(state: RegionState, { vpcId, sequence, cidrBlock }: Vpc): void {
  const routeTableId = partId(state, "rtb", sequence);
  const routes = [{ destinationCidrBlock: cidrBlock }];
  state.routeTables.set(routeTableId, { routeTableId, sequence, tags: new Map(), vpcId, routes });
}

export function mainRouteTable(state: RegionState, vpcId: string): RouteTable {
  const table = [...state.routeTables.values()].find((candidate) => candidate.vpcId === vpcId);
  if (table === undefined) throw notFound("vpc", vpcId);
  return table;
}

export function findRouteTable(state: RegionState, routeTableId: string): RouteTable {
  const table = state.routeTables.get(routeTableId);
  if (table === undefined) throw notFound("routeTable", routeTableId);
  return table;
}

/** A table has one route to each destination. */
export function addRoute(table: RouteTable, route: Route): void {
  const { destinationCidrBlock } = route;
  if (table.routes.some((existing) => existing.destinationCidrBlock === destinationCidrBlock)) {
    throw new ServiceError("RouteAlreadyExists", `The route identified by ${destinationCidrBlock} already exists.`);
  }
  table.routes.push(route);
}

/**
 * A route to an interface that is not attached, or not there any more, leads nowhere, and EC2 keeps it all the same.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
 */
export function routeState(state: RegionState, { networkInterfaceId }: Route): "active" | "blackhole" {
  if (networkInterfaceId === undefined) return "active";
  return state.networkInterfaces.get(networkInterfaceId)?.attachment === undefined ? "blackhole" : "active";
}
