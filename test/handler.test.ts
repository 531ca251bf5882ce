import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Report } from "../functions/janitor/domain/report.ts";
import { type Simulator, startSimulator } from "./simulator/simulator.ts";
import { type InvocationOptions, invoke, invokeForReport } from "./support/invoke.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 1, 6);
let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ now: start, frozenClock: true });
});
afterEach(() => simulator.stop());

const release: InvocationOptions = { policy: { mode: "release", grace: "1h" } };
const marked = (at = start - 2 * hour) => ({ "janitor:idle-since": new Date(at).toISOString() });

function publishing(options: InvocationOptions = release): InvocationOptions {
  const topic = simulator.world("us-east-1").createTopic("janitor");
  return { ...options, environment: { ...options.environment, JANITOR_TOPIC_ARN: topic } };
}

function writingCalls(): readonly string[] {
  return simulator.calls.filter(({ service, writes }) => service === "ec2" && writes).map(({ action }) => action);
}

function finding(report: Report | undefined, id: string) {
  return report?.findings.find((each) => each.id === id);
}

describe("a run", () => {
  test("finds an idle address and an idle interface, marks them, waits out the grace and releases them", async () => {
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { Name: "forgotten", Owner: "ops" } });
    const { networkInterfaceId } = world.createNetworkInterface();

    const first = await invokeForReport(simulator, release);
    expect(finding(first, allocationId)).toMatchObject({ decision: "wait", reason: "first-seen", outcome: "marked" });
    expect(world.address(allocationId)?.tags).toHaveProperty("janitor:idle-since", "2026-11-01T06:00:00.000Z");

    simulator.clock.advance(hour - 1);
    const early = await invokeForReport(simulator, release);
    expect(finding(early, allocationId)).toMatchObject({ decision: "wait", reason: "grace", outcome: "none" });

    simulator.clock.advance(1);
    const { report, lines } = await invoke(simulator, release);
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
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    world.allocateAddress();
    const { instanceId } = world.runInstance();
    world.associate(world.allocateAddress({ tags: marked() }).allocationId, { instanceId });
    world.createNetworkInterface({ tags: marked() });

    const report = await invokeForReport(simulator, publishing({ policy: { mode: "report", grace: "1h" } }));

    expect(writingCalls()).toEqual([]);
    expect(finding(report, allocationId)).toMatchObject({ decision: "release", outcome: "none" });
    expect(report.totals).toMatchObject({ idle: 3, released: 0 });
    expect(simulator.published).toHaveLength(1);
  });

  test("in mode mark writes and removes marks and releases nothing", async () => {
    const world = simulator.world("eu-west-1");
    const due = world.allocateAddress({ tags: marked() });
    const fresh = world.allocateAddress();
    const { instanceId } = world.runInstance();
    const reused = world.allocateAddress({ tags: { ...marked(), Name: "reused" } });
    world.associate(reused.allocationId, { instanceId });

    const report = await invokeForReport(simulator, { policy: { mode: "mark", grace: "1h" } });

    expect(writingCalls().toSorted()).toEqual(["CreateTags", "DeleteTags"]);
    expect(finding(report, due.allocationId)).toMatchObject({ decision: "release", outcome: "none" });
    expect(finding(report, fresh.allocationId)).toMatchObject({ outcome: "marked" });
    expect(finding(report, reused.allocationId)).toMatchObject({ reason: "in-use", outcome: "unmarked" });
    expect(world.address(reused.allocationId)?.tags).toEqual({ Name: "reused" });
  });

  test("leaves the address of a stopped instance alone, and says that it costs money", async () => {
    const world = simulator.world("eu-west-1");
    const { instanceId } = world.runInstance();
    const { allocationId } = world.allocateAddress({ tags: marked() });
    world.associate(allocationId, { instanceId });
    world.stop(instanceId);

    const report = await invokeForReport(simulator, release);

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
    const world = simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const { allocationId, publicIp } = world.allocateAddress({ tags: marked() });
    world.associate(allocationId, { networkInterfaceId });

    const report = await invokeForReport(simulator, release);

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
    const world = simulator.world("eu-west-1");
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

    const report = await invokeForReport(simulator, release);

    for (const id of ids) {
      expect(finding(report, id)).toMatchObject({ decision: "keep", reason: "unreadable-tag", outcome: "none" });
      expect(world.address(id)).toBeDefined();
    }
  });

  test("journals every tag of what it releases, whatever its key", async () => {
    const tags = { ...marked(), constructor: "a builder's tag", Name: "x" };
    simulator.world("eu-west-1").allocateAddress({ tags });
    const { lines } = await invoke(simulator, release);
    for (const entry of ["intent", "outcome"]) {
      const line = lines.find(({ journal }) => journal === entry);
      expect(line).toHaveProperty(
        "resource.tags",
        Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      );
    }
  });

  test("passes the network border group of an address in a Local Zone", async () => {
    const world = simulator.world("us-west-2");
    const { allocationId } = world.allocateAddress({ networkBorderGroup: "us-west-2-lax-1", tags: marked() });
    await invokeForReport(simulator, release);
    expect(world.address(allocationId)).toBeUndefined();
  });
});

