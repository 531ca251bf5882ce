import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import type { World } from "../../simulator/world.ts";
import { invoke, invokeForReport, logGroup } from "../../support/invoke.ts";
import { command } from "../support/command.ts";
import { folderOfTheTest, policyOf } from "../support/policy-file.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 10, 2, 6);
const log = ["--log-group", logGroup];
const policy = { mode: "release", regions: ["us-east-1"], grace: "3d" };

let simulator: Simulator;
let world: World;
beforeEach(async () => {
  simulator = await startSimulator({ now: start, frozenClock: true });
  world = simulator.world("us-east-1");
});
afterEach(() => simulator.stop());

const restore = (...args: string[]) =>
  command(["restore", ...args], { environment: simulator.environment, now: simulator.clock.now });

const run = () => invokeForReport(simulator, { policy });

const oldMark = { "janitor:idle-since": "2026-01-01T00:00:00Z" };

/** An address and an interface that have been idle for long, with all that such things can have. */
function makeIdle() {
  const subnetId = world.createSubnet(world.createVpc());
  const groupIds = [world.allow({ cidr: "10.0.0.0/8" }), world.allow({ cidr: "192.168.0.0/16" })];
  const address = world.allocateAddress({ tags: { Name: "web", team: "edge", ...oldMark } });
  const networkInterface = world.createNetworkInterface({
    subnetId,
    groupIds,
    privateIpAddress: "10.0.0.9",
    secondaryPrivateIps: ["10.0.0.10", "10.0.0.11"],
    ipv6Addresses: ["2001:db8::1"],
    ipv4Prefixes: ["10.0.1.0/28"],
    ipv6Prefixes: ["2001:db8:1::/80"],
    sourceDestCheck: false,
    description: "the licence server's",
    tags: { Name: "licence", ...oldMark },
  });
  return { address, networkInterface, groupIds };
}

describe("what a real run has released", () => {
  test("is had back from its own log, the same in all that can be the same", async () => {
    const { address, networkInterface } = makeIdle();
    expect((await run()).totals.released).toBe(2);
    expect([world.addresses(), world.networkInterfaces()]).toEqual([[], []]);

    const { code, stdout, stderr } = await restore(
      ...log,
      "--id",
      address.publicIp,
      networkInterface.networkInterfaceId,
    );

    const [had] = world.addresses();
    expect(world.addresses()).toMatchObject([
      { publicIp: address.publicIp, tags: { Name: "web", team: "edge", "janitor:keep-until": "2026-11-09" } },
    ]);
    expect(Object.keys(had?.tags ?? {})).toHaveLength(3);
    const { subnetId, vpcId, description, groupIds, privateIpAddress, secondaryPrivateIps } = networkInterface;
    const { ipv6Addresses, ipv4Prefixes, ipv6Prefixes, networkInterfaceId } = networkInterface;
    const same = { subnetId, vpcId, description, groupIds, privateIpAddress, secondaryPrivateIps, ipv6Addresses };
    expect(world.networkInterfaces()).toMatchObject([
      { ...same, ipv4Prefixes, ipv6Prefixes, sourceDestCheck: false, status: "available" },
    ]);
    expect(world.networkInterfaces()[0]?.tags).toEqual({
      Name: "licence",
      "janitor:keep-until": "2026-11-09",
      "restored-from": networkInterfaceId,
    });
    expect(stdout).toBe("Of 2 releases: 2 given back.\nWhat was given back is kept for 7 days.\n");
    expect(stderr).toContain(
      `✓ ${address.publicIp} “web” in us-east-1 is there again, as ${had?.allocationId} instead of`,
    );
    expect(stderr).toContain(`instead of ${networkInterfaceId}, with another MAC address`);
    expect(code).toBe(0);
  });

  test("is not released again by the next runs, and after its days goes through a whole new grace", async () => {
    makeIdle();
    await run();
    expect((await restore(...log, "--run", "run-2")).code).toBe(0);
    // Each day through the last of the seven: kept, and not even marked.
    for (let passed = 0; passed <= 7; passed += 1) {
      simulator.clock.set(start + passed * day);
      expect((await run()).findings.map(({ reason, outcome }) => [reason, outcome])).toEqual([
        ["keep-until", "none"],
        ["keep-until", "none"],
      ]);
    }
    simulator.clock.set(start + 8 * day);
    expect((await run()).findings.map(({ reason }) => reason)).toEqual(["first-seen", "first-seen"]);
    simulator.clock.set(start + 11 * day - 1);
    expect((await run()).totals.released).toBe(0);
    simulator.clock.set(start + 11 * day);
    expect((await run()).totals.released).toBe(2);
    // And then it is one thing in the journal, and had back once more.
    const again = await restore(...log);
    expect(again.stdout).toMatch(/^2 releases in the journal/);
    expect((await restore(...log, "--run", "run-2")).stdout).toMatch(/^Of 2 releases: 2 given back\./);
    expect(world.networkInterfaces()).toHaveLength(1);
  });

  test("is told as perhaps gone where AWS did not answer, and is had back", async () => {
    const { address } = makeIdle();
    const error = { kind: "error", code: "InternalError", status: 500 } as const;
    const faults = [
      simulator.fault({ action: "ReleaseAddress", answer: { kind: "reset-after" } }),
      simulator.fault({ action: "DescribeAddresses", nth: (n) => n > 2, answer: error }),
    ];
    await invoke(simulator, { policy });
    for (const takeAway of faults) takeAway();
    expect(world.addresses()).toEqual([]);
    const listed = await restore(...log, "--list", "--id", address.publicIp);
    expect(listed.stdout.replaceAll(/\s+/g, " ")).toContain("may be gone: the run could not say");
    expect((await restore(...log, "--id", address.publicIp)).code).toBe(0);
    expect(world.addresses()).toMatchObject([{ publicIp: address.publicIp }]);
  });
});

