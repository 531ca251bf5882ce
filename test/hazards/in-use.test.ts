import { expect, test } from "vitest";
import { finding, hour, marked, simulatedAws, start, writingCalls } from "../support/account.ts";
import { invoke, invokeForReport } from "../support/invoke.ts";
import { hazard } from "./hazard.ts";
import { callsOf, expectTold, releasing, telling } from "./summary.ts";

const aws = simulatedAws();
const day = 24 * hour;

hazard("in-use-instance", () => {
  test("an address on a running instance is no finding, however long it is there", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { instanceId } = world.runInstance();
    const { allocationId } = world.allocateAddress();
    world.associate(allocationId, { instanceId });

    for (const wait of [0, 48 * hour]) {
      aws.simulator.clock.advance(wait);
      const report = await invokeForReport(aws.simulator, releasing());
      expect(report.findings).toEqual([]);
      expect(report.regions[0]).toMatchObject({ region: "eu-west-1", elasticIps: { total: 1, idle: 0 } });
    }

    expect(writingCalls(aws.simulator)).toEqual([]);
    expect(world.address(allocationId)?.instanceId).toBe(instanceId);
  });

  test("an interface on a running instance is no finding", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { instanceId } = world.runInstance();
    const { networkInterfaceId } = world.createNetworkInterface();
    world.attach(networkInterfaceId, instanceId);

    const report = await invokeForReport(aws.simulator, releasing());

    expect(report.findings).toEqual([]);
    expect(report.regions[0]).toMatchObject({ networkInterfaces: { available: 0 } });
    expect(writingCalls(aws.simulator)).toEqual([]);
  });

  test("a mark on what is in use releases nothing, although EC2 would take the address from its instance", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { instanceId } = world.runInstance();
    const { allocationId } = world.allocateAddress({ tags: marked() });
    world.associate(allocationId, { instanceId });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({ decision: "keep", reason: "in-use", outcome: "unmarked" });
    expect(writingCalls(aws.simulator)).toEqual(["DeleteTags"]);
    expect(world.address(allocationId)?.instanceId).toBe(instanceId);
  });
});

hazard("in-use-no-instance", () => {
  test.each([
    ["a NAT gateway", { interfaceType: "nat_gateway", description: "Interface for NAT Gateway nat-0123456789abcdef0" }],
    ["a load balancer", { requesterId: "amazon-elb", description: "ELB app/front/0123456789abcdef" }],
  ])("the address of %s is no finding", async (_, service) => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({
      ...service,
      requesterManaged: true,
      status: "in-use",
    });
    const { allocationId } = world.allocateAddress();
    world.associate(allocationId, { networkInterfaceId });
    expect(world.address(allocationId)?.instanceId).toBeUndefined();

    for (const wait of [0, 48 * hour]) {
      aws.simulator.clock.advance(wait);
      const report = await invokeForReport(aws.simulator, releasing());
      expect(report.findings).toEqual([]);
      expect(report.regions[0]).toMatchObject({ elasticIps: { total: 1, idle: 0 } });
    }

    expect(writingCalls(aws.simulator)).toEqual([]);
    expect(world.address(allocationId)?.networkInterfaceId).toBe(networkInterfaceId);
  });

  test("an emulator's empty ids say nothing: the association does, and only what has none is marked", async () => {
    const world = aws.simulator.world("eu-west-1");
    const used = world.allocateAddress();
    const idle = world.allocateAddress();
    const item = (allocationId: string, publicIp: string, associationId: string) =>
      `<item><allocationId>${allocationId}</allocationId><publicIp>${publicIp}</publicIp><domain>vpc</domain>` +
      `<instanceId></instanceId><networkInterfaceId/><associationId>${associationId}</associationId>` +
      "<publicIpv4Pool>amazon</publicIpv4Pool></item>";
    aws.simulator.fault({
      region: "eu-west-1",
      action: "DescribeAddresses",
      answer: {
        kind: "garbage",
        body:
          '<DescribeAddressesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><addressesSet>' +
          item(used.allocationId, used.publicIp, "eipassoc-1") +
          item(idle.allocationId, idle.publicIp, "") +
          "</addressesSet></DescribeAddressesResponse>",
      },
    });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(report.findings.map(({ id }) => id)).toEqual([idle.allocationId]);
    expect(report.regions[0]).toMatchObject({ elasticIps: { total: 2, idle: 1 } });
    expect(world.address(used.allocationId)?.tags).toEqual({});
    expect(world.address(idle.allocationId)?.tags).toHaveProperty("janitor:idle-since");
  });
});

