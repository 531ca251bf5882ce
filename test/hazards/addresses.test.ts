import { expect, test } from "vitest";
import type { Regions } from "../../functions/janitor/domain/policy.ts";
import { finding, marked, simulatedAws, writingCalls } from "../support/account.ts";
import { invoke, invokeForReport } from "../support/invoke.ts";
import { hazard } from "./hazard.ts";
import { callsOf, email, expectTold, publishedReport, releasing, sectionOf, telling } from "./summary.ts";

const aws = simulatedAws();

hazard("dns", () => {
  const publicIp = "198.18.7.1";
  /** An address that is due, and a zone of the account. */
  const addressAndZone = (zone: { name: string; private?: boolean } = { name: "example.com" }) => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ publicIp, tags: marked() });
    const dns = aws.simulator.dns();
    return { world, allocationId, dns, zoneId: dns.createZone(zone) };
  };

  test("a plain A record protects the address, and the summary has the record and its zone", async () => {
    const { world, allocationId, dns, zoneId } = addressAndZone();
    dns.addRecord(zoneId, { name: "www.example.com", type: "A", values: [publicIp] });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, allocationId)).toMatchObject({
      decision: "protect",
      reason: "dns-record",
      detail: {
        evidence: [{ guard: "dns", found: [{ record: "www.example.com.", type: "A", zone: "example.com.", zoneId }] }],
      },
      outcome: "none",
    });
    expectTold(aws.simulator, allocationId, {
      reason: "dns-record",
      section: "PROTECTED",
      heading: "dns record",
      facts: [" www.example.com.", " example.com."],
    });
    expect(world.address(allocationId)?.tags).toEqual(marked());
    expect(writingCalls(aws.simulator)).toEqual([]);

    dns.removeRecord(zoneId, "www.example.com", "A");
    await invokeForReport(aws.simulator, releasing());
    expect(world.address(allocationId)).toBeUndefined();
  });

  test.each([
    ["weighted", { weight: 10, setIdentifier: "blue" }, [publicIp]],
    ["multivalue", { multiValueAnswer: true, setIdentifier: "one" }, [publicIp]],
    ["wildcard", { name: "*.example.com" }, [publicIp]],
    ["of several values", {}, ["192.0.2.1", publicIp, "192.0.2.2"]],
    ["SPF", { type: "TXT" }, [`"v=spf1 ip4:${publicIp} -all"`]],
    ["CNAME to EC2's own name", { type: "CNAME" }, ["ec2-198-18-7-1.eu-west-1.compute.amazonaws.com"]],
  ])("a record that is %s names it as well", async (_, options, values) => {
    const { world, allocationId, dns, zoneId } = addressAndZone();
    dns.addRecord(zoneId, { name: "www.example.com", type: "A", ...options, values });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({ reason: "dns-record", outcome: "none" });
    expect(world.address(allocationId)).toBeDefined();
  });

  test("a private zone counts", async () => {
    const { world, allocationId, dns, zoneId } = addressAndZone({ name: "corp.internal", private: true });
    dns.addRecord(zoneId, { name: "vpn.corp.internal", type: "A", values: [publicIp] });
    const report = await invokeForReport(aws.simulator, releasing());
    expect(finding(report, allocationId)).toMatchObject({ reason: "dns-record" });
    expect(world.address(allocationId)).toBeDefined();
  });

  test("the last record of the last of many zones counts, beyond every first page", async () => {
    const { world, allocationId, dns } = addressAndZone();
    for (let at = 0; at < 104; at++) dns.createZone({ name: `zone-${at}.example` });
    const last = dns.createZone({ name: "last.example" });
    for (let at = 0; at < 310; at++) {
      dns.addRecord(last, { name: `a-${at}.last.example`, type: "A", values: ["192.0.2.1"] });
    }
    dns.addRecord(last, { name: "z.last.example", type: "A", values: [publicIp] });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({
      reason: "dns-record",
      detail: { evidence: [{ found: [{ record: "z.last.example.", zoneId: last }] }] },
    });
    expect(world.address(allocationId)).toBeDefined();
    expect(callsOf(aws.simulator, ["ListHostedZones", "ListResourceRecordSets"])).toEqual({
      ListHostedZones: 2,
      ListResourceRecordSets: 107,
    });
  });

  test("while one zone cannot be read every address is protected, and the summary says why", async () => {
    const { world, allocationId, dns, zoneId } = addressAndZone();
    const other = world.allocateAddress({ tags: marked() });
    dns.createZone({ name: "example.org" });
    aws.simulator.fault({
      action: "ListResourceRecordSets",
      when: ({ parameters }) => parameters.HostedZoneId === zoneId,
      answer: { kind: "error", code: "ServiceUnavailable", message: "Please try again", status: 503 },
    });

    const { report, error } = await invoke(aws.simulator, telling(aws.simulator));

    expect(error).toBeUndefined();
    for (const id of [allocationId, other.allocationId]) {
      expect(finding(report, id)).toMatchObject({
        decision: "protect",
        reason: "evidence-unavailable",
        detail: { evidence: [{ guard: "dns", answer: "could-not-tell", error: { code: "ServiceUnavailable" } }] },
      });
      expectTold(aws.simulator, id, {
        reason: "evidence-unavailable",
        section: "COULD NOT BE DONE",
        facts: ["could not be checked", "guard dns", "Please try again (ServiceUnavailable)"],
      });
      expect(world.address(id)).toBeDefined();
    }
    expect(report?.alarms).toMatchObject([{ code: "evidence-unavailable" }]);
    expect(email(aws.simulator)).toContain("The guard dns could not tell about");
    expect(email(aws.simulator)).toContain("Please try again (ServiceUnavailable)");
  });

  test("a record for another address that only looks like it is no match", async () => {
    const { world, allocationId, dns, zoneId } = addressAndZone();
    const values = ["198.18.7.10", "198.18.7.11"];
    dns.addRecord(zoneId, { name: "longer.example.com", type: "A", values });
    dns.addRecord(zoneId, { name: "text.example.com", type: "TXT", values: ['"1198.18.7.1 198.18.7.12"'] });
    dns.addRecord(zoneId, {
      name: "host.example.com",
      type: "CNAME",
      values: ["ec2-198-18-7-12.eu-west-1.compute.amazonaws.com"],
    });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(world.address(allocationId)).toBeUndefined();
  });
});