test("an intent without an outcome is had back, or found to be there", async () => {
  const { address } = makeIdle();
  const lines: string[] = [];
  const { lines: logged } = await invoke(simulator, { policy });
  for (const line of logged) if (line.journal === "intent") lines.push(JSON.stringify(line));
  const stdin = lines.join("\n");
  const killed = () =>
    command(["restore", "--journal", "-", "--id", address.publicIp], {
      environment: simulator.environment,
      now: simulator.clock.now,
      stdin,
    });
  expect((await killed()).stderr).toContain("is there again, as");
  expect(world.addresses()).toHaveLength(1);
  const second = await killed();
  expect(second.stderr).toContain("is there already, as");
  expect(second.code).toBe(0);
});

test("without a name, the logs are found that deployments have made, and all of them are read", async () => {
  makeIdle();
  const { lines } = await invoke(simulator, { policy });
  const journal = lines.filter(({ journal: kind }) => kind === "outcome").map((line) => JSON.stringify(line));
  for (const [at, stack] of ["prod", "old", "test"].entries()) {
    const name = `elastic-janitor-${stack}-JanitorLogGroup-AbC${at}`;
    world.createLogGroup(name);
    for (let noise = 0; noise < 20; noise += 1) world.putLogEvent(name, `{"message":"noise ${noise}"}`, start - noise);
    if (at < 2) world.putLogEvent(name, journal[at] ?? "", start - at);
  }
  const { code, stdout, stderr } = await restore();
  expect(stdout).toMatch(/^2 releases in the journal/);
  expect(stderr.match(/Reading elastic-janitor-\w+-JanitorLogGroup/g)).toHaveLength(3);
  expect(code).toBe(0);
  const last = simulator.calls.slice(-20);
  expect(new Set(last.map(({ service }) => service))).toEqual(new Set(["logs"]));
  // A log has far more than its journal.
  const patterns = last.flatMap(({ action, parameters }) =>
    action === "FilterLogEvents" ? [parameters.filterPattern] : [],
  );
  expect(new Set(patterns)).toEqual(new Set(['"release intended"', '"release ended"']));
});

test("of a log is read what --since says", async () => {
  makeIdle();
  await run();
  simulator.clock.set(start + 3 * day);
  expect((await restore(...log, "--since", "4d")).stdout).toMatch(/^2 releases/);
  expect((await restore(...log, "--since", "2d")).stdout.replaceAll(/\s+/g, " ")).toBe(
    "Nothing in the journal could be had back. Only the last 2d of the log were read: --since reads more. ",
  );
  const wrong = await restore(...log, "--since", "yesterday");
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("--since yesterday is no duration")]);
});

test("a line of the log that was cut off is told, and the list is not the whole one", async () => {
  makeIdle();
  const { lines } = await invoke(simulator, { policy });
  const [intent] = lines.filter(({ journal }) => journal === "intent");
  world.createLogGroup("JanitorLogGroup");
  world.putLogEvent("JanitorLogGroup", JSON.stringify(intent).slice(0, 300), start);
  const { code, stdout, stderr } = await restore();
  expect([code, stdout]).toEqual([1, expect.stringContaining("Nothing in the journal could be had back.")]);
  expect(stderr).toContain("event 1 of JanitorLogGroup: it is no JSON, or not on one line");
});