hazard("fresh", () => {
  test("an address that was allocated ten seconds ago is only marked, and its owner goes on", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId, publicIp } = world.allocateAddress();
    world.record({ eventName: "AllocateAddress", resources: [allocationId, publicIp], at: start - 10_000 });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({
      decision: "wait",
      reason: "first-seen",
      idleSince: "2026-11-01T06:00:00.000Z",
      dueAt: "2026-11-01T07:00:00.000Z",
      outcome: "marked",
    });
    expect(writingCalls(aws.simulator)).toEqual(["CreateTags"]);
    expect(world.address(allocationId)?.tags).toEqual({ "janitor:idle-since": "2026-11-01T06:00:00.000Z" });

    const { instanceId } = world.runInstance();
    world.associate(allocationId, { instanceId });
    aws.simulator.clock.advance(2 * hour);
    const later = await invokeForReport(aws.simulator, releasing());
    expect(finding(later, allocationId)).toMatchObject({ reason: "in-use", outcome: "unmarked" });
    expect(world.address(allocationId)).toMatchObject({ instanceId, tags: {} });
  });

  test("an interface that the VPC CNI has detached two seconds before it deletes it is only marked", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { instanceId } = world.runInstance();
    const { networkInterfaceId } = world.createNetworkInterface({ description: `aws-K8S-${instanceId}` });
    world.attach(networkInterfaceId, instanceId);
    world.detach(networkInterfaceId);

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, networkInterfaceId)).toMatchObject({ reason: "first-seen", outcome: "marked" });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
    world.deleteNetworkInterface(networkInterfaceId);
    aws.simulator.clock.advance(hour);
    expect(await invokeForReport(aws.simulator, releasing())).toMatchObject({ findings: [], alarms: [] });
  });

  test("a mark that came with tags copied from another address does not make it old", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId, publicIp } = world.allocateAddress({ tags: marked(start - 90 * day) });
    world.record({ eventName: "AllocateAddress", resources: [allocationId, publicIp], at: start - 10_000 });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({
      decision: "protect",
      reason: "recent-activity",
      outcome: "unmarked",
    });
    expect(world.address(allocationId)?.tags).toEqual({});
  });
});

hazard("just-detached", () => {
  test("the grace of what was in use for a year begins when it is first seen idle", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { instanceId } = world.runInstance();
    const { networkInterfaceId } = world.createNetworkInterface();
    const { allocationId } = world.allocateAddress();
    world.associate(allocationId, { instanceId });
    world.attach(networkInterfaceId, instanceId);
    for (let month = 0; month < 12; month++) {
      const report = await invokeForReport(aws.simulator, releasing());
      expect(report.findings).toEqual([]);
      aws.simulator.clock.advance(30 * day);
    }
    world.disassociate(allocationId);
    world.detach(networkInterfaceId);
    aws.simulator.clock.advance(5 * 60_000);
    const seen = aws.simulator.clock.now();

    const report = await invokeForReport(aws.simulator, releasing());
    for (const id of [allocationId, networkInterfaceId]) {
      expect(finding(report, id)).toMatchObject({
        reason: "first-seen",
        idleSince: new Date(seen).toISOString(),
        outcome: "marked",
      });
    }

    aws.simulator.clock.set(seen + hour - 1);
    const early = await invokeForReport(aws.simulator, releasing());
    expect(early.totals).toMatchObject({ waiting: 2, released: 0 });
    expect(writingCalls(aws.simulator)).toEqual(["CreateTags"]);

    aws.simulator.clock.set(seen + hour);
    const due = await invokeForReport(aws.simulator, releasing());
    expect(due.totals).toMatchObject({ waiting: 0, released: 2 });
    expect(world.address(allocationId)).toBeUndefined();
    expect(world.networkInterface(networkInterfaceId)).toBeUndefined();
  });

  test("a mark from before the year in use is taken off while it is used", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { instanceId } = world.runInstance();
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked(start - 365 * day) });
    world.attach(networkInterfaceId, instanceId);

    const used = await invokeForReport(aws.simulator, releasing());
    expect(finding(used, networkInterfaceId)).toMatchObject({ reason: "in-use", outcome: "unmarked" });

    world.detach(networkInterfaceId);
    aws.simulator.clock.advance(5 * 60_000);
    const idle = await invokeForReport(aws.simulator, releasing());
    expect(finding(idle, networkInterfaceId)).toMatchObject({ reason: "first-seen", outcome: "marked" });
    expect(world.networkInterface(networkInterfaceId)?.tags).toHaveProperty(
      "janitor:idle-since",
      "2026-11-01T06:05:00.000Z",
    );
  });
});

