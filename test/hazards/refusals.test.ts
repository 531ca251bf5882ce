import { describe, expect, test } from "vitest";
import type { FaultAnswer } from "../simulator/faults.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { finding, hour, marked, publishing, simulatedAws, start, writingCalls } from "../support/account.ts";
import { type Invocation, invoke, invokeForReport } from "../support/invoke.ts";
import { hazard } from "./hazard.ts";
import { lookAt, releaseOf } from "./moments.ts";
import { email, expectTold, releasing, telling } from "./summary.ts";

const aws = simulatedAws();

function denied(action: string): FaultAnswer {
  const message = `You are not authorized to perform: ec2:${action}`;
  return { kind: "error", code: "UnauthorizedOperation", message, status: 403 };
}

const throttled: FaultAnswer = { kind: "error", code: "RequestLimitExceeded", status: 503 };

function alarmCodes({ report }: Invocation): readonly string[] | undefined {
  return report?.alarms.map(({ code }) => code);
}

/** Looks and releases, in their order. */
function looksAndReleases(): readonly string[] {
  return aws.simulator.calls
    .filter(({ action, parameters }) => action === "ReleaseAddress" || parameters["AllocationId.1"] !== undefined)
    .map(({ action }) => action);
}

const oneAttempt = ["DescribeAddresses", "ReleaseAddress"];

hazard("no-tag-right", () => {
  test("the summary says what is missing, and nothing is ever released unmarked", async () => {
    const world = aws.simulator.world("eu-west-1");
    for (let at = 0; at < 30; at++) world.allocateAddress();
    world.createNetworkInterface();
    aws.simulator.fault({ action: "CreateTags", answer: denied("CreateTags") });

    const first = await invoke(aws.simulator, publishing(aws.simulator, releasing()));
    const calls = writingCalls(aws.simulator).length;
    aws.simulator.clock.advance(48 * hour);
    const again = await invoke(aws.simulator, releasing());

    for (const each of [first, again]) {
      expect(each.error?.name).toBe("RunFailed");
      expect(alarmCodes(each)).toEqual(["denied"]);
      expect(each.report?.totals).toMatchObject({ idle: 31, released: 0, failed: 31 });
    }
    expect(email(aws.simulator)).toContain("CreateTags failed for ");
    expect(email(aws.simulator)).toContain("You are not authorized to perform: ec2:CreateTags");
    expect(world.addresses()).toHaveLength(30);
    expect(world.networkInterfaces()).toHaveLength(1);
    // What is refused to one after the other is not asked for every single one.
    expect(calls).toBeLessThan(10);
  });

  test("what may not be marked keeps no other from its mark", async () => {
    const world = aws.simulator.world("eu-west-1");
    const ids = Array.from({ length: 5 }, () => world.allocateAddress().allocationId);
    const [forbidden = "", ...others] = ids;
    aws.simulator.fault({
      action: "CreateTags",
      when: ({ parameters }) => Object.values(parameters).includes(forbidden),
      answer: denied("CreateTags"),
    });

    const { report } = await invoke(aws.simulator, releasing());

    expect(finding(report, forbidden)).toMatchObject({ outcome: "failed", error: { class: "denied" } });
    for (const id of others) {
      expect(finding(report, id)).toMatchObject({ outcome: "marked" });
      expect(world.address(id)?.tags).toHaveProperty("janitor:idle-since");
    }
    expect(world.address(forbidden)?.tags).toEqual({});
  });

  test("a mark that may not be taken off is told as well", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    world.associate(allocationId, { instanceId: world.runInstance().instanceId });
    aws.simulator.fault({ action: "DeleteTags", answer: denied("DeleteTags") });

    const run = await invoke(aws.simulator, publishing(aws.simulator, releasing()));

    expect(run.error?.name).toBe("RunFailed");
    expect(finding(run.report, allocationId)).toMatchObject({ reason: "in-use", outcome: "failed" });
    expectTold(aws.simulator, allocationId, {
      reason: "in-use",
      section: "COULD NOT BE DONE",
      facts: ["mark not taken off", "permission", "You are not authorized to perform: ec2:DeleteTags"],
    });
    expect(run.error?.message).toContain("You are not authorized to perform: ec2:DeleteTags");
  });

  test("marks that hang in one region keep no other from its releases", async () => {
    aws.simulator.world("us-west-2").allocateAddress();
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({ region: "us-west-2", action: "CreateTags", answer: { kind: "hang" } });
    const { report } = await invoke(aws.simulator, { ...releasing(), remainingMs: 3_000 });
    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(world.address(allocationId)).toBeUndefined();
  });
});

