import { describe, expect, test } from "vitest";
import { finding, hour, marked, publishing, release, simulatedAws, writingCalls } from "../support/account.ts";
import { invoke, invokeForReport } from "../support/invoke.ts";

const aws = simulatedAws();

describe("a run", () => {
  test("finds an idle address and an idle interface, marks them, waits out the grace and releases them", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { Name: "forgotten", Owner: "ops" } });
    const { networkInterfaceId } = world.createNetworkInterface();

    const first = await invokeForReport(aws.simulator, release);
    expect(finding(first, allocationId)).toMatchObject({ decision: "wait", reason: "first-seen", outcome: "marked" });
    expect(world.address(allocationId)?.tags).toHaveProperty("janitor:idle-since", "2026-11-01T06:00:00.000Z");

    aws.simulator.clock.advance(hour - 1);
    const early = await invokeForReport(aws.simulator, release);
    expect(finding(early, allocationId)).toMatchObject({ decision: "wait", reason: "grace", outcome: "none" });

    aws.simulator.clock.advance(1);
    const { report, lines } = await invoke(aws.simulator, release);
    expect(finding(report, allocationId)).toMatchObject({
      name: "forgotten",
      owner: "ops",
      decision: "release",
      reason: "grace-over",
      detail: { decidedBy: { by: "default" }, graceMs: hour },
      outcome: "released",
    });
    expect(report?.totals).toMatchObject({ idle: 2, released: 2, monthlySavedUsd: 3.65, monthlyWasteUsd: 0 });
    expect(world.address(allocationId)).toBeUndefined();
    expect(world.networkInterface(networkInterfaceId)).toBeUndefined();

    const journal = lines.filter((line) => line.journal === "intent" || line.journal === "outcome");
    expect(journal.map((line) => line.journal).sort()).toEqual(["intent", "intent", "outcome", "outcome"]);
    expect(journal.find((line) => line.journal === "intent")).toHaveProperty("resource.tags");
  });

  test("in mode report makes no writing call, whatever there would be to do", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    world.allocateAddress();
    const { instanceId } = world.runInstance();
    world.associate(world.allocateAddress({ tags: marked() }).allocationId, { instanceId });
    world.createNetworkInterface({ tags: marked() });

    const report = await invokeForReport(
      aws.simulator,
      publishing(aws.simulator, { policy: { mode: "report", grace: "1h" } }),
    );

    expect(writingCalls(aws.simulator)).toEqual([]);
    expect(finding(report, allocationId)).toMatchObject({ decision: "release", outcome: "none" });
    expect(report.totals).toMatchObject({ idle: 3, released: 0 });
    expect(aws.simulator.published).toHaveLength(1);
  });

  test("in mode mark writes and removes marks and releases nothing", async () => {
    const world = aws.simulator.world("eu-west-1");
    const due = world.allocateAddress({ tags: marked() });
    const fresh = world.allocateAddress();
    const { instanceId } = world.runInstance();
    const reused = world.allocateAddress({ tags: { ...marked(), Name: "reused" } });
    world.associate(reused.allocationId, { instanceId });

    const report = await invokeForReport(aws.simulator, { policy: { mode: "mark", grace: "1h" } });

    expect(writingCalls(aws.simulator).toSorted()).toEqual(["CreateTags", "DeleteTags"]);
    expect(finding(report, due.allocationId)).toMatchObject({ decision: "release", outcome: "none" });
    expect(finding(report, fresh.allocationId)).toMatchObject({ outcome: "marked" });
    expect(finding(report, reused.allocationId)).toMatchObject({ reason: "in-use", outcome: "unmarked" });
    expect(world.address(reused.allocationId)?.tags).toEqual({ Name: "reused" });
  });

  test("leaves the address of a stopped instance alone, and says that it costs money", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { instanceId } = world.runInstance();
    const { allocationId } = world.allocateAddress({ tags: marked() });
    world.associate(allocationId, { instanceId });
    world.stop(instanceId);

    const report = await invokeForReport(aws.simulator, release);

    expect(finding(report, allocationId)).toMatchObject({
      decision: "report",
      reason: "stopped-instance",
      detail: { instanceId },
      monthlyCostUsd: 3.65,
      outcome: "unmarked",
    });
    world.start(instanceId);
    expect(world.address(allocationId)?.instanceId).toBe(instanceId);
  });

  test("reports an idle interface and the address on it together, and releases neither", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const { allocationId, publicIp } = world.allocateAddress({ tags: marked() });
    world.associate(allocationId, { networkInterfaceId });

    const report = await invokeForReport(aws.simulator, release);

    expect(finding(report, allocationId)).toMatchObject({
      reason: "on-idle-interface",
      detail: { networkInterfaceId },
    });
    expect(finding(report, networkInterfaceId)).toMatchObject({
      reason: "has-elastic-ip",
      detail: { elasticIps: [publicIp] },
    });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
    expect(world.address(allocationId)).toBeDefined();
  });

  test("keeps a resource whose tag has a typing error, and says so", async () => {
    const world = aws.simulator.world("eu-west-1");
    const typos = [
      "janitor:policy=kep",
      "janitor:keep-until=next week",
      "janitor:grace=two weeks",
      "janitor:polcy=keep",
    ];
    const ids = typos.map((typo) => {
      const [key = "", value = ""] = typo.split("=");
      return world.allocateAddress({ tags: { ...marked(), [key]: value } }).allocationId;
    });

    const report = await invokeForReport(aws.simulator, release);

    for (const id of ids) {
      expect(finding(report, id)).toMatchObject({ decision: "keep", reason: "unreadable-tag", outcome: "none" });
      expect(world.address(id)).toBeDefined();
    }
  });

  test("journals every tag of what it releases, whatever its key", async () => {
    const tags = { ...marked(), constructor: "a builder's tag", Name: "x" };
    aws.simulator.world("eu-west-1").allocateAddress({ tags });
    const { lines } = await invoke(aws.simulator, release);
    for (const entry of ["intent", "outcome"]) {
      const line = lines.find(({ journal }) => journal === entry);
      expect(line).toHaveProperty(
        "resource.tags",
        Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      );
    }
  });

  test("passes the network border group of an address in a Local Zone", async () => {
    const world = aws.simulator.world("us-west-2");
    const { allocationId } = world.allocateAddress({ networkBorderGroup: "us-west-2-lax-1", tags: marked() });
    await invokeForReport(aws.simulator, release);
    expect(world.address(allocationId)).toBeUndefined();
  });
});