hazard("allow-list", () => {
  const narrowed = { regions: ["eu-west-1"] };

  test.each([
    ["ingress", "eu-west-1"],
    ["ingress", "us-west-2"],
    ["egress", "eu-west-1"],
    ["egress", "us-west-2"],
  ] as const)("a group that allows it for %s in %s protects an address in eu-west-1", async (direction, region) => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId, publicIp } = world.allocateAddress({ tags: marked() });
    const other = world.allocateAddress({ tags: marked() });
    const cidr = `${publicIp}/32`;
    const groupId = aws.simulator.world(region).allow({ cidr, direction, groupName: "partners" });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, allocationId)).toMatchObject({
      decision: "protect",
      reason: "allow-listed",
      detail: { evidence: [{ guard: "allow-lists", found: [{ groupId, groupName: "partners", region, direction }] }] },
      outcome: "none",
    });
    expectTold(aws.simulator, allocationId, {
      reason: "allow-listed",
      section: "PROTECTED",
      heading: "security group",
      facts: [groupId, "partners", `region ${region}`, direction, cidr],
    });
    expect(world.address(allocationId)).toBeDefined();
    expect(world.address(other.allocationId)).toBeUndefined();
  });

  test.each<[Regions]>([["all"], [["eu-west-1", "us-west-2"]]])(
    "a group in a region that an event leaves out protects it too, where the function is configured for %j",
    async (regions) => {
      const world = aws.simulator.world("eu-west-1");
      const { allocationId, publicIp } = world.allocateAddress({ tags: marked() });
      const other = world.allocateAddress({ tags: marked() });
      const groupId = aws.simulator.world("us-west-2").allow({ cidr: `${publicIp}/32` });

      const report = await invokeForReport(aws.simulator, { ...releasing({ regions }), event: narrowed });

      expect(report.regions.map(({ region }) => region)).toEqual(["eu-west-1"]);
      expect(finding(report, allocationId)).toMatchObject({
        decision: "protect",
        reason: "allow-listed",
        detail: { evidence: [{ guard: "allow-lists", found: [{ groupId, region: "us-west-2" }] }] },
        outcome: "none",
      });
      expect(world.address(allocationId)).toBeDefined();
      expect(world.address(other.allocationId)).toBeUndefined();
    },
  );

  test.each([
    ["the groups there cannot be read", ["eu-west-1", "us-west-2"], "us-west-2", "DescribeSecurityGroups"],
    ["the groups there cannot be read, of all regions", "all", "us-west-2", "DescribeSecurityGroups"],
    ["the regions cannot be listed", "all", undefined, "DescribeRegions"],
  ])("while an event leaves a region out and %s, the address is protected", async (_, regions, region, action) => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({
      ...(region && { region }),
      action,
      answer: { kind: "error", code: "UnauthorizedOperation", message: "explicit deny", status: 403 },
    });

    const { report, error } = await invoke(aws.simulator, { ...releasing({ regions }), event: narrowed });

    expect(finding(report, allocationId)).toMatchObject({
      decision: "protect",
      reason: "evidence-unavailable",
      detail: { evidence: [{ guard: "allow-lists", answer: "could-not-tell" }] },
      outcome: "none",
    });
    expect(report?.alarms).toMatchObject([{ code: "denied" }]);
    expect(error?.message).toContain("The guard allow-lists could not tell about");
    expect(world.address(allocationId)).toBeDefined();
    expect(writingCalls(aws.simulator)).toEqual([]);
  });

  test("a range that only contains it lets no stranger in who was not let in before", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ publicIp: "198.18.7.1", tags: marked() });
    for (const cidr of ["0.0.0.0/0", "198.18.7.0/24", "198.18.7.10/32"]) {
      world.allow({ cidr });
      world.allow({ cidr, direction: "egress" });
    }
    const report = await invokeForReport(aws.simulator, releasing());
    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(world.address(allocationId)).toBeUndefined();
  });

  test("while the groups of one region cannot be read, no address of any region is released", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const elsewhere = aws.simulator.world("us-west-2").allocateAddress({ tags: marked() });
    aws.simulator.fault({
      region: "us-west-2",
      action: "DescribeSecurityGroups",
      answer: { kind: "error", code: "UnauthorizedOperation", message: "explicit deny", status: 403 },
    });

    const { report, error } = await invoke(aws.simulator, telling(aws.simulator));

    for (const id of [allocationId, elsewhere.allocationId]) {
      expect(finding(report, id)).toMatchObject({
        decision: "protect",
        reason: "evidence-unavailable",
        detail: { evidence: [{ guard: "allow-lists", answer: "could-not-tell" }] },
      });
    }
    expect(report?.regions.map(({ status }) => status)).toEqual(["scanned", "scanned"]);
    expect(report?.alarms).toMatchObject([{ code: "denied" }]);
    expect(error?.message).toContain("The guard allow-lists could not tell about");
    expect(email(aws.simulator)).toContain("explicit deny (UnauthorizedOperation)");
    expect(world.address(allocationId)).toBeDefined();
    expect(writingCalls(aws.simulator)).toEqual([]);
  });

  test("a group in a region that has refused its survey protects it too, if the region shows it", async () => {
    const world = aws.simulator.world("eu-west-1");
    const address = world.allocateAddress({ tags: marked() });
    const other = aws.simulator.world("us-west-2");
    const groupId = other.allow({ cidr: `${address.publicIp}/32` });
    aws.simulator.fault({
      region: "us-west-2",
      action: "DescribeAccountAttributes",
      answer: { kind: "error", code: "RequestLimitExceeded", status: 503 },
    });

    const { report } = await invoke(aws.simulator, releasing());

    expect(report?.alarms.map(({ code }) => code)).toEqual(["region-failed"]);
    expect(finding(report, address.allocationId)).toMatchObject({
      reason: "allow-listed",
      detail: { evidence: [{ found: [{ region: "us-west-2", groupId }] }] },
    });
    expect(world.address(address.allocationId)).toBeDefined();
  });
});

