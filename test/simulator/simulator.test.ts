import {
  AllocateAddressCommand,
  CreateTagsCommand,
  DescribeAddressesCommand,
  DescribeRegionsCommand,
  EC2Client,
  ReleaseAddressCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "./simulator.ts";

const OTHER_ACCOUNT = "210987654321";
const running: Simulator[] = [];

async function start(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  running.push(simulator);
  return simulator;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

describe("accounts and regions", () => {
  test("have nothing in common", async () => {
    const simulator = await start();
    simulator.world("us-east-1").allocateAddress();
    const count = async (account: string, region: string) => {
      const { ec2 } = createClients(simulator, { account, region });
      return (await ec2.send(new DescribeAddressesCommand({}))).Addresses?.length;
    };
    expect(await count("123456789012", "us-east-1")).toBe(1);
    expect(await count("123456789012", "eu-west-1")).toBe(0);
    expect(await count(OTHER_ACCOUNT, "us-east-1")).toBe(0);
  });

  test("are told from the key and the signature", async () => {
    const simulator = await start();
    const identity = await createClients(simulator, { account: OTHER_ACCOUNT }).sts.send(
      new GetCallerIdentityCommand({}),
    );
    const { accessKeyId } = simulator.credentials(OTHER_ACCOUNT);
    expect(accessKeyId).toMatch(/^AKIA210987654321/);
    expect(identity).toMatchObject({ Account: OTHER_ACCOUNT, Arn: `arn:aws:iam::${OTHER_ACCOUNT}:user/simulator` });
    expect(simulator.calls).toMatchObject([{ service: "sts", account: OTHER_ACCOUNT, region: "us-east-1" }]);
  });

  test("every other key belongs to the default account", async () => {
    const simulator = await start();
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const ec2 = new EC2Client({ endpoint: simulator.url, region: "eu-north-1", credentials });
    await ec2.send(new AllocateAddressCommand({}));
    expect(simulator.world("eu-north-1", "123456789012").addresses()).toHaveLength(1);
  });

  test("two simulators have nothing in common", async () => {
    const [first, second] = [await start(), await start()];
    first.world("us-east-1").allocateAddress();
    expect(second.world("us-east-1").addresses()).toEqual([]);
    expect(first.port).not.toBe(second.port);
  });

  test("ids are the same in every run", async () => {
    const build = (simulator: Simulator) => {
      const world = simulator.world("us-east-1");
      return [world.allocateAddress(), world.runInstance(), ...world.networkInterfaces()];
    };
    const options = { now: 0, frozenClock: true };
    expect(build(await start(options))).toEqual(build(await start(options)));
  });

  test("a region that is not enabled refuses every call, as each service does", async () => {
    const { ec2, sts } = createClients(await start({ regions: ["us-east-1"] }), { region: "eu-west-1" });
    const refused = { name: "AuthFailure", $metadata: { httpStatusCode: 401 } };
    await expect(ec2.send(new DescribeAddressesCommand({}))).rejects.toMatchObject(refused);
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  });

  test("DescribeRegions lists the enabled ones, and the others when all are asked for", async () => {
    const { ec2 } = createClients(await start({ regions: ["us-east-1", "me-south-1"] }));
    const list = async (request: { AllRegions?: boolean; RegionNames?: string[] }) => {
      const { Regions = [] } = await ec2.send(new DescribeRegionsCommand(request));
      return new Map(Regions.map(({ RegionName, OptInStatus }) => [RegionName, OptInStatus]));
    };
    expect([...(await list({}))]).toEqual([
      ["me-south-1", "opted-in"],
      ["us-east-1", "opt-in-not-required"],
    ]);
    const all = await list({ AllRegions: true });
    expect(all.size).toBe(34);
    expect(all.get("af-south-1")).toBe("not-opted-in");
    expect([...(await list({ RegionNames: ["af-south-1"] }))]).toEqual([["af-south-1", "not-opted-in"]]);
    await expect(list({ RegionNames: ["mars-1"] })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});

describe("a dry run", () => {
  test("is refused for the same reasons as the call itself, else with DryRunOperation, and does nothing", async () => {
    const simulator = await start();
    const { ec2 } = createClients(simulator);
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress();
    const Resources = [allocationId];
    const before = [world.addresses(), world.instances(), world.networkInterfaces()];

    const DryRun = true;
    const accepted = [
      () => ec2.send(new ReleaseAddressCommand({ AllocationId: allocationId, DryRun })),
      () => ec2.send(new AllocateAddressCommand({ DryRun })),
      () => ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: "a", Value: "1" }], DryRun })),
      () => ec2.send(new RunInstancesCommand({ ImageId: "ami-1", MinCount: 1, MaxCount: 1, DryRun })),
      () => ec2.send(new DescribeAddressesCommand({ DryRun })),
    ];
    for (const dryRun of accepted) {
      const answer = { name: "DryRunOperation", $metadata: { httpStatusCode: 412 } };
      await expect(dryRun()).rejects.toMatchObject(answer);
    }
    const unknown = ec2.send(new ReleaseAddressCommand({ AllocationId: "eipalloc-0", DryRun: true }));
    await expect(unknown).rejects.toMatchObject({ name: "InvalidAllocationID.NotFound" });

    expect([world.addresses(), world.instances(), world.networkInterfaces()]).toEqual(before);
    expect(simulator.calls.every(({ dryRun }) => dryRun)).toBe(true);
    // The address that the dry run of AllocateAddress would have given is still to be had.
    const untouched = (await start()).world("us-east-1");
    untouched.allocateAddress();
    expect(world.allocateAddress()).toEqual(untouched.allocateAddress());
  });
});

