import {
  AssociateAddressCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  ModifyNetworkInterfaceAttributeCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { DEFAULT_REGIONS } from "../simulator/state/regions.ts";
import type { ContractCase } from "./contract-cases.ts";
import { type ContractClient, codeOf } from "./contract-client.ts";

async function stateOf({ ec2 }: ContractClient, instanceId: string): Promise<string | undefined> {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
  return Reservations?.[0]?.Instances?.[0]?.State?.Name;
}

export const instanceCases: readonly ContractCase[] = [
  {
    name: "keeps an address with its instance while that is stopped, and after it is started again",
    observe: async (client) => {
      const { ec2, allocate, launch, address } = client;
      const [{ id: AllocationId }, { id: InstanceId }] = [await allocate(), await launch()];
      await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
      const look = async () => {
        const { InstanceId: served, AssociationId } = (await address(AllocationId)) ?? {};
        return [await stateOf(client, InstanceId), served === InstanceId, typeof AssociationId];
      };
      await ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }));
      const stopped = await look();
      await ec2.send(new StartInstancesCommand({ InstanceIds: [InstanceId] }));
      return { stopped, started: await look() };
    },
    expected: { stopped: ["stopped", true, "string"], started: ["running", true, "string"] },
  },
  {
    name: "leaves the address of a terminated instance allocated and unassociated",
    observe: async (client) => {
      const { ec2, allocate, launch, address } = client;
      const [{ id: AllocationId }, { id: InstanceId }] = [await allocate(), await launch()];
      await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
      const left = await address(AllocationId);
      return [
        await stateOf(client, InstanceId),
        typeof left?.PublicIp,
        left?.AssociationId === undefined ? "unassociated" : "associated",
      ];
    },
    expected: ["terminated", "string", "unassociated"],
  },
  {
    name: "deletes the primary interface of a terminated instance and leaves the extra one, available",
    observe: async ({ ec2, launch, createInterface, attach, networkInterface }) => {
      const [instance, extra] = [await launch(), await createInterface()];
      await attach(extra, instance.id);
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance.id] }));
      const left = await networkInterface(extra);
      return [
        (await networkInterface(instance.interfaceId)) === undefined ? "primary gone" : "primary there",
        left?.Status ?? "extra gone",
        left?.Attachment === undefined ? "detached" : "attached",
      ];
    },
    expected: ["primary gone", "available", "detached"],
  },
  {
    name: "deletes an extra interface with its instance when told to",
    observe: async ({ ec2, launch, createInterface, attach, networkInterface }) => {
      const [instance, extra] = [await launch(), await createInterface()];
      const AttachmentId = await attach(extra, instance.id);
      const code = await codeOf(
        ec2.send(
          new ModifyNetworkInterfaceAttributeCommand({
            NetworkInterfaceId: extra,
            Attachment: { AttachmentId, DeleteOnTermination: true },
          }),
        ),
      );
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance.id] }));
      return [code, (await networkInterface(extra))?.Status ?? "gone"];
    },
    expected: ["ok", "gone"],
  },
  {
    name: "marks the interface made at launch for deletion on termination",
    observe: async ({ launch, networkInterface }) => {
      const { Attachment } = (await networkInterface((await launch()).interfaceId)) ?? {};
      return [Attachment?.DeviceIndex, Attachment?.DeleteOnTermination];
    },
    expected: [0, true],
  },
  {
    name: "finds instances by id and by state, and refuses unknown ones",
    observe: async (client) => {
      const { ec2, launch } = client;
      const [running, stopped] = [await launch(), await launch()];
      await ec2.send(new StopInstancesCommand({ InstanceIds: [stopped.id] }));
      const { Reservations = [] } = await ec2.send(
        new DescribeInstancesCommand({ Filters: [{ Name: "instance-state-name", Values: ["stopped"] }] }),
      );
      const found = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
      return [
        found.map((id) => id === stopped.id),
        await stateOf(client, running.id),
        await codeOf(ec2.send(new DescribeInstancesCommand({ InstanceIds: ["i-0123456789abcdef0"] }))),
      ];
    },
    expected: [[true], "running", "InvalidInstanceID.NotFound"],
  },
  {
    name: "lists the regions that need no opting in",
    observe: async ({ ec2 }) => {
      const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({}));
      return DEFAULT_REGIONS.map((name) => Regions.find(({ RegionName }) => RegionName === name)?.OptInStatus);
    },
    expected: DEFAULT_REGIONS.map(() => "opt-in-not-required"),
  },
  {
    name: "lists no region that is not opted in, unless asked for all",
    observe: async ({ ec2 }) => {
      const statuses = async (request: { AllRegions?: boolean }) => {
        const { Regions = [] } = await ec2.send(new DescribeRegionsCommand(request));
        return Regions.some(({ OptInStatus }) => OptInStatus === "not-opted-in");
      };
      return [await statuses({}), await statuses({ AllRegions: true })];
    },
    expected: [false, true],
  },
];
