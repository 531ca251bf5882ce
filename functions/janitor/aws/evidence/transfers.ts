import { type AddressTransfer, paginateDescribeAddressTransfers } from "@aws-sdk/client-ec2";
import { listOf } from "../answer.ts";
import type { Ec2Clients } from "../clients.ts";
import { checkedPages } from "../pages.ts";
import { addressesIn, type Guard, nothingWhereUnknown, scopeByScope } from "./guard.ts";

/**
 * An address that is being handed over to another account looks idle until the other side accepts it. A transfer that
 * was called off (`disabled`) or is over (`accepted`) says nothing any more; a status that this version does not know
 * counts as pending.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AddressTransfer.html
 */
export function transferGuard(clients: Ec2Clients): Guard {
  return {
    name: "transfers",
    reason: "transfer-pending",
    about: ["elastic-ip"],
    examine: ({ due, answer, signal }) =>
      scopeByScope(addressesIn(due), answer, async ({ region }, addresses) => {
        const listed = readTransfers(clients, region, signal);
        const pending = (await listed.catch(nothingWhereUnknown<AddressTransfer[]>([]))).filter(isPending);
        for (const address of addresses) {
          const found = pending.filter(
            ({ AllocationId, PublicIp }) => AllocationId === address.id || PublicIp === address.publicIp,
          );
          answer(address, { found: found.map(describe) });
        }
      }),
  };
}

async function readTransfers(clients: Ec2Clients, region: string, signal: AbortSignal) {
  const transfers: AddressTransfer[] = [];
  const pages = paginateDescribeAddressTransfers(
    { client: clients.repeating(region), pageSize: 1_000 },
    {},
    { abortSignal: signal },
  );
  for await (const page of checkedPages(pages)) {
    transfers.push(...listOf(page.AddressTransfers, "AddressTransfers"));
  }
  return transfers;
}

function isPending({ AddressTransferStatus: status }: AddressTransfer): boolean {
  return status !== "disabled" && status !== "accepted";
}

function describe({ TransferAccountId, TransferOfferExpirationTimestamp: expires }: AddressTransfer) {
  return {
    toAccount: TransferAccountId ?? "unknown",
    ...(expires === undefined ? {} : { expires: expires.toISOString() }),
  };
}
