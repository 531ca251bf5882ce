import { describe, expect, test } from "vitest";
import { finding, hour, marked, release, simulatedAws, writingCalls } from "../support/account.ts";
import { invokeForReport } from "../support/invoke.ts";

const aws = simulatedAws();

describe("the mark", () => {
  test("is taken off what is opted out, so that the end of that starts the grace anew", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { ...marked(), "janitor:keep-until": "2026-11-01" } });

    const kept = await invokeForReport(aws.simulator, release);
    expect(finding(kept, allocationId)).toMatchObject({ decision: "keep", reason: "keep-until", outcome: "unmarked" });

    aws.simulator.clock.advance(24 * hour);
    const after = await invokeForReport(aws.simulator, release);
    expect(finding(after, allocationId)).toMatchObject({ decision: "wait", reason: "first-seen", outcome: "marked" });
  });

  test("is taken off an idle interface that was given an address", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const { allocationId } = world.allocateAddress();
    world.associate(allocationId, { networkInterfaceId });
    await invokeForReport(aws.simulator, release);
    world.disassociate(allocationId);
    const report = await invokeForReport(aws.simulator, release);
    expect(finding(report, networkInterfaceId)).toMatchObject({ reason: "first-seen", outcome: "marked" });
  });

  test("stays where it cannot be read, because that is what keeps the resource", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { "janitor:idle-since": "long ago" } });
    await invokeForReport(aws.simulator, release);
    const again = await invokeForReport(aws.simulator, release);
    expect(finding(again, allocationId)).toMatchObject({ reason: "unreadable-tag", outcome: "none" });
    expect(writingCalls(aws.simulator)).toEqual([]);
  });
});