describe("what two janitors have marked", () => {
  const marks = { ...oldMark, "team-a:idle-since": "2026-01-01T00:00:00Z" };
  const teams = { ...policy, tagPrefix: "team-a:", guards: { activity: false } };

  test("is kept under both their prefixes, so that neither releases it within its days", async () => {
    const { publicIp } = world.allocateAddress({ tags: { Name: "web", ...marks } });
    expect((await invokeForReport(simulator, { policy: teams })).totals.released).toBe(1);
    const { code, stderr } = await restore(...log, "--id", publicIp);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining("kept under each of the prefixes “janitor:”, “team-a:”"),
    ]);
    for (const each of [teams, policy]) {
      simulator.clock.set(start + 7 * day);
      const { findings } = await invokeForReport(simulator, { policy: each });
      expect(findings.map(({ reason }) => reason)).toEqual(["keep-until"]);
    }
  });

  test("also where the prefix has changed since, and what it is today is said", async () => {
    const { publicIp } = world.allocateAddress({ tags: { Name: "web", ...oldMark } });
    await invokeForReport(simulator, { policy: { ...policy, guards: { activity: false } } });
    expect((await restore(...log, "--id", publicIp, "--tag-prefix", "corp:")).code).toBe(0);
    for (const tagPrefix of ["corp:", "janitor:"]) {
      simulator.clock.set(start + 7 * day);
      const { findings } = await invokeForReport(simulator, { policy: { ...policy, tagPrefix } });
      expect(findings.map(({ reason }) => reason)).toEqual(["keep-until"]);
    }
  });
});

test.each([
  ["that is not there", "nobody's", "there is no profile nobody's (--profile)"],
  ["without a name", " ", "--profile names no profile"],
])("a profile %s is told before anything is asked of AWS", async (_, profile, says) => {
  const { code, stderr } = await restore(...log, "--profile", profile);
  expect([code, stderr]).toEqual([1, expect.stringContaining(says)]);
  const given = await restore("--journal", "-", "--id", "eni-1", "--profile", profile);
  expect([given.code, given.stderr]).toEqual([1, expect.stringContaining(says)]);
  expect(simulator.calls).toEqual([]);
});

test("nothing is given back by a machine whose clock is wrong: the days would be reckoned by it", async () => {
  const { address } = makeIdle();
  await run();
  simulator.clearCalls();
  const { code, stderr } = await command(["restore", ...log, "--id", address.publicIp], {
    environment: simulator.environment,
    now: () => start + day,
  });
  expect([code, stderr]).toEqual([1, expect.stringContaining("this machine's clock is 1d fast")]);
  expect(simulator.calls.filter(({ writes }) => writes)).toEqual([]);
});

test("where there is no log, it says where its name stands", async () => {
  const none = await restore();
  expect(none.stderr).toContain("there is no log group in us-east-1 that a deployment of the janitor has made");
  expect(none.stderr).toContain("output LogGroup of the stack");
  const wrong = await restore("--log-group", "nowhere");
  expect(wrong.stderr).toContain("there is no log group nowhere in us-east-1");
  expect([none.code, wrong.code]).toEqual([1, 1]);
});

test("a log that breaks off is no journal", async () => {
  makeIdle();
  await run();
  simulator.fault({
    service: "logs",
    nth: (n) => n > 1,
    answer: {
      kind: "error",
      code: "AccessDeniedException",
      message: "not authorized to perform: logs:FilterLogEvents",
    },
  });
  const { code, stdout, stderr } = await restore(...log);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("the function's log may not be read: not authorized to perform: logs:FilterLogEvents");
});

test("without a region it is told where one has to be named, and that a file needs none", async () => {
  const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...environment } = simulator.environment;
  const { code, stderr } = await command(["restore"], { environment });
  expect(code).toBe(1);
  expect(stderr).toContain("no AWS region is configured, so there is nowhere to look for the function's log.");
  expect(stderr).toContain("--journal janitor-journal.jsonl");
});

test("what somebody has released by hand is had back from the file that the run by hand has left", async () => {
  const { address, networkInterface } = makeIdle();
  const journal = ["--journal", join(folderOfTheTest(), "janitor-journal.jsonl")];
  const byHand = await command(["apply", "--mode", "release", "--yes", ...policyOf("grace: 3d\n"), ...journal], {
    environment: simulator.environment,
    now: simulator.clock.now,
  });
  expect(byHand.code).toBe(0);
  expect([world.addresses(), world.networkInterfaces()]).toEqual([[], []]);

  const [, runId = ""] = /--run (\S+)/.exec(byHand.stdout) ?? [];
  expect((await restore(...journal, "--run", runId)).code).toBe(0);
  expect(world.addresses()).toMatchObject([{ publicIp: address.publicIp, tags: { Name: "web", team: "edge" } }]);
  expect(world.networkInterfaces()).toMatchObject([
    { privateIpAddress: "10.0.0.9", tags: { "restored-from": networkInterface.networkInterfaceId } },
  ]);
  expect((await run()).totals).toMatchObject({ released: 0, kept: 2 });
});
