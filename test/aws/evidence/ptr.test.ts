import { type AddressAttribute, DescribeAddressesAttributeCommand } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { ptrGuard } from "../../../functions/janitor/aws/evidence/ptr.ts";
import { anAddress, anInterface, awsError, elsewhere } from "../../support/samples.ts";
import { ask, ec2InTwoRegions, wordsOf } from "./ask.ts";
import { itReadsTheWholeListing } from "./listing-cases.ts";

const words = wordsOf("ptr", "ptr-record");
const mail = words.found({ ptrRecord: "mail.example.com." });

itReadsTheWholeListing({
  guard: ptrGuard,
  words,
  list: "Addresses",
  answers: (region, listing) => region.on(DescribeAddressesAttributeCommand).callsFake(listing),
  naming: { AllocationId: "eipalloc-1", PublicIp: "198.51.100.1", PtrRecord: "mail.example.com." },
  other: { AllocationId: "eipalloc-10", PublicIp: "198.51.100.10", PtrRecord: "other.example.com." },
  found: mail,
  resource: anAddress(),
  twin: anAddress({ scope: elsewhere }),
  stranger: anInterface(),
});

const { clients, here } = ec2InTwoRegions();

function askWith(...Addresses: AddressAttribute[]) {
  here.on(DescribeAddressesAttributeCommand).resolves({ Addresses });
  return ask(ptrGuard(clients), [anAddress()]);
}

test("names of addresses are asked for, as many at once as EC2 gives", async () => {
  await askWith();
  expect(here.commandCalls(DescribeAddressesAttributeCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { Attribute: "domain-name", MaxResults: 1_000 },
  ]);
});

test.each<[string, AddressAttribute]>([
  ["set", { PtrRecord: "mail.example.com." }],
  ["set, and about to be another", { PtrRecord: "mail.example.com.", PtrRecordUpdate: { Value: "new.example.com." } }],
  ["about to be set", { PtrRecordUpdate: { Value: "mail.example.com.", Status: "PENDING" } }],
  ["about to be set, and sent as empty until then", { PtrRecord: "", PtrRecordUpdate: { Value: "mail.example.com." } }],
  ["said to have failed to be set", { PtrRecordUpdate: { Value: "mail.example.com.", Status: "FAILED" } }],
])("a name that is %s is found", async (_, attribute) => {
  expect(await askWith({ AllocationId: "eipalloc-1", ...attribute })).toEqual([mail]);
});

test.each<[string, AddressAttribute]>([
  ["absent", {}],
  ["empty", { PtrRecord: "" }],
  ["absent, and so is that of the update", { PtrRecordUpdate: {} }],
  ["empty, and so is that of the update", { PtrRecord: "", PtrRecordUpdate: { Value: "" } }],
])("a name that is %s is none", async (_, attribute) => {
  expect(await askWith({ AllocationId: "eipalloc-1", PublicIp: "198.51.100.1", ...attribute })).toEqual([
    words.nothing,
  ]);
});

test.each<[string, AddressAttribute]>([
  ["by its allocation id", { AllocationId: "eipalloc-1" }],
  ["by itself", { PublicIp: "198.51.100.1" }],
  ["by itself, the id being empty", { AllocationId: "", PublicIp: "198.51.100.1" }],
  ["by its id, itself being empty", { AllocationId: "eipalloc-1", PublicIp: "" }],
])("the address may be told %s", async (_, attribute) => {
  expect(await askWith({ ...attribute, PtrRecord: "mail.example.com." })).toEqual([mail]);
});

test("one address that has a name says nothing about those that have none, before it or after it", async () => {
  const none = { AllocationId: "eipalloc-1", PublicIp: "198.51.100.1" };
  const other = { AllocationId: "eipalloc-2", PublicIp: "198.51.100.2", PtrRecord: "other.example.com." };
  expect(await askWith(none, other)).toEqual([words.nothing]);
  expect(await askWith(other, none)).toEqual([words.nothing]);
});

test("a name is found behind addresses that have none", async () => {
  const none = { AllocationId: "eipalloc-2", PublicIp: "198.51.100.2" };
  expect(await askWith(none, { AllocationId: "eipalloc-1", PtrRecord: "mail.example.com." })).toEqual([mail]);
});

test("a region that does not have the call has nothing that it would list; any other refusal is no answer", async () => {
  here.on(DescribeAddressesAttributeCommand).rejects(awsError("InvalidAction"));
  expect(await ask(ptrGuard(clients), [anAddress()])).toEqual([words.nothing]);
  here.on(DescribeAddressesAttributeCommand).rejects(awsError("InvalidActionOrSo"));
  expect(await ask(ptrGuard(clients), [anAddress()])).toMatchObject([{ answer: "could-not-tell" }]);
});
