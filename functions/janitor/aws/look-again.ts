import { DescribeAddressesCommand, type EC2Client, paginateDescribeNetworkInterfaces } from "@aws-sdk/client-ec2";
import { type ElasticIp, isIdle, type NetworkInterface, type Resource } from "../domain/resource.ts";
import type { Look } from "../ports.ts";
import { listOf } from "./answer.ts";
import { checkedPages } from "./pages.ts";
import { readAddress } from "./read-address.ts";
import { readInterface } from "./read-interface.ts";
import { readRefusal } from "./refusal.ts";

/** Looks at one resource as it is now: the one look that a release may stand on. Never rejects. */
export function lookAgain(resource: Resource, ec2: EC2Client, signal: AbortSignal): Promise<Look> {
  return resource.kind === "elastic-ip" ? lookAtAddress(resource, ec2, signal) : lookAtInterface(resource, ec2, signal);
}

async function lookAtAddress({ id, scope }: ElasticIp, ec2: EC2Client, signal: AbortSignal): Promise<Look> {
  try {
    const answer = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [id] }), { abortSignal: signal });
    const found = listOf(answer.Addresses, "Addresses").map((raw) => readAddress(raw, scope));
    return seen(found, id);
  } catch (error) {
    return notSeen(error, "DescribeAddresses");
  }
}

/** One page is what EC2 needs for one interface; more than a few are not EC2's. */
const fewPages = 5;

/**
 * Asked by filter and with a page size, which EC2 counts against the larger of its two buckets. An interface that is
 * gone is then an empty page.
 */
async function lookAtInterface({ id, scope }: NetworkInterface, ec2: EC2Client, signal: AbortSignal): Promise<Look> {
  try {
    const Filters = [{ Name: "network-interface-id", Values: [id] }];
    const pages = paginateDescribeNetworkInterfaces({ client: ec2, pageSize: 5 }, { Filters }, { abortSignal: signal });
    const found: NetworkInterface[] = [];
    for await (const page of checkedPages(pages, fewPages)) {
      found.push(...listOf(page.NetworkInterfaces, "NetworkInterfaces").map((raw) => readInterface(raw, scope)));
    }
    return seen(found, id);
  } catch (error) {
    return notSeen(error, "DescribeNetworkInterfaces");
  }
}

function seen(found: readonly Resource[], id: string): Look {
  const same = found.filter((each) => each.id === id);
  // Should it come twice, what is in use counts.
  const resource = same.find((each) => !isIdle(each)) ?? same[0];
  return resource === undefined ? { seen: "gone" } : { seen: "there", resource };
}

function notSeen(error: unknown, action: "DescribeAddresses" | "DescribeNetworkInterfaces"): Look {
  const refusal = readRefusal(error, action);
  return refusal.class === "gone" ? { seen: "gone" } : { seen: "not", refusal };
}
