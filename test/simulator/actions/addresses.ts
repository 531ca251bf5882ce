import { missingParameter, notFound, ServiceError } from "../protocol/errors.ts";
import { applyFilters, type FilterTable } from "../protocol/filters.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { XmlObject } from "../protocol/xml.ts";
import {
  allocateAddress,
  associateAddress,
  associatedInterface,
  disassociateAddress,
  recoverAddress,
  releaseAddress,
} from "../state/addresses.ts";
import type { Address, RegionState, Scope } from "../state/scope.ts";
import { type ActionTable, reads, writes } from "./action.ts";
import { tagSet, tagSpecification } from "./tags.ts";

/** Fields that do not apply are absent from the answer, not empty: no `instanceId` while unassociated, no empty tags. */
function describe(state: RegionState, address: Address) {
  const networkInterface = associatedInterface(state, address);
  return {
    instanceId: networkInterface?.attachment?.instanceId,
    publicIp: address.publicIp,
    allocationId: address.allocationId,
    associationId: address.association?.associationId,
    domain: address.domain,
    networkInterfaceId: networkInterface?.networkInterfaceId,
    networkInterfaceOwnerId: networkInterface?.ownerId,
    privateIpAddress: networkInterface?.privateIpAddress,
    tagSet: address.tags.size > 0 ? tagSet(address.tags) : undefined,
    publicIpv4Pool: address.publicIpv4Pool,
    networkBorderGroup: address.networkBorderGroup,
    customerOwnedIp: address.customerOwnedIp,
    customerOwnedIpv4Pool: address.customerOwnedIpv4Pool,
    carrierIp: address.carrierIp,
    subnetId: address.subnetId,
    serviceManaged: address.serviceManaged,
  } satisfies XmlObject;
}

function filters(state: RegionState): FilterTable<Address> {
  const field = (name: keyof ReturnType<typeof describe>) => (address: Address) => {
    const value = describe(state, address)[name];
    return [typeof value === "string" ? value : undefined];
  };
  return {
    "allocation-id": field("allocationId"),
    "association-id": field("associationId"),
    domain: field("domain"),
    "instance-id": field("instanceId"),
    "network-border-group": field("networkBorderGroup"),
    "network-interface-id": field("networkInterfaceId"),
    "network-interface-owner-id": field("networkInterfaceOwnerId"),
    "private-ip-address": field("privateIpAddress"),
    "public-ip": ({ publicIp, carrierIp }) => [publicIp, carrierIp],
  };
}

function named(state: RegionState, parameters: Parameters): Address[] {
  const ids = parameters.list("AllocationId");
  const ips = parameters.list("PublicIp");
  const addresses = [...state.addresses.values()];
  const unknownIds = ids.filter((id) => !state.addresses.has(id));
  if (unknownIds.length > 0) throw notFound("address", unknownIds);
  const unknownIp = ips.find((ip) => !addresses.some(({ publicIp }) => publicIp === ip));
  if (unknownIp !== undefined) throw new ServiceError("InvalidAddress.NotFound", `Address '${unknownIp}' not found.`);
  if (ids.length === 0 && ips.length === 0) return addresses;
  return addresses.filter(({ allocationId, publicIp }) => ids.includes(allocationId) || ips.includes(publicIp));
}

/** Only the addresses from Amazon's own pool count against the quota. */
function checkQuota({ state }: Scope): void {
  const used = [...state.addresses.values()].filter(({ publicIpv4Pool }) => publicIpv4Pool === "amazon").length;
  if (used >= state.addressQuota) {
    throw new ServiceError("AddressLimitExceeded", "The maximum number of addresses has been reached.");
  }
}

export const addressActions: ActionTable = {
  DescribeAddresses: reads(({ scope: { state }, parameters }) => ({
    addressesSet: applyFilters(named(state, parameters), parameters, filters(state)).map((address) =>
      describe(state, address),
    ),
  })),

  AllocateAddress: writes(({ scope, parameters }) => {
    const domain = parameters.text("Domain") ?? "vpc";
    if (domain !== "vpc") throw new ServiceError("InvalidParameterValue", `Invalid value '${domain}' for domain.`);
    const pool = parameters.text("PublicIpv4Pool");
    const group = parameters.text("NetworkBorderGroup");
    const wanted = parameters.text("Address");
    const options = {
      tags: tagSpecification(parameters, "elastic-ip"),
      ...(pool !== undefined && { publicIpv4Pool: pool }),
      ...(group !== undefined && { networkBorderGroup: group }),
    };
    if (pool === undefined) checkQuota(scope);
    const address =
      wanted === undefined || pool !== undefined
        ? allocateAddress(scope, { ...options, ...(wanted !== undefined && { publicIp: wanted }) })
        : recoverAddress(scope, wanted, options);
    const { publicIp, allocationId, publicIpv4Pool, networkBorderGroup } = address;
    return { publicIp, domain, allocationId, publicIpv4Pool, networkBorderGroup };
  }),

  AssociateAddress: writes(({ scope, parameters }) => {
    const instanceId = parameters.text("InstanceId");
    const networkInterfaceId = parameters.text("NetworkInterfaceId");
    const allowReassociation = parameters.flag("AllowReassociation");
    const associationId = associateAddress(scope, parameters.required("AllocationId"), {
      ...(instanceId !== undefined && { instanceId }),
      ...(networkInterfaceId !== undefined && { networkInterfaceId }),
      ...(allowReassociation !== undefined && { allowReassociation }),
    });
    return { return: true, associationId };
  }),

  DisassociateAddress: writes(({ scope, parameters }) => {
    disassociateAddress(scope.state, parameters.required("AssociationId"));
    return { return: true };
  }),

  ReleaseAddress: writes(({ scope, parameters }) => {
    const allocationId = parameters.text("AllocationId");
    if (parameters.text("PublicIp") !== undefined && allocationId === undefined) {
      throw new ServiceError(
        "InvalidParameterValue",
        "You must specify an allocation id when releasing a VPC elastic IP address",
      );
    }
    if (!allocationId) throw missingParameter("AllocationId");
    releaseAddress(scope, allocationId, parameters.text("NetworkBorderGroup"));
    return { return: true };
  }),
};