hazard("reused", () => {
  test("an address that is used for a while is unmarked, and its grace starts anew", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { Name: "spare" } });
    await invokeForReport(aws.simulator, releasing());
    aws.simulator.clock.set(start + 10 * 60_000);
    world.associate(allocationId, world.runInstance());

    const used = await invokeForReport(aws.simulator, telling(aws.simulator));
    expect(finding(used, allocationId)).toMatchObject({ decision: "keep", reason: "in-use", outcome: "unmarked" });
    expect(world.address(allocationId)?.tags).toEqual({ Name: "spare" });
    expectTold(aws.simulator, allocationId, { reason: "in-use", section: "IN USE AGAIN", facts: ["“spare”"] });

    world.disassociate(allocationId);
    aws.simulator.clock.set(start + 2 * hour);
    const again = await invokeForReport(aws.simulator, releasing());
    expect(finding(again, allocationId)).toMatchObject({
      reason: "first-seen",
      idleSince: "2026-11-01T08:00:00.000Z",
      outcome: "marked",
    });

    aws.simulator.clock.set(start + 3 * hour);
    const due = await invokeForReport(aws.simulator, releasing());
    expect(finding(due, allocationId)).toMatchObject({ outcome: "released" });
    expect(world.address(allocationId)).toBeUndefined();
  });

  test("so is an interface", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface();
    await invokeForReport(aws.simulator, releasing());
    world.attach(networkInterfaceId, world.runInstance().instanceId);
    const used = await invokeForReport(aws.simulator, releasing());
    expect(finding(used, networkInterfaceId)).toMatchObject({ reason: "in-use", outcome: "unmarked" });

    world.detach(networkInterfaceId);
    aws.simulator.clock.set(start + 2 * hour);
    const again = await invokeForReport(aws.simulator, releasing());
    expect(finding(again, networkInterfaceId)).toMatchObject({ reason: "first-seen", outcome: "marked" });
    expect(world.networkInterface(networkInterfaceId)?.tags).toHaveProperty(
      "janitor:idle-since",
      "2026-11-01T08:00:00.000Z",
    );
  });

  test("so is an idle interface that holds an address for a while", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const { allocationId } = world.allocateAddress();
    world.associate(allocationId, { networkInterfaceId });
    await invokeForReport(aws.simulator, releasing());
    world.disassociate(allocationId);
    const report = await invokeForReport(aws.simulator, releasing());
    expect(finding(report, networkInterfaceId)).toMatchObject({ reason: "first-seen", outcome: "marked" });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
  });
});

