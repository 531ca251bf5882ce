import { expect, test } from "vitest";
import type { FaultAnswer } from "../simulator/faults.ts";
import { finding, marked, publishing, simulatedAws, writingCalls } from "../support/account.ts";
import { invoke, invokeForReport } from "../support/invoke.ts";
import { hazard } from "./hazard.ts";
import { lookAt } from "./moments.ts";
import { email, releasing, sectionOf } from "./summary.ts";

const aws = simulatedAws();

const message = "You are not authorized, with an explicit deny in a service control policy";
const deny: FaultAnswer = { kind: "error", code: "UnauthorizedOperation", message, status: 403 };

hazard("unknown-state", () => {
  test("an interface in a status that nobody knows yet is in use, and its mark is taken off", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ status: "hibernating", tags: marked() });
    const { allocationId } = world.allocateAddress({ tags: marked() });
    world.associate(allocationId, { networkInterfaceId });

    const report = await invokeForReport(aws.simulator, releasing());

    for (const id of [networkInterfaceId, allocationId]) {
      expect(finding(report, id)).toMatchObject({ decision: "keep", reason: "in-use", outcome: "unmarked" });
    }
    expect(writingCalls(aws.simulator)).toEqual(["DeleteTags"]);
  });

  test("an interface that is listed as idle and shows an unknown status is not idle", async () => {
    const world = aws.simulator.world("eu-west-1");
    const extraElements = { status: "hibernating" };
    const { networkInterfaceId } = world.createNetworkInterface({ extraElements, tags: marked() });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, networkInterfaceId)).toMatchObject({ reason: "in-use", outcome: "unmarked" });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
  });

  test("an unknown status that comes up after the survey stops the release", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    aws.simulator.hook({
      match: lookAt(networkInterfaceId),
      before: () => world.setStatus(networkInterfaceId, "hibernating"),
    });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, networkInterfaceId)).toMatchObject({ reason: "in-use", outcome: "changed" });
    expect(writingCalls(aws.simulator)).toEqual([]);
  });

  test("an interface of an unknown type is protected, with the type", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ interfaceType: "wormhole", tags: marked() });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, networkInterfaceId)).toMatchObject({
      decision: "protect",
      reason: "interface-type",
      detail: { facts: [{ interfaceType: "wormhole" }] },
    });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
  });

  test("an address that an unknown service manages is protected, with the service", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ serviceManaged: "wormhole", tags: marked() });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({
      decision: "protect",
      reason: "service-managed",
      detail: { facts: [{ service: "wormhole" }] },
    });
    expect(world.address(allocationId)).toBeDefined();
  });

  test("a transfer in an unknown status counts as pending", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId, publicIp } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({
      region: "eu-west-1",
      action: "DescribeAddressTransfers",
      answer: {
        kind: "garbage",
        body: `<DescribeAddressTransfersResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><addressTransferSet><item>
          <publicIp>${publicIp}</publicIp><allocationId>${allocationId}</allocationId>
          <transferAccountId>210987654321</transferAccountId><addressTransferStatus>under-review</addressTransferStatus>
        </item></addressTransferSet></DescribeAddressTransfersResponse>`,
      },
    });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({ decision: "protect", reason: "transfer-pending" });
    expect(world.address(allocationId)).toBeDefined();
  });

  test("a field that nobody knows yet takes nothing from those that are known", async () => {
    const world = aws.simulator.world("eu-west-1");
    const extraElements = { wormholeId: "wh-1", wormholeSet: "" };
    const used = world.createNetworkInterface({ status: "in-use", extraElements, tags: marked() });
    const managed = world.createNetworkInterface({ requesterManaged: true, extraElements, tags: marked() });
    const fresh = world.createNetworkInterface({ extraElements });

    const { report, error } = await invoke(aws.simulator, releasing());

    expect(error).toBeUndefined();
    expect(finding(report, used.networkInterfaceId)).toMatchObject({ reason: "in-use", outcome: "unmarked" });
    expect(finding(report, managed.networkInterfaceId)).toMatchObject({ reason: "requester-managed" });
    expect(finding(report, fresh.networkInterfaceId)).toMatchObject({ reason: "first-seen", outcome: "marked" });
    expect(world.networkInterfaces()).toHaveLength(3);
  });
});

