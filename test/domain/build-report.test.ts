import { describe, expect, test } from "vitest";
import { buildReport, reportFinding, withAlarm } from "../../functions/janitor/domain/build-report.ts";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import type { Memory } from "../../functions/janitor/domain/memory.ts";
import type { Outcome } from "../../functions/janitor/domain/outcome.ts";
import type { ReportedFinding } from "../../functions/janitor/domain/report.ts";
import type { Resource, Tags } from "../../functions/janitor/domain/resource.ts";
import {
  account,
  day,
  failed,
  frozen,
  makeAddress,
  makeFinding,
  makeInterface,
  makePolicy,
  makeReport,
  makeRun,
  marked,
  notSeen,
  now,
  scanned,
  scope,
} from "./make.ts";

const report = (resource: Resource, outcome?: Outcome, evidence: readonly Evidence[] = []) =>
  reportFinding(makeFinding(resource, outcome, { evidence }), makePolicy());

describe("what is new", () => {
  const known = makeFinding(makeAddress({ id: "eipalloc-known" }));
  const unmarked = makeFinding(makeAddress({ id: "eipalloc-unmarked", tags: {} }));
  const states = new Map([[`${account} ${scope.region}`, new Map([["eipalloc-known", "anything"]])]]);
  const yesterday: Memory = { at: now - day, states };

  function newIn(findings: Parameters<typeof makeRun>[0], mode: "report" | "mark" | "release", memory?: Memory) {
    const report = buildReport(makeRun(findings), makePolicy({ mode }), memory);
    return report.findings.filter(({ isNew }) => isNew).map(({ region, id }) => `${region} ${id}`);
  }

  test("is what the run before did not know in that scope, whatever has become of it since", () => {
    const twin = makeFinding(makeAddress({ id: "eipalloc-known", scope: { account, region: "us-east-1" } }));
    const findings = [known, unmarked, twin];
    for (const mode of ["report", "mark", "release"] as const) {
      expect(newIn({ findings }, mode, yesterday)).toEqual([
        "us-east-1 eipalloc-known",
        "eu-central-1 eipalloc-unmarked",
      ]);
    }
  });

  test("is never what is in use", () => {
    const used = makeFinding(makeAddress({ use: { state: "in-use" } }), { kind: "unmarked" });
    expect(newIn({ findings: [used] }, "mark", yesterday)).toEqual([]);
  });

  test("is what has no mark yet, where no run before is known and the mode marks", () => {
    for (const memory of [undefined, { states: new Map() }]) {
      expect(newIn({ findings: [known, unmarked] }, "mark", memory)).toEqual(["eu-central-1 eipalloc-unmarked"]);
      expect(newIn({ findings: [known, unmarked] }, "release", memory)).toEqual(["eu-central-1 eipalloc-unmarked"]);
      expect(newIn({ findings: [known, unmarked] }, "report", memory)).toEqual([]);
    }
  });

  test("is so compared with a run that is named, if there was one", () => {
    expect(buildReport(makeRun(), makePolicy(), yesterday).comparedTo).toBe("2026-11-21T06:00:00.000Z");
    expect(buildReport(makeRun(), makePolicy(), { states })).not.toHaveProperty("comparedTo");
    expect(makeReport()).not.toHaveProperty("comparedTo");
  });
});

