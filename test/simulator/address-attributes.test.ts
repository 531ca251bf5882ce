import {
  type AddressAttributeName,
  DescribeAddressesAttributeCommand,
  DescribeAddressTransfersCommand,
  type DescribeAddressTransfersRequest,
  paginateDescribeAddressesAttribute,
  paginateDescribeAddressTransfers,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

const NOW = Date.UTC(2026, 10, 1);
const DAY = 24 * 3600 * 1000;
const OTHER_ACCOUNT = "210987654321";
const UNKNOWN = "eipalloc-0123456789abcdef0";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ now: NOW, frozenClock: true });
});
afterEach(() => simulator.stop());

describe("reverse DNS", () => {
  function attributes(AllocationIds?: string[], Attribute: AddressAttributeName | undefined = "domain-name") {
    const request = { Attribute, ...(AllocationIds && { AllocationIds }) };
    return createClients(simulator).ec2.send(new DescribeAddressesAttributeCommand(request));
  }

  test("an address shows its name and the change under way, and neither when there is none", async () => {
    const world = simulator.world("us-east-1");
    const [plain, named, changing] = [world.allocateAddress(), world.allocateAddress(), world.allocateAddress()];
    world.setAddress(named.allocationId, { ptrRecord: "mail.example.com." });
    world.setAddress(changing.allocationId, { ptrUpdate: { value: "new.example.com." } });

    expect((await attributes()).Addresses).toEqual([
      { AllocationId: plain.allocationId, PublicIp: plain.publicIp },
      { AllocationId: named.allocationId, PublicIp: named.publicIp, PtrRecord: "mail.example.com." },
      {
        AllocationId: changing.allocationId,
        PublicIp: changing.publicIp,
        PtrRecordUpdate: { Value: "new.example.com.", Status: "PENDING" },
      },
    ]);
  });

  test("a change can fail, with the old name still there, and be taken back", async () => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress({ ptrRecord: "old.example.com." });
    const ptrUpdate = { value: "new.example.com.", status: "FAILED", reason: "no such record" };
    world.setAddress(allocationId, { ptrUpdate });

    expect((await attributes()).Addresses?.[0]).toMatchObject({
      PtrRecord: "old.example.com.",
      PtrRecordUpdate: { Value: "new.example.com.", Status: "FAILED", Reason: "no such record" },
    });
    world.setAddress(allocationId, { locked: true });
    expect(world.address(allocationId)).toMatchObject({ ptrRecord: "old.example.com.", ptrUpdate });
    world.setAddress(allocationId, { ptrRecord: undefined, ptrUpdate: undefined });
    expect((await attributes()).Addresses?.[0]).not.toHaveProperty("PtrRecord");
    expect((await attributes()).Addresses?.[0]).not.toHaveProperty("PtrRecordUpdate");
  });

  test("addresses can be asked for by id, and an unknown one is refused", async () => {
    const world = simulator.world("us-east-1");
    const [, second] = [world.allocateAddress(), world.allocateAddress()];
    const { Addresses } = await attributes([second.allocationId]);
    expect(Addresses?.map(({ AllocationId }) => AllocationId)).toEqual([second.allocationId]);
    await expect(attributes([UNKNOWN])).rejects.toMatchObject({ name: "InvalidAllocationID.NotFound" });
  });

  test("an attribute must be named, and it must be the domain name", async () => {
    const { ec2 } = createClients(simulator);
    const none = ec2.send(new DescribeAddressesAttributeCommand({}));
    await expect(none).rejects.toMatchObject({ name: "MissingParameter" });
    // @ts-expect-error: the SDK's type knows no other attribute either.
    const other = attributes([], "colour");
    await expect(other).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  test("pages hold from 1 to 1000 addresses", async () => {
    const world = simulator.world("us-east-1");
    const made = Array.from({ length: 3 }, () => world.allocateAddress().allocationId);
    const { ec2: client } = createClients(simulator);

    const pages = [];
    const request = { Attribute: "domain-name" } as const;
    for await (const page of paginateDescribeAddressesAttribute({ client, pageSize: 2 }, request)) {
      pages.push(page.Addresses?.map(({ AllocationId }) => AllocationId));
    }

    expect(pages).toEqual([made.slice(0, 2), made.slice(2)]);
    for (const MaxResults of [0, 1001]) {
      const refused = client.send(new DescribeAddressesAttributeCommand({ ...request, MaxResults }));
      await expect(refused).rejects.toMatchObject({ name: "InvalidParameterValue" });
    }
  });
});

describe("transfers", () => {
  function transfers(request: DescribeAddressTransfersRequest = {}) {
    return createClients(simulator).ec2.send(new DescribeAddressTransfersCommand(request));
  }

  test("an offer is pending, and open for seven days of the simulator's time", async () => {
    const world = simulator.world("us-east-1");
    const [, offered] = [world.allocateAddress(), world.allocateAddress()];
    world.setAddress(offered.allocationId, { transfer: { accountId: OTHER_ACCOUNT } });

    expect((await transfers()).AddressTransfers).toEqual([
      {
        AllocationId: offered.allocationId,
        PublicIp: offered.publicIp,
        TransferAccountId: OTHER_ACCOUNT,
        TransferOfferExpirationTimestamp: new Date(NOW + 7 * DAY),
        AddressTransferStatus: "pending",
      },
    ]);
  });

  test("status and times can be said, and a transfer taken away", async () => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress();
    const [expiresAt, acceptedAt] = [new Date(NOW + DAY), NOW - DAY];
    world.setAddress(allocationId, {
      transfer: { accountId: OTHER_ACCOUNT, status: "accepted", expiresAt, acceptedAt },
    });

    expect((await transfers()).AddressTransfers).toMatchObject([
      {
        AddressTransferStatus: "accepted",
        TransferOfferExpirationTimestamp: expiresAt,
        TransferOfferAcceptedTimestamp: new Date(acceptedAt),
      },
    ]);
    world.setAddress(allocationId, { transfer: undefined });
    expect((await transfers()).AddressTransfers).toEqual([]);
  });

  test("an address asked for by id is left out without a transfer, and refused when unknown", async () => {
    const { allocationId } = simulator.world("us-east-1").allocateAddress();
    expect((await transfers({ AllocationIds: [allocationId] })).AddressTransfers).toEqual([]);
    const refused = transfers({ AllocationIds: [UNKNOWN] });
    await expect(refused).rejects.toMatchObject({ name: "InvalidAllocationID.NotFound" });
  });

  test("pages hold from 5 to 1000 transfers", async () => {
    const world = simulator.world("us-east-1");
    const made = Array.from({ length: 7 }, () => {
      const { allocationId } = world.allocateAddress();
      world.setAddress(allocationId, { transfer: { accountId: OTHER_ACCOUNT } });
      return allocationId;
    });
    const { ec2: client } = createClients(simulator);

    const pages = [];
    for await (const page of paginateDescribeAddressTransfers({ client, pageSize: 5 }, {})) {
      pages.push(page.AddressTransfers?.map(({ AllocationId }) => AllocationId));
    }

    expect(pages).toEqual([made.slice(0, 5), made.slice(5)]);
    for (const MaxResults of [4, 1001]) {
      await expect(transfers({ MaxResults })).rejects.toMatchObject({ name: "InvalidParameterValue" });
    }
  });
});