hazard("ptr", () => {
  test("an address with reverse DNS, or about to get it, is protected with the name", async () => {
    const world = aws.simulator.world("eu-west-1");
    const set = world.allocateAddress({ tags: marked(), ptrRecord: "mail.example.com." });
    const pending = world.allocateAddress({ tags: marked() });
    world.setAddress(pending.allocationId, { ptrUpdate: { value: "mx.example.com." } });
    const free = world.allocateAddress({ tags: marked() });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    for (const [{ allocationId }, ptrRecord] of [
      [set, "mail.example.com."],
      [pending, "mx.example.com."],
    ] as const) {
      expect(finding(report, allocationId)).toMatchObject({
        decision: "protect",
        reason: "ptr-record",
        detail: { evidence: [{ guard: "ptr", found: [{ ptrRecord }] }] },
        outcome: "none",
      });
      expectTold(aws.simulator, allocationId, {
        reason: "ptr-record",
        section: "PROTECTED",
        heading: "reverse dns",
        facts: [ptrRecord],
      });
      expect(world.address(allocationId)).toBeDefined();
    }
    expect(world.address(free.allocationId)).toBeUndefined();
    expect(writingCalls(aws.simulator)).toEqual(["ReleaseAddress"]);
  });

  test("where the policy has switched the guard off, AWS's refusal fails that one alone, and not the run", async () => {
    const world = aws.simulator.world("eu-west-1");
    const addresses = Array.from({ length: 10 }, () => world.allocateAddress({ tags: marked() }));
    const [refused, ...others] = addresses.map(({ allocationId }) => allocationId);
    world.setAddress(refused ?? "", { ptrRecord: "mail.example.com." });

    const { report, error } = await invoke(aws.simulator, telling(aws.simulator, { guards: { ptr: false } }));

    expect(error).toBeUndefined();
    expect(report?.alarms).toEqual([]);
    expect(finding(report, refused ?? "")).toMatchObject({
      decision: "release",
      outcome: "failed",
      error: { code: "InvalidAddress.PtrSet", class: "protected-by-aws", action: "ReleaseAddress" },
    });
    expectTold(aws.simulator, refused ?? "", {
      reason: "grace-over",
      section: "COULD NOT BE DONE",
      facts: ["not released", "AWS holds on to it", "InvalidAddress.PtrSet", "because a PTR record is set for it"],
    });
    expect(sectionOf(aws.simulator, "RELEASED").filter((line) => line.startsWith("• "))).toHaveLength(others.length);
    expect(report?.totals).toMatchObject({ released: others.length, failed: 1 });
    expect(world.addresses().map(({ allocationId }) => allocationId)).toEqual([refused]);
  });
});

