import { type EC2Client, paginateDescribeNetworkInterfaces } from "@aws-sdk/client-ec2";
import { listOf } from "../../functions/janitor/aws/answer.ts";
import { checkedPages } from "../../functions/janitor/aws/pages.ts";
import { readInterface } from "../../functions/janitor/aws/read-interface.ts";
import type { NetworkInterface, Scope } from "../../functions/janitor/domain/resource.ts";
import { isInPlaceOf, restoredFromKey } from "./releases.ts";
import type { Taker } from "./returned.ts";

/**
 * The very interface, should it never have been deleted; or the one that was made for it. Its tag may have been copied from that to
 * others, so it has to be in its place as well.
 *
 * @throws the SDK's error, or UnreadableAnswer
 */
export async function findInterface(gone: NetworkInterface, ec2: EC2Client): Promise<NetworkInterface | undefined> {
  const same = await findById(gone.id, gone.scope, ec2);
  if (same !== undefined) return same;
  const tagged = await list({ [`tag:${restoredFromKey}`]: [gone.id] }, gone.scope, ec2);
  return tagged.find((each) => isInPlaceOf(each, gone));
}

/** @throws the SDK's error, or UnreadableAnswer */
export async function findById(id: string, scope: Scope, ec2: EC2Client): Promise<NetworkInterface | undefined> {
  // By a filter, which finds none where there is none.
  return (await list({ "network-interface-id": [id] }, scope, ec2))[0];
}

/** Who has its private addresses now, as far as that can be found out. Never rejects. */
export async function findTakers({ shape, scope }: NetworkInterface, ec2: EC2Client): Promise<readonly Taker[]> {
  const { subnetId, ipv6Addresses } = shape;
  if (subnetId === undefined) return [];
  const wanted = [
    ["addresses.private-ip-address", shape.privateIps.map(({ address }) => address)],
    ["ipv6-addresses.ipv6-address", ipv6Addresses],
  ] as const;
  const takers = wanted.map(async ([filter, addresses]) => {
    if (addresses.length === 0) return [];
    const found = await list({ [filter]: addresses, "subnet-id": [subnetId] }, scope, ec2).catch(() => []);
    return found.flatMap((taker) => addressesOf(taker).filter(({ address }) => addresses.includes(address)));
  });
  return (await Promise.all(takers)).flat();
}

function addressesOf({ id, shape: { privateIps, ipv6Addresses } }: NetworkInterface): readonly Taker[] {
  return [...privateIps.map(({ address }) => address), ...ipv6Addresses].map((address) => ({
    address,
    networkInterfaceId: id,
  }));
}

/** A page holds all that is ever asked for here; more than a few are not EC2's. */
const fewPages = 5;

async function list(
  filters: Readonly<Record<string, readonly string[]>>,
  scope: Scope,
  client: EC2Client,
): Promise<readonly NetworkInterface[]> {
  const Filters = Object.entries(filters).map(([Name, values]) => ({ Name, Values: [...values] }));
  const found: NetworkInterface[] = [];
  for await (const page of checkedPages(
    paginateDescribeNetworkInterfaces({ client, pageSize: 100 }, { Filters }),
    fewPages,
  )) {
    found.push(...listOf(page.NetworkInterfaces, "NetworkInterfaces").map((raw) => readInterface(raw, scope)));
  }
  return found;
}
