import {
  DescribeAddressesAttributeCommand,
  type DescribeAddressesAttributeRequest,
  DescribeAddressTransfersCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import type { ContractCase } from "./contract-cases.ts";
import { codeOf, shapeOf } from "./contract-client.ts";

function attributes(ec2: EC2Client, request: DescribeAddressesAttributeRequest = {}) {
  return ec2.send(new DescribeAddressesAttributeCommand({ Attribute: "domain-name", ...request }));
}

/** Neither simulator nor moto can set a reverse DNS name by a call: `ModifyAddressAttribute` needs a name in the DNS. */
export const addressAttributeCases: readonly ContractCase[] = [
  {
    name: "shows an address without reverse DNS by its id and its public address alone",
    observe: async ({ ec2, allocate }) => {
      await allocate();
      return shapeOf((await attributes(ec2)).Addresses);
    },
    expected: [{ AllocationId: "text", PublicIp: "text" }],
  },
  {
    name: "shows the reverse DNS of addresses named by id, and refuses unknown ones",
    observe: async ({ ec2, allocate }) => {
      const [, second] = [await allocate(), await allocate()];
      const { Addresses } = await attributes(ec2, { AllocationIds: [second.id] });
      return [
        Addresses?.map(({ AllocationId }) => AllocationId === second.id),
        await codeOf(attributes(ec2, { AllocationIds: ["eipalloc-0123456789abcdef0"] })),
      ];
    },
    expected: [[true], "InvalidAllocationID.NotFound"],
  },
  {
    name: "gives the reverse DNS of addresses out in pages",
    observe: async ({ ec2, allocate }) => {
      for (let count = 0; count < 3; count += 1) await allocate();
      const { Addresses, NextToken } = await attributes(ec2, { MaxResults: 2 });
      return [Addresses?.length, NextToken === undefined ? "no more" : "more"];
    },
    expected: [2, "more"],
  },
  {
    name: "lists no transfer of an address that is offered to nobody",
    observe: async ({ ec2, allocate }) => {
      await allocate();
      const transfers = ec2.send(new DescribeAddressTransfersCommand({}));
      return transfers.then(
        ({ AddressTransfers }) => AddressTransfers,
        () => "no answer",
      );
    },
    expected: [],
  },
];
