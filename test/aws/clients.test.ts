import { DescribeAddressesCommand, EC2Client, ReleaseAddressCommand } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Ec2Clients } from "../../functions/janitor/aws/clients.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";

let simulator: Simulator;
let clients: Ec2Clients;

beforeEach(async () => {
  simulator = await startSimulator();
  for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
  // The SDK waits a random part of its time between attempts: here none of it.
  vi.spyOn(Math, "random").mockReturnValue(0);
  clients = new Ec2Clients();
});

afterEach(async () => {
  clients.destroy();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await simulator.stop();
});

function release(client: EC2Client, id: string): Promise<unknown> {
  return client.send(new ReleaseAddressCommand({ AllocationId: id })).catch((error: unknown) => error);
}

const passing: readonly [string, Parameters<Simulator["fault"]>[0]["answer"]][] = [
  ["is throttled", { kind: "error", code: "RequestLimitExceeded", status: 503 }],
  ["fails inside EC2", { kind: "error", code: "InternalError", status: 500 }],
  ["loses its connection before it was done", { kind: "reset" }],
  ["loses its connection after it was done", { kind: "reset-after" }],
];

test("each client is made once, and closed in the end", () => {
  const make = () => [
    clients.home(),
    clients.once("us-east-1"),
    clients.repeating("us-east-1"),
    clients.repeating("eu-west-1"),
  ];
  const made = make();
  expect(new Set(made).size).toBe(4);
  expect(make().every((client, at) => client === made[at])).toBe(true);
  const closed = made.map((client) => vi.spyOn(client, "destroy"));
  clients.destroy();
  for (const destroy of closed) expect(destroy).toHaveBeenCalledOnce();
});

test("no client copies what it has sent and read for a log that nobody keeps", () => {
  const copies = (client: EC2Client) =>
    client.middlewareStack.identify().some((name) => name.startsWith("loggerMiddleware"));
  const plain = new EC2Client({ region: "eu-west-1" });
  expect(copies(plain)).toBe(true);
  plain.destroy();
  const made = [clients.home(), clients.once("eu-west-1"), clients.repeating("eu-west-1")];
  expect(made.filter(copies)).toEqual([]);
});

describe("a client for releases", () => {
  test.each(passing)("makes one attempt and no other when a release %s", async (_, answer) => {
    const { allocationId } = simulator.world("eu-west-1").allocateAddress();
    simulator.fault({ action: "ReleaseAddress", answer });
    expect(await release(clients.once("eu-west-1"), allocationId)).toBeInstanceOf(Error);
    expect(simulator.calls.map(({ action }) => action)).toEqual(["ReleaseAddress"]);
  });

  test("still releases", async () => {
    const { allocationId } = simulator.world("eu-west-1").allocateAddress();
    await release(clients.once("eu-west-1"), allocationId);
    expect(simulator.world("eu-west-1").address(allocationId)).toBeUndefined();
  });

  test("is never the one that repeats, and neither is shared by two regions", () => {
    const all = [
      clients.once("eu-west-1"),
      clients.once("us-east-1"),
      clients.repeating("eu-west-1"),
      clients.repeating("us-east-1"),
    ];
    expect(new Set(all).size).toBe(4);
    expect(clients.once("eu-west-1")).toBe(all[0]);
    expect(clients.repeating("eu-west-1")).toBe(all[2]);
  });

  test("makes one attempt whatever the environment asks the SDK for", async () => {
    vi.stubEnv("AWS_MAX_ATTEMPTS", "5");
    vi.stubEnv("AWS_RETRY_MODE", "adaptive");
    simulator.fault({ action: "ReleaseAddress", answer: { kind: "reset" } });
    await release(clients.once("eu-west-1"), "eipalloc-1");
    expect(simulator.calls).toHaveLength(1);
  });
});

describe.each([
  ["a client for reads and tags", () => clients.repeating("eu-west-1"), "eu-west-1"],
  ["the client of the home region", () => clients.home(), "us-east-1"],
])("%s", (_, make, region) => {
  test("repeats what fails in passing, four attempts in all", async () => {
    simulator.world(region).allocateAddress();
    simulator.fault({
      action: "DescribeAddresses",
      times: 3,
      answer: { kind: "error", code: "InternalError", status: 500 },
    });
    const client = make();
    const { Addresses } = await client.send(new DescribeAddressesCommand({}));
    client.destroy();
    expect(Addresses).toHaveLength(1);
    expect(simulator.calls.map((call) => call.region)).toEqual([region, region, region, region]);
  });

  test("gives up after the fourth attempt", async () => {
    simulator.fault({ action: "DescribeAddresses", answer: { kind: "error", code: "InternalError", status: 500 } });
    const client = make();
    await expect(client.send(new DescribeAddressesCommand({}))).rejects.toThrow();
    client.destroy();
    expect(simulator.calls).toHaveLength(4);
  });

  test("does not repeat what is refused for good", async () => {
    simulator.fault({
      action: "DescribeAddresses",
      answer: { kind: "error", code: "UnauthorizedOperation", status: 403 },
    });
    const client = make();
    await expect(client.send(new DescribeAddressesCommand({}))).rejects.toThrow();
    client.destroy();
    expect(simulator.calls).toHaveLength(1);
  });
});

test("a call that hangs can be broken off", async () => {
  simulator.fault({ action: "DescribeAddresses", answer: { kind: "hang" } });
  const abort = new AbortController();
  const asked = clients.repeating("eu-west-1").send(new DescribeAddressesCommand({}), { abortSignal: abort.signal });
  const refused = expect(asked).rejects.toMatchObject({ name: "AbortError" });
  await vi.waitFor(() => expect(simulator.calls).toHaveLength(1), { interval: 1 });
  abort.abort();
  await refused;
});

test.each([
  ["once", () => clients.once("eu-west-1")],
  ["repeating", () => clients.repeating("eu-west-1")],
  ["home", () => clients.home()],
])("the %s client gives a dead region up by itself, long before the function's own time is over", async (_, make) => {
  const client = make();
  // The handler reads its settings when it is first used.
  await client.send(new DescribeAddressesCommand({}));
  const { requestHandler } = client.config;
  if (!("httpHandlerConfigs" in requestHandler) || typeof requestHandler.httpHandlerConfigs !== "function")
    throw new Error("the SDK's handler does not tell its settings");
  client.destroy();
  expect(requestHandler.httpHandlerConfigs()).toMatchObject({
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
  });
});