describe("buildReport", () => {
  test("says whose run it was and when", () => {
    expect(makeReport()).toMatchObject({
      version: 1,
      runId: "run-1",
      mode: "release",
      startedAt: "2026-11-22T06:00:00.000Z",
      finishedAt: "2026-11-22T06:00:12.000Z",
      alarms: [],
    });
    expect(makeReport({}, makePolicy({ mode: "mark" })).mode).toBe("mark");
  });

  test("a region that was seen has its numbers, and only idle addresses count as idle", () => {
    const resources = [
      makeAddress({ id: "eipalloc-1" }),
      makeAddress({ id: "eipalloc-2", use: { state: "in-use" } }),
      makeAddress({ id: "eipalloc-3", use: { state: "stopped-instance", instanceId: "i-1" } }),
      makeInterface({ id: "eni-1" }),
      makeInterface({ id: "eni-2" }),
    ];
    expect(makeReport({ surveys: [scanned("us-east-1", resources, 4)] }).regions).toEqual([
      {
        account,
        region: "us-east-1",
        status: "scanned",
        elasticIps: { total: 4, idle: 1, quota: 5 },
        networkInterfaces: { available: 2 },
      },
    ]);
  });

  test("a region that was not seen has its error, and no numbers that could be taken for none", () => {
    const { regions, alarms } = makeReport({ surveys: [notSeen("us-east-1", "no"), scanned("eu-west-1")] });
    expect(regions.map(({ region, status }) => `${region} ${status}`)).toEqual([
      "us-east-1 failed",
      "eu-west-1 scanned",
    ]);
    expect(regions[0]).toEqual({
      account,
      region: "us-east-1",
      status: "failed",
      error: { code: "UnauthorizedOperation", message: "no" },
    });
    expect(alarms.map(({ code }) => code)).toEqual(["region-failed"]);
  });

  test("the words about a region that was not seen are kept to a length", () => {
    const [region] = makeReport({ surveys: [notSeen("us-east-1", "w".repeat(6_000))] }).regions;
    expect(region).toMatchObject({ error: { code: "UnauthorizedOperation", message: `${"w".repeat(280)}…` } });
  });

  test("one more alarm goes to the end, and leaves the report as it was", () => {
    const before = frozen(makeReport({ surveys: [notSeen("us-east-1")] }));
    const after = withAlarm(before, { code: "publish-failed", message: "no topic" });
    expect(after).toEqual({ ...before, alarms: [...before.alarms, { code: "publish-failed", message: "no topic" }] });
    expect(before.alarms).toHaveLength(1);
  });

  test("one more alarm asks for attention where nothing else did", () => {
    const quiet = makeReport();
    expect(quiet.attention).toBe(false);
    expect(withAlarm(quiet, { code: "publish-failed", message: "no topic" }).attention).toBe(true);
  });

  test("is plain JSON, and writes to nothing it was made of", () => {
    const policy = frozen(makePolicy());
    const run = frozen(
      makeRun({
        surveys: [scanned("us-east-1"), notSeen("us-east-2")],
        findings: [
          makeFinding(makeAddress({ tags: { Name: "x", "janitor:policy": "kep" } })),
          makeFinding(makeAddress(), failed()),
          makeFinding(makeInterface(), { kind: "withheld", because: "deadline" }),
        ],
      }),
    );
    const report = buildReport(run, policy);
    expect(JSON.parse(JSON.stringify(report))).toStrictEqual(report);
  });
});