hazard("region-denied", () => {
  test("the others go on, the summary says which was not seen, and the run fails after it", async () => {
    const seen = aws.simulator.world("eu-west-1").allocateAddress({ tags: marked() });
    const unseen = aws.simulator.world("us-west-2").allocateAddress({ tags: marked() });
    aws.simulator.fault({ region: "us-west-2", service: "ec2", answer: deny });

    const { report, error } = await invoke(aws.simulator, publishing(aws.simulator));

    const words = `us-west-2 was not seen: ${message}`;
    expect(error?.name).toBe("RunFailed");
    expect(error?.message).toContain(words);
    expect(report?.regions.find(({ region }) => region === "us-west-2")).toEqual({
      account: "123456789012",
      region: "us-west-2",
      status: "failed",
      error: { code: "UnauthorizedOperation", message },
    });
    expect(report?.regions.filter(({ status }) => status === "scanned")).toHaveLength(16);
    expect(aws.simulator.published).toHaveLength(1);
    expect(aws.simulator.published[0]?.subject).toMatch(/^\[elastic-janitor\] 1 region not seen, 1 released/);
    expect(sectionOf(aws.simulator, "ALARMS")).toEqual([`• ${words} (UnauthorizedOperation)`]);
    expect(email(aws.simulator)).toMatch(/^123456789012: 1 region not seen, 1 released/);
    expect(email(aws.simulator)).toContain("16 of 17 regions seen");
    expect(email(aws.simulator)).toMatch(/\$0\.00 a month .*as far as .* seen$/m);
    expect(aws.simulator.world("eu-west-1").address(seen.allocationId)).toBeUndefined();
    expect(aws.simulator.world("us-west-2").address(unseen.allocationId)).toBeDefined();
  });

  test.each(["DescribeAddresses", "DescribeNetworkInterfaces", "DescribeAccountAttributes", "DescribeInstances"])(
    "a region where %s alone is denied was not seen either",
    async (action) => {
      const world = aws.simulator.world("us-west-2");
      const idle = world.allocateAddress({ tags: marked() });
      const used = world.allocateAddress();
      world.associate(used.allocationId, { instanceId: world.runInstance().instanceId });
      aws.simulator.fault({ region: "us-west-2", action, answer: deny });

      const { report, error } = await invoke(aws.simulator, releasing());

      expect(error?.name).toBe("RunFailed");
      expect(report?.alarms.map(({ code }) => code)).toEqual(["region-failed"]);
      expect(report?.findings).toEqual([]);
      expect(world.address(idle.allocationId)).toBeDefined();
    },
  );

  test.each([{}, { remainingMs: 20_000 }, { remainingMs: 3_000 }])(
    "a region that does not answer leaves the others time for their releases and the summary (%o)",
    async (left) => {
      const world = aws.simulator.world("eu-west-1");
      const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
      // Asked about by two names, half a second apart at CloudTrail's pace: three seconds have no room for that.
      const address = left.remainingMs === 3_000 ? undefined : world.allocateAddress({ tags: marked() });
      aws.simulator.world("us-west-2").allocateAddress({ tags: marked() });
      aws.simulator.fault({ region: "us-west-2", answer: { kind: "hang" } });

      const { report, error } = await invoke(aws.simulator, { ...publishing(aws.simulator, releasing()), ...left });

      expect(error?.name).toBe("RunFailed");
      expect(report?.regions.map(({ region, status }) => `${region} ${status}`)).toEqual([
        "eu-west-1 scanned",
        "us-west-2 failed",
      ]);
      const due = [networkInterfaceId, ...(address ? [address.allocationId] : [])];
      for (const id of due) expect(finding(report, id)).toMatchObject({ outcome: "released" });
      expect(report?.totals.released).toBe(due.length);
      expect(world.networkInterface(networkInterfaceId)).toBeUndefined();
      expect(world.addresses()).toEqual([]);
      expect(aws.simulator.published).toHaveLength(1);
    },
  );

  test("when not even the regions can be listed, nothing is called clean", async () => {
    aws.simulator.world("eu-west-1").allocateAddress({ tags: marked() });
    aws.simulator.fault({ action: "DescribeRegions", answer: deny });

    const { report, error } = await invoke(aws.simulator, publishing(aws.simulator));

    expect(error?.name).toBe("RunFailed");
    expect(report?.alarms.map(({ code }) => code)).toEqual(["regions-unknown"]);
    expect(aws.simulator.published[0]?.subject).toBe("[elastic-janitor] nothing was seen");
    expect(email(aws.simulator)).toMatch(/^Nothing was seen/);
    expect(email(aws.simulator)).toMatch(/^Please act/m);
    expect(sectionOf(aws.simulator, "ALARMS")).toEqual([expect.stringContaining(message)]);
    expect(aws.simulator.published[0]?.message).not.toMatch(/nothing idle|nothing to do|\$0\.00/i);
    expect(writingCalls(aws.simulator)).toEqual([]);
  });
});

