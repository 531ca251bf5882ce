import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  DescribeAccountAttributesCommand,
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import type { ContractCase } from "./contract-cases.ts";
import { codeOf, known, shapeOf } from "./contract-client.ts";

const UNASSOCIATED = {
  AllocationId: "text",
  Domain: "text",
  NetworkBorderGroup: "text",
  PublicIp: "text",
  PublicIpv4Pool: "text",
};

const ON_AN_INTERFACE = {
  ...UNASSOCIATED,
  AssociationId: "text",
  NetworkInterfaceId: "text",
  NetworkInterfaceOwnerId: "text",
  PrivateIpAddress: "text",
};

export const addressCases: readonly ContractCase[] = [
  {
    name: "shows an unassociated address without any field of an association, and without empty fields",
    observe: async ({ allocate, address }) => shapeOf(await address((await allocate()).id)),
    expected: UNASSOCIATED,
  },
  {
    name: "tells with AssociationId and InstanceId that an address serves an instance",
    observe: async ({ ec2, allocate, launch, address }) => {
      const [{ id }, instance] = [await allocate(), await launch()];
      await ec2.send(new AssociateAddressCommand({ AllocationId: id, InstanceId: instance.id }));
      return shapeOf(await address(id));
    },
    expected: { ...ON_AN_INTERFACE, InstanceId: "text" },
  },
  {
    name: "tells with AssociationId alone that an address serves something that is not an instance",
    observe: async ({ ec2, allocate, createInterface, address }) => {
      const [{ id }, NetworkInterfaceId] = [await allocate(), await createInterface()];
      await ec2.send(new AssociateAddressCommand({ AllocationId: id, NetworkInterfaceId }));
      return shapeOf(await address(id));
    },
    expected: ON_AN_INTERFACE,
  },
  {
    name: "names pool and border group of an ordinary address",
    observe: async ({ allocate, address }) => {
      const found = await address((await allocate()).id);
      return [found?.Domain, found?.PublicIpv4Pool ?? "absent", found?.NetworkBorderGroup ?? "absent"];
    },
    expected: ["vpc", "amazon", "us-east-1"],
  },
  {
    name: "finds addresses by id and by public address",
    observe: async ({ ec2, allocate }) => {
      const [first, second] = [await allocate(), await allocate()];
      const byId = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [first.id] }));
      const byIp = await ec2.send(new DescribeAddressesCommand({ PublicIps: [second.ip] }));
      return [byId, byIp].map(({ Addresses }) =>
        Addresses?.map(({ AllocationId }) => [first.id, second.id].indexOf(known(AllocationId))),
      );
    },
    expected: [[0], [1]],
  },
  {
    name: "refuses to describe addresses it does not know",
    observe: async ({ ec2 }) => [
      await codeOf(ec2.send(new DescribeAddressesCommand({ AllocationIds: ["eipalloc-0123456789abcdef0"] }))),
      await codeOf(ec2.send(new DescribeAddressesCommand({ PublicIps: ["198.51.100.7"] }))),
    ],
    expected: ["InvalidAllocationID.NotFound", "InvalidAddress.NotFound"],
  },
  {
    name: "filters addresses by tag, tag key, association, instance, interface, domain and public address",
    observe: async ({ ec2, allocate, launch, addressIds }) => {
      const instance = await launch();
      const used = await allocate({ team: "a" });
      const idle = await allocate({ team: "b", keep: "" });
      const { AssociationId } = await ec2.send(
        new AssociateAddressCommand({ AllocationId: used.id, InstanceId: instance.id }),
      );
      const filters: [string, string][] = [
        ["tag:team", "a"],
        ["tag:team", "?"],
        ["tag:team", "A"],
        ["tag-key", "keep"],
        ["association-id", known(AssociationId)],
        ["instance-id", instance.id],
        ["network-interface-id", instance.interfaceId],
        ["domain", "vpc"],
        ["public-ip", idle.ip],
      ];
      return Promise.all(
        filters.map(async ([Name, value]) => {
          const found = await addressIds([{ Name, Values: [value] }]);
          return `${Name}: ${found.map((id) => (id === used.id ? "used" : "idle")).sort()}`;
        }),
      );
    },
    expected: [
      "tag:team: used",
      "tag:team: idle,used",
      "tag:team: ",
      "tag-key: idle",
      "association-id: used",
      "instance-id: used",
      "network-interface-id: used",
      "domain: idle,used",
      "public-ip: idle",
    ],
  },
  {
    name: "refuses a filter it does not know",
    observe: async ({ addressIds }) => codeOf(addressIds([{ Name: "asociation-id", Values: ["x"] }])),
    expected: "InvalidParameterValue",
  },
  {
    name: "moves an associated address, unless told not to",
    observe: async ({ ec2, allocate, launch, address }) => {
      const [{ id: AllocationId }, from, to] = [await allocate(), await launch(), await launch()];
      await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: from.id }));
      const careful = { AllocationId, InstanceId: to.id, AllowReassociation: false };
      const refused = await codeOf(ec2.send(new AssociateAddressCommand(careful)));
      const stayed = (await address(AllocationId))?.InstanceId === from.id;
      const moved = await codeOf(ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: to.id })));
      return [refused, stayed, moved, (await address(AllocationId))?.InstanceId === to.id];
    },
    expected: ["Resource.AlreadyAssociated", true, "ok", true],
  },
  {
    name: "moves an associated address when told to",
    observe: async ({ ec2, allocate, launch, address }) => {
      const [{ id: AllocationId }, from, to] = [await allocate(), await launch(), await launch()];
      await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: from.id }));
      await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: to.id, AllowReassociation: true }));
      return (await address(AllocationId))?.InstanceId === to.id;
    },
    expected: true,
  },
  {
    name: "refuses to associate what does not exist",
    observe: async ({ ec2, allocate, launch }) => {
      const [{ id: AllocationId }, { id: InstanceId }] = [await allocate(), await launch()];
      const calls = [
        { AllocationId: "eipalloc-0123456789abcdef0", InstanceId },
        { AllocationId, InstanceId: "i-0123456789abcdef0" },
        { AllocationId, NetworkInterfaceId: "eni-0123456789abcdef0" },
      ];
      return Promise.all(calls.map((call) => codeOf(ec2.send(new AssociateAddressCommand(call)))));
    },
    expected: ["InvalidAllocationID.NotFound", "InvalidInstanceID.NotFound", "InvalidNetworkInterfaceID.NotFound"],
  },
  {
    name: "takes the association off a disassociated address",
    observe: async ({ ec2, allocate, launch, address }) => {
      const [{ id: AllocationId }, { id: InstanceId }] = [await allocate(), await launch()];
      const { AssociationId } = await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
      await ec2.send(new DisassociateAddressCommand({ AssociationId }));
      const again = await codeOf(ec2.send(new DisassociateAddressCommand({ AssociationId })));
      const { AssociationId: left, PublicIp } = (await address(AllocationId)) ?? {};
      return [again, left ?? "no association", typeof PublicIp];
    },
    expected: ["InvalidAssociationID.NotFound", "no association", "string"],
  },
  {
    name: "releases an unassociated address once",
    observe: async ({ ec2, allocate, address }) => {
      const { id: AllocationId } = await allocate();
      const release = () => codeOf(ec2.send(new ReleaseAddressCommand({ AllocationId })));
      return [await release(), (await address(AllocationId)) ?? "gone", await release()];
    },
    expected: ["ok", "gone", "InvalidAllocationID.NotFound"],
  },
  {
    name: "takes an address from its instance and releases it, in a default VPC",
    observe: async ({ ec2, allocate, launch, address }) => {
      const [{ id: AllocationId }, { id: InstanceId }] = [await allocate(), await launch()];
      await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
      const code = await codeOf(ec2.send(new ReleaseAddressCommand({ AllocationId })));
      return [code, (await address(AllocationId)) === undefined];
    },
    expected: ["ok", true],
  },
  {
    name: "refuses to release an associated address, in any other VPC",
    observe: async ({ ec2, allocate, launch, privateSubnet, address }) => {
      const { id: AllocationId } = await allocate();
      const { id: InstanceId } = await launch(await privateSubnet());
      await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
      const code = await codeOf(ec2.send(new ReleaseAddressCommand({ AllocationId })));
      return [code, (await address(AllocationId)) === undefined];
    },
    expected: ["InvalidIPAddress.InUse", false],
  },
  {
    name: "does not find an address to release under another border group",
    observe: async ({ ec2, allocate }) => {
      const { id: AllocationId } = await allocate();
      const group = { AllocationId, NetworkBorderGroup: "us-east-1-wl1-bos-wlz-1" };
      return [
        await codeOf(ec2.send(new ReleaseAddressCommand(group))),
        await codeOf(ec2.send(new ReleaseAddressCommand({ AllocationId, NetworkBorderGroup: "us-east-1" }))),
      ];
    },
    expected: ["InvalidAddress.NotFound", "ok"],
  },
  {
    name: "answers a dry run with DryRunOperation and releases nothing",
    observe: async ({ ec2, allocate, address }) => {
      const { id: AllocationId } = await allocate();
      const code = await codeOf(ec2.send(new ReleaseAddressCommand({ AllocationId, DryRun: true })));
      return [code, (await address(AllocationId)) !== undefined];
    },
    expected: ["DryRunOperation", true],
  },
  {
    name: "gives a released address back, without its tags",
    observe: async ({ ec2, allocate, address }) => {
      const { id: AllocationId, ip } = await allocate({ team: "a" });
      await ec2.send(new ReleaseAddressCommand({ AllocationId }));
      const again = await ec2.send(new AllocateAddressCommand({ Domain: "vpc", Address: ip }));
      const recovered = await address(known(again.AllocationId));
      return [again.PublicIp === ip, recovered?.PublicIp === ip, recovered?.Tags?.length ?? 0];
    },
    expected: [true, true, 0],
  },
  {
    name: "tells the address quota of the region",
    observe: async ({ ec2 }) => {
      const request = { AttributeNames: [] };
      const { AccountAttributes } = await ec2.send(new DescribeAccountAttributesCommand(request));
      return AccountAttributes?.find(({ AttributeName }) => AttributeName === "vpc-max-elastic-ips");
    },
    expected: { AttributeName: "vpc-max-elastic-ips", AttributeValues: [{ AttributeValue: "5" }] },
  },
  {
    name: "allocates no more addresses than the quota allows",
    observe: async ({ allocate }) => {
      for (let count = 0; count < 5; count += 1) await allocate();
      return codeOf(allocate());
    },
    expected: "AddressLimitExceeded",
  },
];
