import { createHash } from "node:crypto";
import type { CreateNetworkInterfaceCommandInput } from "@aws-sdk/client-ec2";
import type { NetworkInterface, Tags } from "../../functions/janitor/domain/resource.ts";
import { tagList } from "./hands.ts";

interface CreationFacts {
  readonly subnetId: string;
  readonly tags: Tags;
  /** Those that still exist. */
  readonly groups: readonly string[];
  readonly runId: string;
  /** In ms since the epoch. */
  readonly now: number;
}

const minute = 60_000;

/**
 * What to ask EC2 for. Prefixes are not in it: EC2 takes them only in place of addresses that are named.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html
 */
export function creationOf(
  gone: NetworkInterface,
  { subnetId, tags, groups, runId, now }: CreationFacts,
): CreateNetworkInterfaceCommandInput {
  const { description, privateIps, ipv6Addresses } = gone.shape;
  const request = {
    SubnetId: subnetId,
    Description: description,
    TagSpecifications: [{ ResourceType: "network-interface" as const, Tags: tagList(tags) }],
    ...(privateIps.length === 0
      ? {}
      : {
          PrivateIpAddresses: privateIps.map(({ address, primary }) => ({
            PrivateIpAddress: address,
            Primary: primary,
          })),
        }),
    ...(ipv6Addresses.length === 0
      ? {}
      : { Ipv6Addresses: ipv6Addresses.map((address) => ({ Ipv6Address: address })) }),
    ...(groups.length === 0 ? {} : { Groups: [...groups] }),
  };
  // The minute is in it because EC2 answers with an interface of the same token even after somebody has deleted that.
  const origin = [gone.scope.account, gone.scope.region, gone.id, runId, Math.floor(now / minute)];
  const token = createHash("sha256")
    .update(JSON.stringify([origin, request]))
    .digest("hex");
  return { ...request, ClientToken: token };
}