hazard("denied", () => {
  test("it fails with AWS's words, the others go on, and the run fails after its summary", async () => {
    const world = aws.simulator.world("eu-west-1");
    const [one, other, free] = [0, 1, 2].map(() => world.allocateAddress({ tags: marked() }).allocationId);
    const kept = world.createNetworkInterface({ tags: marked() }).networkInterfaceId;
    for (const id of [one ?? "", other ?? ""]) {
      aws.simulator.fault({ ...releaseOf(id), answer: denied("ReleaseAddress") });
    }
    aws.simulator.fault({ ...releaseOf(kept), answer: denied("DeleteNetworkInterface") });

    const run = await invoke(aws.simulator, publishing(aws.simulator, releasing()));

    expect(run.error?.name).toBe("RunFailed");
    expect(finding(run.report, one ?? "")).toMatchObject({
      decision: "release",
      outcome: "failed",
      error: {
        code: "UnauthorizedOperation",
        message: "You are not authorized to perform: ec2:ReleaseAddress",
        class: "denied",
        action: "ReleaseAddress",
      },
    });
    expect(finding(run.report, kept)).toMatchObject({
      outcome: "failed",
      error: { class: "denied", action: "DeleteNetworkInterface" },
    });
    expect(finding(run.report, free ?? "")).toMatchObject({ outcome: "released" });
    expect(world.addresses().map(({ allocationId }) => allocationId)).toEqual([one, other]);
    // One alarm a cause, however many it touches.
    expect(alarmCodes(run)).toEqual(["denied", "denied"]);
    for (const [id, action] of [
      [one ?? "", "ReleaseAddress"],
      [kept, "DeleteNetworkInterface"],
    ] as const) {
      expectTold(aws.simulator, id, {
        reason: "grace-over",
        section: "COULD NOT BE DONE",
        facts: ["permission", `You are not authorized to perform: ec2:${action}`],
      });
    }
    expectTold(aws.simulator, free ?? "", { reason: "grace-over", section: "RELEASED", facts: ["idle since"] });
  });

  test("it is asked for once, not over and over", async () => {
    const { allocationId } = aws.simulator.world("eu-west-1").allocateAddress({ tags: marked() });
    aws.simulator.fault({ ...releaseOf(allocationId), answer: denied("ReleaseAddress") });
    await invoke(aws.simulator, releasing());
    expect(writingCalls(aws.simulator)).toEqual(["ReleaseAddress"]);
  });
});

hazard("gone", () => {
  const moments = [
    ["while the guards are asked", () => ({ action: /^(DescribeAddressTransfers|DescribeRouteTables)$/ })],
    ["right before the second look", lookAt],
    ["between the second look and the release", releaseOf],
  ] as const;

  test.each(moments)("an address that vanishes %s is gone already, which is no error", async (_, moment) => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const other = world.allocateAddress({ tags: marked() });
    aws.simulator.hook({
      match: moment(allocationId),
      before: () => world.address(allocationId) && world.releaseAddress(allocationId),
    });

    const run = await invoke(aws.simulator, telling(aws.simulator));

    expect(run.error).toBeUndefined();
    expect(alarmCodes(run)).toEqual([]);
    expect(finding(run.report, allocationId)).toMatchObject({ outcome: "already-gone" });
    expect(finding(run.report, other.allocationId)).toMatchObject({ outcome: "released" });
    expectTold(aws.simulator, allocationId, {
      reason: "grace-over",
      section: "CHANGED MEANWHILE",
      facts: ["gone before"],
    });
    expect(run.report?.totals).toMatchObject({ released: 1, failed: 0, monthlySavedUsd: 3.65 });
  });

  test.each(moments)("an interface that vanishes %s is gone already, which is no error", async (_, moment) => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const other = world.createNetworkInterface({ tags: marked() });
    aws.simulator.hook({
      match: moment(networkInterfaceId),
      before: () => world.networkInterface(networkInterfaceId) && world.deleteNetworkInterface(networkInterfaceId),
    });

    const run = await invoke(aws.simulator, releasing());

    expect(run.error).toBeUndefined();
    expect(alarmCodes(run)).toEqual([]);
    expect(finding(run.report, networkInterfaceId)).toMatchObject({ outcome: "already-gone" });
    expect(finding(run.report, other.networkInterfaceId)).toMatchObject({ outcome: "released" });
  });

  test("what vanishes before it is marked keeps no other from its mark", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress();
    const other = world.allocateAddress();
    aws.simulator.hook({
      match: { action: "CreateTags" },
      before: () => world.address(allocationId) && world.releaseAddress(allocationId),
    });

    const run = await invoke(aws.simulator, releasing());

    expect(run.error).toBeUndefined();
    expect(alarmCodes(run)).toEqual([]);
    expect(finding(run.report, allocationId)).toMatchObject({ outcome: "already-gone" });
    expect(finding(run.report, other.allocationId)).toMatchObject({ outcome: "marked" });
    expect(world.address(other.allocationId)?.tags).toHaveProperty("janitor:idle-since");
  });
});

