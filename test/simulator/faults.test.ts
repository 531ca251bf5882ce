import { AllocateAddressCommand, DescribeAddressesCommand, ReleaseAddressCommand } from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import type { FaultRule } from "./faults.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

const BOOM: FaultRule["answer"] = { kind: "error", code: "Boom" };

async function describeAddresses(region = "us-east-1", account?: string): Promise<string> {
  const { ec2 } = createClients(simulator, { region, ...(account !== undefined && { account }) });
  try {
    await ec2.send(new DescribeAddressesCommand({}));
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.name : "?";
  }
}

describe("a fault", () => {
  test("answers with its code and status, and the call is not executed", async () => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress();
    simulator.fault({
      action: "ReleaseAddress",
      answer: { kind: "error", code: "UnauthorizedOperation", message: "You shall not.", status: 403 },
    });

    const release = createClients(simulator).ec2.send(new ReleaseAddressCommand({ AllocationId: allocationId }));

    const refused = { name: "UnauthorizedOperation", message: "You shall not.", $metadata: { httpStatusCode: 403 } };
    await expect(release).rejects.toMatchObject(refused);
    expect(world.address(allocationId)).toBeDefined();
    expect(simulator.calls).toMatchObject([{ errorCode: "UnauthorizedOperation", status: 403 }]);
  });

  test("comes in the format of the service", async () => {
    simulator.fault({ service: "sts", answer: BOOM });
    const call = createClients(simulator).sts.send(new GetCallerIdentityCommand({}));
    await expect(call).rejects.toMatchObject({ name: "Boom" });
  });

  test.each<[string, Partial<FaultRule>]>([
    ["service", { service: "sns" }],
    ["action", { action: "DescribeInstances" }],
    ["pattern of actions", { action: /^Delete/ }],
    ["region", { region: "eu-west-1" }],
    ["account", { account: "210987654321" }],
    ["condition", { when: ({ parameters }) => Object.hasOwn(parameters, "MaxResults") }],
  ])("of another %s does not fire", async (_, rule) => {
    simulator.fault({ ...rule, answer: BOOM });
    expect(await describeAddresses()).toBe("ok");
  });

  test.each<[string, Partial<FaultRule>, string[]]>([
    ["every call", {}, ["Boom", "Boom", "Boom", "Boom"]],
    ["the second call", { nth: 2 }, ["ok", "Boom", "ok", "ok"]],
    ["the calls that a function picks", { nth: (n) => n % 2 === 1 }, ["Boom", "ok", "Boom", "ok"]],
    ["the first calls", { times: 2 }, ["Boom", "Boom", "ok", "ok"]],
    ["some calls from the second on", { nth: (n) => n >= 2, times: 2 }, ["ok", "Boom", "Boom", "ok"]],
  ])("can hit %s", async (_, rule, expected) => {
    simulator.fault({ region: "us-east-1", ...rule, answer: BOOM });
    const outcomes: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      outcomes.push(await describeAddresses());
      await describeAddresses("eu-west-1"); // does not count
    }
    expect(outcomes).toEqual(expected);
  });

  test("decides alone when several would fire; the others still count the call", async () => {
    simulator.fault({ times: 1, answer: { kind: "error", code: "First" } });
    simulator.fault({ nth: 1, answer: { kind: "error", code: "Never" } });
    simulator.fault({ nth: 2, answer: { kind: "error", code: "Second" } });
    expect([await describeAddresses(), await describeAddresses(), await describeAddresses()]).toEqual([
      "First",
      "Second",
      "ok",
    ]);
  });

  test("can be taken away", async () => {
    const undo = simulator.fault({ answer: BOOM });
    expect(await describeAddresses()).toBe("Boom");
    undo();
    expect(await describeAddresses()).toBe("ok");
  });

  test("reset cuts the connection before the call is executed, reset-after when it has been", async () => {
    const world = simulator.world("us-east-1");
    const { ec2 } = createClients(simulator);
    simulator.fault({ nth: 1, answer: { kind: "reset" } });
    simulator.fault({ nth: 2, answer: { kind: "reset-after" } });

    await expect(ec2.send(new AllocateAddressCommand({}))).rejects.toThrow(/hang up|ECONNRESET/);
    expect(world.addresses()).toHaveLength(0);
    await expect(ec2.send(new AllocateAddressCommand({}))).rejects.toThrow(/hang up|ECONNRESET/);
    expect(world.addresses()).toHaveLength(1);
    expect(simulator.calls).toMatchObject([{ status: 0 }, { status: 0 }]);
  });

  test("the SDK's own retries get over a cut connection", async () => {
    simulator.fault({ times: 1, answer: { kind: "reset" } });
    const { ec2 } = createClients(simulator, { maxAttempts: 2 });
    await ec2.send(new DescribeAddressesCommand({}));
    expect(simulator.calls).toMatchObject([{ status: 0 }, { status: 200 }]);
  });

  test("hang answers nothing until the caller gives up, or cuts the connection when its time is over", async () => {
    const { ec2 } = createClients(simulator);
    const undo = simulator.fault({ answer: { kind: "hang" } });
    const impatient = ec2.send(new DescribeAddressesCommand({}), { abortSignal: AbortSignal.timeout(50) });
    await expect(impatient).rejects.toMatchObject({ name: "AbortError" });
    undo();
    simulator.fault({ answer: { kind: "hang", ms: 20 } });
    await expect(ec2.send(new DescribeAddressesCommand({}))).rejects.toThrow(/hang up|ECONNRESET/);
  });

  test("delay executes at once and answers later", async () => {
    simulator.fault({ answer: { kind: "delay", ms: 40 } });
    expect(await describeAddresses()).toBe("ok");
    expect(simulator.calls[0]?.durationMs).toBeGreaterThanOrEqual(39);
  });

  test("garbage is an answer that no SDK takes for a listing", async () => {
    simulator.world("us-east-1").allocateAddress();
    simulator.fault({ answer: { kind: "garbage" } });
    expect(await describeAddresses()).not.toBe("ok");
    expect(simulator.calls).toMatchObject([{ status: 200 }]);
  });
});