describe("the call log", () => {
  test("says what was asked, where, whether it writes, and how it ended", async () => {
    const simulator = await start({ now: Date.UTC(2026, 10, 1), frozenClock: true });
    const { ec2 } = createClients(simulator, { region: "eu-west-1" });
    await ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: "tag-key", Values: ["a", "b"] }] }));
    await ec2.send(new ReleaseAddressCommand({ AllocationId: "eipalloc-0" })).catch(() => undefined);

    expect(simulator.calls).toMatchObject([
      {
        at: Date.UTC(2026, 10, 1),
        service: "ec2",
        action: "DescribeAddresses",
        region: "eu-west-1",
        account: "123456789012",
        parameters: { "Filter.1.Name": "tag-key", "Filter.1.Value.2": "b" },
        status: 200,
        writes: false,
        dryRun: false,
      },
      { action: "ReleaseAddress", status: 400, errorCode: "InvalidAllocationID.NotFound", writes: true },
    ]);
    expect(simulator.calls[0]?.durationMs).toBeGreaterThan(0);
    simulator.clearCalls();
    expect(simulator.calls).toEqual([]);
  });

  test("the world's own helpers do not appear in it", async () => {
    const simulator = await start();
    simulator.world("us-east-1").allocateAddress();
    expect(simulator.calls).toEqual([]);
  });
});

describe("clock, latency, reset and stop", () => {
  test("the clock starts where it is put, runs on unless frozen, and moves when told to", async () => {
    const frozen = await start({ now: new Date(1000), frozenClock: true });
    expect(frozen.clock.now()).toBe(1000);
    frozen.clock.advance(500);
    expect(frozen.clock.now()).toBe(1500);
    frozen.clock.set(new Date(7));
    expect(frozen.clock.now()).toBe(7);

    const { clock } = await start({ now: 0 });
    await expect.poll(() => clock.now()).toBeGreaterThan(5);
    clock.set(1_000_000);
    expect(clock.now()).toBeGreaterThanOrEqual(1_000_000);
  });

  test("a running clock can be faster than real time", async () => {
    const { clock } = await start({ now: 0, speed: 100 });
    const since = performance.now();
    await expect.poll(() => clock.now()).toBeGreaterThan(1_000);
    // The clock began to run before `since` was read, and a busy machine reads it late.
    expect(clock.now()).toBeGreaterThanOrEqual(Math.floor((performance.now() - since) * 99));
    clock.set(5_000_000);
    expect(clock.now()).toBeGreaterThanOrEqual(5_000_000);
  });

  test("timestamps go by the clock", async () => {
    const simulator = await start({ now: Date.UTC(2020, 0, 1), frozenClock: true });
    const { ec2 } = createClients(simulator);
    const { Instances } = await ec2.send(new RunInstancesCommand({ ImageId: "ami-1", MinCount: 1, MaxCount: 1 }));
    expect(Instances?.[0]?.LaunchTime).toEqual(new Date("2020-01-01T00:00:00.000Z"));
  });

  test("latency can depend on the call", async () => {
    const simulator = await start({ latencyMs: ({ region }) => (region === "eu-west-1" ? 60 : 0) });
    await createClients(simulator).ec2.send(new DescribeAddressesCommand({}));
    await createClients(simulator, { region: "eu-west-1" }).ec2.send(new DescribeAddressesCommand({}));
    expect(simulator.calls[1]?.durationMs).toBeGreaterThanOrEqual(59);
    expect(simulator.calls[0]?.durationMs).toBeLessThan(59);
  });

  test("reset leaves empty accounts, and worlds go on with them", async () => {
    const simulator = await start();
    const world = simulator.world("us-east-1");
    const { publicIp } = world.allocateAddress();
    simulator.fault({ answer: { kind: "error", code: "Boom" } });
    await createClients(simulator)
      .ec2.send(new DescribeAddressesCommand({}))
      .catch(() => undefined);

    simulator.reset();

    expect(simulator.calls).toEqual([]);
    expect(world.addresses()).toEqual([]);
    await createClients(simulator).ec2.send(new DescribeAddressesCommand({}));
    world.allocateAddress({ publicIp });
  });

  test("stop ends what is still waiting for an answer, at once", async () => {
    const simulator = await startSimulator({ latencyMs: 60_000 });
    const call = createClients(simulator).ec2.send(new DescribeAddressesCommand({}));
    const ended = expect(call).rejects.toThrow();
    await expect.poll(() => simulator.calls.length).toBe(1);
    await simulator.stop();
    await ended;
    expect(simulator.calls[0]?.status).toBe(0);
  });

  test("stop does not wait for a hook that never ends", async () => {
    const simulator = await startSimulator();
    simulator.hook({ match: {}, before: () => new Promise(() => undefined) });
    const ended = expect(createClients(simulator).ec2.send(new DescribeAddressesCommand({}))).rejects.toThrow();
    await expect.poll(() => simulator.calls.length).toBe(1);
    await simulator.stop();
    await ended;
  });

  test("a taken port is told", async () => {
    const { port } = await start();
    await expect(startSimulator({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
