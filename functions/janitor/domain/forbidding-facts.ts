import { assertNever } from "./assert-never.ts";
import type { Policy } from "./policy.ts";
import type { ElasticIp, NetworkInterface, Resource } from "./resource.ts";

/** Something on the resource itself that forbids its release, whatever the rules say. */
export type ForbiddingFact =
  /** A load balancer, RDS or a regional NAT gateway holds the address for the account. */
  | { readonly reason: "service-managed"; readonly service: string }
  /** The address comes from a pool of the customer's own, an outpost or a carrier: it cannot be had again at will. */
  | { readonly reason: "customer-owned-pool"; readonly pool: string }
  | { readonly reason: "requester-managed"; readonly requesterId: string }
  | { readonly reason: "operator-managed"; readonly operator: string }
  | { readonly reason: "interface-type"; readonly interfaceType: string }
  | { readonly reason: "foreign-owner"; readonly ownerId: string }
  | { readonly reason: "stack-managed"; readonly stack: string };

/** Every fact that forbids a release, the strongest first; none when nothing on the resource speaks against it. */
export function findForbiddingFacts(resource: Resource, policy: Policy): readonly ForbiddingFact[] {
  return [...factsOfKind(resource), ...(policy.guards.stacks ? stackOf(resource) : [])];
}

function factsOfKind(resource: Resource): readonly ForbiddingFact[] {
  switch (resource.kind) {
    case "elastic-ip":
      return factsOfAddress(resource);
    case "network-interface":
      return factsOfInterface(resource);
    default:
      return assertNever(resource);
  }
}

function factsOfAddress(address: ElasticIp): readonly ForbiddingFact[] {
  const facts: ForbiddingFact[] = [];
  if (address.serviceManaged) facts.push({ reason: "service-managed", service: address.serviceManaged });
  // Amazon's own pool is called `amazon`; some EC2 APIs leave it out. A pool of the customer's own is always named,
  // because its name is how the address was had.
  const pool =
    address.customerOwnedIp ??
    address.customerOwnedIpv4Pool ??
    address.carrierIp ??
    (address.publicIpv4Pool === "amazon" ? undefined : address.publicIpv4Pool);
  if (pool !== undefined) facts.push({ reason: "customer-owned-pool", pool });
  return facts;
}

function factsOfInterface(networkInterface: NetworkInterface): readonly ForbiddingFact[] {
  const { ownerId, scope, operator, requesterManaged, requesterId, interfaceType } = networkInterface;
  const facts: ForbiddingFact[] = [];
  if (ownerId !== scope.account) facts.push({ reason: "foreign-owner", ownerId });
  if (operator !== undefined) facts.push({ reason: "operator-managed", operator });
  if (requesterManaged) facts.push({ reason: "requester-managed", requesterId: requesterId ?? "unknown" });
  if (interfaceType !== "interface") facts.push({ reason: "interface-type", interfaceType });
  return facts;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
function stackOf(resource: Resource): readonly ForbiddingFact[] {
  const named = ["aws:cloudformation:stack-name", "aws:cloudformation:stack-id"].find((key) =>
    Object.hasOwn(resource.tags, key),
  );
  return named === undefined ? [] : [{ reason: "stack-managed", stack: resource.tags[named] ?? "" }];
}
