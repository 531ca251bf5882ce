import { ServiceError } from "../protocol/errors.ts";
import { applyFilters } from "../protocol/filters.ts";
import { paginate } from "../protocol/pages.ts";
import type { XmlObject } from "../protocol/xml.ts";
import { partId } from "../state/ids.ts";
import { findInterface } from "../state/interfaces.ts";
import { addRoute, findRouteTable, routeState } from "../state/routes.ts";
import type { RegionState, Route, RouteTable } from "../state/scope.ts";
import { type ActionTable, reads, writes } from "./action.ts";
import { named, pageRules } from "./listing.ts";
import { tagSet } from "./tags.ts";

function describe(state: RegionState, { routeTableId, sequence, vpcId, routes, tags }: RouteTable): XmlObject {
  return {
    routeTableId,
    vpcId,
    ownerId: state.account,
    routeSet: routes.map((route) => describeRoute(state, route)),
    associationSet: [
      {
        routeTableAssociationId: partId(state, "rtbassoc", sequence),
        routeTableId,
        main: true,
        associationState: { state: "associated" },
      },
    ],
    propagatingVgwSet: [],
    tagSet: tagSet(tags),
  };
}

/** While the interface is attached to an instance, the route names the instance too. */
function describeRoute(state: RegionState, route: Route): XmlObject {
  const { destinationCidrBlock, networkInterfaceId } = route;
  const shared = { destinationCidrBlock, state: routeState(state, route) };
  if (networkInterfaceId === undefined) return { ...shared, gatewayId: "local", origin: "CreateRouteTable" };
  const { attachment } = state.networkInterfaces.get(networkInterfaceId) ?? {};
  return {
    ...shared,
    networkInterfaceId,
    instanceId: attachment?.instanceId,
    instanceOwnerId: attachment?.instanceId && attachment.instanceOwnerId,
    origin: "CreateRoute",
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html */
export const routeActions: ActionTable = {
  // EC2 has no filter for the interface that a route leads to: whoever looks for one reads all tables.
  DescribeRouteTables: reads(({ scope, parameters }) => {
    const tables = named(scope.state.routeTables, parameters.list("RouteTableId"), "routeTable");
    const found = applyFilters(tables, parameters, {
      "route-table-id": ({ routeTableId }) => [routeTableId],
      "vpc-id": ({ vpcId }) => [vpcId],
    });
    const rules = pageRules(scope, "DescribeRouteTables", { min: 5, max: 100, ids: "RouteTableId" });
    const { items, nextToken } = paginate(found, parameters, rules);
    return { routeTableSet: items.map((table) => describe(scope.state, table)), nextToken };
  }),

  CreateRoute: writes(({ scope: { state }, parameters }) => {
    const table = findRouteTable(state, parameters.required("RouteTableId"));
    const { networkInterfaceId, vpcId } = findInterface(state, parameters.required("NetworkInterfaceId"));
    const destinationCidrBlock = parameters.required("DestinationCidrBlock");
    if (vpcId !== table.vpcId) {
      throw new ServiceError(
        "InvalidParameterValue",
        `route table ${table.routeTableId} and interface ${networkInterfaceId} belong to different networks`,
      );
    }
    addRoute(table, { destinationCidrBlock, networkInterfaceId });
    return { return: true };
  }),
};