describe("a finding", () => {
  test("of an address that is due", () => {
    const tags = marked(8 * day, { Name: "web", Owner: "ann" });
    expect(report(makeAddress({ tags }), { kind: "released" })).toStrictEqual({
      kind: "elastic-ip",
      id: "eipalloc-1",
      account,
      region: scope.region,
      name: "web",
      owner: "ann",
      publicIp: "203.0.113.1",
      tags,
      decision: "release",
      reason: "grace-over",
      detail: { decidedBy: { by: "default" }, graceMs: 7 * day },
      idleSince: "2026-11-14T06:00:00.000Z",
      dueAt: "2026-11-21T06:00:00.000Z",
      outcome: "released",
      monthlyCostUsd: 3.65,
    });
  });

  test("of an interface with nothing to tell leaves everything out that is not there", () => {
    const networkInterface = makeInterface({ tags: { "janitor:policy": "keep" } });
    expect(report(networkInterface)).toStrictEqual({
      kind: "network-interface",
      id: "eni-1",
      account,
      region: scope.region,
      tags: { "janitor:policy": "keep" },
      decision: "keep",
      reason: "keep-tag",
      outcome: "none",
      monthlyCostUsd: 0,
    });
  });

  test("of an interface names the service it belongs to, where that can be told", () => {
    const tags = { "node.k8s.amazonaws.com/instance_id": "i-0123456789abcdef0" };
    expect(report(makeInterface({ tags })).service).toBe("eks-cni");
    expect(report(makeInterface({ interfaceType: "lambda" })).service).toBe("lambda");
    expect(report(makeInterface())).not.toHaveProperty("service");
    expect(report(makeAddress({ tags, serviceManaged: "rds" }))).not.toHaveProperty("service");
  });

  test("that failed carries the error with its class and action", () => {
    expect(report(makeAddress(), failed({ message: "no" })).error).toEqual({
      action: "ReleaseAddress",
      class: "denied",
      code: "UnauthorizedOperation",
      message: "no",
    });
  });

  test("that failed with a book for an answer keeps a page of it, and whether the release may have been done", () => {
    const outcome = failed({ class: "transient", message: "w".repeat(6_000), mayBeDone: true });
    expect(report(makeAddress(), outcome).error).toEqual({
      action: "ReleaseAddress",
      class: "transient",
      code: "UnauthorizedOperation",
      message: `${"w".repeat(280)}…`,
      mayBeDone: true,
    });
    expect(report(makeAddress(), failed()).error).not.toHaveProperty("mayBeDone");
  });

  test("that was withheld says because of what", () => {
    const found = report(makeAddress(), { kind: "withheld", because: "throttled" });
    expect(found).toMatchObject({ outcome: "withheld", withheldBecause: "throttled" });
    expect(report(makeAddress())).not.toHaveProperty("withheldBecause");
    expect(report(makeAddress())).not.toHaveProperty("error");
  });

  test("carries the facts behind its reason", () => {
    const dns: Evidence = { guard: "dns", answer: "found", reason: "dns-record", found: [{ record: "a.example.com" }] };
    expect(report(makeAddress(), undefined, [dns]).detail).toMatchObject({ evidence: [dns] });
    expect(report(makeAddress({ serviceManaged: "alb" })).detail).toEqual({
      facts: [{ reason: "service-managed", service: "alb" }],
    });
    expect(report(makeAddress({ use: { state: "stopped-instance", instanceId: "i-1" } })).detail).toEqual({
      instanceId: "i-1",
    });
  });

  test("that only a guard keeps from going says since when it is due, and what was last done to it only once", () => {
    const lastActivity = { event: "AllocateAddress", at: now, by: "ann" };
    const guard = { guard: "activity", answer: "found", reason: "recent-activity", found: [] } as const;
    const silent = {
      guard: "dns",
      answer: "could-not-tell",
      error: { code: "x", message: "y", class: "transient" },
    } as const;
    const told = report(makeAddress(), undefined, [{ ...guard, lastActivity }, silent]);
    expect(told).toMatchObject({ decision: "protect", dueAt: new Date(now - day).toISOString() });
    expect(told.detail).toStrictEqual({
      decidedBy: { by: "default" },
      graceMs: 7 * day,
      evidence: [guard, silent],
    });
  });

  test("that is kept for ever is kept until the last instant that every reader of dates understands", () => {
    const found = report(makeAddress({ tags: { "janitor:keep-until": "9999-12-31" } }));
    expect(found.detail).toEqual({ keptUntil: "9999-12-31T23:59:59.999Z" });
  });

  test("that is kept until a day says so as an ISO instant, like every other time in a report", () => {
    const found = report(makeAddress({ tags: { "janitor:keep-until": "2027-01-31" } }));
    expect(found.reason).toBe("keep-until");
    expect(found.detail).toEqual({ keptUntil: "2027-02-01T00:00:00.000Z" });
  });

  test("of what was last done to a resource says when as an ISO instant, what, and by whom", () => {
    const lastActivity = { event: "DisassociateAddress", at: Date.UTC(2026, 9, 20, 12), by: "ann" };
    const told = reportFinding(frozen({ ...makeFinding(makeAddress()), lastActivity }), makePolicy());
    expect(told.lastActivity).toStrictEqual({
      event: "DisassociateAddress",
      at: "2026-10-20T12:00:00.000Z",
      by: "ann",
    });
    expect(JSON.parse(JSON.stringify(told))).toStrictEqual(told);
  });

  test("of a resource that nothing is known to have been done to does not mention it", () => {
    expect(report(makeAddress())).not.toHaveProperty("lastActivity");
    const unknown = { ...makeFinding(makeAddress()), lastActivity: undefined };
    expect(reportFinding(unknown, makePolicy())).not.toHaveProperty("lastActivity");
  });

  test("that waits says since when and until when", () => {
    expect(report(makeAddress({ tags: {} }))).toMatchObject({
      idleSince: "2026-11-22T06:00:00.000Z",
      dueAt: "2026-11-29T06:00:00.000Z",
    });
  });

  test.each<[Tags, string | undefined, string | undefined]>([
    [{ Name: "web", owner: "ann" }, "web", "ann"],
    [{ name: "web", TEAM: "net" }, "web", "net"],
    [{ Team: "net", Owner: "ann" }, undefined, "ann"],
    [{ Owner: "", Team: "net" }, undefined, "net"],
    [{ Name: "", Owner: "" }, undefined, undefined],
    [{}, undefined, undefined],
  ])("is named and owned by its tags: %j", (tags, name, owner) => {
    const found = report(makeAddress({ tags }));
    expect([found.name, found.owner]).toEqual([name, owner]);
    expect("name" in found).toBe(name !== undefined);
    expect("owner" in found).toBe(owner !== undefined);
  });

  test("has no owner under a policy that names no owner's tag", () => {
    const finding = makeFinding(makeAddress({ tags: { Owner: "ann" } }));
    expect(reportFinding(finding, makePolicy({ owner: { tags: [] } }))).not.toHaveProperty("owner");
  });
});

