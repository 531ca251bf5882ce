import {
  AllocateAddressCommand,
  AssignIpv6AddressesCommand,
  AssignPrivateIpAddressesCommand,
  CreateNetworkInterfaceCommand,
  type CreateNetworkInterfaceCommandInput,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DescribeNetworkInterfacesCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";
import type { World } from "./world.ts";

let simulator: Simulator;
let world: World;
let SubnetId: string;
beforeEach(async () => {
  simulator = await startSimulator();
  world = simulator.world("us-east-1");
  SubnetId = world.createSubnet(world.createVpc());
});
afterEach(() => simulator.stop());

const ec2 = () => createClients(simulator).ec2;

async function create(input: Partial<CreateNetworkInterfaceCommandInput> = {}): Promise<string> {
  const { NetworkInterface } = await ec2().send(new CreateNetworkInterfaceCommand({ SubnetId, ...input }));
  return NetworkInterface?.NetworkInterfaceId ?? "";
}

async function described(id: string) {
  const answer = await ec2().send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] }));
  return answer.NetworkInterfaces?.[0];
}

const addresses = [
  { PrivateIpAddress: "10.0.0.21", Primary: false },
  { PrivateIpAddress: "10.0.0.20", Primary: true },
];

describe("an interface that is made by hand", () => {
  test("has the private and IPv6 addresses that were asked for, and is found by each", async () => {
    const id = await create({ PrivateIpAddresses: addresses, Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }] });
    expect(await described(id)).toMatchObject({
      PrivateIpAddress: "10.0.0.20",
      PrivateIpAddresses: [
        { PrivateIpAddress: "10.0.0.20", Primary: true },
        { PrivateIpAddress: "10.0.0.21", Primary: false },
      ],
      Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }],
      SourceDestCheck: true,
    });
    for (const [Name, address] of [
      ["addresses.private-ip-address", "10.0.0.21"],
      ["ipv6-addresses.ipv6-address", "2001:db8::1"],
    ] as const) {
      const Filters = [{ Name, Values: [address] }];
      const found = await ec2().send(new DescribeNetworkInterfacesCommand({ Filters }));
      expect(found.NetworkInterfaces).toMatchObject([{ NetworkInterfaceId: id }]);
    }
  });

  test.each([
    ["that another has", { PrivateIpAddress: "10.0.0.20" }, "InvalidIPAddress.InUse"],
    ["that is another's second", { PrivateIpAddress: "10.0.0.21" }, "InvalidIPAddress.InUse"],
    ["of IPv6 that another has", { Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }] }, "InvalidIPAddress.InUse"],
    ["of another network", { PrivateIpAddress: "192.168.0.1" }, "InvalidParameterValue"],
  ])("is refused an address %s", async (_, input, name) => {
    await create({ PrivateIpAddresses: addresses, Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }] });
    await expect(create(input)).rejects.toMatchObject({ name });
  });

  test("never gets an address by chance that another one has by choice", async () => {
    const taken = Array.from({ length: 40 }, (_, at) => `10.0.0.${at + 4}`);
    for (const PrivateIpAddress of taken) await create({ PrivateIpAddress });
    const id = world.createNetworkInterface({ subnetId: SubnetId }).networkInterfaceId;
    expect(taken).not.toContain(world.networkInterface(id)?.privateIpAddress);
  });

  test("is one however often the same is asked for with the same token, and another request is refused", async () => {
    const input = { ClientToken: "once", PrivateIpAddress: "10.0.0.20" };
    expect(await create(input)).toBe(await create(input));
    expect(world.networkInterfaces()).toHaveLength(1);
    const other = create({ ...input, Description: "another" });
    await expect(other).rejects.toMatchObject({ name: "IdempotentParameterMismatch" });
    await create({ Description: "by a token of its own" });
    expect(world.networkInterfaces()).toHaveLength(2);
    const id = await create(input);
    world.deleteNetworkInterface(id);
    expect(await create(input)).toBe(id);
    expect(world.networkInterface(id)).toBeUndefined();
  });

  test("lets its source/destination check be turned off, and takes prefixes that nobody has", async () => {
    const [NetworkInterfaceId, other] = [await create(), await create()];
    await ec2().send(
      new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, SourceDestCheck: { Value: false } }),
    );
    const Ipv4Prefixes = ["10.0.1.0/28"];
    await ec2().send(new AssignPrivateIpAddressesCommand({ NetworkInterfaceId, Ipv4Prefixes }));
    await ec2().send(new AssignIpv6AddressesCommand({ NetworkInterfaceId, Ipv6Prefixes: ["2001:db8:1::/80"] }));
    expect(await described(NetworkInterfaceId)).toMatchObject({
      SourceDestCheck: false,
      Ipv4Prefixes: [{ Ipv4Prefix: "10.0.1.0/28" }],
      Ipv6Prefixes: [{ Ipv6Prefix: "2001:db8:1::/80" }],
    });
    const again = ec2().send(new AssignPrivateIpAddressesCommand({ NetworkInterfaceId: other, Ipv4Prefixes }));
    await expect(again).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});

test("a subnet and a group can be deleted once nothing is in them", async () => {
  const groupId = world.allow({ cidr: "10.0.0.0/8" });
  const { networkInterfaceId } = world.createNetworkInterface({ subnetId: SubnetId, groupIds: [groupId] });
  const deleteSubnet = () => ec2().send(new DeleteSubnetCommand({ SubnetId }));
  const deleteGroup = () => ec2().send(new DeleteSecurityGroupCommand({ GroupId: groupId }));
  await expect(deleteSubnet()).rejects.toMatchObject({ name: "DependencyViolation" });
  await expect(deleteGroup()).rejects.toMatchObject({ name: "DependencyViolation" });
  world.deleteNetworkInterface(networkInterfaceId);
  await deleteSubnet();
  await deleteGroup();
  await expect(deleteGroup()).rejects.toMatchObject({ name: "InvalidGroup.NotFound" });
  await expect(create()).rejects.toMatchObject({ name: "InvalidSubnetID.NotFound" });
});

test("a released address is had back with tags, in the border group that is named", async () => {
  const { allocationId, publicIp } = world.allocateAddress();
  world.releaseAddress(allocationId);
  const Tags = [{ Key: "team", Value: "edge" }];
  await ec2().send(
    new AllocateAddressCommand({
      Domain: "vpc",
      Address: publicIp,
      NetworkBorderGroup: "us-east-1-bos-1",
      TagSpecifications: [{ ResourceType: "elastic-ip", Tags }],
    }),
  );
  expect(world.addresses()).toMatchObject([
    { publicIp, networkBorderGroup: "us-east-1-bos-1", tags: { team: "edge" } },
  ]);
});
