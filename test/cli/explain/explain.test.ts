import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { command } from "../support/command.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ regions: ["eu-west-1", "us-east-1"], now });
});
afterEach(async () => {
  const writing = simulator.calls.filter(({ writes }) => writes).map(({ action }) => action);
  await simulator.stop();
  expect(writing, "explain only reads").toEqual([]);
});

const now = Date.parse("2026-11-22T06:00:00.000Z");
const marked = { "janitor:idle-since": "2026-11-14T06:00:00.000Z" };
const world = () => simulator.world("us-east-1");
const explain = (id: string, ...more: string[]) =>
  command(["explain", id, ...more], { environment: simulator.environment, now: () => now });

test("an address that is due goes with the next run, and is found by its id and by itself", async () => {
  const { allocationId, publicIp } = world().allocateAddress({ tags: { ...marked, Name: "web" } });
  const byId = await explain(allocationId, "--mode", "release");
  expect(byId.code).toBe(0);
  expect(byId.stdout).toContain(`${publicIp} “web” in us-east-1 (${allocationId})\n`);
  expect(byId.stdout).toContain("Decision: release (grace-over); mode release\n");
  expect(byId.stdout).toMatch(/^ {2}9 .* yes$/m);
  expect(byId.stdout.match(/ nothing found/g)).toHaveLength(6);
  expect(byId.stdout).toContain("With the next run");
  expect((await explain(publicIp, "--mode", "release")).stdout).toBe(byId.stdout);
  expect(byId.stdout).not.toContain("\u001b");
});

test("an interface is found too, and only its guards are asked", async () => {
  const { networkInterfaceId } = world().createNetworkInterface({ tags: marked });
  const { code, stdout } = await explain(networkInterfaceId, "--output", "json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    resource: { kind: "network-interface", id: networkInterfaceId, region: "us-east-1" },
    decision: "release",
    line: "release",
    going: { goes: "not-in-mode", mode: "report", inModeRelease: { goes: "with-next-run" } },
  });
  expect(simulator.calls.map(({ action }) => action)).not.toContain("ListHostedZones");
});

test("a guard that finds something forbids what is due, and what it found is told", async () => {
  const { allocationId, publicIp } = world().allocateAddress({ tags: marked });
  const zone = simulator.dns().createZone({ name: "example.com" });
  simulator.dns().addRecord(zone, { name: "shop.example.com", type: "A", values: [publicIp] });
  const { stdout } = await explain(allocationId, "--mode", "release");
  expect(stdout).toContain("Decision: protect (dns-record)");
  expect(stdout).toContain("The guard dns forbids it, see below.");
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    "named by a DNS record: record shop.example.com., type A, zone example.com.",
  );
});

test("a guard that is denied forbids what is due", async () => {
  const { allocationId } = world().allocateAddress({ tags: marked });
  simulator.fault({ action: "ListHostedZones", answer: { kind: "error", code: "AccessDenied", status: 403 } });
  const { code, stdout, stderr } = await explain(allocationId, "--mode", "release");
  expect(code).toBe(1);
  expect(stderr).toContain(
    "janitor: not everything could be read, so there may be more to it than is explained.\n" +
      `  The guard dns could not tell about ${allocationId}.\n`,
  );
  expect(stdout).toContain("Decision: protect (evidence-unavailable)");
  expect(stdout).toContain("dns          could not tell, which forbids as well:");
  expect(stdout).toContain("Never as long as dns forbids it.");
});

test("what still waits goes on waiting, and what the guards would say is told", async () => {
  const tags = { "janitor:idle-since": "2026-11-20T06:00:00.000Z" };
  const { allocationId, publicIp } = world().allocateAddress({ tags });
  simulator.world("eu-west-1").allow({ cidr: `${publicIp}/32` });
  const { code, stdout } = await explain(allocationId, "--mode", "release");
  expect(code).toBe(0);
  expect(stdout).toContain("Decision: wait (grace)");
  expect(stdout).toContain("Guards (asked now; asked again when it is due)");
  expect(stdout).toContain("As things are, allow-lists would forbid its release.");
});