describe("the mark", () => {
  test("is taken off what is opted out, so that the end of that starts the grace anew", async () => {
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { ...marked(), "janitor:keep-until": "2026-11-01" } });

    const kept = await invokeForReport(simulator, release);
    expect(finding(kept, allocationId)).toMatchObject({ decision: "keep", reason: "keep-until", outcome: "unmarked" });

    simulator.clock.advance(24 * hour);
    const after = await invokeForReport(simulator, release);
    expect(finding(after, allocationId)).toMatchObject({ decision: "wait", reason: "first-seen", outcome: "marked" });
  });

  test("is taken off an idle interface that was given an address", async () => {
    const world = simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    const { allocationId } = world.allocateAddress();
    world.associate(allocationId, { networkInterfaceId });
    await invokeForReport(simulator, release);
    world.disassociate(allocationId);
    const report = await invokeForReport(simulator, release);
    expect(finding(report, networkInterfaceId)).toMatchObject({ reason: "first-seen", outcome: "marked" });
  });

  test("stays where it cannot be read, because that is what keeps the resource", async () => {
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: { "janitor:idle-since": "long ago" } });
    await invokeForReport(simulator, release);
    const again = await invokeForReport(simulator, release);
    expect(finding(again, allocationId)).toMatchObject({ reason: "unreadable-tag", outcome: "none" });
    expect(writingCalls()).toEqual([]);
  });
});

describe("between the survey and the release", () => {
  test("an address that is associated meanwhile stays, and is reported as changed", async () => {
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const { instanceId } = world.runInstance();
    simulator.hook({
      match: { action: "DescribeAddresses", when: ({ parameters }) => parameters["AllocationId.1"] === allocationId },
      before: () => void world.associate(allocationId, { instanceId }),
    });

    const report = await invokeForReport(simulator, release);

    expect(finding(report, allocationId)).toMatchObject({ decision: "keep", reason: "in-use", outcome: "changed" });
    expect(world.address(allocationId)?.instanceId).toBe(instanceId);
  });

  test("an owner who opts out meanwhile is heard", async () => {
    const world = simulator.world("eu-west-1");
    const { networkInterfaceId } = world.createNetworkInterface({ tags: marked() });
    simulator.hook({
      match: {
        action: "DescribeNetworkInterfaces",
        when: ({ parameters }) => parameters["Filter.1.Name"] === "network-interface-id",
      },
      before: () => world.tag(networkInterfaceId, { "janitor:policy": "keep" }),
    });

    const report = await invokeForReport(simulator, release);

    expect(finding(report, networkInterfaceId)).toMatchObject({ reason: "keep-tag", outcome: "changed" });
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
  });

  test("a release whose answer got lost is found done, and is recorded as released", async () => {
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    simulator.fault({ action: "ReleaseAddress", times: 1, answer: { kind: "reset-after" } });

    const report = await invokeForReport(simulator, release);

    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(writingCalls()).toEqual(["ReleaseAddress"]);
  });

  test("each attempt at a release has its own look right before it", async () => {
    const world = simulator.world("eu-west-1");
    world.allocateAddress({ tags: marked() });
    simulator.fault({
      action: "ReleaseAddress",
      times: 2,
      answer: { kind: "error", code: "RequestLimitExceeded", status: 503 },
    });

    const report = await invokeForReport(simulator, release);

    expect(report.totals.released).toBe(1);
    const order = simulator.calls
      .filter(({ action, parameters }) => action === "ReleaseAddress" || parameters["AllocationId.1"] !== undefined)
      .map(({ action }) => action);
    expect(order).toEqual(Array(3).fill(["DescribeAddresses", "ReleaseAddress"]).flat());
  });
});