hazard("locked", () => {
  test("a locked address fails with AWS's words, the others are released, and the run does not fail", async () => {
    const world = aws.simulator.world("eu-west-1");
    const addresses = Array.from({ length: 4 }, () => world.allocateAddress({ tags: marked() }));
    const [locked, ...others] = addresses.map(({ allocationId }) => allocationId);
    world.setAddress(locked ?? "", { locked: true });

    const { report, error } = await invoke(aws.simulator, telling(aws.simulator));

    expect(error).toBeUndefined();
    expect(report?.alarms).toEqual([]);
    expect(finding(report, locked ?? "")).toMatchObject({
      outcome: "failed",
      error: { code: "InvalidAddress.Locked", class: "protected-by-aws", action: "ReleaseAddress" },
    });
    expectTold(aws.simulator, locked ?? "", {
      reason: "grace-over",
      section: "COULD NOT BE DONE",
      facts: ["not released", "AWS holds on to it", /InvalidAddress\.Locked: The address '.*' is locked\./],
    });
    expect(report?.totals).toMatchObject({ released: others.length, failed: 1 });
    expect(world.addresses().map(({ allocationId }) => allocationId)).toEqual([locked]);
  });
});

hazard("byoip", () => {
  test.each([
    ["of the company's own", { publicIpv4Pool: "ipv4pool-ec2-0123456789abcdef0" }, "ipv4pool-ec2-0123456789abcdef0"],
    ["from IPAM", { publicIpv4Pool: "ipam-pool-0123456789abcdef0" }, "ipam-pool-0123456789abcdef0"],
    ["of an outpost", { customerOwnedIp: "10.200.0.7", customerOwnedIpv4Pool: "ipv4pool-coip-1" }, "10.200.0.7"],
    ["of a carrier", { carrierIp: "198.51.100.7" }, "198.51.100.7"],
  ])("an address %s is protected, with where it comes from", async (_, options, pool) => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ ...options, tags: { ...marked(), "janitor:policy": "release" } });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, allocationId)).toMatchObject({
      decision: "protect",
      reason: "customer-owned-pool",
      detail: { facts: [{ pool }] },
      outcome: "unmarked",
    });
    expectTold(aws.simulator, allocationId, {
      reason: "customer-owned-pool",
      section: "PROTECTED",
      heading: "address pool of your own",
      facts: [`: ${pool}`],
    });
    expect(world.address(allocationId)).toBeDefined();
    expect(writingCalls(aws.simulator)).toEqual(["DeleteTags"]);
  });
});

