import {
  type Address,
  DescribeAddressesCommand,
  type EC2Client,
  paginateDescribeNetworkInterfaces,
  type NetworkInterface as SdkNetworkInterface,
} from "@aws-sdk/client-ec2";
import { listOf, textOf } from "../../functions/janitor/aws/answer.ts";
import { checkedPages } from "../../functions/janitor/aws/pages.ts";
import { readAddress } from "../../functions/janitor/aws/read-address.ts";
import { readInterface } from "../../functions/janitor/aws/read-interface.ts";
import type { Resource, Scope } from "../../functions/janitor/domain/resource.ts";
import type { NamedId } from "./named-id.ts";

/** What uses a resource, as far as AWS says. */
export interface UsedBy {
  readonly instanceId?: string | undefined;
  /** Whose instance it is: a service's own account, where a service has attached it. */
  readonly instanceOwnerId?: string | undefined;
  /** The interface that an address is on. */
  readonly networkInterfaceId?: string | undefined;
  readonly attachmentStatus?: string | undefined;
}

export interface LookedUp {
  readonly resource: Resource;
  readonly usedBy: UsedBy;
}

/**
 * Looks for one resource in one scope. Asked by filter, so that nothing there is an empty list and not an error. An address
 * that it finds in use may still be one of a stopped instance: that only a survey knows.
 *
 * @throws the SDK's error, or UnreadableAnswer
 */
export function lookUp(
  named: NamedId,
  scope: Scope,
  ec2: EC2Client,
  signal: AbortSignal,
): Promise<readonly LookedUp[]> {
  return named.by === "network-interface-id"
    ? lookUpInterface(named.id, scope, ec2, signal)
    : lookUpAddress(named, scope, ec2, signal);
}

/**
 * The filter `public-ip` finds carrier addresses as well, which have none of their own ("The Elastic IP address, or the carrier
 * IP address"). https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html
 */
async function lookUpAddress({ by, id }: NamedId, scope: Scope, ec2: EC2Client, signal: AbortSignal) {
  const Filters = [{ Name: by, Values: [id] }];
  const answer = await ec2.send(new DescribeAddressesCommand({ Filters }), { abortSignal: signal });
  return listOf(answer.Addresses, "Addresses").map((raw) => ({
    resource: readAddress(raw, scope),
    usedBy: usedByOf(raw),
  }));
}

function usedByOf({ InstanceId, NetworkInterfaceId }: Address): UsedBy {
  return { instanceId: textOf(InstanceId), networkInterfaceId: textOf(NetworkInterfaceId) };
}

/** One page is what EC2 needs for one interface; more than a few are not EC2's. */
const fewPages = 5;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html */
async function lookUpInterface(id: string, scope: Scope, ec2: EC2Client, signal: AbortSignal) {
  const Filters = [{ Name: "network-interface-id", Values: [id] }];
  const pages = paginateDescribeNetworkInterfaces({ client: ec2, pageSize: 5 }, { Filters }, { abortSignal: signal });
  const found: LookedUp[] = [];
  for await (const page of checkedPages(pages, fewPages)) {
    for (const raw of listOf(page.NetworkInterfaces, "NetworkInterfaces")) {
      found.push({ resource: readInterface(raw, scope), usedBy: attachmentOf(raw) });
    }
  }
  return found;
}

function attachmentOf({ Attachment }: SdkNetworkInterface): UsedBy {
  return {
    instanceId: textOf(Attachment?.InstanceId),
    instanceOwnerId: textOf(Attachment?.InstanceOwnerId),
    attachmentStatus: textOf(Attachment?.Status),
  };
}
