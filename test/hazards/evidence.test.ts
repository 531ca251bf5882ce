import { describe, expect, test } from "vitest";
import type { AddressView, World } from "../simulator/world.ts";
import { finding, hour, marked, simulatedAws, start, writingCalls } from "../support/account.ts";
import { invoke, invokeForReport } from "../support/invoke.ts";
import { callsOf, email, expectTold, releasing, telling } from "./summary.ts";

const aws = simulatedAws();
const day = 24 * hour;

/** What each guard asks AWS. */
const actionsOf = {
  dns: ["ListHostedZones", "ListResourceRecordSets"],
  ptr: ["DescribeAddressesAttribute"],
  "allow-lists": ["DescribeSecurityGroups"],
  activity: ["LookupEvents"],
  transfers: ["DescribeAddressTransfers"],
  routes: ["DescribeRouteTables"],
  templates: ["DescribeLaunchTemplates", "DescribeLaunchTemplateVersions"],
} as const;

const allActions = Object.values(actionsOf).flat();
const none = Object.fromEntries(allActions.map((action) => [action, 0]));

/** Each gives an address something that a guard finds. */
const entangleAddress = {
  dns: (_, { publicIp }) => {
    const dns = aws.simulator.dns();
    dns.addRecord(dns.createZone({ name: "example.com" }), { name: "www.example.com", type: "A", values: [publicIp] });
  },
  ptr: (world, { allocationId }) => world.setAddress(allocationId, { ptrUpdate: { value: "mail.example.com." } }),
  "allow-lists": (world, { publicIp }) => void world.allow({ cidr: `${publicIp}/32` }),
  activity: (world, { allocationId }) =>
    world.record({ eventName: "AssociateAddress", resources: [allocationId], at: start - hour }),
  transfers: (world, { allocationId }) => world.setAddress(allocationId, { transfer: { accountId: "210987654321" } }),
} satisfies Readonly<Record<string, (world: World, address: AddressView) => void>>;

/** Each gives an interface something that a guard finds. */
const entangleInterface = {
  activity: (world, id) => world.record({ eventName: "AttachNetworkInterface", resources: [id], at: start - hour }),
  routes: (world, id) => void world.addRoute({ networkInterfaceId: id }),
  templates: (world, id) => void world.createLaunchTemplate({ versions: [{ networkInterfaceIds: [id] }] }),
} satisfies Readonly<Record<string, (world: World, networkInterfaceId: string) => void>>;

describe("a run in which nothing is due", () => {
  test("asks no guard", async () => {
    const world = aws.simulator.world("eu-west-1");
    const young = marked(start - hour + 1);
    world.allocateAddress();
    world.allocateAddress({ tags: young });
    world.allocateAddress({ tags: { ...marked(), "janitor:policy": "keep" } });
    world.allocateAddress({ tags: marked(), publicIpv4Pool: "ipv4pool-ec2-0123456789abcdef0" });
    world.associate(world.allocateAddress({ tags: marked() }).allocationId, world.runInstance());
    world.createNetworkInterface();
    world.createNetworkInterface({ tags: young });
    world.createNetworkInterface({ tags: marked(), interfaceType: "lambda" });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(report.totals).toMatchObject({ waiting: 4, kept: 1, protected: 2, released: 0 });
    expect(callsOf(aws.simulator, allActions)).toEqual(none);
    // The janitor looks into its own log, and that is no guard's.
    const services = new Set(aws.simulator.calls.map(({ service }) => service));
    expect(services).toEqual(new Set(["ec2", "logs"]));
  });

  test("and one in which only interfaces are due asks nobody about addresses", async () => {
    aws.simulator.world("eu-west-1").createNetworkInterface({ tags: marked() });
    const report = await invokeForReport(aws.simulator, releasing());
    expect(report.totals.released).toBe(1);
    expect(callsOf(aws.simulator, allActions)).toEqual({
      ...none,
      LookupEvents: 1,
      DescribeRouteTables: 1,
      DescribeLaunchTemplates: 1,
    });
  });
});