test("what is decided before is decided without the guards", async () => {
  const { allocationId } = world().allocateAddress({ tags: { ...marked, "janitor:policy": "keep" } });
  const { stdout } = await explain(allocationId);
  expect(stdout).toContain("dns          not asked: line 3 decided before");
  expect(stdout).toContain("--tags Key=janitor:policy");
  expect(simulator.calls.map(({ action }) => action)).not.toContain("ListHostedZones");
});

describe("what is in use", () => {
  test("is not in any survey, and is looked up: an address and an interface of an instance", async () => {
    const { instanceId } = world().runInstance();
    const { allocationId, publicIp } = world().allocateAddress();
    world().associate(allocationId, { instanceId });
    const { networkInterfaceId = "" } = world().address(allocationId) ?? {};
    const used = `It is associated with the instance ${instanceId}, by the network interface ${networkInterfaceId}.`;
    for (const id of [allocationId, publicIp]) {
      const { code, stdout } = await explain(id);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^ {2}1 .* yes$/m);
      expect(stdout.replaceAll(/\s+/g, " ")).toContain(used);
    }
    const { stdout } = await explain(networkInterfaceId);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      `It is attached to the instance ${instanceId}, and its status is in-use.`,
    );
  });

  test("and still marked is looked up as well", async () => {
    const { instanceId } = world().runInstance();
    const { allocationId } = world().allocateAddress({ tags: marked });
    world().associate(allocationId, { instanceId });
    const { stdout } = await explain(allocationId, "--mode", "mark");
    expect(stdout).toContain(instanceId);
    expect(stdout).toContain("The next run takes its mark off");
  });

  test("is another thing than what is only paid for: the address of a stopped instance, and one on an idle interface", async () => {
    const { instanceId } = world().runInstance();
    const stopped = world().allocateAddress();
    world().associate(stopped.allocationId, { instanceId });
    world().stop(instanceId);
    const { networkInterfaceId } = world().createNetworkInterface();
    const onIdle = world().allocateAddress();
    world().associate(onIdle.allocationId, { networkInterfaceId });
    expect((await explain(stopped.allocationId)).stdout).toContain("Decision: report (stopped-instance)");
    expect((await explain(onIdle.publicIp)).stdout).toContain("Decision: report (on-idle-interface)");
    expect((await explain(networkInterfaceId)).stdout).toContain("Decision: report (has-elastic-ip)");
  });
});

describe("what is not found", () => {
  const id = "eipalloc-0123456789abcdef0";

  test.each([id, "eni-0123456789abcdef0", "198.51.100.7"])(
    "%s is nowhere, and where that is gets said",
    async (each) => {
      const { code, stdout, stderr } = await explain(each);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain(
        `janitor: ${each} is in none of the regions of account 123456789012 that were looked at.`,
      );
      expect(stderr).toContain("All 2 of them were read.");
    },
  );

  test.each(["DescribeAccountAttributes", "DescribeNetworkInterfaces"])(
    "may be where %s was denied",
    async (action) => {
      simulator.fault({ action, region: "eu-west-1", answer: { kind: "error", code: "UnauthorizedOperation" } });
      const { code, stderr } = await explain(id);
      expect(code).toBe(1);
      expect(stderr).toContain(
        `${id} was not found, but it may be there all the same: 1 of 2 regions could not be read.`,
      );
      expect(stderr).toMatch(/^ {2}eu-west-1: .*\(UnauthorizedOperation\)$/m);
      expect(stderr).not.toContain("is in none of");
    },
  );

  test("may be where the look-up itself was denied", async () => {
    const Filter = (call: { readonly parameters: Readonly<Record<string, string>> }) =>
      "Filter.1.Name" in call.parameters;
    simulator.fault({
      action: "DescribeAddresses",
      when: Filter,
      answer: { kind: "error", code: "UnauthorizedOperation" },
    });
    const { code, stderr } = await explain(id);
    expect(code).toBe(1);
    expect(stderr).toContain("any region could not be read");
  });

  test("is not looked for where the regions cannot be listed", async () => {
    simulator.fault({ action: "DescribeRegions", answer: { kind: "error", code: "UnauthorizedOperation" } });
    const { code, stderr } = await explain(id);
    expect(code).toBe(1);
    expect(stderr).toContain("could not be listed, so nobody has looked for");
    expect(stderr).toContain("--regions");
  });
});