hazard("transient", () => {
  test.each(["AuthFailure", "InvalidNetworkInterfaceID.NotFound"])(
    "%s is tried again by the next run, and is not called a missing permission",
    async (code) => {
      const world = aws.simulator.world("eu-west-1");
      const { allocationId } = world.allocateAddress({ tags: marked() });
      const fault = { ...releaseOf(allocationId), answer: { kind: "error", code, status: 400 } } as const;
      const recover = aws.simulator.fault(fault);

      const first = await invoke(aws.simulator, telling(aws.simulator));
      expect(finding(first.report, allocationId)).toMatchObject({
        decision: "release",
        outcome: "failed",
        error: { code, class: "transient", action: "ReleaseAddress" },
      });
      expectTold(aws.simulator, allocationId, {
        reason: "grace-over",
        section: "COULD NOT BE DONE",
        facts: ["not released", "next run tries again", code],
      });
      expect(email(aws.simulator)).not.toMatch(/permission|please act/i);
      expect(first.error).toBeUndefined();
      expect(alarmCodes(first)).toEqual([]);
      expect(world.address(allocationId)?.tags).toEqual(marked());

      recover();
      aws.simulator.clock.advance(24 * hour);
      const next = await invoke(aws.simulator, releasing());
      expect(finding(next.report, allocationId)).toMatchObject({ outcome: "released" });
      expect(world.address(allocationId)).toBeUndefined();
    },
  );

  test.each(["AuthFailure", "InvalidNetworkInterfaceID.NotFound"])(
    "%s that passes after seconds is over within the run, each attempt with its own look",
    async (code) => {
      const world = aws.simulator.world("eu-west-1");
      const { allocationId } = world.allocateAddress({ tags: marked() });
      aws.simulator.fault({
        ...releaseOf(allocationId),
        when: ({ action, at }) => action === "ReleaseAddress" && at < start + 5_000,
        answer: { kind: "error", code, status: 400 },
      });

      const report = await invokeForReport(aws.simulator, releasing());

      expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
      expect(looksAndReleases().length).toBeGreaterThan(oneAttempt.length);
      expect(looksAndReleases()).toEqual(
        Array(looksAndReleases().length / 2)
          .fill(oneAttempt)
          .flat(),
      );
    },
  );

  test("the same words about an interface that is there are nothing that passes", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    aws.simulator.fault({
      ...releaseOf(networkInterfaceId),
      answer: { kind: "error", code: "InvalidNetworkInterfaceID.NotFound" },
    });

    const run = await invoke(aws.simulator, releasing());

    // The look still shows it: what AWS says of it does not fit together.
    expect(finding(run.report, networkInterfaceId)).toMatchObject({
      outcome: "failed",
      error: { class: "unexpected" },
    });
    expect(run.error?.name).toBe("RunFailed");
  });
});

