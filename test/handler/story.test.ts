import { describe, expect, test } from "vitest";
import { finding, hour, marked, release, simulatedAws, writingCalls } from "../support/account.ts";
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

  test("takes the mark off what is opted out, so that the end of that starts the grace anew", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { ...marked(), "janitor:keep-until": "2026-11-01" } });

    const kept = await invokeForReport(aws.simulator, release);
    expect(finding(kept, allocationId)).toMatchObject({ decision: "keep", reason: "keep-until", outcome: "unmarked" });

    aws.simulator.clock.advance(24 * hour);
    const after = await invokeForReport(aws.simulator, release);
    expect(finding(after, allocationId)).toMatchObject({ decision: "wait", reason: "first-seen", outcome: "marked" });
  });
});
