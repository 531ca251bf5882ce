import { DescribeNetworkInterfacesCommand } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readInterface } from "../../../functions/janitor/aws/read-interface.ts";
import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import { createClients } from "../../simulator/clients.ts";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import type { World } from "../../simulator/world.ts";
import { anAddress, elsewhere, now } from "../../support/samples.ts";
import { command } from "../support/command.ts";
import { journalLine, journalOf } from "./journal.ts";

/** In ms: how long was waited for EC2, which these tests do not do. */
const { pauses } = vi.hoisted(() => ({ pauses: [] as number[] }));
vi.mock(import("../../../functions/janitor/system-clock.ts"), async (original) => {
  const { systemClock } = await original();
  return { systemClock: { ...systemClock, pause: async (ms) => void pauses.push(ms) } };
});

let simulator: Simulator;
let world: World;
let subnetId: string;
beforeEach(async () => {
  pauses.length = 0;
  simulator = await startSimulator({ now, frozenClock: true });
  world = simulator.world("us-east-1");
  subnetId = world.createSubnet(world.createVpc());
});
afterEach(() => simulator.stop());

/** Gives back all of one run, from a journal that is piped in. */
async function giveBack(resources: readonly Resource[], ...args: string[]) {
  const journal = journalOf(...resources.map((resource) => journalLine(resource)));
  const ended = await command(["restore", "--journal", "-", "--run", "run-1", ...args], {
    environment: simulator.environment,
    now: simulator.clock.now,
    stdin: journal,
  });
  return { ...ended, writes: simulator.calls.filter(({ writes }) => writes).map(({ action }) => action) };
}

function releasedAddress(changes: Partial<Resource & { kind: "elastic-ip" }> = {}) {
  const { allocationId, publicIp } = world.allocateAddress();
  world.releaseAddress(allocationId);
  return anAddress({ id: allocationId, publicIp, scope: elsewhere, networkBorderGroup: "us-east-1", ...changes });
}

type Options = Parameters<World["createNetworkInterface"]>[0];

/** An interface that was deleted, as the journal has it. */
async function deletedInterface(options: Options = {}) {
  const made = world.createNetworkInterface({ subnetId, tags: { Name: "licence" }, ...options });
  const { ec2 } = createClients(simulator);
  const ids = { NetworkInterfaceIds: [made.networkInterfaceId] };
  const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand(ids));
  world.deleteNetworkInterface(made.networkInterfaceId);
  simulator.clearCalls();
  const [raw] = NetworkInterfaces;
  if (raw === undefined) throw new Error("no interface");
  return readInterface(raw, elsewhere);
}

