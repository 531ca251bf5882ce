import {
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  type DescribeNetworkInterfacesRequest,
  DetachNetworkInterfaceCommand,
  paginateDescribeNetworkInterfaces,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

function list(request: DescribeNetworkInterfacesRequest, region?: string) {
  const { ec2 } = createClients(simulator, region === undefined ? {} : { region });
  return ec2.send(new DescribeNetworkInterfacesCommand(request));
}

describe("deleting", () => {
  test.each([
    ["managed by its requester", { requesterManaged: true }, "OperationNotPermitted"],
    [
      "managed by an operator",
      { operator: { managed: true, principal: "eks.amazonaws.com" } },
      "OperationNotPermitted",
    ],
    ["of another account", { ownerId: "210987654321" }, "AuthFailure"],
    ["attached by a service", { status: "in-use" }, "InvalidNetworkInterface.InUse"],
    ["being detached", { status: "detaching" }, "InvalidNetworkInterface.InUse"],
  ])("an interface %s is refused", async (_, options, code) => {
    const world = simulator.world("us-east-1");
    const { networkInterfaceId: NetworkInterfaceId } = world.createNetworkInterface(options);

    const deletion = createClients(simulator).ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));

    await expect(deletion).rejects.toMatchObject({ name: code });
    expect(world.networkInterface(NetworkInterfaceId)).toBeDefined();
  });
});

describe("describing", () => {
  test("shows who manages an interface, and what a newer EC2 might send", async () => {
    simulator.world("us-east-1").createNetworkInterface({
      interfaceType: "quantum",
      status: "entangled",
      requesterManaged: true,
      requesterId: "amazon-elb",
      operator: { managed: true, principal: "eks.amazonaws.com" },
      ownerId: "210987654321",
      extraElements: { colour: "blue" },
    });

    const { NetworkInterfaces } = await list({});

    expect(NetworkInterfaces?.[0]).toMatchObject({
      InterfaceType: "quantum",
      Status: "entangled",
      RequesterManaged: true,
      RequesterId: "amazon-elb",
      Operator: { Managed: true, Principal: "eks.amazonaws.com" },
      OwnerId: "210987654321",
    });
  });

  test("a status can be set and taken back", async () => {
    const world = simulator.world("us-east-1");
    const { networkInterfaceId } = world.createNetworkInterface();
    world.setStatus(networkInterfaceId, "attaching");
    expect(world.networkInterface(networkInterfaceId)?.status).toBe("attaching");
    expect((await list({ Filters: [{ Name: "status", Values: ["available"] }] })).NetworkInterfaces).toEqual([]);
    world.setStatus(networkInterfaceId, undefined);
    expect(world.networkInterface(networkInterfaceId)?.status).toBe("available");
  });

  test("the SDK's paginator sees every interface once, in order of creation", async () => {
    const world = simulator.world("us-east-1");
    const made = Array.from({ length: 23 }, () => world.createNetworkInterface().networkInterfaceId);
    const { ec2: client } = createClients(simulator);

    const pages: (string | undefined)[][] = [];
    for await (const { NetworkInterfaces = [] } of paginateDescribeNetworkInterfaces({ client, pageSize: 10 }, {})) {
      pages.push(NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId));
    }

    expect(pages.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(pages.flat()).toEqual(made);
  });

  test("a last page that is full to the brim has no token", async () => {
    for (let count = 0; count < 5; count += 1) simulator.world("us-east-1").createNetworkInterface();
    const { NetworkInterfaces, NextToken } = await list({ MaxResults: 5 });
    expect(NetworkInterfaces).toHaveLength(5);
    expect(NextToken).toBeUndefined();
  });

  test("what is deleted between two pages hides nothing behind it", async () => {
    const world = simulator.world("us-east-1");
    const made = Array.from({ length: 12 }, () => world.createNetworkInterface().networkInterfaceId);
    const { NextToken = "" } = await list({ MaxResults: 5 });
    for (const id of made.slice(0, 5)) world.deleteNetworkInterface(id);

    const { NetworkInterfaces = [] } = await list({ MaxResults: 1000, NextToken });

    expect(NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId)).toEqual(made.slice(5));
  });

  test("a token of another region is refused, and so are pages too small or too large", async () => {
    for (let count = 0; count < 6; count += 1) simulator.world("us-east-1").createNetworkInterface();
    const { NextToken = "" } = await list({ MaxResults: 5 });

    await expect(list({ NextToken }, "eu-west-1")).rejects.toMatchObject({ name: "InvalidNextToken" });
    await expect(list({ MaxResults: 4 })).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(list({ MaxResults: 1001 })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  test("more than 1000 interfaces must be asked for in pages, or narrowly", async () => {
    const world = simulator.world("us-east-1");
    const made = Array.from({ length: 1001 }, () => world.createNetworkInterface());
    const subnet = made[0]?.subnetId ?? "";

    await expect(list({})).rejects.toMatchObject({ name: "OperationNotPermitted" });
    const byStatus = { Filters: [{ Name: "status", Values: ["available"] }] };
    await expect(list(byStatus)).rejects.toMatchObject({ name: "OperationNotPermitted" });
    expect((await list({ MaxResults: 1000 })).NetworkInterfaces).toHaveLength(1000);
    const inSubnet = await list({ Filters: [{ Name: "subnet-id", Values: [subnet] }] });
    expect(inSubnet.NetworkInterfaces).toHaveLength(1001);
  });

  test("one call names at most 200 filter values", async () => {
    const Values = Array.from({ length: 201 }, (_, index) => `eni-${index}`);
    const filter = (count: number) =>
      list({ Filters: [{ Name: "network-interface-id", Values: Values.slice(0, count) }] });
    expect((await filter(200)).NetworkInterfaces).toEqual([]);
    await expect(filter(201)).rejects.toMatchObject({ name: "FilterLimitExceeded" });
  });
});

describe("attaching", () => {
  test("only what somebody attached can be detached, and never the primary interface", async () => {
    const world = simulator.world("us-east-1");
    world.runInstance();
    world.createNetworkInterface({ status: "in-use" });
    const { ec2 } = createClients(simulator);

    for (const { attachment } of world.networkInterfaces()) {
      const detach = ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId: attachment?.attachmentId }));
      await expect(detach).rejects.toMatchObject({ name: "OperationNotPermitted" });
    }
  });

  test("an interface brought to the launch outlives the instance, one made for it does not", async () => {
    const world = simulator.world("us-east-1");
    const brought = world.createNetworkInterface().networkInterfaceId;
    const { ec2 } = createClients(simulator);
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: "ami-0123456789abcdef0",
        MinCount: 1,
        MaxCount: 1,
        NetworkInterfaces: [
          { DeviceIndex: 0, DeleteOnTermination: true, Description: "own" },
          { DeviceIndex: 1, NetworkInterfaceId: brought },
        ],
      }),
    );
    expect(world.networkInterfaces()).toHaveLength(2);

    world.terminate(Instances?.[0]?.InstanceId ?? "");

    expect(world.networkInterfaces()).toMatchObject([{ networkInterfaceId: brought, status: "available" }]);
  });

  test("a launch with an interface that is taken makes no instance", async () => {
    const world = simulator.world("us-east-1");
    world.runInstance();
    const [taken] = world.networkInterfaces();
    expect(() => world.runInstance({ networkInterfaces: [{}, taken ?? {}] })).toThrow(/in use/);
    expect(world.instances()).toHaveLength(1);
    expect(world.networkInterfaces()).toHaveLength(1);
  });
});
