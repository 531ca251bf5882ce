import {
  AssociateAddressCommand,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  DetachNetworkInterfaceCommand,
} from "@aws-sdk/client-ec2";
import type { ContractCase } from "./contract-cases.ts";
import { codeOf, known, shapeOf } from "./contract-client.ts";

const UNKNOWN = "eni-0123456789abcdef0";

const AVAILABLE = {
  AvailabilityZone: "text",
  Description: "",
  Groups: [{ GroupId: "text", GroupName: "text" }],
  InterfaceType: "text",
  Ipv6Addresses: [],
  MacAddress: "text",
  NetworkInterfaceId: "text",
  Operator: { Managed: false },
  OwnerId: "text",
  PrivateDnsName: "text",
  PrivateIpAddress: "text",
  PrivateIpAddresses: [{ Primary: true, PrivateDnsName: "text", PrivateIpAddress: "text" }],
  RequesterId: "text",
  RequesterManaged: false,
  SourceDestCheck: true,
  Status: "text",
  SubnetId: "text",
  TagSet: [],
  VpcId: "text",
};

const ATTACHMENT = {
  AttachTime: "date",
  AttachmentId: "text",
  DeleteOnTermination: false,
  DeviceIndex: 1,
  InstanceId: "text",
  InstanceOwnerId: "text",
  NetworkCardIndex: 0,
  Status: "text",
};