describe("what fails", () => {
  test("a region that cannot be read is in the report, the others go on, and the run fails after its summary", async () => {
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    simulator.fault({
      region: "us-west-2",
      action: "DescribeAddresses",
      answer: { kind: "error", code: "UnauthorizedOperation", message: "explicit deny in a policy", status: 403 },
    });

    const { report, error } = await invoke(simulator, publishing());

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
    expect(simulator.published[0]?.subject).toMatch(/^\[elastic-janitor\] 1 region not seen, 1 released/);
  });

  test("a listing that breaks off on its third page fails the region, and nothing there is touched", async () => {
    const world = simulator.world("eu-west-1");
    for (let at = 0; at < 2_500; at++) world.createNetworkInterface({ tags: marked() });
    const { allocationId } = world.allocateAddress({ tags: marked() });
    simulator.fault({
      region: "eu-west-1",
      action: "DescribeNetworkInterfaces",
      when: ({ parameters }) => parameters["Filter.1.Name"] === "status",
      nth: 3,
      answer: { kind: "error", code: "InvalidParameterValue" },
    });

    const { report, error } = await invoke(simulator, release);

    expect(error?.name).toBe("RunFailed");
    expect(report?.regions.find(({ region }) => region === "eu-west-1")).toMatchObject({ status: "failed" });
    expect(report?.findings).toEqual([]);
    expect(writingCalls()).toEqual([]);
    expect(world.address(allocationId)).toBeDefined();
  });

  test("an answer that is not EC2's is not taken for an empty region", async () => {
    simulator.fault({
      region: "eu-west-1",
      action: "DescribeAddresses",
      answer: { kind: "garbage", body: "<html>sign in</html>" },
    });
    const { report, error } = await invoke(simulator, release);
    expect(error?.name).toBe("RunFailed");
    expect(report?.regions.find(({ region }) => region === "eu-west-1")).toMatchObject({ status: "failed" });
  });

  test("when not even the regions can be listed, nothing is called clean", async () => {
    simulator.fault({
      action: "DescribeRegions",
      answer: { kind: "error", code: "UnauthorizedOperation", status: 403 },
    });
    const { report, error } = await invoke(simulator, publishing());
    expect(error?.name).toBe("RunFailed");
    expect(report?.alarms.map(({ code }) => code)).toEqual(["regions-unknown"]);
    expect(simulator.published[0]?.subject).toBe("[elastic-janitor] nothing was seen");
    expect(simulator.published[0]?.message).not.toContain("othing idle");
  });

  test("a summary that cannot be published fails the run after everything else was done", async () => {
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    simulator.fault({ service: "sns", answer: { kind: "error", code: "AuthorizationError", status: 403 } });

    const { report, error, lines } = await invoke(simulator, publishing());

    expect(error?.name).toBe("RunFailed");
    expect(report?.alarms.map(({ code }) => code)).toEqual(["publish-failed"]);
    expect(world.address(allocationId)).toBeUndefined();
    expect(lines.findLast(({ journal }) => journal === "report")).toHaveProperty(
      "report.alarms.0.code",
      "publish-failed",
    );
  });

  test("a denied release is failed with AWS's words, the rest is released, and the run fails", async () => {
    const world = simulator.world("eu-west-1");
    const denied = world.allocateAddress({ tags: marked() });
    const allowed = world.allocateAddress({ tags: marked() });
    simulator.fault({
      action: "ReleaseAddress",
      when: ({ parameters }) => parameters.AllocationId === denied.allocationId,
      answer: {
        kind: "error",
        code: "UnauthorizedOperation",
        message: "not authorized: ec2:ReleaseAddress",
        status: 403,
      },
    });

    const { report, error } = await invoke(simulator, release);

    expect(error?.name).toBe("RunFailed");
    expect(finding(report, denied.allocationId)).toMatchObject({
      outcome: "failed",
      error: { code: "UnauthorizedOperation", class: "denied", action: "ReleaseAddress" },
    });
    expect(world.address(allowed.allocationId)).toBeUndefined();
  });

  test("what AWS itself protects fails alone, and does not fail the run", async () => {
    const world = simulator.world("eu-west-1");
    const withPtr = world.allocateAddress({ tags: marked() });
    world.setAddress(withPtr.allocationId, { ptrRecord: "mail.example.com." });
    const locked = world.allocateAddress({ tags: marked() });
    world.setAddress(locked.allocationId, { locked: true });
    const free = world.allocateAddress({ tags: marked() });

    const { report, error } = await invoke(simulator, release);

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
    simulator.world("us-west-2").allocateAddress();
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    simulator.fault({ region: "us-west-2", action: "CreateTags", answer: { kind: "hang" } });
    const { report } = await invoke(simulator, { ...release, remainingMs: 3_000 });
    expect(finding(report, allocationId)).toMatchObject({ outcome: "released" });
    expect(world.address(allocationId)).toBeUndefined();
  });

  test("a release that AWS never answers is told as perhaps done, and the journal has its intent", async () => {
    const { allocationId } = simulator.world("eu-west-1").allocateAddress({ tags: marked() });
    simulator.fault({ action: "ReleaseAddress", answer: { kind: "hang" } });
    simulator.hook({
      match: { action: "ReleaseAddress" },
      before: () =>
        void simulator.fault({
          action: "DescribeAddresses",
          when: ({ parameters }) => parameters["AllocationId.1"] === allocationId,
          answer: { kind: "error", code: "Unavailable", status: 503 },
        }),
    });
    const { report, lines } = await invoke(simulator, { ...release, remainingMs: 3_000 });
    expect(finding(report, allocationId)).toMatchObject({
      outcome: "failed",
      error: { class: "transient", mayBeDone: true },
    });
    expect(report?.alarms.map(({ code }) => code)).toEqual(["unclear"]);
    expect(lines.some(({ journal }) => journal === "intent")).toBe(true);
  });

  test("without the right to tag, nothing is released unmarked and the summary says so", async () => {
    const world = simulator.world("eu-west-1");
    for (let at = 0; at < 5; at++) world.allocateAddress();
    simulator.fault({ action: "CreateTags", answer: { kind: "error", code: "UnauthorizedOperation", status: 403 } });
    const { report } = await invoke(simulator, release);
    simulator.clock.advance(48 * hour);
    const again = await invoke(simulator, release);

    expect(report?.alarms.map(({ code }) => code)).toEqual(["denied"]);
    expect(again.report?.totals).toMatchObject({ released: 0, failed: 5 });
    expect(world.addresses()).toHaveLength(5);
  });

  test("more due than the limit trips the breaker: all are listed and none is released", async () => {
    const world = simulator.world("eu-west-1");
    for (let at = 0; at < 4; at++) world.allocateAddress({ tags: marked() });
    const { report, error } = await invoke(simulator, { policy: { ...release.policy, limits: { releases: 3 } } });
    expect(error).toBeUndefined();
    expect(report?.alarms.map(({ code }) => code)).toEqual(["breaker-tripped"]);
    expect(report?.totals.withheld).toBe(4);
    expect(writingCalls()).toEqual([]);
  });

  test("with three seconds left, what cannot be done is withheld and the summary goes out", async () => {
    const world = simulator.world("eu-west-1");
    for (let at = 0; at < 40; at++) world.createNetworkInterface({ tags: marked() });
    simulator.fault({ action: "DeleteNetworkInterface", answer: { kind: "delay", ms: 400 } });

    const { report, error } = await invoke(simulator, {
      ...publishing({ policy: { ...release.policy, limits: { releases: 100 } } }),
      remainingMs: 3_000,
    });

    expect(error).toBeUndefined();
    expect(report?.totals.withheld).toBeGreaterThan(0);
    expect(report?.totals.withheld).toBe(world.networkInterfaces().length);
    expect(report?.alarms.map(({ code }) => code)).toEqual(["deadline"]);
    expect(simulator.published).toHaveLength(1);
  });

  test("a region that hangs counts as failed in time for the others' summary", async () => {
    simulator.fault({ region: "us-west-2", answer: { kind: "hang" } });
    const { report, error } = await invoke(simulator, { ...publishing(), remainingMs: 3_000 });
    expect(error?.name).toBe("RunFailed");
    expect(report?.regions.filter(({ status }) => status === "failed").map(({ region }) => region)).toEqual([
      "us-west-2",
    ]);
    expect(simulator.published).toHaveLength(1);
  });
});

