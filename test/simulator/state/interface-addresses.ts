import { BlockList, isIPv4 } from "node:net";
import { ServiceError } from "../protocol/errors.ts";
import { privateIp } from "./ids.ts";
import type { NetworkInterface, RegionState, Subnet } from "./scope.ts";

/** Addresses that are asked for by name; the primary one is picked where none is. */
export interface AddressChoice {
  privateIpAddress?: string;
  secondaryPrivateIps?: readonly string[];
  ipv6Addresses?: readonly string[];
  ipv4Prefixes?: readonly string[];
  ipv6Prefixes?: readonly string[];
}

/** All addresses of an interface that is about to be made. */
export function chooseAddresses(state: RegionState, subnet: Subnet, choice: AddressChoice) {
  const { privateIpAddress, secondaryPrivateIps = [], ipv6Addresses = [] } = choice;
  const named = privateIpAddress === undefined ? [] : [privateIpAddress];
  checkFree(state, subnet, [...named, ...secondaryPrivateIps, ...ipv6Addresses]);
  return {
    privateIpAddress: privateIpAddress ?? freePrivateIp(state, subnet, secondaryPrivateIps),
    secondaryPrivateIps,
    ipv6Addresses,
    ipv4Prefixes: [...(choice.ipv4Prefixes ?? [])],
    ipv6Prefixes: [...(choice.ipv6Prefixes ?? [])],
  };
}

/** Keeps the addresses of a new interface for it. */
export function takeAddresses(state: RegionState, networkInterface: NetworkInterface): void {
  for (const each of addressesOf(networkInterface)) state.takenAddresses.add(each);
}

/** Gives back the addresses of one that is gone. */
export function freeAddresses(state: RegionState, networkInterface: NetworkInterface): void {
  for (const each of addressesOf(networkInterface)) state.takenAddresses.delete(each);
}

function addressesOf({ subnetId, privateIpAddress, secondaryPrivateIps, ipv6Addresses }: NetworkInterface): string[] {
  return [privateIpAddress, ...secondaryPrivateIps, ...ipv6Addresses].map((each) => takenAddress(subnetId, each));
}

/** Two subnets may have the same range. */
function takenAddress(subnetId: string, address: string): string {
  return `${subnetId} ${address}`;
}

function isTaken({ takenAddresses }: RegionState, { subnetId }: Subnet, address: string): boolean {
  return takenAddresses.has(takenAddress(subnetId, address));
}

/** An address behind the five that AWS keeps for itself, and that nobody has. */
function freePrivateIp(state: RegionState, subnet: Subnet, but: readonly string[]): string {
  let at = state.sequence;
  const next = () => privateIp(subnet.cidrBlock, at);
  while (but.includes(next()) || isTaken(state, subnet, next())) at += 1;
  return next();
}

/** Addresses that are asked for by name must be the subnet's and free. IPv6 ranges are not simulated. */
function checkFree(state: RegionState, subnet: Subnet, addresses: readonly string[]): void {
  const range = new BlockList();
  const [base = "", bits] = subnet.cidrBlock.split("/");
  range.addSubnet(base, Number(bits), "ipv4");
  for (const address of addresses) {
    if (isIPv4(address) && !range.check(address)) {
      throw new ServiceError("InvalidParameterValue", "Address does not fall within the subnet's address range");
    }
  }
  if (addresses.some((address) => isTaken(state, subnet, address))) {
    throw new ServiceError("InvalidIPAddress.InUse", "The specified address is already in use.");
  }
}

/**
 * None of them may be another interface's.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html
 */
export function assignPrefixes(
  state: RegionState,
  to: NetworkInterface,
  family: "ipv4Prefixes" | "ipv6Prefixes",
  prefixes: readonly string[],
): void {
  const others = [...state.networkInterfaces.values()].filter((each) => each.subnetId === to.subnetId);
  const used = new Set(others.flatMap((each) => each[family]));
  const conflict = prefixes.find((prefix) => used.has(prefix));
  if (conflict !== undefined) {
    throw new ServiceError("InvalidParameterValue", `The prefix ${conflict} is already assigned`);
  }
  to[family].push(...prefixes);
}
