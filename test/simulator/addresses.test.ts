import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  DescribeAddressesCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

function release(AllocationId: string, NetworkBorderGroup?: string) {
  const { ec2 } = createClients(simulator);
  return ec2.send(new ReleaseAddressCommand({ AllocationId, ...(NetworkBorderGroup && { NetworkBorderGroup }) }));
}

test("an address made in the world is what DescribeAddresses shows", async () => {
  const world = simulator.world("us-east-1");
  const { allocationId, publicIp } = world.allocateAddress({
    publicIpv4Pool: "ipv4pool-ec2-0123456789abcdef0",
    networkBorderGroup: "us-east-1-wl1-bos-wlz-1",
    serviceManaged: "nlb",
    customerOwnedIp: "198.51.100.9",
    customerOwnedIpv4Pool: "ipv4pool-coip-0123456789abcdef0",
    carrierIp: "203.0.113.9",
    subnetId: "subnet-0123456789abcdef0",
    tags: { Name: "edge" },
  });

  const { Addresses } = await createClients(simulator).ec2.send(new DescribeAddressesCommand({}));

  expect(Addresses).toEqual([
    {
      AllocationId: allocationId,
      PublicIp: publicIp,
      Domain: "vpc",
      PublicIpv4Pool: "ipv4pool-ec2-0123456789abcdef0",
      NetworkBorderGroup: "us-east-1-wl1-bos-wlz-1",
      ServiceManaged: "nlb",
      CustomerOwnedIp: "198.51.100.9",
      CustomerOwnedIpv4Pool: "ipv4pool-coip-0123456789abcdef0",
      CarrierIp: "203.0.113.9",
      SubnetId: "subnet-0123456789abcdef0",
      Tags: [{ Key: "Name", Value: "edge" }],
    },
  ]);
});

test("an address in another border group is released only under that group", async () => {
  const world = simulator.world("us-east-1");
  const { allocationId } = world.allocateAddress({ networkBorderGroup: "us-east-1-wl1-bos-wlz-1" });

  await expect(release(allocationId)).rejects.toMatchObject({ name: "InvalidAddress.NotFound" });
  await expect(release(allocationId, "us-east-1")).rejects.toMatchObject({ name: "InvalidAddress.NotFound" });
  expect(world.address(allocationId)).toBeDefined();
  await release(allocationId, "us-east-1-wl1-bos-wlz-1");
  expect(world.address(allocationId)).toBeUndefined();
});

test("a locked address and one with reverse DNS are not released", async () => {
  const world = simulator.world("us-east-1");
  const { allocationId } = world.allocateAddress({ locked: true, ptrRecord: "mail.example.com." });

  await expect(release(allocationId)).rejects.toMatchObject({ name: "InvalidAddress.Locked" });
  world.setAddress(allocationId, { locked: false });
  await expect(release(allocationId)).rejects.toMatchObject({ name: "InvalidAddress.PtrSet" });
  world.setAddress(allocationId, { ptrRecord: undefined });
  await release(allocationId);
  expect(world.addresses()).toEqual([]);
});

test("the address of a NAT gateway has an association and no instance", async () => {
  const world = simulator.world("us-east-1");
  const nat = world.createNetworkInterface({ interfaceType: "natGateway", requesterManaged: true, status: "in-use" });
  const { allocationId } = world.allocateAddress();
  world.associate(allocationId, nat);

  const { Addresses } = await createClients(simulator).ec2.send(new DescribeAddressesCommand({}));

  expect(Addresses?.[0]).toMatchObject({ NetworkInterfaceId: nat.networkInterfaceId });
  expect(Addresses?.[0]?.AssociationId).toMatch(/^eipassoc-/);
  expect(Addresses?.[0]).not.toHaveProperty("InstanceId", expect.anything());
});

test("the quota stops AllocateAddress, not the world's own helper", async () => {
  const world = simulator.world("us-east-1");
  world.setAddressQuota(2);
  world.allocateAddress();
  const { ec2 } = createClients(simulator);
  await ec2.send(new AllocateAddressCommand({}));

  await expect(ec2.send(new AllocateAddressCommand({}))).rejects.toMatchObject({ name: "AddressLimitExceeded" });
  world.allocateAddress();
  expect(world.addresses()).toHaveLength(3);
});

test("a released address cannot be recovered once another account holds it", async () => {
  const { allocationId, publicIp } = simulator.world("us-east-1").allocateAddress();
  await release(allocationId);
  simulator.world("us-east-1", "210987654321").allocateAddress({ publicIp });

  const recover = createClients(simulator).ec2.send(new AllocateAddressCommand({ Address: publicIp }));
  await expect(recover).rejects.toMatchObject({ name: "InvalidAddress.NotFound" });
});

test("an instance with two interfaces takes an address only by interface", async () => {
  const world = simulator.world("us-east-1");
  const { instanceId } = world.runInstance({ networkInterfaces: [{}, {}] });
  const { allocationId: AllocationId } = world.allocateAddress();
  const { ec2 } = createClients(simulator);

  const byInstance = ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: instanceId }));
  await expect(byInstance).rejects.toMatchObject({ name: "InvalidInstanceID" });
  const [, second] = world.networkInterfaces();
  const NetworkInterfaceId = second?.networkInterfaceId;
  await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
  expect(world.address(AllocationId)).toMatchObject({ instanceId, networkInterfaceId: NetworkInterfaceId });
});

test("an address on the extra interface of a terminated instance stays on it", () => {
  const world = simulator.world("us-east-1");
  const { instanceId } = world.runInstance();
  const { networkInterfaceId } = world.createNetworkInterface();
  world.attach(networkInterfaceId, instanceId);
  const { allocationId } = world.allocateAddress();
  world.associate(allocationId, { networkInterfaceId });

  world.terminate(instanceId);

  expect(world.address(allocationId)).toMatchObject({ networkInterfaceId, instanceId: undefined });
  expect(world.networkInterface(networkInterfaceId)).toMatchObject({ status: "available", allocationId });
});

test("an interface that had an address gives it up when another is put on it", () => {
  const world = simulator.world("us-east-1");
  const { networkInterfaceId } = world.createNetworkInterface();
  const [first, second] = [world.allocateAddress(), world.allocateAddress()];
  world.associate(first.allocationId, { networkInterfaceId });
  world.associate(second.allocationId, { networkInterfaceId });

  expect(world.address(first.allocationId)?.associationId).toBeUndefined();
  expect(world.address(second.allocationId)?.associationId).toMatch(/^eipassoc-/);
});
