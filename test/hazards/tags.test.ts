import { expect, test } from "vitest";
import { finding, hour, marked, simulatedAws, start, writingCalls } from "../support/account.ts";
import { invokeForReport } from "../support/invoke.ts";
import { hazard } from "./hazard.ts";
import { expectTold, releasing, telling } from "./summary.ts";

const aws = simulatedAws();

hazard("typo-tag", () => {
  test.each([
    ["janitor:policy", "kep"],
    ["janitor:policy", "keep!"],
    ["janitor:keep-until", "next week"],
    ["janitor:keep-until", "2027-02-30"],
    ["janitor:grace", "two weeks"],
    ["janitor:grace", "5m"],
    ["janitor:polcy", "keep"],
    ["janitor-policy", "keep"],
    ["jantior:policy", "keep"],
    ["janitor", "keep"],
  ])("%s=%s keeps what carries it, and the summary says what could not be read", async (key, value) => {
    const world = aws.simulator.world("eu-west-1");
    const tags = { ...marked(), [key]: value };
    const { allocationId } = world.allocateAddress({ tags });
    const { networkInterfaceId } = world.createNetworkInterface({ tags });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    for (const id of [allocationId, networkInterfaceId]) {
      expect(finding(report, id)).toMatchObject({
        decision: "keep",
        reason: "unreadable-tag",
        detail: { unreadable: [{ key, value }] },
        outcome: "none",
      });
      expectTold(aws.simulator, id, {
        reason: "unreadable-tag",
        section: "TAGS THAT CANNOT BE READ",
        facts: [`“${key}” is “${value}”`, /expected .+/],
      });
    }
    expect(report.totals).toMatchObject({ kept: 2, released: 0 });
    expect(writingCalls(aws.simulator)).toEqual([]);
    expect(world.address(allocationId)?.tags).toEqual(tags);
    expect(world.networkInterface(networkInterfaceId)?.tags).toEqual(tags);
  });

  test("case and white space are no error, and somebody else's tags are none of ours", async () => {
    const world = aws.simulator.world("eu-west-1");
    const kept = world.allocateAddress({ tags: { ...marked(), "Janitor:Policy": " KEEP " } });
    const other = world.allocateAddress({ tags: { ...marked(), policy: "kep", building: "janitorial" } });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, kept.allocationId)).toMatchObject({ decision: "keep", reason: "keep-tag" });
    expect(finding(report, other.allocationId)).toMatchObject({ outcome: "released" });
    expect(world.addresses().map(({ allocationId }) => allocationId)).toEqual([kept.allocationId]);
  });
});

hazard("forged-mark", () => {
  test("a mark from the future counts as now: it releases nothing, and holds back nothing for longer than it says", async () => {
    const world = aws.simulator.world("eu-west-1");
    const mark = marked(start + hour);
    const { allocationId } = world.allocateAddress({ tags: mark });

    const first = await invokeForReport(aws.simulator, releasing());
    expect(finding(first, allocationId)).toMatchObject({
      decision: "wait",
      reason: "grace",
      idleSince: "2026-11-01T06:00:00.000Z",
      dueAt: "2026-11-01T07:00:00.000Z",
      outcome: "none",
    });
    expect(world.address(allocationId)?.tags).toEqual(mark);

    aws.simulator.clock.set(start + 2 * hour - 1);
    const early = await invokeForReport(aws.simulator, releasing());
    expect(finding(early, allocationId)).toMatchObject({ decision: "wait", idleSince: "2026-11-01T07:00:00.000Z" });
    expect(writingCalls(aws.simulator)).toEqual([]);

    aws.simulator.clock.set(start + 2 * hour);
    const due = await invokeForReport(aws.simulator, releasing());
    expect(finding(due, allocationId)).toMatchObject({ outcome: "released" });
    expect(world.address(allocationId)).toBeUndefined();
  });

  test.each(["long ago", "", "1970", "2020-02-30T06:00:00Z", "2020-01-01T06:00:00+01:00", "1577836800"])(
    "a mark that says '%s' keeps what carries it, and stays",
    async (mark) => {
      const world = aws.simulator.world("eu-west-1");
      const { allocationId } = world.allocateAddress({ tags: { "janitor:idle-since": mark } });
      const { networkInterfaceId } = world.createNetworkInterface({ tags: { "janitor:idle-since": mark } });

      for (const wait of [0, 48 * hour]) {
        aws.simulator.clock.advance(wait);
        const report = await invokeForReport(aws.simulator, releasing());
        for (const id of [allocationId, networkInterfaceId]) {
          expect(finding(report, id)).toMatchObject({ decision: "keep", reason: "unreadable-tag", outcome: "none" });
        }
      }

      expect(writingCalls(aws.simulator)).toEqual([]);
      expect(world.address(allocationId)?.tags).toEqual({ "janitor:idle-since": mark });
      expect(world.networkInterface(networkInterfaceId)).toBeDefined();
    },
  );

  test("a mark in another case is not the janitor's own", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { "Janitor:Idle-Since": "2020-01-01T06:00:00Z" } });
    const report = await invokeForReport(aws.simulator, releasing());
    expect(finding(report, allocationId)).toMatchObject({ decision: "keep", reason: "unreadable-tag" });
    expect(world.address(allocationId)).toBeDefined();
  });
});

hazard("stack", () => {
  const stackId = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/6a1b3c50-0000-11f1-8000-0a0a0a0a0a0a";
  const named = { "aws:cloudformation:stack-id": stackId, "aws:cloudformation:stack-name": "shop" };

  test("what a stack owns is protected, with the stack's name, and its mark is taken off", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { ...marked(), ...named } });
    const { networkInterfaceId } = world.createNetworkInterface({ tags: { ...marked(), ...named } });

    const report = await invokeForReport(aws.simulator, telling(aws.simulator));

    for (const id of [allocationId, networkInterfaceId]) {
      expect(finding(report, id)).toMatchObject({
        decision: "protect",
        reason: "stack-managed",
        detail: { facts: [{ reason: "stack-managed", stack: "shop" }] },
        outcome: "unmarked",
      });
      expectTold(aws.simulator, id, {
        reason: "stack-managed",
        section: "PROTECTED",
        heading: "cloudformation stack",
        facts: [": shop"],
      });
    }
    expect(world.address(allocationId)?.tags).toEqual(named);
    expect(world.networkInterface(networkInterfaceId)?.tags).toEqual(named);
  });

  test("the stack's id alone is enough, and no tag or rule comes before it", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({
      tags: { ...marked(), "aws:cloudformation:stack-id": stackId, "janitor:policy": "release" },
    });
    const rules = [{ name: "all of them", match: { kind: "elastic-ip" }, action: "release" }];

    const report = await invokeForReport(aws.simulator, releasing({ rules }));

    expect(finding(report, allocationId)).toMatchObject({
      reason: "stack-managed",
      detail: { facts: [{ stack: stackId }] },
    });
    expect(world.address(allocationId)).toBeDefined();
  });

  test("a policy that switches the guard off releases it like anything else", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { ...marked(), ...named } });
    const { networkInterfaceId } = world.createNetworkInterface({ tags: { ...marked(), ...named } });

    const report = await invokeForReport(aws.simulator, releasing({ guards: { stacks: false } }));

    expect(report.totals).toMatchObject({ protected: 0, released: 2 });
    expect(world.address(allocationId)).toBeUndefined();
    expect(world.networkInterface(networkInterfaceId)).toBeUndefined();
  });
});