hazard("throttled", () => {
  test("a release that is throttled for minutes is withheld, and the next run takes it up", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    aws.simulator.fault({
      action: /^(ReleaseAddress|DeleteNetworkInterface)$/,
      when: ({ at }) => at < start + 5 * 60_000,
      answer: throttled,
    });

    const first = await invoke(aws.simulator, publishing(aws.simulator, releasing()));
    expect(first.error).toBeUndefined();
    for (const id of [allocationId, networkInterfaceId]) {
      expect(finding(first.report, id)).toMatchObject({ outcome: "withheld", withheldBecause: "throttled" });
      expectTold(aws.simulator, id, {
        reason: "grace-over",
        section: "COULD NOT BE DONE",
        facts: ["not done because EC2 throttled", "next run"],
      });
    }
    expect(alarmCodes(first)).toEqual(["throttled"]);
    expect(aws.simulator.published).toHaveLength(1);
    expect(writingCalls(aws.simulator).length).toBeGreaterThan(4);

    aws.simulator.clock.advance(24 * hour);
    const next = await invoke(aws.simulator, releasing());
    expect(next.report?.totals).toMatchObject({ released: 2, withheld: 0 });
    expect(alarmCodes(next)).toEqual([]);
    expect([...world.addresses(), ...world.networkInterfaces()]).toEqual([]);
  });

  test("a release that is throttled for a while is done, each attempt with its own look right before it", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({ ...releaseOf(allocationId), times: 4, answer: throttled });

    const { report } = await invoke(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(looksAndReleases()).toEqual(Array(5).fill(oneAttempt).flat());
    // It has waited between the attempts, and not only tried faster.
    expect(aws.simulator.clock.now() - start).toBeGreaterThan(5_000);
  });

  test("an owner who takes the address while the release is throttled keeps it", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const { instanceId } = world.runInstance();
    aws.simulator.fault({ ...releaseOf(allocationId), times: 2, answer: throttled });
    aws.simulator.hook({
      match: releaseOf(allocationId),
      after: () => void (world.address(allocationId)?.associationId ?? world.associate(allocationId, { instanceId })),
    });

    const { report } = await invoke(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({ reason: "in-use", outcome: "changed" });
    expect(world.address(allocationId)?.instanceId).toBe(instanceId);
  });

  test("reads and marks that are throttled for a while are repeated", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const fresh = world.allocateAddress();
    for (const action of [
      "DescribeAddresses",
      "DescribeNetworkInterfaces",
      "DescribeAddressesAttribute",
      "CreateTags",
    ]) {
      aws.simulator.fault({ action, times: 2, answer: throttled });
    }

    const run = await invoke(aws.simulator, releasing());

    expect(alarmCodes(run)).toEqual([]);
    expect(finding(run.report, allocationId)).toMatchObject({ outcome: "released" });
    expect(finding(run.report, fresh.allocationId)).toMatchObject({ outcome: "marked" });
  });

  test("as many releases as EC2's buckets do not hold are all done at its pace, nearly without a refusal", async () => {
    const simulator = await startSimulator({ now: start, frozenClock: true, throttling: true });
    try {
      const world = simulator.world("eu-west-1");
      for (let at = 0; at < 120; at++) {
        world.allocateAddress({ tags: marked() });
        world.createNetworkInterface({ tags: marked() });
      }

      const run = await invoke(simulator, {
        ...releasing({ limits: { releases: 1_000 } }),
        remainingMs: 900_000,
      });

      expect(alarmCodes(run)).toEqual([]);
      expect(run.report?.totals).toMatchObject({ released: 240, withheld: 0, failed: 0 });
      expect([...world.addresses(), ...world.networkInterfaces()]).toEqual([]);
      expect(simulator.calls.filter(({ errorCode }) => errorCode !== undefined).length).toBeLessThan(3);
    } finally {
      await simulator.stop();
    }
  });
});

describe("a release whose answer is lost", () => {
  test.each(["reset-after", "hang"] as const)("is found done by the next look (%s)", async (kind) => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    for (const id of [allocationId, networkInterfaceId]) {
      aws.simulator.fault({ ...releaseOf(id), times: 1, answer: { kind } });
    }
    // What hangs is done all the same.
    aws.simulator.hook({
      match: releaseOf(allocationId),
      before: () => (kind === "hang" ? world.releaseAddress(allocationId) : undefined),
    });
    aws.simulator.hook({
      match: releaseOf(networkInterfaceId),
      before: () => (kind === "hang" ? world.deleteNetworkInterface(networkInterfaceId) : undefined),
    });

    const run = await invoke(aws.simulator, releasing());

    expect(run.error).toBeUndefined();
    expect(alarmCodes(run)).toEqual([]);
    for (const id of [allocationId, networkInterfaceId]) {
      expect(finding(run.report, id)).toMatchObject({ decision: "release", outcome: "released" });
    }
    expect(run.report?.totals).toMatchObject({ released: 2, monthlySavedUsd: 3.65 });
    expect(writingCalls(aws.simulator).toSorted()).toEqual(["DeleteNetworkInterface", "ReleaseAddress"]);
  });

  test("that was not done is done by the next attempt", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({ ...releaseOf(allocationId), times: 1, answer: { kind: "reset" } });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(looksAndReleases()).toEqual(Array(2).fill(oneAttempt).flat());
    expect(world.address(allocationId)).toBeUndefined();
  });

  test("and that nobody can look after is told as perhaps done, with its intent in the journal", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { ...marked(), Name: "forgotten" } });
    aws.simulator.fault({ ...releaseOf(allocationId), answer: { kind: "hang" } });
    aws.simulator.hook({
      match: releaseOf(allocationId),
      before: () =>
        void aws.simulator.fault({
          ...lookAt(allocationId),
          answer: { kind: "error", code: "Unavailable", status: 503 },
        }),
    });

    const run = await invoke(aws.simulator, publishing(aws.simulator, releasing()));

    expect(run.error).toBeUndefined();
    expect(finding(run.report, allocationId)).toMatchObject({
      outcome: "failed",
      error: { class: "transient", mayBeDone: true },
    });
    expect(alarmCodes(run)).toEqual(["unclear"]);
    expect(email(aws.simulator)).toContain("may have been done all the same");
    const intent = run.lines.find(({ journal }) => journal === "intent");
    expect(intent).toHaveProperty("resource.id", allocationId);
    expect(intent).toHaveProperty("resource.tags.1", { Key: "Name", Value: "forgotten" });
  });
});