describe("the totals", () => {
  test("count what was decided and what happened, each for itself", () => {
    const address = (id: string, tags: Tags = marked(8 * day)) => makeAddress({ id, tags });
    const inUse = makeAddress({ id: "g", use: { state: "in-use" } });
    const { totals } = makeReport({
      findings: [
        makeFinding(address("a"), { kind: "released" }),
        makeFinding(address("b"), { kind: "released" }),
        makeFinding(address("c"), { kind: "already-gone" }),
        makeFinding(address("d"), failed()),
        makeFinding(address("e"), { kind: "withheld", because: "deadline" }),
        makeFinding(address("f", {}), { kind: "marked" }),
        makeFinding(inUse, { kind: "unmarked" }),
        makeFinding(makeAddress({ id: "h", use: { state: "stopped-instance", instanceId: "i-1" } })),
        makeFinding(address("i", { "janitor:policy": "keep" })),
        makeFinding(address("j", { "janitor:policy": "kep" })),
        makeFinding(makeInterface({ id: "k", ownerId: "2" })),
      ],
    });
    expect(totals).toEqual({
      idle: 9,
      waiting: 1,
      released: 2,
      failed: 1,
      withheld: 1,
      kept: 2,
      protected: 1,
      monthlyWasteUsd: 21.9,
      monthlySavedUsd: 7.3,
    });
  });

  test("of a run that found nothing are zero", () => {
    expect(new Set(Object.values(makeReport().totals))).toEqual(new Set([0]));
  });

  test("are whole cents, without the dust of binary fractions", () => {
    const findings = Array.from({ length: 7 }, (_, at) => makeFinding(makeAddress({ id: `eipalloc-${at}` })));
    const released = findings.map((finding) => ({ ...finding, outcome: { kind: "released" } as const }));
    expect(makeReport({ findings }).totals.monthlyWasteUsd).toBe(25.55);
    expect(makeReport({ findings: released }).totals.monthlySavedUsd).toBe(25.55);
  });
});

describe("the order of findings", () => {
  const ids = (findings: readonly ReturnType<typeof makeFinding>[]) =>
    makeReport({ findings }).findings.map(({ id }) => id);

  test("goes by what happened: what was acted on comes first", () => {
    const outcomes: readonly Outcome[] = [
      { kind: "none" },
      { kind: "marked" },
      { kind: "unmarked" },
      { kind: "already-gone" },
      { kind: "changed" },
      { kind: "withheld", because: "deadline" },
      { kind: "released" },
      failed(),
    ];
    const { findings } = makeReport({
      findings: outcomes.map((outcome, at) => makeFinding(makeAddress({ id: `eipalloc-${at}` }), outcome)),
    });
    expect(findings.map(({ outcome }) => outcome)).toEqual([
      "failed",
      "released",
      "withheld",
      "changed",
      "already-gone",
      "unmarked",
      "marked",
      "none",
    ] satisfies ReportedFinding["outcome"][]);
  });

  test("then by what was decided: what is due, what waits, what is reported, protected, kept", () => {
    expect(
      ids([
        makeFinding(makeAddress({ id: "keep", tags: { "janitor:policy": "keep" } })),
        makeFinding(makeAddress({ id: "protect", serviceManaged: "alb" })),
        makeFinding(makeAddress({ id: "report", tags: { "janitor:policy": "report" } })),
        makeFinding(makeAddress({ id: "wait", tags: {} })),
        makeFinding(makeAddress({ id: "release" })),
      ]),
    ).toEqual(["release", "wait", "report", "protect", "keep"]);
  });

  test("then by when it is due, by region, and by id", () => {
    const at = (id: string, region: string, age: number) =>
      makeFinding(makeAddress({ id, scope: { account, region }, tags: marked(age * day) }));
    const findings = [
      at("c", "us-east-1", 8),
      at("b", "us-east-1", 8),
      at("d", "eu-west-1", 8),
      at("a", "us-west-1", 9),
    ];
    expect(ids(findings)).toEqual(["a", "d", "b", "c"]);
    expect(ids(findings.toReversed())).toEqual(["a", "d", "b", "c"]);
  });

  test("goes by region and by id where nothing is due", () => {
    const at = (id: string, region: string) =>
      makeFinding(makeAddress({ id, scope: { account, region }, serviceManaged: "alb" }));
    const findings = [at("c", "us-east-1"), at("a", "us-east-1"), at("b", "eu-west-1"), at("d", "us-east-1")];
    expect(ids(findings)).toEqual(["b", "a", "c", "d"]);
    expect(ids(findings.toReversed())).toEqual(["b", "a", "c", "d"]);
  });

  test("is of the report alone: a run's own list stays as it was", () => {
    const findings = frozen([
      makeFinding(makeAddress({ id: "b" })),
      makeFinding(makeAddress({ id: "a", tags: marked(9 * day) })),
    ]);
    expect(ids(findings)).toEqual(["a", "b"]);
  });
});
