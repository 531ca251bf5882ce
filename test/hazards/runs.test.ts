import { expect, test } from "vitest";
import { handlerWith } from "../../functions/janitor/handler.ts";
import type { FaultAnswer } from "../simulator/faults.ts";
import type { World } from "../simulator/world.ts";
import { finding, hour, marked, publishing, simulatedAws, start, writingCalls } from "../support/account.ts";
import { type Invocation, type InvocationOptions, invoke, invokeForReport, invokeTogether } from "../support/invoke.ts";
import { simulatedTime } from "../support/simulated-time.ts";
import { hazard } from "./hazard.ts";
import { releaseOf } from "./moments.ts";
import { releasing } from "./summary.ts";

const aws = simulatedAws();
const day = 24 * hour;

function alarmCodes({ report }: Invocation): readonly string[] | undefined {
  return report?.alarms.map(({ code }) => code);
}

/** The ids that a run's journal calls released. */
function releasedIn({ lines }: Invocation): readonly unknown[] {
  return lines.flatMap(({ journal, finding: ended }) =>
    journal === "outcome" && isRecord(ended) && ended.outcome === "released" ? [ended.id] : [],
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

hazard("twice", () => {
  /** Something to do of every kind; what must be there when all is done, and what must not. */
  function somethingToDo() {
    const world = aws.simulator.world("eu-west-1");
    const { instanceId } = world.runInstance();
    const due = [
      ...[0, 1, 2, 3].map(() => world.allocateAddress({ tags: marked() }).allocationId),
      ...[0, 1, 2].map(() => world.createNetworkInterface({ tags: marked() }).networkInterfaceId),
    ];
    const fresh = world.allocateAddress().allocationId;
    const kept = world.allocateAddress({ tags: { ...marked(), "janitor:policy": "keep" } }).allocationId;
    const reused = world.allocateAddress({ tags: marked() }).allocationId;
    world.associate(reused, { instanceId });
    return { world, due, fresh, kept, reused, instanceId };
  }

  /** Nothing wrong was done, nothing was called wrong, and the journals have each release. */
  function expectRight({ world, due, ...others }: ReturnType<typeof somethingToDo>, runs: readonly Invocation[]) {
    for (const run of runs) {
      expect(run.error).toBeUndefined();
      expect(alarmCodes(run)).toEqual([]);
      expect(run.report?.totals).toMatchObject({ failed: 0, withheld: 0 });
    }
    expect(world.networkInterfaces().filter(({ status }) => status === "available")).toEqual([]);
    const left = world.addresses().map(({ allocationId }) => allocationId);
    expect(left).toEqual([others.fresh, others.kept, others.reused]);
    expect(world.address(others.reused)).toMatchObject({ instanceId: others.instanceId, tags: {} });
    expect(world.address(others.fresh)?.tags).toEqual(marked(start));
    expect(new Set(runs.flatMap(releasedIn))).toEqual(new Set(due));
  }

  test("two runs at the same instant", async () => {
    const account = somethingToDo();
    const runs = await invokeTogether(aws.simulator, [releasing(), releasing()]);
    expectRight(account, runs);
  });

  test("two runs that get to the release of an address together", async () => {
    const account = somethingToDo();
    const [contested = ""] = account.due;
    // The first one at it waits for the other one's look.
    const both = Promise.withResolvers<void>();
    let at = 0;
    aws.simulator.hook({
      match: releaseOf(contested),
      before: () => {
        at += 1;
        if (at === 2) both.resolve();
        return both.promise;
      },
    });

    const runs = await invokeTogether(aws.simulator, [releasing(), releasing()]);

    expectRight(account, runs);
    expect(at).toBe(2);
    expect(runs.map(({ report }) => finding(report, contested)?.outcome).toSorted()).toEqual([
      "already-gone",
      "released",
    ]);
  });

  test("a run that comes and goes while another one is between a look and its release", async () => {
    const account = somethingToDo();
    const [held = ""] = account.due;
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const undo = aws.simulator.hook({
      match: releaseOf(held),
      before: () => {
        undo();
        begun.resolve();
        return ended.promise;
      },
    });
    const time = simulatedTime(aws.simulator);
    const between: InvocationOptions = {
      ...releasing(),
      handler: async (event, context) => {
        await begun.promise;
        return handlerWith(time.clock)(event, context).finally(ended.resolve);
      },
    };

    const runs = await invokeTogether(aws.simulator, [releasing(), between]);
    time.end();

    expectRight(account, runs);
    expect(runs.map(({ report }) => finding(report, held)?.outcome)).toEqual(["already-gone", "released"]);
  });

  test("one event of the schedule that comes a second time", async () => {
    const account = somethingToDo();
    const event = {
      version: "0",
      id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
      "detail-type": "Scheduled Event",
      source: "aws.events",
      time: new Date(start).toISOString(),
      detail: {},
    };

    const first = await invoke(aws.simulator, { ...releasing(), event });
    const calls = writingCalls(aws.simulator).length;
    aws.simulator.clock.advance(60_000);
    const second = await invoke(aws.simulator, { ...releasing(), event });

    expectRight(account, [first, second]);
    expect(first.report?.totals.released).toBe(account.due.length);
    expect(second.report?.totals).toMatchObject({ released: 0, waiting: 1, kept: 1 });
    expect(writingCalls(aws.simulator)).toHaveLength(calls);
  });
});

hazard("no-topic", () => {
  const refusals: readonly [string, FaultAnswer][] = [
    ["refuses", { kind: "error", code: "AuthorizationError", message: "not authorized: SNS:Publish", status: 403 }],
    ["does not know the topic", { kind: "error", code: "NotFound", message: "Topic does not exist", status: 404 }],
    ["is down", { kind: "error", code: "InternalError", status: 500 }],
    ["cuts every connection", { kind: "reset" }],
    ["does not answer", { kind: "hang" }],
  ];

  test.each(refusals)("SNS %s: the report is in the journal, and what was to be done is done", async (_, answer) => {
    const world = aws.simulator.world("eu-west-1");
    const due = world.allocateAddress({ tags: marked() });
    const fresh = world.createNetworkInterface();
    aws.simulator.fault({ service: "sns", answer });

    const run = await invoke(aws.simulator, publishing(aws.simulator, releasing()));

    expect(run.error?.name).toBe("RunFailed");
    expect(run.error?.message).toContain("The summary could not be published");
    expect(alarmCodes(run)).toEqual(["publish-failed"]);
    expect(world.address(due.allocationId)).toBeUndefined();
    expect(world.networkInterface(fresh.networkInterfaceId)?.tags).toEqual(marked(start));
    expect(run.report?.totals).toMatchObject({ released: 1, waiting: 1, failed: 0 });

    const journaled = run.lines.findLast(({ journal }) => journal === "report");
    expect(journaled).toHaveProperty("report.alarms.0.code", "publish-failed");
    expect(journaled).toHaveProperty("report.totals.released", 1);
    const findings = run.lines.findLast(({ journal }) => journal === "findings");
    expect(findings).toHaveProperty("findings.0.id", due.allocationId);
    expect(run.lines.some((line) => line.PublishFailed === 1)).toBe(true);
  });

  test("SNS that is down for a moment gets the summary all the same", async () => {
    aws.simulator.world("eu-west-1").allocateAddress();
    aws.simulator.fault({ service: "sns", times: 2, answer: { kind: "error", code: "InternalError", status: 500 } });
    const { error } = await invoke(aws.simulator, publishing(aws.simulator, releasing()));
    expect(error).toBeUndefined();
    expect(aws.simulator.published).toHaveLength(1);
  });

  test("without a topic the run is a good one, and its report is in the journal", async () => {
    aws.simulator.world("eu-west-1").allocateAddress();
    const { error, lines } = await invoke(aws.simulator, releasing());
    expect(error).toBeUndefined();
    expect(aws.simulator.calls.filter(({ service }) => service === "sns")).toEqual([]);
    expect(lines.some(({ journal }) => journal === "report")).toBe(true);
  });
});

hazard("dry", () => {
  /** Everything there is to do, and much that goes wrong. */
  function everything() {
    const world = aws.simulator.world("eu-west-1");
    const there = aws.simulator.world("us-west-2");
    const { instanceId } = world.runInstance();
    for (let at = 0; at < 25; at++) world.allocateAddress({ tags: marked() });
    world.allocateAddress({ tags: { Name: "new" } });
    world.associate(world.allocateAddress({ tags: marked() }).allocationId, { instanceId });
    world.allocateAddress({ tags: { ...marked(), "janitor:policy": "keep" } });
    world.allocateAddress({ tags: { ...marked(), "janitor:policy": "kep" } });
    world.allocateAddress({ tags: { ...marked(), "janitor:policy": "release", "janitor:grace": "2h" } });
    const stopped = world.runInstance();
    world.associate(world.allocateAddress({ tags: marked() }).allocationId, { instanceId: stopped.instanceId });
    world.stop(stopped.instanceId);
    const named = world.allocateAddress({ tags: marked() });
    const zone = aws.simulator.dns().createZone({ name: "example.com" });
    aws.simulator.dns().addRecord(zone, { name: "www.example.com", type: "A", values: [named.publicIp] });
    world.setAddress(world.allocateAddress({ tags: marked() }).allocationId, { ptrRecord: "mail.example.com." });
    world.allow({ cidr: `${world.allocateAddress({ tags: marked() }).publicIp}/32` });
    world.setAddress(world.allocateAddress({ tags: marked() }).allocationId, {
      transfer: { accountId: "210987654321" },
    });
    world.allocateAddress({ serviceManaged: "alb", tags: marked() });

    for (let at = 0; at < 5; at++) world.createNetworkInterface({ tags: marked() });
    world.createNetworkInterface();
    world.createNetworkInterface({ status: "in-use", tags: marked() });
    world.createNetworkInterface({ requesterManaged: true, tags: marked() });
    world.createNetworkInterface({ status: "hibernating", tags: marked() });
    world.addRoute({ networkInterfaceId: world.createNetworkInterface({ tags: marked() }).networkInterfaceId });
    world.createNetworkInterface({ tags: { ...marked(), "aws:cloudformation:stack-name": "web" } });
    const idle = world.createNetworkInterface({ tags: marked() });
    world.associate(world.allocateAddress({ tags: marked() }).allocationId, idle);

    there.allocateAddress({ tags: marked() });
    there.allocateAddress();
    return () => structuredClone([world, there].map(allOf));
  }

  function allOf(world: World) {
    return { addresses: world.addresses(), interfaces: world.networkInterfaces(), instances: world.instances() };
  }

  /** The calls that change something, but for the summary. */
  function changes() {
    return aws.simulator.calls.filter(
      ({ service, action, writes }) => writes && `${service} ${action}` !== "sns Publish",
    );
  }

  const regions = ["eu-west-1", "us-west-2"];
  const waysToSay: readonly [string, InvocationOptions][] = [
    ["the policy", { policy: { mode: "report", grace: "1h", regions } }],
    ["the policy, where everything may go", { policy: { mode: "report", grace: "1h", limits: { releases: 1_000 } } }],
    ["a policy that says nothing", { policy: {} }],
    ["the environment", { ...releasing(), environment: { JANITOR_MODE: "report" } }],
    ["the event", { ...releasing(), event: { mode: "report" } }],
  ];

  test.each(waysToSay)("said by %s: not one writing call leaves the process", async (_, options) => {
    const lookAll = everything();
    const before = lookAll();

    const run = await invoke(aws.simulator, { ...publishing(aws.simulator, options), remainingMs: 900_000 });

    expect(changes()).toEqual([]);
    expect(lookAll()).toEqual(before);
    expect(run.error).toBeUndefined();
    expect(run.report?.mode).toBe("report");
    expect(run.report?.totals.idle).toBeGreaterThan(40);
    expect(run.report?.findings.every(({ outcome }) => outcome === "none")).toBe(true);
    expect(run.lines.filter(({ journal }) => journal === "intent" || journal === "outcome")).toEqual([]);
    expect(aws.simulator.published).toHaveLength(1);
  });

  test("nor when much goes wrong", async () => {
    const lookAll = everything();
    const before = lookAll();
    const faults: readonly [string, FaultAnswer, number][] = [
      ["DescribeAddresses", { kind: "error", code: "RequestLimitExceeded", status: 503 }, 2],
      ["DescribeNetworkInterfaces", { kind: "reset" }, 1],
      ["DescribeAddressTransfers", { kind: "error", code: "UnauthorizedOperation", status: 403 }, 99],
      ["LookupEvents", { kind: "hang" }, 99],
      ["DescribeRouteTables", { kind: "garbage" }, 99],
      ["Publish", { kind: "error", code: "AuthorizationError", status: 403 }, 99],
    ];
    for (const [action, answer, times] of faults) aws.simulator.fault({ action, times, answer });
    aws.simulator.fault({ region: "us-west-2", action: "DescribeAccountAttributes", answer: { kind: "garbage" } });

    const options = publishing(aws.simulator, { policy: { mode: "report", grace: "1h", regions } });
    const run = await invoke(aws.simulator, options);

    expect(changes()).toEqual([]);
    expect(lookAll()).toEqual(before);
    expect(run.error?.name).toBe("RunFailed");
    expect(alarmCodes(run)).toEqual(expect.arrayContaining(["region-failed", "denied", "publish-failed"]));
  });

  test("and what is said is what a release would do", async () => {
    const world = aws.simulator.world("eu-west-1");
    const due = world.allocateAddress({ tags: marked() });
    const named = world.allocateAddress({ tags: marked() });
    world.setAddress(named.allocationId, { ptrRecord: "mail.example.com." });

    const dry = await invokeForReport(aws.simulator, { ...releasing(), event: { mode: "report" } });
    const real = await invokeForReport(aws.simulator, releasing());

    for (const { allocationId } of [due, named]) {
      const { decision, reason } = finding(real, allocationId) ?? {};
      expect(finding(dry, allocationId)).toMatchObject({ decision, reason, outcome: "none" });
    }
    expect(real.totals.released).toBe(1);
  });
});

hazard("quiet", () => {
  const regions = ["eu-west-1", "us-west-2"];
  /** As a user would have it: a week's grace, and what the policy says about messages by itself. */
  const weekly: InvocationOptions = { policy: { mode: "release", regions } };
  const tuesday = start + 2 * day;

  /** An account on a Tuesday, in which everything has been known for long and nothing is due. */
  function nothingNew() {
    const { simulator } = aws;
    const world = simulator.world("eu-west-1");
    simulator.clock.set(tuesday);
    world.allocateAddress({ tags: marked(tuesday - 4 * day) });
    world.createNetworkInterface({ tags: marked(tuesday - 4 * day) });
    world.allocateAddress({ tags: { "janitor:policy": "keep" } });
    world.allocateAddress({ tags: { "janitor:policy": "kep" } });
    world.allocateAddress({ serviceManaged: "alb" });
    const stopped = world.runInstance();
    world.associate(world.allocateAddress().allocationId, { instanceId: stopped.instanceId });
    world.stop(stopped.instanceId);
    const named = world.allocateAddress({ tags: marked(tuesday - 30 * day) });
    const zone = simulator.dns().createZone({ name: "example.com" });
    simulator.dns().addRecord(zone, { name: "www.example.com", type: "A", values: [named.publicIp] });
    return world;
  }

  function notifying(notify: Readonly<Record<string, unknown>>): InvocationOptions {
    return publishing(aws.simulator, { policy: { ...weekly.policy, notify } });
  }

  /** A run of an hour ago that has told all there is. What was published by then is forgotten. */
  async function afterOneRun(options: InvocationOptions): Promise<void> {
    await invoke(aws.simulator, options);
    aws.simulator.clearCalls();
    aws.simulator.clock.advance(hour);
  }

  function publishedSince(before: number): number {
    return aws.simulator.published.length - before;
  }

  test("on a day on which nothing has changed no message goes out, and the report is in the journal", async () => {
    nothingNew();
    const options = publishing(aws.simulator, weekly);
    await afterOneRun(options);
    expect(aws.simulator.published).toHaveLength(1);

    const { report, error, lines } = await invoke(aws.simulator, options);

    expect(error).toBeUndefined();
    expect(aws.simulator.published).toHaveLength(1);
    expect(aws.simulator.calls.filter(({ service }) => service === "sns")).toEqual([]);
    expect(writingCalls(aws.simulator)).toEqual([]);
    expect(report?.findings).toHaveLength(7);
    expect(lines.find(({ journal }) => journal === "report")).toHaveProperty("report.totals", report?.totals);
    expect(lines.find(({ journal }) => journal === "findings")).toHaveProperty("findings.length", 7);
    expect(lines.some((line) => line.Waiting === 2)).toBe(true);
  });

  test("an empty account is quiet too", async () => {
    aws.simulator.clock.set(tuesday);
    await invoke(aws.simulator, publishing(aws.simulator, weekly));
    expect(aws.simulator.published).toEqual([]);
  });

  test("a policy can ask for a message on every day", async () => {
    nothingNew();
    const options = notifying({ when: "always" });
    await afterOneRun(options);
    await invoke(aws.simulator, options);
    expect(aws.simulator.published).toHaveLength(2);
  });

  test.each([
    ["monday", {}, 6, 1],
    ["monday at its last instant", {}, 7 - 1 / day, 1],
    ["sunday", {}, 5, 0],
    ["the day of the policy's choice", { digest: "wednesday" }, 1, 1],
    ["monday, where there is to be none", { digest: "never" }, 6, 0],
  ])("on %s: the digest", async (_, notify, days, messages) => {
    aws.simulator.clock.set(Date.UTC(2026, 10, 3) - hour);
    aws.simulator.world("eu-west-1").allocateAddress({ tags: { "janitor:policy": "keep" } });
    const options = notifying(notify);
    await afterOneRun(options);
    const before = aws.simulator.published.length;
    aws.simulator.clock.set(Date.UTC(2026, 10, 3) + days * day);
    await invoke(aws.simulator, options);
    expect(publishedSince(before)).toBe(messages);
  });

  const worthAMessage: readonly [string, (world: World) => void][] = [
    ["new", (world) => world.allocateAddress()],
    ["due within two days", (world) => world.allocateAddress({ tags: marked(tuesday - 5 * day) })],
    ["released", (world) => world.createNetworkInterface({ tags: marked(tuesday - 8 * day) })],
    [
      "in use again",
      (world) =>
        world.associate(world.allocateAddress({ tags: marked(tuesday - day) }).allocationId, {
          instanceId: world.runInstance().instanceId,
        }),
    ],
    [
      "alarming",
      () =>
        void aws.simulator.fault({
          region: "us-west-2",
          action: "DescribeAddresses",
          answer: { kind: "error", code: "UnauthorizedOperation", status: 403 },
        }),
    ],
  ];

  test.each(worthAMessage)("something that is %s is worth a message", async (_, happens) => {
    const world = nothingNew();
    const options = notifying({ digest: "never" });
    await afterOneRun(options);
    const before = aws.simulator.published.length;
    happens(world);
    await invoke(aws.simulator, options);
    expect(publishedSince(before)).toBe(1);
  });

  const unwritten: readonly [string, string, Readonly<Record<string, string>>][] = [
    ["report", "seen for the first time, because there is no mark", {}],
    ["mark", "due, because nobody releases it", marked(tuesday - 30 * day)],
  ];

  test.each(unwritten)(
    "in mode %s a resource that is on every day %s is told on the first one",
    async (mode, _, tags) => {
      aws.simulator.world("eu-west-1").allocateAddress({ tags });
      const options = publishing(aws.simulator, { policy: { ...weekly.policy, mode } });
      for (let at = 0; at < 3; at++) {
        aws.simulator.clock.set(tuesday + at * day);
        await invoke(aws.simulator, options);
        expect(aws.simulator.published).toHaveLength(1);
      }
    },
  );

  test("a janitor that may not read its own log tells on every day, and does not fail", async () => {
    aws.simulator.world("eu-west-1").allocateAddress();
    aws.simulator.fault({ service: "logs", answer: { kind: "error", code: "AccessDeniedException" } });
    const options = publishing(aws.simulator, { policy: { ...weekly.policy, mode: "report" } });
    for (let at = 0; at < 3; at++) {
      aws.simulator.clock.set(tuesday + at * day);
      const { error, lines } = await invoke(aws.simulator, options);
      expect(error).toBeUndefined();
      expect(lines.filter(({ level }) => level === "WARN")).toHaveLength(1);
      expect(aws.simulator.published).toHaveLength(at + 1);
    }
  });

  test("an address from its first day to the day after its release: who is told when", async () => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress();
    const told: string[] = [];
    const options = publishing(aws.simulator, weekly);
    for (let at = 0; at < 11; at++) {
      aws.simulator.clock.set(start + at * day);
      const before = aws.simulator.published.length;
      await invokeForReport(aws.simulator, options);
      if (aws.simulator.published.length > before)
        told.push(new Date(aws.simulator.clock.now()).toUTCString().slice(0, 11));
    }
    expect(told).toEqual([
      "Sun, 01 Nov", // found
      "Mon, 02 Nov", // digest
      "Fri, 06 Nov", // due in two days
      "Sat, 07 Nov",
      "Sun, 08 Nov", // released
      "Mon, 09 Nov", // digest
    ]);
    expect(world.address(allocationId)).toBeUndefined();
  });
});
