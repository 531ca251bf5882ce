import { paginateDescribeAddressesAttribute } from "@aws-sdk/client-ec2";
import { listOf, textOf } from "../answer.ts";
import type { Ec2Clients } from "../clients.ts";
import { checkedPages } from "../pages.ts";
import { addressesIn, type Guard, nothingWhereUnknown, scopeByScope } from "./guard.ts";

/**
 * Reverse DNS: whoever has set a PTR record for an address sends mail from it, or means to. All addresses of the region
 * are listed, because one that is gone would fail a call that names it. An address that the answer leaves out counts as
 * one without a record: the page does not say so, but then AWS itself refuses to release it (`InvalidAddress.PtrSet`).
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddressesAttribute.html
 */
export function ptrGuard(clients: Ec2Clients): Guard {
  return {
    name: "ptr",
    reason: "ptr-record",
    about: ["elastic-ip"],
    examine: ({ due, answer, signal }) =>
      scopeByScope(addressesIn(due), answer, async ({ region }, addresses) => {
        const listed = readRecords(clients, region, signal);
        const records = await listed.catch(nothingWhereUnknown(new Map<string, string>()));
        for (const address of addresses) {
          const record = records.get(address.id) ?? records.get(address.publicIp);
          answer(address, { found: record === undefined ? [] : [{ ptrRecord: record }] });
        }
      }),
  };
}

/** By allocation id and by address: the name that is set, or that is about to be. */
async function readRecords(clients: Ec2Clients, region: string, signal: AbortSignal) {
  const records = new Map<string, string>();
  const pages = paginateDescribeAddressesAttribute(
    { client: clients.repeating(region), pageSize: 1_000 },
    { Attribute: "domain-name" },
    { abortSignal: signal },
  );
  for await (const page of checkedPages(pages)) {
    for (const { AllocationId, PublicIp, PtrRecord, PtrRecordUpdate } of listOf(page.Addresses, "Addresses")) {
      const record = textOf(PtrRecord) ?? textOf(PtrRecordUpdate?.Value);
      if (record === undefined) continue;
      for (const key of [AllocationId, PublicIp]) if (key) records.set(key, record);
    }
  }
  return records;
}