test("what is found is explained although another region was not read, which is said", async () => {
  const { allocationId } = world().allocateAddress({ tags: marked });
  simulator.fault({ region: "eu-west-1", answer: { kind: "error", code: "UnauthorizedOperation" } });
  const { code, stdout, stderr } = await explain(allocationId);
  expect(code).toBe(1);
  expect(stderr).toContain("  1 region could not be read: eu-west-1.\n");
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    "1 region could not be read, and what is there nobody has seen: eu-west-1.",
  );
});

test("a region that was not read is of no matter to what is decided without the guards", async () => {
  const { allocationId, publicIp } = world().allocateAddress({ tags: { ...marked, "janitor:policy": "keep" } });
  simulator.fault({ region: "eu-west-1", answer: { kind: "error", code: "UnauthorizedOperation" } });
  for (const id of [allocationId, publicIp]) expect((await explain(id)).code).toBe(0);
});

test("a carrier address may be in a region that was not read as well", async () => {
  world().allocateAddress({ carrierIp: "198.51.100.7", tags: marked });
  simulator.fault({ region: "eu-west-1", answer: { kind: "error", code: "UnauthorizedOperation" } });
  const { code, stdout, stderr } = await explain("198.51.100.7");
  expect(code).toBe(1);
  expect(stdout).toContain("Decision: protect (customer-owned-pool)");
  expect(stderr).toContain("  1 region could not be read: eu-west-1.\n");
});

test("by what it is used could not be read: it is explained, and that is said", async () => {
  const { instanceId } = world().runInstance();
  const { allocationId } = world().allocateAddress({ tags: marked });
  world().associate(allocationId, { instanceId });
  simulator.fault({
    action: "DescribeAddresses",
    when: ({ parameters }) => parameters["Filter.1.Name"] === "allocation-id",
    answer: { kind: "error", code: "UnauthorizedOperation" },
  });
  const { code, stdout, stderr } = await explain(allocationId);
  expect(stdout).toContain("Decision: none (in-use)");
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("could not be read: us-east-1.\n") });
});

test("a carrier address that is in use is found by itself", async () => {
  const { instanceId } = world().runInstance();
  const { allocationId } = world().allocateAddress({ carrierIp: "198.51.100.7" });
  world().associate(allocationId, { instanceId });
  const { code, stdout } = await explain("198.51.100.7");
  expect(code).toBe(0);
  expect(stdout).toContain(allocationId);
});

test.each([
  "i-0123456789abcdef0",
  "eipalloc-123",
  "eni-",
  "198.51.100",
  "198.51.100.256",
  "2001:db8::1",
  "x\u001b[31m",
])("%j can be none of them, and nobody is asked", async (id) => {
  const { code, stderr } = await explain(id);
  expect(code).toBe(1);
  expect(stderr).toContain("is nothing that can be explained");
  expect(stderr).toContain("eipalloc-");
  expect(stderr).not.toContain("\u001b");
  expect(simulator.calls).toEqual([]);
});

test("an id in capitals and with blanks around it is the same id", async () => {
  const { allocationId } = world().allocateAddress();
  expect((await explain(` ${allocationId.toUpperCase()} `)).code).toBe(0);
});

test("an id that stands in two scopes is explained twice", async () => {
  for (const region of ["eu-west-1", "us-east-1"]) {
    simulator.world(region).allocateAddress({ carrierIp: "198.51.100.7", tags: marked });
  }
  const { code, stdout } = await explain("198.51.100.7");
  expect(code).toBe(0);
  expect(stdout).toContain(" in eu-west-1 (");
  expect(stdout).toContain(" in us-east-1 (");
  expect(stdout.match(/^Decision: protect \(customer-owned-pool\)/gm)).toHaveLength(2);
});
