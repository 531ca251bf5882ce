import { describe, expect, test } from "vitest";
import { finding, hour, marked, publishing, release, simulatedAws, writingCalls } from "../support/account.ts";
import { type InvocationOptions, invoke } from "../support/invoke.ts";

const aws = simulatedAws();

/** Two regions are surveyed in a moment, however busy the machine; that leaves the time for what is tested. */
const hurried: InvocationOptions = { policy: { ...release.policy, regions: ["eu-west-1", "us-west-2"] } };

describe("what fails", () => {
  test("a region that cannot be read is in the report, the others go on, and the run fails after its summary", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({
      region: "us-west-2",
      action: "DescribeAddresses",
      answer: { kind: "error", code: "UnauthorizedOperation", message: "explicit deny in a policy", status: 403 },
    });

    const { report, error } = await invoke(aws.simulator, publishing(aws.simulator));

    expect(error?.name).toBe("RunFailed");
    expect(error?.message).toContain("us-west-2 was not seen: explicit deny in a policy (UnauthorizedOperation)");
    expect(report?.regions.find(({ region }) => region === "us-west-2")).toEqual({
      account: "123456789012",
      region: "us-west-2",
      status: "failed",
      error: { code: "UnauthorizedOperation", message: "explicit deny in a policy" },
    });
    expect(report?.regions.filter(({ status }) => status === "scanned")).toHaveLength(16);
    expect(world.address(allocationId)).toBeUndefined();
    expect(aws.simulator.published[0]?.subject).toMatch(/^\[elastic-janitor\] 1 region not seen, 1 released/);
  });

  test("a listing that breaks off on its third page fails the region, and nothing there is touched", async () => {
    const world = aws.simulator.world("eu-west-1");
    for (let at = 0; at < 2_500; at++) world.createNetworkInterface({ tags: marked() });
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({
      region: "eu-west-1",
      action: "DescribeNetworkInterfaces",
      when: ({ parameters }) => parameters["Filter.1.Name"] === "status",
      nth: 3,
      answer: { kind: "error", code: "InvalidParameterValue" },
    });

    const { report, error } = await invoke(aws.simulator, release);

    expect(error?.name).toBe("RunFailed");
    expect(report?.regions.find(({ region }) => region === "eu-west-1")).toMatchObject({ status: "failed" });
    expect(report?.findings).toEqual([]);
    expect(writingCalls(aws.simulator)).toEqual([]);
    expect(world.address(allocationId)).toBeDefined();
  });

  test("an answer that is not EC2's is not taken for an empty region", async () => {
    aws.simulator.fault({
      region: "eu-west-1",
      action: "DescribeAddresses",
      answer: { kind: "garbage", body: "<html>sign in</html>" },
    });
    const { report, error } = await invoke(aws.simulator, release);
    expect(error?.name).toBe("RunFailed");
    expect(report?.regions.find(({ region }) => region === "eu-west-1")).toMatchObject({ status: "failed" });
  });

  test("when not even the regions can be listed, nothing is called clean", async () => {
    aws.simulator.fault({
      action: "DescribeRegions",
      answer: { kind: "error", code: "UnauthorizedOperation", status: 403 },
    });
    const { report, error } = await invoke(aws.simulator, publishing(aws.simulator));
    expect(error?.name).toBe("RunFailed");
    expect(report?.alarms.map(({ code }) => code)).toEqual(["regions-unknown"]);
    expect(aws.simulator.published[0]?.subject).toBe("[elastic-janitor] nothing was seen");
    expect(aws.simulator.published[0]?.message).not.toContain("othing idle");
  });

  test("a summary that cannot be published fails the run after everything else was done", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({ service: "sns", answer: { kind: "error", code: "AuthorizationError", status: 403 } });

    const { report, error, lines } = await invoke(aws.simulator, publishing(aws.simulator));

    expect(error?.name).toBe("RunFailed");
    expect(report?.alarms.map(({ code }) => code)).toEqual(["publish-failed"]);
    expect(world.address(allocationId)).toBeUndefined();
    expect(lines.findLast(({ journal }) => journal === "report")).toHaveProperty(
      "report.alarms.0.code",
      "publish-failed",
    );
  });

  test("a denied release is failed with AWS's words, the rest is released, and the run fails", async () => {
    const world = aws.simulator.world("eu-west-1");
    const denied = world.allocateAddress({ tags: marked() });
    const allowed = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({
      action: "ReleaseAddress",
      when: ({ parameters }) => parameters.AllocationId === denied.allocationId,
      answer: {
        kind: "error",
        code: "UnauthorizedOperation",
        message: "not authorized: ec2:ReleaseAddress",
        status: 403,
      },
    });

    const { report, error } = await invoke(aws.simulator, release);

    expect(error?.name).toBe("RunFailed");
    expect(finding(report, denied.allocationId)).toMatchObject({
      outcome: "failed",
      error: { code: "UnauthorizedOperation", class: "denied", action: "ReleaseAddress" },
    });
    expect(world.address(allowed.allocationId)).toBeUndefined();
  });

  test("what AWS itself protects fails alone, and does not fail the run", async () => {
    const world = aws.simulator.world("eu-west-1");
    const withPtr = world.allocateAddress({ tags: marked() });
    world.setAddress(withPtr.allocationId, { ptrRecord: "mail.example.com." });
    const locked = world.allocateAddress({ tags: marked() });
    world.setAddress(locked.allocationId, { locked: true });
    const free = world.allocateAddress({ tags: marked() });

    const { report, error } = await invoke(aws.simulator, release);

    expect(error).toBeUndefined();
    expect(finding(report, withPtr.allocationId)).toMatchObject({
      outcome: "failed",
      error: { code: "InvalidAddress.PtrSet" },
    });
    expect(finding(report, locked.allocationId)).toMatchObject({
      outcome: "failed",
      error: { code: "InvalidAddress.Locked" },
    });
    expect(world.address(free.allocationId)).toBeUndefined();
  });

  test("marks that hang in one region keep no other region from its releases", async () => {
    aws.simulator.world("us-west-2").allocateAddress();
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    aws.simulator.fault({ region: "us-west-2", action: "CreateTags", answer: { kind: "hang" } });
    const { report } = await invoke(aws.simulator, { ...hurried, remainingMs: 3_000 });
    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(world.address(allocationId)).toBeUndefined();
  });

  test("a release that AWS never answers is told as perhaps done, and the journal has its intent", async () => {
    const { allocationId } = aws.simulator.world("eu-west-1").allocateAddress({ tags: marked() });
    aws.simulator.fault({ action: "ReleaseAddress", answer: { kind: "hang" } });
    aws.simulator.hook({
      match: { action: "ReleaseAddress" },
      before: () =>
        void aws.simulator.fault({
          action: "DescribeAddresses",
          when: ({ parameters }) => parameters["AllocationId.1"] === allocationId,
          answer: { kind: "error", code: "Unavailable", status: 503 },
        }),
    });
    const { report, lines } = await invoke(aws.simulator, { ...hurried, remainingMs: 3_000 });
    expect(finding(report, allocationId)).toMatchObject({
      outcome: "failed",
      error: { class: "transient", mayBeDone: true },
    });
    expect(report?.alarms.map(({ code }) => code)).toEqual(["unclear"]);
    expect(lines.some(({ journal }) => journal === "intent")).toBe(true);
  });

  test("without the right to tag, nothing is released unmarked and the summary says so", async () => {
    const world = aws.simulator.world("eu-west-1");
    for (let at = 0; at < 5; at++) world.allocateAddress();
    aws.simulator.fault({
      action: "CreateTags",
      answer: { kind: "error", code: "UnauthorizedOperation", status: 403 },
    });
    const { report } = await invoke(aws.simulator, release);
    aws.simulator.clock.advance(48 * hour);
    const again = await invoke(aws.simulator, release);

    expect(report?.alarms.map(({ code }) => code)).toEqual(["denied"]);
    expect(again.report?.totals).toMatchObject({ released: 0, failed: 5 });
    expect(world.addresses()).toHaveLength(5);
  });

  test("more due than the limit trips the breaker: all are listed and none is released", async () => {
    const world = aws.simulator.world("eu-west-1");
    for (let at = 0; at < 4; at++) world.allocateAddress({ tags: marked() });
    const { report, error } = await invoke(aws.simulator, { policy: { ...release.policy, limits: { releases: 3 } } });
    expect(error).toBeUndefined();
    expect(report?.alarms.map(({ code }) => code)).toEqual(["breaker-tripped"]);
    expect(report?.totals.withheld).toBe(4);
    expect(writingCalls(aws.simulator)).toEqual([]);
  });

  test("with three seconds left, what cannot be done is withheld and the summary goes out", async () => {
    const world = aws.simulator.world("eu-west-1");
    for (let at = 0; at < 40; at++) world.createNetworkInterface({ tags: marked() });
    aws.simulator.fault({ action: "DeleteNetworkInterface", answer: { kind: "delay", ms: 400 } });

    const { report, error } = await invoke(aws.simulator, {
      ...publishing(aws.simulator, { policy: { ...hurried.policy, limits: { releases: 100 } } }),
      remainingMs: 3_000,
    });

    expect(error).toBeUndefined();
    expect(report?.totals.withheld).toBeGreaterThan(0);
    expect(report?.totals.withheld).toBe(world.networkInterfaces().length);
    expect(report?.alarms.map(({ code }) => code)).toEqual(["deadline"]);
    expect(aws.simulator.published).toHaveLength(1);
  });

  test("a region that hangs counts as failed in time for the others' summary", async () => {
    aws.simulator.fault({ region: "us-west-2", answer: { kind: "hang" } });
    const { report, error } = await invoke(aws.simulator, {
      ...publishing(aws.simulator, hurried),
      remainingMs: 3_000,
    });
    expect(error?.name).toBe("RunFailed");
    expect(report?.regions.filter(({ status }) => status === "failed").map(({ region }) => region)).toEqual([
      "us-west-2",
    ]);
    expect(aws.simulator.published).toHaveLength(1);
  });
});
