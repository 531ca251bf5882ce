import { describe, expect, test } from "vitest";
import { finding, marked, release, simulatedAws, writingCalls } from "../support/account.ts";
import { invokeForReport } from "../support/invoke.ts";

const aws = simulatedAws();

describe("between the survey and the release", () => {
  test("an address that is associated meanwhile stays, and is reported as changed", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const { instanceId } = world.runInstance();
    aws.simulator.hook({
      match: { action: "DescribeAddresses", when: ({ parameters }) => parameters["AllocationId.1"] === allocationId },
      before: () => void world.associate(allocationId, { instanceId }),
    });

    const report = await invokeForReport(aws.simulator, release);

    expect(finding(report, allocationId)).toMatchObject({ decision: "keep", reason: "in-use", outcome: "changed" });
    expect(world.address(allocationId)?.instanceId).toBe(instanceId);
  });

  test("an owner who opts out meanwhile is heard", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    aws.simulator.hook({
      match: {
        action: "DescribeNetworkInterfaces",
        when: ({ parameters }) => parameters["Filter.1.Name"] === "network-interface-id",
      },
      before: () => world.tag(networkInterfaceId, { "janitor:policy": "keep" }),
    });

    const report = await invokeForReport(aws.simulator, release);

    expect(finding(report, networkInterfaceId)).toMatchObject({ reason: "keep-tag", outcome: "changed" });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
  });

  test("a release whose answer got lost is found done, and is recorded as released", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({ action: "ReleaseAddress", times: 1, answer: { kind: "reset-after" } });

    const report = await invokeForReport(aws.simulator, release);

    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(writingCalls(aws.simulator)).toEqual(["ReleaseAddress"]);
  });

  test("each attempt at a release has its own look right before it", async () => {
    const world = aws.simulator.world("eu-west-1");
    world.allocateAddress({ tags: marked() });
    aws.simulator.fault({
      action: "ReleaseAddress",
      times: 2,
      answer: { kind: "error", code: "RequestLimitExceeded", status: 503 },
    });

    const report = await invokeForReport(aws.simulator, release);

    expect(report.totals.released).toBe(1);
    const order = aws.simulator.calls
      .filter(({ action, parameters }) => action === "ReleaseAddress" || parameters["AllocationId.1"] !== undefined)
      .map(({ action }) => action);
    expect(order).toEqual(Array(3).fill(["DescribeAddresses", "ReleaseAddress"]).flat());
  });
});