describe("an address", () => {
  test("that is there already is left as it is, tags and all", async () => {
    const { allocationId, publicIp } = world.allocateAddress({ tags: { mine: "now" } });
    const address = anAddress({ publicIp, id: "eipalloc-0old", scope: elsewhere, tags: { Name: "then" } });
    const { code, stderr, stdout, writes } = await giveBack([address]);
    expect(stderr).toContain(
      `${publicIp} “then” in us-east-1 is there already, as ${allocationId}; nothing was written`,
    );
    expect(stdout).toBe("Of 1 release: 1 there already.\n");
    expect([code, writes, world.address(allocationId)?.tags]).toEqual([0, [], { mine: "now" }]);
  });

  test("of a Local Zone is asked for there, with its tags in the same call", async () => {
    const address = releasedAddress({ networkBorderGroup: "us-east-1-bos-1", tags: { team: "edge" } });
    const { code, writes } = await giveBack([address]);
    expect([code, writes]).toEqual([0, ["AllocateAddress"]]);
    expect(world.addresses()).toMatchObject([
      { networkBorderGroup: "us-east-1-bos-1", tags: { team: "edge", "janitor:keep-until": "2026-11-09" } },
    ]);
  });

  test.each([
    [
      "AddressLimitExceeded",
      "The maximum number of addresses has been reached.",
      "the quota of Elastic IPs in us-east-1 is used up",
    ],
    ["InvalidAddress.NotFound", "Address not found", "another account has it by now, or it cannot be recovered"],
    ["AuthFailure", "The address does not belong to you", "another account has it by now"],
    [
      "AuthFailure",
      "AWS was not able to validate the provided access credentials",
      "could not be had back: AWS was not able",
    ],
    [
      "InvalidParameterValue",
      "Invalid value for domain",
      "could not be had back: Invalid value for domain (InvalidParameterValue)",
    ],
    ["UnauthorizedOperation", "not authorized to perform ec2:AllocateAddress", "a permission is missing"],
    ["NewlyInvented", "\u001b[31mwhat?\nno", "could not be had back: [31mwhat? no (NewlyInvented)"],
  ])(
    "that AWS refuses with %s (%s) is told in words, and the next one is had back all the same",
    async (code, message, says) => {
      const [first, second] = [releasedAddress(), releasedAddress()];
      simulator.fault({ action: "AllocateAddress", nth: 1, answer: { kind: "error", code, message } });
      const ended = await giveBack([first, second]);
      expect(ended.stderr).toContain(says);
      expect(ended.stdout).toMatch(/^Of 2 releases: 1 given back, 1 could not be had back\.\n {2}198\./);
      expect(ended.stdout).toContain(says.replace("could not be had back: ", ""));
      expect(ended.code).toBe(1);
      expect(world.addresses()).toHaveLength(1);
    },
  );

  test("that another account has by now is told", async () => {
    const address = releasedAddress();
    simulator.world("us-east-1", "210987654321").allocateAddress({ publicIp: address.publicIp });
    const { code, stderr } = await giveBack([address]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("AWS does not give it out any more")]);
  });

  test("over the quota is told", async () => {
    const address = releasedAddress();
    world.setAddressQuota(0);
    const { code, stderr } = await giveBack([address]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("the quota of Elastic IPs")]);
  });

  test("is asked for once, and looked for where no answer came: there it is", async () => {
    const address = releasedAddress();
    simulator.fault({ action: "AllocateAddress", answer: { kind: "reset-after" } });
    const { code, stderr, writes } = await giveBack([address]);
    expect(stderr).toContain("is there again, as");
    expect([code, writes, world.addresses().length]).toEqual([0, ["AllocateAddress"], 1]);
  });

  test("that no answer came for, and that is not there, is told", async () => {
    simulator.fault({ action: "AllocateAddress", answer: { kind: "reset" } });
    const { code, stderr } = await giveBack([releasedAddress()]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("it was not there a moment later; try again")]);
  });

  test("is not asked for where it could not be seen whether it is there", async () => {
    const answer = { kind: "error", code: "UnauthorizedOperation", message: "no" } as const;
    simulator.fault({ action: "DescribeAddresses", answer });
    const { code, stderr, writes } = await giveBack([releasedAddress()]);
    expect([code, writes]).toEqual([1, []]);
    expect(stderr).toContain(
      "whether it is there already could not be seen, so nothing was tried: no (UnauthorizedOperation)",
    );
  });

  test("that somebody else in the account has got meanwhile is not called given back, and not kept", async () => {
    const address = releasedAddress();
    simulator.hook({
      match: { action: "AllocateAddress" },
      before: () => {
        if (world.addresses().length === 0)
          world.allocateAddress({ publicIp: address.publicIp, tags: { Name: "theirs" } });
      },
    });
    const answer = { kind: "error", code: "RequestLimitExceeded", status: 503 } as const;
    simulator.fault({ action: "AllocateAddress", answer });
    const { stdout, stderr } = await giveBack([address]);
    expect([stdout, stderr]).toEqual([
      "Of 1 release: 1 there already.\n",
      expect.stringContaining("is there already, as"),
    ]);
  });

  test("that EC2 has no time for is asked for again, because that was surely not done", async () => {
    const answer = { kind: "error", code: "RequestLimitExceeded", status: 503 } as const;
    simulator.fault({ action: "AllocateAddress", times: 3, answer });
    const { code, stdout } = await giveBack([releasedAddress()]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 given back")]);
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
    expect(world.addresses()).toHaveLength(1);
  });

  test("that the account has already, and EC2 does not show for a moment, is not said to be another account's", async () => {
    const address = releasedAddress();
    world.allocateAddress({ publicIp: address.publicIp });
    let looks = 0;
    simulator.hook({
      match: { action: "DescribeAddresses" },
      before: () => {
        looks += 1;
        const [there] = world.addresses();
        if (there !== undefined && looks < 3) world.releaseAddress(there.allocationId);
      },
      after: () => void (looks < 3 && world.allocateAddress({ publicIp: address.publicIp })),
    });
    const { code, stderr } = await giveBack([address]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("is there already, as")]);
    expect(pauses).toEqual([500]);
  });

  test("that EC2 still shows for a moment after its release is asked for when it does not any more", async () => {
    const { allocationId, publicIp } = world.allocateAddress();
    let looks = 0;
    simulator.hook({
      match: { action: "DescribeAddresses" },
      after: () => {
        looks += 1;
        if (looks === 3) world.releaseAddress(allocationId);
      },
    });
    const { code, stderr } = await giveBack([anAddress({ id: allocationId, publicIp, scope: elsewhere })]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("is there again, as")]);
    expect([world.addresses().length, pauses]).toEqual([1, [500, 1_000, 2_000]]);
  });

  test("that EC2 goes on showing under the id that was released is not called there", async () => {
    const { allocationId, publicIp } = world.allocateAddress();
    const { code, stderr, writes } = await giveBack([anAddress({ id: allocationId, publicIp, scope: elsewhere })]);
    expect([code, writes, pauses]).toEqual([1, [], [500, 1_000, 2_000]]);
    expect(stderr).toContain("could not be had back: EC2 still shows it under its old id");
  });

  test("that somebody else gives back at the same moment is there, and no failure", async () => {
    const address = releasedAddress();
    simulator.hook({
      match: { action: "AllocateAddress" },
      before: () => void (world.addresses().length === 0 && world.allocateAddress({ publicIp: address.publicIp })),
    });
    const { code, stderr } = await giveBack([address]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("is there already, as")]);
  });

  test("of a carrier is not asked for: that would be another kind of address", async () => {
    const { code, stderr, writes } = await giveBack([anAddress({ scope: elsewhere, carrierIp: "198.51.100.1" })]);
    expect([code, writes, stderr]).toEqual([1, [], expect.stringContaining("a carrier's address")]);
  });
});