hazard("service-managed", () => {
  test.each(["alb", "nlb", "rds", "rnat"])("an address that %s holds is protected, and named so", async (service) => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({
      serviceManaged: service,
      tags: { ...marked(), "janitor:policy": "release" },
    });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, allocationId)).toMatchObject({
      decision: "protect",
      reason: "service-managed",
      detail: { facts: [{ service }] },
      outcome: "unmarked",
    });
    expectTold(aws.simulator, allocationId, {
      reason: "service-managed",
      section: "PROTECTED",
      heading: "aws service",
      facts: [`: ${service}`],
    });
    expect(world.address(allocationId)).toBeDefined();
    expect(writingCalls(aws.simulator)).toEqual(["DeleteTags"]);
  });
});

hazard("border-group", () => {
  test("an address in a Local Zone is released with its group, and one of the region with the region's", async () => {
    const world = aws.simulator.world("us-west-2");
    const local = world.allocateAddress({ networkBorderGroup: "us-west-2-lax-1", tags: marked() });
    const regional = world.allocateAddress({ tags: marked() });

    const report = await invokeForReport(aws.simulator, releasing());

    for (const { allocationId } of [local, regional]) {
      expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    }
    expect(world.addresses()).toEqual([]);
    const sent = aws.simulator.calls.filter(({ action }) => action === "ReleaseAddress");
    expect(
      sent.map(({ parameters: { AllocationId, NetworkBorderGroup } }) => [AllocationId, NetworkBorderGroup]),
    ).toEqual(
      expect.arrayContaining([
        [local.allocationId, "us-west-2-lax-1"],
        [regional.allocationId, "us-west-2"],
      ]),
    );
  });
});

hazard("transfer", () => {
  test("an address that is offered to another account is protected, with that account", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    world.setAddress(allocationId, { transfer: { accountId: "210987654321" } });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, allocationId)).toMatchObject({
      decision: "protect",
      reason: "transfer-pending",
      detail: {
        evidence: [{ guard: "transfers", found: [{ toAccount: "210987654321", expires: "2026-11-08T06:00:00.000Z" }] }],
      },
      outcome: "none",
    });
    expectTold(aws.simulator, allocationId, {
      reason: "transfer-pending",
      section: "PROTECTED",
      heading: "transferred to another account",
      facts: ["210987654321"],
    });
    expect(world.address(allocationId)).toBeDefined();
    expect(writingCalls(aws.simulator)).toEqual([]);
  });

  test("an offer that was called off says nothing any more", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    world.setAddress(allocationId, { transfer: { accountId: "210987654321", status: "disabled" } });
    const report = await invokeForReport(aws.simulator, releasing());
    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(world.address(allocationId)).toBeUndefined();
  });
});

hazard("quota", () => {
  /** So many addresses in use and idle ones, of five that are allowed. */
  const allocate = (region: string, used: number, idle: number) => {
    const world = aws.simulator.world(region);
    for (let at = 0; at < used; at++) world.associate(world.allocateAddress().allocationId, world.runInstance());
    for (let at = 0; at < idle; at++) world.allocateAddress();
  };

  test("the summary says of a region that its quota is nearly used up, with how many are idle", async () => {
    allocate("eu-west-1", 2, 2);
    allocate("us-west-2", 5, 0);

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(report.regions).toMatchObject([
      { region: "eu-west-1", elasticIps: { total: 4, idle: 2, quota: 5 } },
      { region: "us-west-2", elasticIps: { total: 5, idle: 0, quota: 5 } },
    ]);
    expect(sectionOf(aws.simulator, "QUOTA NEARLY USED UP")).toEqual([
      expect.stringMatching(/^• eu-west-1: 4 Elastic IPs of 5 allowed, 2 .*idle/),
      expect.stringMatching(/^• us-west-2: 5 Elastic IPs of 5 allowed, 0 .*idle/),
    ]);
  });

  test("a region with room left, or with a larger quota, is not said to be full", async () => {
    allocate("eu-west-1", 1, 2);
    allocate("us-west-2", 3, 2);
    aws.simulator.world("us-west-2").setAddressQuota(20);

    await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(publishedReport(aws.simulator).regions).toMatchObject([
      { region: "eu-west-1", elasticIps: { total: 3, idle: 2, quota: 5 } },
      { region: "us-west-2", elasticIps: { total: 5, idle: 2, quota: 20 } },
    ]);
    expect(email(aws.simulator)).not.toMatch(/nearly used up|allowed|no room/i);
  });
});