hazard("between-looks", () => {
  test("an address that a job uses every night is never released, until the job has ended", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress();
    const { instanceId } = world.runInstance();
    const weekly = () => telling(aws.simulator, { grace: "7d" });
    const runOn = async (date: number, worked: boolean) => {
      if (worked) {
        aws.simulator.clock.set(start + date * day - 4 * hour);
        world.associate(allocationId, { instanceId });
        aws.simulator.clock.advance(hour);
        world.disassociate(allocationId);
      }
      aws.simulator.clock.set(start + date * day);
      const report = await invokeForReport(aws.simulator, weekly());
      return finding(report, allocationId);
    };

    for (let date = 0; date < 7; date++) expect(await runOn(date, true)).toMatchObject({ decision: "wait" });
    expect(await runOn(7, true)).toMatchObject({
      decision: "protect",
      reason: "recent-activity",
      detail: {
        evidence: [{ guard: "activity", found: [{ event: "AssociateAddress", by: "user/somebody" }, {}, {}] }],
      },
      outcome: "unmarked",
    });
    expectTold(aws.simulator, allocationId, {
      reason: "recent-activity",
      section: "NEW OR CHANGED",
      facts: ["since it was marked", "AssociateAddress", "2026-11-08", "user/somebody"],
    });
    expect(world.address(allocationId)?.tags).toEqual({});

    expect(await runOn(8, false)).toMatchObject({ reason: "first-seen", idleSince: "2026-11-09T06:00:00.000Z" });
    expect(await runOn(14, false)).toMatchObject({ reason: "grace" });
    expect(world.address(allocationId)).toBeDefined();
    expect(await runOn(15, false)).toMatchObject({ outcome: "released" });
    expect(world.address(allocationId)).toBeUndefined();
  });

  test("so is an interface that was attached since its mark", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    world.attach(networkInterfaceId, world.runInstance().instanceId);
    world.detach(networkInterfaceId);

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, networkInterfaceId)).toMatchObject({
      decision: "protect",
      reason: "recent-activity",
      outcome: "unmarked",
    });
    expect(world.networkInterface(networkInterfaceId)?.tags).toEqual({});
    expect(writingCalls(aws.simulator)).toEqual(["DeleteTags"]);
  });

  test("what CloudTrail files under the address alone counts too", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId, publicIp } = world.allocateAddress({ tags: marked() });
    world.record({ eventName: "AssociateAddress", resources: [publicIp], at: start - hour });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({ reason: "recent-activity" });
    expect(world.address(allocationId)).toBeDefined();
  });

  test("tags, looks and attempts to release it are no use", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const at = start - hour;
    for (const eventName of ["CreateTags", "DeleteTags", "ReleaseAddress"]) {
      world.record({ eventName, resources: [allocationId], at });
    }
    world.record({ eventName: "DescribeAddresses", resources: [allocationId], at, readOnly: true });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(world.address(allocationId)).toBeUndefined();
  });

  test("silence for months does not shorten a grace", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId, publicIp } = world.allocateAddress();
    world.record({ eventName: "AllocateAddress", resources: [allocationId, publicIp], at: start - 80 * day });

    const first = await invokeForReport(aws.simulator, releasing());
    expect(finding(first, allocationId)).toMatchObject({ reason: "first-seen", dueAt: "2026-11-01T07:00:00.000Z" });
    aws.simulator.clock.set(start + hour - 1);
    const early = await invokeForReport(aws.simulator, releasing());

    expect(finding(early, allocationId)).toMatchObject({ decision: "wait", reason: "grace" });
    expect(callsOf(aws.simulator, ["LookupEvents"])).toEqual({ LookupEvents: 0 });
    expect(world.address(allocationId)).toBeDefined();
  });
});