describe("a hook", () => {
  test("acts right before one call, and the test's own acts are not in the log", async () => {
    const world = simulator.world("us-east-1");
    const { instanceId } = world.runInstance();
    const { allocationId } = world.allocateAddress();
    simulator.hook({
      match: { action: "DescribeAddresses" },
      before: () => void world.associate(allocationId, { instanceId }),
    });

    const { Addresses } = await createClients(simulator).ec2.send(new DescribeAddressesCommand({}));

    expect(Addresses?.[0]?.InstanceId).toBe(instanceId);
    expect(simulator.calls.map(({ action }) => action)).toEqual(["DescribeAddresses"]);
  });

  test("acts right after one call, before the answer goes out, and can wait", async () => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress();
    const undo = simulator.hook({
      match: { action: "DescribeAddresses" },
      after: async () => {
        await Promise.resolve();
        world.tag(allocationId, { late: "yes" });
      },
    });

    const { Addresses } = await createClients(simulator).ec2.send(new DescribeAddressesCommand({}));

    expect(Addresses?.[0]?.Tags).toBeUndefined();
    expect(world.address(allocationId)?.tags).toEqual({ late: "yes" });
    undo();
    world.untag(allocationId, "late");
    await describeAddresses();
    expect(world.address(allocationId)?.tags).toEqual({});
  });

  test("that throws fails the test when the simulator stops", async () => {
    const other = await startSimulator();
    other.hook({
      match: {},
      before: () => {
        throw new Error("not what was expected");
      },
    });
    await createClients(other).ec2.send(new DescribeAddressesCommand({}));
    await expect(other.stop()).rejects.toThrow("not what was expected");
  });
});