describe("what a run is told", () => {
  test("wrong input stops it before the first call, with every problem named", async () => {
    const { error } = await invoke(simulator, {
      event: { regions: ["mars-north-1"] },
      environment: { JANITOR_MODE: "relase", JANITOR_TOPIC_ARN: "janitor", JANITOR_POLICY: "{" },
    });
    expect(error?.name).toBe("ConfigError");
    for (const each of ["relase", "mars-north-1", "JANITOR_TOPIC_ARN", "JANITOR_POLICY"]) {
      expect(error?.message).toContain(each);
    }
    expect(simulator.calls).toEqual([]);
  });

  test.each([
    [
      "a schedule's",
      { version: "0", "detail-type": "Scheduled Event", source: "aws.events", region: "us-east-1", detail: {} },
    ],
    ["the console's test", { key1: "value1" }],
    ["no", null],
    ["a text", "go"],
  ])("%s event is a plain run", async (_, event) => {
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const { report } = await invoke(simulator, { ...release, event });
    expect(report?.regions).toHaveLength(17);
    expect(world.address(allocationId)).toBeUndefined();
  });

  test("an event can narrow it to one region and to a dry run", async () => {
    simulator.world("eu-west-1").allocateAddress({ tags: marked() });
    const event = { mode: "report", regions: ["eu-west-1"] };
    const report = await invokeForReport(simulator, { ...release, event });
    expect(report.regions.map(({ region }) => region)).toEqual(["eu-west-1"]);
    expect(report.mode).toBe("report");
    expect(writingCalls()).toEqual([]);
  });

  test("a host that gives no ARN is asked for the account", async () => {
    const report = await invokeForReport(simulator, { invokedFunctionArn: "", event: { regions: ["eu-west-1"] } });
    expect(report.regions[0]).toMatchObject({ account: "123456789012" });
    expect(simulator.calls.some(({ action }) => action === "GetCallerIdentity")).toBe(true);
  });

  test("the built-in policy changes nothing", async () => {
    simulator.world("eu-west-1").allocateAddress({ tags: marked(start - 10_000 * hour) });
    const report = await invokeForReport(simulator);
    expect(report.mode).toBe("report");
    expect(writingCalls()).toEqual([]);
  });
});

