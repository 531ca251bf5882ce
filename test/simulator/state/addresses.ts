import { notFound, ServiceError } from "../protocol/errors.ts";
import { nextId, nextPublicIp } from "./ids.ts";
import { primaryInterface } from "./interfaces.ts";
import type { Address, NetworkInterface, RegionState, Scope, TransferStatus } from "./scope.ts";
import { tagMap } from "./tags.ts";

export interface AddressOptions {
  publicIp?: string;
  domain?: "vpc" | "standard";
  publicIpv4Pool?: string;
  networkBorderGroup?: string;
  serviceManaged?: string;
  customerOwnedIp?: string;
  customerOwnedIpv4Pool?: string;
  carrierIp?: string;
  subnetId?: string;
  locked?: boolean;
  ptrRecord?: string;
  tags?: Readonly<Record<string, string>>;
}

/** A public address that anybody holds already cannot be had again. */
export function allocateAddress(scope: Scope, options: AddressOptions = {}): Address {
  const { state, cloud } = scope;
  const { publicIp = nextPublicIp(scope), tags, domain, publicIpv4Pool, networkBorderGroup, ...rest } = options;
  if (cloud.publicIps.has(publicIp)) {
    throw new ServiceError("InvalidAddress.NotFound", `Address '${publicIp}' is not available.`);
  }
  const { id: allocationId, sequence } = nextId(state, "eipalloc");
  const address: Address = {
    association: undefined,
    ...rest,
    locked: rest.locked ?? false,
    ptrRecord: rest.ptrRecord,
    ptrUpdate: undefined,
    transfer: undefined,
    allocationId,
    sequence,
    publicIp,
    domain: domain ?? "vpc",
    publicIpv4Pool: publicIpv4Pool ?? "amazon",
    networkBorderGroup: networkBorderGroup ?? state.region,
    tags: tagMap(tags),
  };
  state.addresses.set(allocationId, address);
  state.releasedIps.delete(publicIp);
  cloud.publicIps.add(publicIp);
  return address;
}

/**
 * Gives a released address back under a new allocation, without its old tags, as long as nobody else holds it.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing-eips-releasing.html
 */
export function recoverAddress(scope: Scope, publicIp: string, options: AddressOptions): Address {
  if (!scope.state.releasedIps.has(publicIp)) {
    throw new ServiceError("InvalidAddress.NotFound", `Address '${publicIp}' is not available.`);
  }
  return allocateAddress(scope, { ...options, publicIp });
}

export function findAddress(state: RegionState, allocationId: string): Address {
  const address = state.addresses.get(allocationId);
  if (address === undefined) throw notFound("address", allocationId);
  return address;
}

/** The other account has this long to accept: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html#transfer-EIPs-intro */
const TRANSFER_OFFER_MS = 7 * 24 * 3600 * 1000;

export interface AddressChanges {
  locked?: boolean;
  ptrRecord?: string | undefined;
  /** The status is `PENDING` unless it is given. */
  ptrUpdate?: { value: string; status?: string; reason?: string } | undefined;
  /** Pending, and open for seven days from the simulator's now, unless told otherwise. */
  transfer?:
    | { accountId: string; status?: TransferStatus; expiresAt?: Date | number; acceptedAt?: Date | number }
    | undefined;
}

/** What is named changes, `undefined` included: that takes the thing away. */
export function changeAddress({ state, cloud }: Scope, allocationId: string, changes: AddressChanges): void {
  const address = findAddress(state, allocationId);
  const { ptrUpdate, transfer, ...rest } = changes;
  Object.assign(address, rest);
  if ("ptrUpdate" in changes) address.ptrUpdate = ptrUpdate && { status: "PENDING", ...ptrUpdate };
  if ("transfer" in changes) {
    address.transfer = transfer && {
      accountId: transfer.accountId,
      status: transfer.status ?? "pending",
      expiresAt: Number(transfer.expiresAt ?? cloud.clock.now() + TRANSFER_OFFER_MS),
      ...(transfer.acceptedAt !== undefined && { acceptedAt: Number(transfer.acceptedAt) }),
    };
  }
}