describe("several guards", () => {
  test("that forbid are all named, in the finding and in the email", async () => {
    const world = aws.simulator.world("eu-west-1");
    const address = world.allocateAddress({ tags: marked() });
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    entangleAddress.dns(world, address);
    entangleAddress.ptr(world, address);
    entangleInterface.routes(world, networkInterfaceId);
    entangleInterface.templates(world, networkInterfaceId);

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, address.allocationId)).toMatchObject({
      decision: "protect",
      reason: "dns-record",
      detail: {
        evidence: [
          { guard: "dns", answer: "found", reason: "dns-record", found: [{ record: "www.example.com." }] },
          { guard: "ptr", answer: "found", reason: "ptr-record", found: [{ ptrRecord: "mail.example.com." }] },
        ],
      },
    });
    expect(finding(report, networkInterfaceId)).toMatchObject({
      reason: "route-target",
      detail: { evidence: [{ guard: "routes" }, { guard: "templates" }] },
    });
    expectTold(aws.simulator, address.allocationId, {
      reason: "dns-record",
      section: "PROTECTED",
      heading: "dns record",
      facts: [/www\.example\.com\..* reverse DNS: mail\.example\.com\./],
    });
    expectTold(aws.simulator, networkInterfaceId, {
      reason: "route-target",
      section: "PROTECTED",
      heading: "route",
      facts: [/rtb-.* launch template: .*template-/],
    });
    expect(writingCalls(aws.simulator)).toEqual([]);
  });

  test("that forbid are named in the email even where one of them has found much", async () => {
    const world = aws.simulator.world("eu-west-1");
    const address = world.allocateAddress({ tags: marked() });
    const dns = aws.simulator.dns();
    const zoneId = dns.createZone({ name: "example.com" });
    for (const name of ["www", "shop", "mail", "api"]) {
      dns.addRecord(zoneId, { name: `${name}.example.com`, type: "A", values: [address.publicIp] });
    }
    entangleAddress.ptr(world, address);
    await invokeForReport(aws.simulator, telling(aws.simulator));
    expectTold(aws.simulator, address.allocationId, {
      reason: "dns-record",
      section: "PROTECTED",
      heading: "dns record",
      facts: [/\.example\.com\..* reverse DNS: mail\.example\.com\./],
    });
  });

  test("of which one has found something and one cannot tell are both named, and what was found comes first", async () => {
    const world = aws.simulator.world("eu-west-1");
    const address = world.allocateAddress({ tags: marked() });
    entangleAddress.transfers(world, address);
    aws.simulator.fault({
      action: "ListHostedZones",
      answer: { kind: "error", code: "ServiceUnavailable", message: "Please try again", status: 503 },
    });

    const { report, error } = await invoke(aws.simulator, telling(aws.simulator));

    expect(error).toBeUndefined();
    expect(finding(report, address.allocationId)).toMatchObject({
      decision: "protect",
      reason: "transfer-pending",
      detail: {
        evidence: [
          { guard: "dns", answer: "could-not-tell", error: { code: "ServiceUnavailable", class: "transient" } },
          { guard: "transfers", answer: "found", found: [{ toAccount: "210987654321" }] },
        ],
      },
    });
    expect(report?.alarms).toEqual([]);
    // It is listed under what was found, and what could not be told comes with it.
    expectTold(aws.simulator, address.allocationId, {
      reason: "transfer-pending",
      section: "PROTECTED",
      heading: "transferred to another account",
      facts: ["210987654321", "the guard dns could not tell: Please try again (ServiceUnavailable)"],
    });
    expect(world.address(address.allocationId)).toBeDefined();
  });
});

describe("a guard that the policy switches off", () => {
  test.each(Object.entries(entangleAddress))(
    "%s makes no call, and protects no address any more",
    async (guard, entangle) => {
      const world = aws.simulator.world("eu-west-1");
      const address = world.allocateAddress({ tags: marked() });
      entangle(world, address);

      const on = await invokeForReport(aws.simulator, releasing({ mode: "report" }));
      expect(finding(on, address.allocationId)).toMatchObject({ decision: "protect" });
      const asked = callsOf(aws.simulator, allActions);
      aws.simulator.clearCalls();

      const off = await invokeForReport(aws.simulator, releasing({ guards: { [guard]: false } }));
      expect(finding(off, address.allocationId)).toMatchObject({ decision: "release", outcome: "released" });
      expect(callsOf(aws.simulator, allActions)).toEqual({ ...asked, ...callsOfNobody(guard) });
      expect(world.address(address.allocationId)).toBeUndefined();
    },
  );

  test.each(Object.entries(entangleInterface))(
    "%s makes no call, and protects no interface any more",
    async (guard, entangle) => {
      const world = aws.simulator.world("eu-west-1");
      const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
      entangle(world, networkInterfaceId);

      const on = await invokeForReport(aws.simulator, releasing({ mode: "report" }));
      expect(finding(on, networkInterfaceId)).toMatchObject({ decision: "protect" });
      const asked = callsOf(aws.simulator, allActions);
      aws.simulator.clearCalls();

      const off = await invokeForReport(aws.simulator, releasing({ guards: { [guard]: false } }));
      expect(finding(off, networkInterfaceId)).toMatchObject({ decision: "release", outcome: "released" });
      expect(callsOf(aws.simulator, allActions)).toEqual({ ...asked, ...callsOfNobody(guard) });
      expect(world.networkInterface(networkInterfaceId)).toBeUndefined();
    },
  );

  function callsOfNobody(guard: string) {
    const [, actions] = Object.entries(actionsOf).find(([name]) => name === guard) ?? [];
    expect(actions).toBeDefined();
    return Object.fromEntries((actions ?? []).map((action) => [action, 0]));
  }
});