hazard("race", () => {
  test("an address that is associated after the survey stays with its instance", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const { instanceId } = world.runInstance();
    aws.simulator.hook({
      match: { action: "DescribeAddresses", when: ({ parameters }) => parameters["AllocationId.1"] === allocationId },
      before: () => void world.associate(allocationId, { instanceId }),
    });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    expect(finding(report, allocationId)).toMatchObject({ decision: "keep", reason: "in-use", outcome: "changed" });
    expectTold(aws.simulator, allocationId, {
      reason: "in-use",
      section: "CHANGED MEANWHILE",
      facts: ["changed right before its release", "in use again"],
    });
    expect(world.address(allocationId)?.instanceId).toBe(instanceId);
    expect(callsOf(aws.simulator, ["ReleaseAddress"])).toEqual({ ReleaseAddress: 0 });
  });

  test("an interface that is attached after the survey stays with its instance", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const { instanceId } = world.runInstance();
    aws.simulator.hook({
      match: {
        action: "DescribeNetworkInterfaces",
        when: ({ parameters }) => parameters["Filter.1.Name"] === "network-interface-id",
      },
      before: () => void world.attach(networkInterfaceId, instanceId),
    });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, networkInterfaceId)).toMatchObject({ reason: "in-use", outcome: "changed" });
    expect(world.networkInterface(networkInterfaceId)).toMatchObject({ status: "in-use", attachment: { instanceId } });
    expect(callsOf(aws.simulator, ["DeleteNetworkInterface"])).toEqual({ DeleteNetworkInterface: 0 });
  });

  test("each is looked at right before its own release, and not all of them before the first", async () => {
    const world = aws.simulator.world("eu-west-1");
    const ids = Array.from(
      { length: 12 },
      (_, at) => world.allocateAddress({ tags: marked(start - 3 * hour + at) }).allocationId,
    );
    const last = ids.at(-1) ?? "";
    const { instanceId } = world.runInstance();
    const forget = aws.simulator.hook({
      match: { action: "ReleaseAddress" },
      before: () => {
        forget();
        world.associate(last, { instanceId });
      },
    });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(report.totals.released).toBe(11);
    expect(finding(report, last)).toMatchObject({ reason: "in-use", outcome: "changed" });
    expect(world.addresses()).toMatchObject([{ allocationId: last, instanceId }]);
  });

  test("between a look and its release nothing else is asked, and nothing is waited for", async () => {
    const world = aws.simulator.world("eu-west-1");
    world.allocateAddress({ tags: marked() });
    aws.simulator.fault({
      action: "ReleaseAddress",
      times: 2,
      answer: { kind: "error", code: "RequestLimitExceeded", status: 503 },
    });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(report.totals.released).toBe(1);
    const looks = aws.simulator.calls.filter(
      ({ action, parameters }) => action === "ReleaseAddress" || parameters["AllocationId.1"] !== undefined,
    );
    expect(looks.map(({ action }) => action)).toEqual(Array(3).fill(["DescribeAddresses", "ReleaseAddress"]).flat());
    for (let at = 0; at < looks.length; at += 2) expect(looks[at + 1]?.at).toBe(looks[at]?.at);
  });
});

hazard("late-opt-out", () => {
  test.each([
    ["janitor:policy", "keep", "keep-tag", "opted out by tag"],
    ["janitor:keep-until", "2027-01-31", "keep-until", "2027-01-31"],
    ["janitor:policy", "kep", "unreadable-tag", "“kep”"],
  ] as const)("an owner who writes %s=%s after the survey is heard", async (key, value, reason, words) => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.hook({
      match: {
        action: /^Describe/,
        when: ({ parameters }) =>
          parameters["Filter.1.Name"] === "network-interface-id" || parameters["AllocationId.1"] !== undefined,
      },
      before: ({ action }) =>
        world.tag(action === "DescribeAddresses" ? allocationId : networkInterfaceId, { [key]: value }),
    });

    const { report, error } = await invoke(aws.simulator, telling(aws.simulator));

    expect(error).toBeUndefined();
    for (const id of [allocationId, networkInterfaceId]) {
      expect(finding(report, id)).toMatchObject({ decision: "keep", reason, outcome: "changed" });
      expectTold(aws.simulator, id, {
        reason,
        section: "CHANGED MEANWHILE",
        facts: ["changed right before its release", words],
      });
    }
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
    expect(world.address(allocationId)).toBeDefined();
    expect(writingCalls(aws.simulator)).toEqual([]);
  });
});

hazard("stopped", () => {
  test("the address of a stopped instance is reported with its price, and is there when the instance starts", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { instanceId } = world.runInstance();
    const { allocationId } = world.allocateAddress({ tags: marked() });
    world.associate(allocationId, { instanceId });
    world.stop(instanceId);

    for (const outcome of ["unmarked", "none", "none"]) {
      const report = await invokeForReport(aws.simulator, telling(aws.simulator));
      expect(finding(report, allocationId)).toMatchObject({
        decision: "report",
        reason: "stopped-instance",
        detail: { instanceId },
        monthlyCostUsd: 3.65,
        outcome,
      });
      expect(report.totals).toMatchObject({ idle: 0, monthlyWasteUsd: 3.65 });
      expectTold(aws.simulator, allocationId, {
        reason: "stopped-instance",
        section: "PAID BUT UNUSED",
        facts: ["stopped instance", instanceId, "$3.65 a month"],
      });
      aws.simulator.clock.advance(48 * hour);
    }

    world.start(instanceId);
    expect(world.address(allocationId)?.instanceId).toBe(instanceId);
    const running = await invokeForReport(aws.simulator, releasing());
    expect(running.findings).toEqual([]);
    expect(writingCalls(aws.simulator)).toEqual(["DeleteTags"]);
  });
});