export function addressOn(state: RegionState, networkInterfaceId: string): Address | undefined {
  for (const address of state.addresses.values()) {
    if (address.association?.networkInterfaceId === networkInterfaceId) return address;
  }
  return undefined;
}

/** The network interface behind an address, and through it the instance. */
export function associatedInterface(state: RegionState, address: Address): NetworkInterface | undefined {
  return address.association && state.networkInterfaces.get(address.association.networkInterfaceId);
}

export interface AssociationTarget {
  instanceId?: string;
  networkInterfaceId?: string;
  /** EC2's own default: an address moves from where it was unless this is `false`. */
  allowReassociation?: boolean;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html */
export function associateAddress(scope: Scope, allocationId: string, target: AssociationTarget): string {
  const { state } = scope;
  const address = findAddress(state, allocationId);
  const networkInterface = targetInterface(state, target);
  const { networkInterfaceId } = networkInterface;
  if (address.association?.networkInterfaceId === networkInterfaceId) return address.association.associationId;
  const displaced = addressOn(state, networkInterfaceId);
  if (target.allowReassociation === false && (address.association || displaced)) {
    throw new ServiceError(
      "Resource.AlreadyAssociated",
      address.association
        ? `resource ${allocationId} is already associated with associate-id ${address.association.associationId}`
        : `resource ${networkInterfaceId} is already associated with an Elastic IP address`,
    );
  }
  if (displaced) displaced.association = undefined;
  const { id: associationId } = nextId(state, "eipassoc");
  address.association = { associationId, networkInterfaceId };
  return associationId;
}

function targetInterface(state: RegionState, { instanceId, networkInterfaceId }: AssociationTarget): NetworkInterface {
  if (networkInterfaceId !== undefined) {
    const networkInterface = state.networkInterfaces.get(networkInterfaceId);
    if (networkInterface === undefined) throw notFound("networkInterface", networkInterfaceId);
    return networkInterface;
  }
  if (instanceId === undefined) {
    throw new ServiceError("MissingParameter", "Either instance ID or network interface id must be specified");
  }
  return primaryInterface(state, instanceId);
}

export function disassociateAddress(state: RegionState, associationId: string): void {
  const address = [...state.addresses.values()].find(({ association }) => association?.associationId === associationId);
  if (address === undefined) throw notFound("association", associationId);
  address.association = undefined;
}

/**
 * In a default VPC an associated address is taken from its resource and released; elsewhere EC2 refuses. An address
 * of another network border group than the region's own is only found when that group is named.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html
 */
export function releaseAddress(scope: Scope, allocationId: string, networkBorderGroup?: string): void {
  const { state, cloud } = scope;
  const address = findAddress(state, allocationId);
  const { publicIp } = address;
  if ((networkBorderGroup ?? state.region) !== address.networkBorderGroup) {
    throw new ServiceError("InvalidAddress.NotFound", `Address '${publicIp}' not found.`);
  }
  if (address.locked) throw new ServiceError("InvalidAddress.Locked", `The address '${publicIp}' is locked.`);
  if (address.ptrRecord !== undefined) {
    throw new ServiceError(
      "InvalidAddress.PtrSet",
      `The address with allocation id [${allocationId}] cannot be released because a PTR record is set for it.`,
    );
  }
  const vpcId = associatedInterface(state, address)?.vpcId;
  if (vpcId !== undefined && !state.vpcs.get(vpcId)?.isDefault) {
    throw new ServiceError("InvalidIPAddress.InUse", `Address ${publicIp} is in use.`);
  }
  state.addresses.delete(allocationId);
  state.releasedIps.add(publicIp);
  cloud.publicIps.delete(publicIp);
}