export const interfaceCases: readonly ContractCase[] = [
  {
    name: "shows an available interface without attachment or association",
    observe: async ({ createInterface, networkInterface }) => shapeOf(await networkInterface(await createInterface())),
    expected: AVAILABLE,
  },
  {
    name: "tells type, owner and status of an interface",
    observe: async ({ createInterface, networkInterface }) => {
      const found = await networkInterface(await createInterface({ description: "spare" }));
      return [found?.InterfaceType, found?.OwnerId, found?.Status, found?.RequesterManaged, found?.Description];
    },
    expected: ["interface", "123456789012", "available", false, "spare"],
  },
  {
    name: "shows the attachment of an attached interface, and none after it is detached",
    observe: async ({ ec2, createInterface, launch, attach, networkInterface }) => {
      const [id, instance] = [await createInterface(), await launch()];
      const AttachmentId = await attach(id, instance.id);
      const attached = await networkInterface(id);
      await ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId }));
      const detached = await networkInterface(id);
      return [attached?.Status, shapeOf(attached?.Attachment), detached?.Status, detached?.Attachment ?? "none"];
    },
    expected: ["in-use", ATTACHMENT, "available", "none"],
  },
  {
    name: "shows the Elastic IP of an idle interface",
    observe: async ({ ec2, allocate, createInterface, networkInterface }) => {
      const [{ id: AllocationId, ip }, NetworkInterfaceId] = [await allocate(), await createInterface()];
      await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
      const found = await networkInterface(NetworkInterfaceId);
      return [found?.Status, found?.Association?.PublicIp === ip, shapeOf(found?.Association)];
    },
    expected: [
      "available",
      true,
      { AllocationId: "text", AssociationId: "text", IpOwnerId: "text", PublicDnsName: "text", PublicIp: "text" },
    ],
  },
  {
    name: "filters interfaces by status, tags, id, subnet, description and instance, all filters at once",
    observe: async ({ createInterface, launch, interfaceIds, networkInterface }) => {
      const instance = await launch();
      const idle = await createInterface({ description: "aws-K8S-i-0abc", tags: { team: "a", "janitor:policy": "" } });
      const subnet = known((await networkInterface(idle))?.SubnetId);
      const filters: [string, string][][] = [
        [["status", "available"]],
        [["status", "in-use"]],
        [["tag:team", "a"]],
        [["tag-key", "janitor:*"]],
        [["network-interface-id", idle]],
        [["description", "aws-K8S-*"]],
        [["attachment.instance-id", instance.id]],
        [["subnet-id", subnet]],
        [
          ["subnet-id", subnet],
          ["status", "available"],
        ],
      ];
      return Promise.all(
        filters.map(async (pairs) => {
          const found = await interfaceIds(pairs.map(([Name, value]) => ({ Name, Values: [value] })));
          const names = found.map((id) => (id === idle ? "idle" : id === instance.interfaceId ? "used" : "other"));
          return `${pairs.map(([name]) => name).join(" and ")}: ${names.sort()}`;
        }),
      );
    },
    expected: [
      "status: idle",
      "status: used",
      "tag:team: idle",
      "tag-key: idle",
      "network-interface-id: idle",
      "description: idle",
      "attachment.instance-id: used",
      "subnet-id: idle,used",
      "subnet-id and status: idle",
    ],
  },
  {
    name: "gives interfaces out in pages",
    observe: async ({ ec2, createInterface }) => {
      for (let count = 0; count < 7; count += 1) await createInterface();
      const first = await ec2.send(new DescribeNetworkInterfacesCommand({ MaxResults: 5 }));
      const second = await ec2.send(
        new DescribeNetworkInterfacesCommand({
          MaxResults: 5,
          ...(first.NextToken !== undefined && { NextToken: first.NextToken }),
        }),
      );
      const pages = [first, second].map(({ NetworkInterfaces = [] }) => NetworkInterfaces);
      const ids = new Set(pages.flat().map(({ NetworkInterfaceId }) => NetworkInterfaceId));
      return [pages.map(({ length }) => length), ids.size, second.NextToken ?? "no more"];
    },
    expected: [[5, 2], 7, "no more"],
  },
  {
    name: "refuses a page token it did not give out",
    observe: async ({ ec2 }) =>
      codeOf(ec2.send(new DescribeNetworkInterfacesCommand({ MaxResults: 5, NextToken: "next please" }))),
    expected: "InvalidNextToken",
  },
  {
    name: "refuses pages of interfaces named by id",
    observe: async ({ ec2, createInterface }) => {
      const request = { MaxResults: 5, NetworkInterfaceIds: [await createInterface()] };
      return codeOf(ec2.send(new DescribeNetworkInterfacesCommand(request)));
    },
    expected: "InvalidParameterCombination",
  },
  {
    name: "refuses interfaces it does not know",
    observe: async ({ ec2 }) => [
      await codeOf(ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [UNKNOWN] }))),
      await codeOf(ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: UNKNOWN }))),
    ],
    expected: ["InvalidNetworkInterfaceID.NotFound", "InvalidNetworkInterfaceID.NotFound"],
  },
  {
    name: "deletes an available interface once",
    observe: async ({ ec2, createInterface, networkInterface }) => {
      const id = await createInterface();
      const remove = () => codeOf(ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id })));
      return [await remove(), (await networkInterface(id)) ?? "gone", await remove()];
    },
    expected: ["ok", "gone", "InvalidNetworkInterfaceID.NotFound"],
  },
  {
    name: "refuses to delete an interface in use",
    observe: async ({ ec2, createInterface, launch, attach, networkInterface }) => {
      const [id, instance] = [await createInterface(), await launch()];
      await attach(id, instance.id);
      const code = await codeOf(ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id })));
      return [code, (await networkInterface(id))?.Status ?? "gone"];
    },
    expected: ["InvalidNetworkInterface.InUse", "in-use"],
  },
  {
    name: "keeps the address of a deleted interface, unassociated",
    observe: async ({ ec2, allocate, createInterface, address }) => {
      const [{ id: AllocationId }, NetworkInterfaceId] = [await allocate(), await createInterface()];
      await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
      await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
      const left = await address(AllocationId);
      return [left?.PublicIp === undefined, left?.AssociationId === undefined ? "unassociated" : "associated"];
    },
    expected: [false, "unassociated"],
  },
  {
    name: "answers a dry run with DryRunOperation and deletes nothing",
    observe: async ({ ec2, createInterface, networkInterface }) => {
      const id = await createInterface();
      const request = { NetworkInterfaceId: id, DryRun: true };
      return [
        await codeOf(ec2.send(new DeleteNetworkInterfaceCommand(request))),
        (await networkInterface(id)) !== undefined,
      ];
    },
    expected: ["DryRunOperation", true],
  },
];