test("what a killed run was about to release, or one that is under way, is still there, and no more is said", async () => {
  const { allocationId, publicIp } = world.allocateAddress();
  const address = anAddress({ id: allocationId, publicIp, scope: elsewhere });
  const { code, stderr } = await command(["restore", "--journal", "-", "--id", publicIp], {
    environment: simulator.environment,
    now: simulator.clock.now,
    stdin: journalOf(journalLine(address, { journal: "intent" })),
  });
  expect([code, stderr, pauses]).toEqual([0, `✓ ${publicIp} in us-east-1 is still there; nothing was written\n`, []]);
});

describe("an interface", () => {
  test("that EC2 still shows for a moment after its deletion is made when it does not any more", async () => {
    const { networkInterfaceId } = world.createNetworkInterface({ subnetId });
    const gone = await deletedInterface();
    simulator.hook({
      match: { action: "DescribeNetworkInterfaces" },
      after: () => void (pauses.length === 2 && world.deleteNetworkInterface(networkInterfaceId)),
    });
    const { code, stderr } = await giveBack([{ ...gone, id: networkInterfaceId }]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("is there again, as")]);
    expect([world.networkInterfaces().length, pauses]).toEqual([1, [500, 1_000, 2_000]]);
  });

  test("that EC2 goes on showing under the id that was deleted is not called there", async () => {
    const { networkInterfaceId } = world.createNetworkInterface({ subnetId });
    const gone = await deletedInterface();
    const { code, stderr, writes } = await giveBack([{ ...gone, id: networkInterfaceId }]);
    expect([code, writes, pauses]).toEqual([1, [], [500, 1_000, 2_000]]);
    expect(stderr).toContain("EC2 still shows it under its old id");
  });

  test.each([
    ["in another subnet", () => ({ subnetId: world.createSubnet(world.createVpc()), privateIpAddress: "10.0.0.9" })],
    ["with another primary private address", () => ({ subnetId, privateIpAddress: "10.0.0.50" })],
  ])("is made although its tag was copied to one %s", async (_, where) => {
    const gone = await deletedInterface({ privateIpAddress: "10.0.0.9" });
    world.createNetworkInterface({ ...where(), tags: { "restored-from": gone.id } });
    const { code, writes } = await giveBack([gone]);
    expect([code, writes]).toEqual([0, ["CreateNetworkInterface"]]);
    expect(world.networkInterfaces().filter(({ tags }) => tags.Name === "licence")).toMatchObject([
      { subnetId, privateIpAddress: "10.0.0.9" },
    ]);
  });

  test("that has lost private and IPv6 addresses since it was given back is not called whole", async () => {
    const gone = await deletedInterface({
      privateIpAddress: "10.0.0.9",
      secondaryPrivateIps: ["10.0.0.10"],
      ipv6Addresses: ["2001:db8::1"],
    });
    const tags = { "restored-from": gone.id };
    const groupIds = [...gone.shape.securityGroupIds];
    world.createNetworkInterface({ subnetId, groupIds, privateIpAddress: "10.0.0.9", tags });
    const { code, stdout, stderr, writes } = await giveBack([gone]);
    expect([code, writes, stdout]).toEqual([
      1,
      [],
      "Of 1 release: 1 there already, 1 of them not with all they had.\n",
    ]);
    expect(stderr).toContain("nothing was written\n    without 10.0.0.10, 2001:db8::1\n");
  });

  test("that was made and deleted within the minute is not claimed by the token that EC2 still knows", async () => {
    const gone = await deletedInterface({ sourceDestCheck: false });
    expect((await giveBack([gone])).code).toBe(0);
    world.deleteNetworkInterface(world.networkInterfaces()[0]?.networkInterfaceId ?? "");
    simulator.clearCalls();
    const { code, stderr, writes } = await giveBack([gone]);
    expect([code, writes, pauses]).toEqual([1, ["CreateNetworkInterface"], [500, 1_000, 2_000]]);
    expect(stderr).toMatch(/EC2 says that it has made it as eni-\w+, and does not show it/);
    simulator.clock.advance(60_000);
    expect((await giveBack([gone])).code).toBe(0);
    expect(world.networkInterfaces()).toMatchObject([{ sourceDestCheck: false }]);
  });

  test("that was made, and could not be looked at, is not claimed", async () => {
    const gone = await deletedInterface();
    const answer = { kind: "error", code: "UnauthorizedOperation", message: "no" } as const;
    simulator.fault({ action: "DescribeNetworkInterfaces", nth: (n) => n > 2, answer });
    const { code, stderr } = await giveBack([gone]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/made it as eni-\w+, and could not show it: no \(Un/)]);
  });

  test("keeps a restored-from of its owner's, and that it says nothing of its origin is told", async () => {
    const gone = await deletedInterface({ tags: { "restored-from": "eni-0backup" } });
    const { stderr } = await giveBack([gone]);
    expect(world.networkInterfaces()).toMatchObject([{ tags: { "restored-from": "eni-0backup" } }]);
    expect(stderr).toContain("    it has a restored-from of its own: no tag says what it was made for");
  });

  test("whose IPv6 address somebody else has is told, and who", async () => {
    const gone = await deletedInterface({ ipv6Addresses: ["2001:db8::1"] });
    const taker = world.createNetworkInterface({ subnetId, ipv6Addresses: ["2001:db8::1"] });
    const { code, stdout } = await giveBack([gone]);
    expect([code, stdout]).toEqual([1, expect.stringContaining(`2001:db8::1 is taken by ${taker.networkInterfaceId}`)]);
  });

  test("is made once, however often it is given back, and at whatever time", async () => {
    const gone = await deletedInterface();
    expect((await giveBack([gone])).writes).toEqual(["CreateNetworkInterface"]);
    simulator.clock.advance(90_000_000);
    const { code, stderr, writes } = await giveBack([gone]);
    expect([code, writes.length]).toEqual([0, 1]);
    expect(stderr).toContain(`is there already, as ${world.networkInterfaces()[0]?.networkInterfaceId}`);
    expect(world.networkInterfaces()).toHaveLength(1);
  });

  test("is made anew where somebody has deleted what was made for it", async () => {
    const gone = await deletedInterface();
    await giveBack([gone]);
    world.deleteNetworkInterface(world.networkInterfaces()[0]?.networkInterfaceId ?? "");
    simulator.clock.advance(60_000);
    expect((await giveBack([gone])).code).toBe(0);
    expect(world.networkInterfaces()).toHaveLength(1);
  });

  test.each([
    ["in the same minute", 0],
    ["a minute apart, and the other one was faster", 60_000],
  ])("is made once by two restores that have both not found it, %s", async (_, apart) => {
    const gone = await deletedInterface({ ipv4Prefixes: ["10.0.1.0/28"], sourceDestCheck: false });
    // The other one comes between this one's look and its creation.
    let others: Awaited<ReturnType<typeof giveBack>> | undefined;
    const takeAway = simulator.hook({
      match: { action: "CreateNetworkInterface" },
      before: async () => {
        takeAway();
        others = await giveBack([gone]);
        simulator.clock.advance(apart);
      },
    });
    const { code } = await giveBack([gone]);
    expect([code, others?.code]).toEqual([0, 0]);
    expect(world.networkInterfaces()).toMatchObject([{ ipv4Prefixes: ["10.0.1.0/28"], sourceDestCheck: false }]);
  });

  test("of which no address is recorded is still made once by two restores in the same minute", async () => {
    const found = await deletedInterface();
    const gone = { ...found, shape: { ...found.shape, privateIps: [] } };
    const takeAway = simulator.hook({
      match: { action: "CreateNetworkInterface" },
      before: async () => {
        takeAway();
        await giveBack([gone]);
      },
    });
    expect((await giveBack([gone])).code).toBe(0);
    expect(world.networkInterfaces()).toHaveLength(1);
  });

  test("whose creation got no answer is found, and finished", async () => {
    const gone = await deletedInterface({ sourceDestCheck: false });
    simulator.fault({ action: "CreateNetworkInterface", answer: { kind: "reset-after" } });
    const { code, stderr } = await giveBack([gone]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("is there again, as")]);
    expect(world.networkInterfaces()).toMatchObject([{ sourceDestCheck: false }]);
  });

  test("whose creation got no answer is not called given back for another's that came in its place", async () => {
    const gone = await deletedInterface({ privateIpAddress: "10.0.0.9" });
    const groupIds = [...gone.shape.securityGroupIds];
    const takeAway = simulator.hook({
      match: { action: "CreateNetworkInterface" },
      before: () => {
        takeAway();
        const tags = { "restored-from": gone.id, Name: "theirs" };
        world.createNetworkInterface({ subnetId, groupIds, privateIpAddress: "10.0.0.9", tags });
      },
    });
    simulator.fault({ action: "CreateNetworkInterface", answer: { kind: "reset" } });
    expect((await giveBack([gone])).stdout).toBe("Of 1 release: 1 there already.\n");
  });

  test("keeps those of its groups that still exist, and it is told which do not", async () => {
    const [lost, left] = [world.allow({ cidr: "10.0.0.0/8" }), world.allow({ cidr: "10.0.0.0/8" })];
    const gone = await deletedInterface({ groupIds: [lost, left] });
    world.deleteSecurityGroup(lost);
    const { code, stdout, stderr } = await giveBack([gone]);
    expect(world.networkInterfaces()).toMatchObject([{ groupIds: [left] }]);
    expect(stderr).toContain(`without 1 security group that it had: ${lost}\n`);
    expect(stdout).toContain("1 given back, 1 of them not with all they had");
    expect(code).toBe(1);
  });

  test("gets its VPC's default group where all of its own are gone, and that is told", async () => {
    const lost = world.allow({ cidr: "10.0.0.0/8" });
    const gone = await deletedInterface({ groupIds: [lost] });
    world.deleteSecurityGroup(lost);
    const { code, stderr } = await giveBack([gone]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${lost}; it has the default group of its VPC`)]);
    expect(world.networkInterfaces()[0]?.groupIds).toHaveLength(1);
    expect((await giveBack([gone])).stderr).toContain(
      `nothing was written\n    without 1 security group that it had: ${lost}`,
    );
  });

  test("is not made where its groups could not be seen", async () => {
    const gone = await deletedInterface();
    simulator.fault({ action: "DescribeSecurityGroups", answer: { kind: "error", code: "UnauthorizedOperation" } });
    const { code, stderr, writes } = await giveBack([gone]);
    expect([code, writes, stderr]).toEqual([1, [], expect.stringContaining("a permission is missing")]);
  });

  test("whose subnet is gone is told", async () => {
    const gone = await deletedInterface();
    world.deleteSubnet(subnetId);
    const { code, stderr } = await giveBack([gone]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("its subnet is gone")]);
  });

  test("whose private address somebody else has is told, and who", async () => {
    const gone = await deletedInterface({ privateIpAddress: "10.0.0.9", secondaryPrivateIps: ["10.0.0.10"] });
    const taker = world.createNetworkInterface({ subnetId, privateIpAddress: "10.0.0.10" });
    const { code, stdout } = await giveBack([gone]);
    expect([code, stdout]).toEqual([1, expect.stringContaining(`10.0.0.10 is taken by ${taker.networkInterfaceId}`)]);
    expect(world.networkInterfaces()).toHaveLength(1);
  });

  test.each([
    ["InvalidParameterValue", "Address 10.0.0.9 is already in use.", "one of its addresses is taken"],
    ["InsufficientFreeAddressesInSubnet", "full", "its subnet is full"],
    ["NetworkInterfaceLimitExceeded", "many", "the quota of network interfaces in us-east-1 is used up"],
    ["InvalidSubnet.NotFound", "none", "its subnet is gone"],
    ["InvalidParameterValue", "Something else", "could not be had back: Something else (InvalidParameterValue)"],
  ])("that is refused with %s (%s) is told in words", async (code, message, says) => {
    const gone = await deletedInterface();
    simulator.fault({ action: "CreateNetworkInterface", answer: { kind: "error", code, message } });
    const ended = await giveBack([gone]);
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(says)]);
  });

  test("stays where something fails after its creation, and what it lacks is told, then and later", async () => {
    const gone = await deletedInterface({
      sourceDestCheck: false,
      ipv4Prefixes: ["10.0.1.0/28"],
      ipv6Prefixes: ["2001:db8:1::/80"],
    });
    for (const action of ["ModifyNetworkInterfaceAttribute", "AssignPrivateIpAddresses", "AssignIpv6Addresses"]) {
      simulator.fault({ action, answer: { kind: "error", code: "UnauthorizedOperation", message: `no ${action}` } });
    }
    const { code, stderr } = await giveBack([gone]);
    expect(stderr).toContain("its source/destination check is on, and was off: no ModifyNetworkInterfaceAttribute");
    expect(stderr).toContain("without 10.0.1.0/28: no AssignPrivateIpAddresses (UnauthorizedOperation)");
    expect(stderr).toContain("without 2001:db8:1::/80: no AssignIpv6Addresses");
    expect([code, world.networkInterfaces().length]).toEqual([1, 1]);
    const second = await giveBack([gone]);
    expect(second.stderr).toContain("nothing was written\n    its source/destination check is on, and was off: no Mod");
    expect(second.stderr).toContain("    without 10.0.1.0/28: no AssignPrivateIpAddresses");
    expect(second.code).toBe(1);
  });

  test("is completed by another restore, as far as it can be", async () => {
    const prefixes = { ipv4Prefixes: ["10.0.1.0/28"], ipv6Prefixes: ["2001:db8:1::/80"] };
    const gone = await deletedInterface({ sourceDestCheck: false, ...prefixes });
    const answer = { kind: "error", code: "UnauthorizedOperation", message: "no" } as const;
    const takeAway = ["ModifyNetworkInterfaceAttribute", "AssignPrivateIpAddresses", "AssignIpv6Addresses"].map(
      (action) => simulator.fault({ action, answer }),
    );
    await giveBack([gone]);
    takeAway[0]?.();
    takeAway[1]?.();
    const second = await giveBack([gone]);
    expect(second.stderr).toMatch(/is there already, as eni-\w+, and has got what it lacked\n {4}without 2001:db8:1::/);
    expect([second.code, second.stdout]).toEqual([1, "Of 1 release: 1 completed, 1 of them not with all they had.\n"]);
    takeAway[2]?.();
    const third = await giveBack([gone]);
    expect([third.code, third.stdout]).toEqual([0, "Of 1 release: 1 completed.\n"]);
    expect(world.networkInterfaces()).toMatchObject([{ sourceDestCheck: false, ...prefixes }]);
  });

  test.each([
    ["once its days are over", async () => simulator.clock.advance(8 * 86_400_000)],
    ["once somebody uses it", async (id: string) => world.attach(id, world.runInstance({ subnetId }).instanceId)],
  ])("is left alone by another restore %s, and what it lacks is told", async (_, happens) => {
    const gone = await deletedInterface({ sourceDestCheck: false });
    const answer = { kind: "error", code: "UnauthorizedOperation" } as const;
    const takeAway = simulator.fault({ action: "ModifyNetworkInterfaceAttribute", answer });
    await giveBack([gone]);
    takeAway();
    await happens(world.networkInterfaces()[0]?.networkInterfaceId ?? "");
    simulator.clearCalls();
    const { code, writes, stderr } = await giveBack([gone]);
    expect([code, writes]).toEqual([1, []]);
    expect(stderr).toContain("nothing was written\n    its source/destination check is on, and was off\n");
  });

  test("that EC2 does not know for a moment after it has made it is finished all the same", async () => {
    const gone = await deletedInterface({ sourceDestCheck: false });
    const answer = { kind: "error", code: "InvalidNetworkInterfaceID.NotFound" } as const;
    // The SDK itself tries four times, because the simulator's clock is not the machine's.
    simulator.fault({ action: "ModifyNetworkInterfaceAttribute", nth: (n) => n <= 4, answer });
    expect((await giveBack([gone])).code).toBe(0);
    expect(world.networkInterfaces()).toMatchObject([{ sourceDestCheck: false }]);
  });

  test("with fifty tags has no room to say what it was made for, and that is told", async () => {
    const tags = Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`key-${at}`, "x"]));
    const gone = await deletedInterface({ tags: { ...tags, "janitor:idle-since": "2026-10-01T00:00:00Z" } });
    const { code, stderr } = await giveBack([gone]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("no tag says what it was made for")]);
    expect(world.networkInterfaces()[0]?.tags).toEqual({ ...tags, "janitor:keep-until": "2026-11-09" });
  });
});

test("what belongs to another account is told and not tried, and the rest is had back", async () => {
  const mine = releasedAddress();
  const others = anAddress({ id: "eipalloc-0other", scope: { ...elsewhere, account: "210987654321" } });
  const { code, stderr } = await giveBack([others, mine]);
  expect(stderr).toContain("it was in account 210987654321, and the credentials are those of 123456789012");
  expect([code, world.addresses().length]).toEqual([1, 1]);
});

test("what another prefix has marked is not had back under this one: the next run would release it", async () => {
  const address = releasedAddress({ tags: { "acme/idle-since": "2026-10-01T00:00:00Z" } });
  const { code, stderr, writes } = await giveBack([address]);
  const says = "released by a janitor whose tags start with “acme/”: say with --tag-prefix how they start today";
  expect([code, writes, stderr]).toEqual([1, [], expect.stringContaining(says)]);
  expect((await giveBack([address], "--tag-prefix", "acme/")).code).toBe(0);
  expect(world.addresses()).toMatchObject([{ tags: { "acme/keep-until": "2026-11-09" } }]);
});

test("tags that only AWS may write are told, and cost nothing else", async () => {
  const address = releasedAddress({ tags: { "aws:backup:source": "x", Name: "web" } });
  const { code, stderr } = await giveBack([address]);
  expect([code, stderr]).toEqual([0, expect.stringContaining("only AWS may write them: aws:backup:source")]);
});

test("hostile tags come back as they were, and not onto the terminal", async () => {
  const tags = { Name: "\u001b]0;owned\u0007\n\u202e", "\u001b[31mkey": "\u001b[2J" };
  const { stdout, stderr } = await giveBack([releasedAddress({ tags })]);
  expect(world.addresses()[0]?.tags).toMatchObject(tags);
  expect(stdout + stderr).not.toMatch(/[^\P{C}\n]/u);
});

test("without a region in the environment, it asks where the things are", async () => {
  const address = releasedAddress();
  const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...environment } = simulator.environment;
  const { code } = await command(["restore", "--journal", "-", "--id", address.id], {
    environment,
    now: simulator.clock.now,
    stdin: journalOf(journalLine(address)),
  });
  expect([code, world.addresses().length]).toEqual([0, 1]);
});

test("many are had back, one after the other", async () => {
  world.setAddressQuota(1_000);
  const all = Array.from({ length: 120 }, () => releasedAddress());
  const { code, stdout } = await giveBack(all);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Of 120 releases: 120 given back\./)]);
  expect(world.addresses()).toHaveLength(120);
});