describe("what a run costs", () => {
  test("a quiet run makes at most six EC2 calls a region", async () => {
    for (let at = 0; at < 3_000; at++) {
      const { instanceId } = simulator.world("eu-west-1").runInstance();
      if (at < 5)
        simulator
          .world("eu-west-1")
          .associate(simulator.world("eu-west-1").allocateAddress().allocationId, { instanceId });
    }
    const report = await invokeForReport(simulator, release);
    const calls = Object.groupBy(
      simulator.calls.filter(({ service }) => service === "ec2"),
      ({ region }) => region,
    );
    expect(Object.keys(calls)).toHaveLength(17);
    for (const [region, made] of Object.entries(calls)) {
      // The home region also answers the list of regions.
      expect(made?.length, region).toBeLessThanOrEqual(region === "us-east-1" ? 7 : 6);
    }
    expect(report.regions.find(({ region }) => region === "eu-west-1")).toMatchObject({
      elasticIps: { total: 5, idle: 0 },
      networkInterfaces: { available: 0 },
    });
    expect(report.findings).toEqual([]);
  });

  test("17 regions take about two round trips once they are known", async () => {
    const roundTrip = 250;
    const distant = await startSimulator({ now: start, frozenClock: true, latencyMs: roundTrip });
    try {
      for (const region of ["eu-west-1", "us-west-2", "ap-south-1"]) {
        const world = distant.world(region);
        world.associate(world.allocateAddress().allocationId, { instanceId: world.runInstance().instanceId });
      }
      await invokeForReport(distant, release);
      distant.clearCalls();
      const before = performance.now();
      await invokeForReport(distant, release);
      const elapsed = performance.now() - before;
      // One for the list of regions, two for the slowest region; half of one for this machine.
      expect(elapsed / roundTrip).toBeLessThan(3.5);
    } finally {
      await distant.stop();
    }
  });
});