hazard("half-listing", () => {
  test.each(["status", "tag-key"])(
    "when the third page of the interfaces by %s fails, nothing in the region is touched",
    async (filter) => {
      const world = aws.simulator.world("eu-west-1");
      for (let at = 0; at < 2_001; at++) world.createNetworkInterface({ tags: marked() });
      world.allocateAddress({ tags: marked() });
      const elsewhere = aws.simulator.world("us-west-2").allocateAddress({ tags: marked() });
      aws.simulator.fault({
        region: "eu-west-1",
        action: "DescribeNetworkInterfaces",
        when: ({ parameters }) => parameters["Filter.1.Name"] === filter,
        nth: 3,
        answer: { kind: "error", code: "InvalidParameterValue" },
      });

      const { report, error } = await invoke(aws.simulator, releasing());

      expect(error?.name).toBe("RunFailed");
      expect(report?.regions[0]).toMatchObject({ region: "eu-west-1", status: "failed" });
      expect(report?.findings.map(({ id }) => id)).toEqual([elsewhere.allocationId]);
      expect(aws.simulator.calls.filter(({ region, writes }) => region === "eu-west-1" && writes)).toEqual([]);
    },
    60_000,
  );

  test("pages that lead in a circle are no whole listing", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({
      region: "eu-west-1",
      action: "DescribeNetworkInterfaces",
      answer: {
        kind: "garbage",
        body: "<DescribeNetworkInterfacesResponse><networkInterfaceSet/><nextToken>again</nextToken></DescribeNetworkInterfacesResponse>",
      },
    });

    const { report, error } = await invoke(aws.simulator, releasing());

    expect(error?.name).toBe("RunFailed");
    expect(report?.regions[0]).toMatchObject({ status: "failed", error: { code: "UnreadableAnswer" } });
    expect(world.address(allocationId)).toBeDefined();
  });

  test("a guard whose listing breaks off on its second page has proven nothing", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const { allocationId } = world.allocateAddress({ tags: marked() });
    for (let at = 0; at < 200; at++) world.createLaunchTemplate({ versions: [{}] });
    world.createLaunchTemplate({ versions: [{ networkInterfaceIds: [networkInterfaceId] }] });
    aws.simulator.fault({
      action: "DescribeLaunchTemplates",
      nth: (n) => n > 1,
      answer: { kind: "error", code: "InternalError", status: 500 },
    });

    const { report, error } = await invoke(aws.simulator, releasing());

    expect(error).toBeUndefined();
    expect(report?.alarms.map(({ code }) => code)).toEqual(["evidence-unavailable"]);
    expect(finding(report, networkInterfaceId)).toMatchObject({ decision: "protect", reason: "evidence-unavailable" });
    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
  });

  const notEc2s = [
    ["a login page", "<html>sign in</html>"],
    ["nothing", ""],
    ["JSON", "{}"],
    ["an answer without its list", "<Response><requestId>1</requestId></Response>"],
  ] as const;

  test.each(notEc2s)("%s in place of a listing is not taken for an empty region", async (_, body) => {
    const world = aws.simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    aws.simulator.fault({ region: "eu-west-1", action: "DescribeAddresses", answer: { kind: "garbage", body } });

    const { report, error } = await invoke(aws.simulator, releasing());

    expect(error?.name).toBe("RunFailed");
    expect(report?.regions[0]).toMatchObject({ region: "eu-west-1", status: "failed" });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
  });

  test.each(notEc2s)("%s in place of the second look is not taken for a look", async (_, body) => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({ ...lookAt(allocationId), answer: { kind: "garbage", body } });

    const report = await invokeForReport(aws.simulator, releasing());

    expect(finding(report, allocationId)).toMatchObject({ outcome: "failed", error: { class: "transient" } });
    expect(finding(report, allocationId)?.error?.mayBeDone).toBeUndefined();
    expect(writingCalls(aws.simulator)).toEqual([]);
  });
});
