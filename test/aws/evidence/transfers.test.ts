import { type AddressTransfer, DescribeAddressTransfersCommand } from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { transferGuard } from "../../../functions/janitor/aws/evidence/transfers.ts";
import { anAddress, anInterface, awsError, elsewhere } from "../../support/samples.ts";
import { ask, ec2InTwoRegions, wordsOf } from "./ask.ts";
import { itReadsTheWholeListing } from "./listing-cases.ts";

const words = wordsOf("transfers", "transfer-pending");
const toTheOther = words.found({ toAccount: "210987654321" });

itReadsTheWholeListing({
  guard: transferGuard,
  words,
  list: "AddressTransfers",
  answers: (region, listing) => region.on(DescribeAddressTransfersCommand).callsFake(listing),
  naming: aTransfer(),
  other: aTransfer({ AllocationId: "eipalloc-10", PublicIp: "198.51.100.10" }),
  found: toTheOther,
  resource: anAddress(),
  twin: anAddress({ scope: elsewhere }),
  stranger: anInterface(),
});

const { clients, here } = ec2InTwoRegions();

function askWith(...AddressTransfers: AddressTransfer[]) {
  here.on(DescribeAddressTransfersCommand).resolves({ AddressTransfers });
  return ask(transferGuard(clients), [anAddress()]);
}

function aTransfer(changes: AddressTransfer = {}): AddressTransfer {
  return {
    AllocationId: "eipalloc-1",
    PublicIp: "198.51.100.1",
    TransferAccountId: "210987654321",
    AddressTransferStatus: "pending",
    ...changes,
  };
}

/** One whose status this version of the SDK does not know. */
function inUnknownState(status: string): AddressTransfer {
  const transfer = aTransfer();
  Object.assign(transfer, { AddressTransferStatus: status });
  return transfer;
}

test("all transfers are asked for, as many at once as EC2 gives", async () => {
  await askWith();
  expect(here.commandCalls(DescribeAddressTransfersCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { MaxResults: 1_000 },
  ]);
});

describe("the status of a transfer", () => {
  test.each([
    ["pending", aTransfer()],
    ["not told", aTransfer({ AddressTransferStatus: undefined })],
    ["one that this version does not know", inUnknownState("on-hold")],
    ["empty", inUnknownState("")],
    ["written otherwise", inUnknownState("Disabled")],
  ])("forbids: %s", async (_, transfer) => {
    expect(await askWith(transfer)).toEqual([toTheOther]);
  });

  test.each(["disabled", "accepted"] as const)("says nothing: %s", async (AddressTransferStatus) => {
    expect(await askWith(aTransfer({ AddressTransferStatus }))).toEqual([words.nothing]);
  });

  test("is looked at for each: one that was called off hides no new one", async () => {
    const calledOff = aTransfer({ AddressTransferStatus: "disabled", TransferAccountId: "111111111111" });
    expect(await askWith(calledOff, aTransfer())).toEqual([toTheOther]);
    expect(await askWith(aTransfer(), calledOff)).toEqual([toTheOther]);
  });
});

test("what is known of the transfer is told", async () => {
  const TransferOfferExpirationTimestamp = new Date("2026-11-09T06:00:00Z");
  expect(await askWith(aTransfer({ TransferOfferExpirationTimestamp }))).toEqual([
    words.found({ toAccount: "210987654321", expires: "2026-11-09T06:00:00.000Z" }),
  ]);
  expect(await askWith(aTransfer({ TransferAccountId: undefined }))).toEqual([words.found({ toAccount: "unknown" })]);
});

test("an offer that is said to be over, but still pending, forbids", async () => {
  const TransferOfferExpirationTimestamp = new Date("2026-10-01T06:00:00Z");
  expect(await askWith(aTransfer({ TransferOfferExpirationTimestamp }))).toMatchObject([{ answer: "found" }]);
});

test.each<[string, AddressTransfer]>([
  ["by its allocation id", { AllocationId: "eipalloc-1", PublicIp: undefined }],
  ["by itself", { AllocationId: undefined, PublicIp: "198.51.100.1" }],
])("the address may be told %s", async (_, names) => {
  expect(await askWith(aTransfer(names))).toEqual([toTheOther]);
});

test.each<[string, AddressTransfer]>([
  ["no name at all", { AllocationId: undefined, PublicIp: undefined }],
  ["longer names", { AllocationId: "eipalloc-1a", PublicIp: "198.51.100.11" }],
])("a transfer with %s is another address's", async (_, names) => {
  expect(await askWith(aTransfer(names))).toEqual([words.nothing]);
});

test("a region that does not have the call has nothing that it would list; any other refusal is no answer", async () => {
  here.on(DescribeAddressTransfersCommand).rejects(awsError("InvalidAction"));
  expect(await ask(transferGuard(clients), [anAddress()])).toEqual([words.nothing]);
  here.on(DescribeAddressTransfersCommand).rejects(awsError("InvalidActionOrSo"));
  expect(await ask(transferGuard(clients), [anAddress()])).toMatchObject([{ answer: "could-not-tell" }]);
});