describe("a guard that cannot tell", () => {
  /** One address and one interface that are due. */
  const twoDue = () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    return { world, allocationId, networkInterfaceId };
  };

  test("because it is denied protects addresses, is somebody's to act on, and lets interfaces go", async () => {
    const { world, allocationId, networkInterfaceId } = twoDue();
    aws.simulator.fault({
      action: "ListHostedZones",
      answer: { kind: "error", code: "AccessDenied", message: "not authorized: route53:ListHostedZones", status: 403 },
    });

    const { report, error } = await invoke(aws.simulator, telling(aws.simulator));

    expect(finding(report, allocationId)).toMatchObject({
      decision: "protect",
      reason: "evidence-unavailable",
      detail: {
        evidence: [{ guard: "dns", answer: "could-not-tell", error: { code: "AccessDenied", class: "denied" } }],
      },
      outcome: "none",
    });
    expect(finding(report, networkInterfaceId)).toMatchObject({ outcome: "released" });
    expect(report?.alarms).toEqual([
      {
        code: "denied",
        message:
          `The guard dns could not tell about ${allocationId}, so nothing of that was released: ` +
          "not authorized: route53:ListHostedZones (AccessDenied)",
      },
    ]);
    expect(error?.name).toBe("RunFailed");
    expect(email(aws.simulator)).toContain(`The guard dns could not tell about ${allocationId}`);
    expect(world.address(allocationId)?.tags).toEqual(marked());
    expect(world.networkInterface(networkInterfaceId)).toBeUndefined();
  });

  test("because it is throttled to the end protects everything it is about, and fails no run", async () => {
    const { world, allocationId, networkInterfaceId } = twoDue();
    const takeAway = aws.simulator.fault({
      action: "LookupEvents",
      answer: { kind: "error", code: "ThrottlingException", message: "Rate exceeded", status: 400 },
    });

    const { report, error } = await invoke(aws.simulator, telling(aws.simulator));

    expect(error).toBeUndefined();
    for (const id of [allocationId, networkInterfaceId]) {
      expect(finding(report, id)).toMatchObject({
        decision: "protect",
        reason: "evidence-unavailable",
        detail: { evidence: [{ guard: "activity", error: { code: "ThrottlingException", class: "transient" } }] },
        outcome: "none",
      });
    }
    expect(report?.alarms).toMatchObject([{ code: "evidence-unavailable" }]);
    expect(email(aws.simulator)).toContain("The guard activity could not tell about");
    expect(writingCalls(aws.simulator)).toEqual([]);

    takeAway();
    const again = await invokeForReport(aws.simulator, releasing());
    expect(again.totals.released).toBe(2);
    expect(world.addresses()).toEqual([]);
  });

  test("because it never answers takes the time of nobody else", async () => {
    const { world, allocationId, networkInterfaceId } = twoDue();
    aws.simulator.fault({ service: "route53", answer: { kind: "hang" } });

    const { report, error } = await invoke(aws.simulator, telling(aws.simulator));

    expect(error).toBeUndefined();
    expect(finding(report, allocationId)).toMatchObject({ reason: "evidence-unavailable", outcome: "none" });
    expect(finding(report, networkInterfaceId)).toMatchObject({ outcome: "released" });
    expect(report?.alarms).toMatchObject([{ code: "evidence-unavailable" }]);
    expect(world.address(allocationId)).toBeDefined();
    expect(aws.simulator.published).toHaveLength(1);
  });
});

describe("the last activity", () => {
  test("tells whose address it was that is released, in the finding, the journal and the email", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId, publicIp } = world.allocateAddress({ tags: marked() });
    const at = start - 60 * day;
    world.record({ eventName: "AllocateAddress", resources: [allocationId, publicIp], at, username: "jane" });

    const { report, lines } = await invoke(aws.simulator, telling(aws.simulator));

    const lastActivity = { event: "AllocateAddress", at: "2026-09-02T06:00:00.000Z", by: "user/jane" };
    expect(finding(report, allocationId)).toMatchObject({ decision: "release", outcome: "released", lastActivity });
    for (const entry of ["intent", "outcome"]) {
      const line = lines.find(({ journal }) => journal === entry);
      expect(line).toMatchObject({ finding: { id: allocationId, lastActivity }, resource: { publicIp } });
    }
    expectTold(aws.simulator, allocationId, {
      reason: "grace-over",
      section: "RELEASED",
      facts: ["last AllocateAddress by user/jane on 2026-09-02 06:00 UTC"],
    });
    expect(world.address(allocationId)).toBeUndefined();
  });
});
