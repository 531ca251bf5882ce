import {
  CreateTagsCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcsCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ throttling: true, now: 0, frozenClock: true });
});
afterEach(() => simulator.stop());

type Clients = ReturnType<typeof createClients>;

const CALLS = {
  DescribeAddresses: ({ ec2 }: Clients) => ec2.send(new DescribeAddressesCommand({})),
  "DescribeNetworkInterfaces, one page": ({ ec2 }: Clients) =>
    ec2.send(new DescribeNetworkInterfacesCommand({ MaxResults: 5 })),
  "DescribeNetworkInterfaces, filtered": ({ ec2 }: Clients) =>
    ec2.send(new DescribeNetworkInterfacesCommand({ Filters: [{ Name: "status", Values: ["available"] }] })),
  "DescribeNetworkInterfaces, all": ({ ec2 }: Clients) => ec2.send(new DescribeNetworkInterfacesCommand({})),
  DescribeVpcs: ({ ec2 }: Clients) => ec2.send(new DescribeVpcsCommand({})),
  ReleaseAddress: ({ ec2 }: Clients) => ec2.send(new ReleaseAddressCommand({ AllocationId: "eipalloc-0" })),
  CreateTags: ({ ec2 }: Clients) =>
    ec2.send(new CreateTagsCommand({ Resources: ["eipalloc-0"], Tags: [{ Key: "a", Value: "" }] })),
} as const;

/** Calls until the first refusal. */
async function burst(name: keyof typeof CALLS, clients = createClients(simulator)): Promise<number> {
  for (let count = 0; count < 500; count += 1) {
    try {
      await CALLS[name](clients);
    } catch (error) {
      if (error instanceof Error && error.name === "RequestLimitExceeded") return count;
    }
  }
  return Number.POSITIVE_INFINITY;
}

test.each<[keyof typeof CALLS, number, number]>([
  ["DescribeAddresses", 100, 20],
  ["DescribeNetworkInterfaces, one page", 100, 20],
  ["DescribeNetworkInterfaces, filtered", 100, 20],
  ["DescribeNetworkInterfaces, all", 50, 10],
  ["DescribeVpcs", 100, 20],
  ["ReleaseAddress", 50, 5],
  ["CreateTags", 100, 10],
])("%s: a bucket of %d, refilled with %d a second, up to the brim", async (name, capacity, refill) => {
  expect(await burst(name)).toBe(capacity);
  expect(await burst(name)).toBe(0);
  simulator.clock.advance(1000);
  expect(await burst(name)).toBe(refill);
  simulator.clock.advance(3_600_000);
  expect(await burst(name)).toBe(capacity);
});

test("the refusal is a 503 that the SDK takes for throttling", async () => {
  await burst("ReleaseAddress");
  const refused = CALLS.ReleaseAddress(createClients(simulator));
  await expect(refused).rejects.toMatchObject({
    name: "RequestLimitExceeded",
    $metadata: { httpStatusCode: 503 },
  });
  expect(simulator.calls.at(-1)).toMatchObject({ errorCode: "RequestLimitExceeded", status: 503 });
});

test("accounts, regions and actions have their own buckets", async () => {
  expect(await burst("ReleaseAddress")).toBe(50);
  expect(await burst("ReleaseAddress", createClients(simulator, { region: "eu-west-1" }))).toBe(50);
  expect(await burst("ReleaseAddress", createClients(simulator, { account: "210987654321" }))).toBe(50);
  expect(await burst("CreateTags")).toBe(100);
});

test("a refused call costs no token", async () => {
  await burst("ReleaseAddress");
  simulator.clock.advance(100); // half a token
  expect(await burst("ReleaseAddress")).toBe(0);
  simulator.clock.advance(100);
  expect(await burst("ReleaseAddress")).toBe(1);
});

test("reset fills the buckets", async () => {
  await burst("ReleaseAddress");
  simulator.reset();
  expect(await burst("ReleaseAddress")).toBe(50);
});

test("a clock that is put back takes no tokens away and gives none", async () => {
  simulator.clock.set(10_000);
  await burst("ReleaseAddress");
  simulator.clock.set(0);
  expect(await burst("ReleaseAddress")).toBe(0);
  simulator.clock.advance(1000);
  expect(await burst("ReleaseAddress")).toBe(5);
});

test("other services are not throttled, and nothing is unless asked for", async () => {
  const { sts } = createClients(simulator);
  for (let count = 0; count < 150; count += 1) await sts.send(new GetCallerIdentityCommand({}));
  const unthrottled = await startSimulator();
  const clients = createClients(unthrottled);
  for (let count = 0; count < 120; count += 1) await CALLS.DescribeAddresses(clients);
  await unthrottled.stop();
});
