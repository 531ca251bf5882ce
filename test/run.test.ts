import { describe, expect, test, vi } from "vitest";
import type { AlarmCode } from "../functions/janitor/domain/alarms.ts";
import type { Evidence, GatheredEvidence } from "../functions/janitor/domain/evidence.ts";
import type { Policy } from "../functions/janitor/domain/policy.ts";
import type { Resource } from "../functions/janitor/domain/resource.ts";
import type { Ports } from "../functions/janitor/ports.ts";
import { RunFailed, run } from "../functions/janitor/run.ts";
import { fakeHands, refused } from "./support/fake-ports.ts";
import {
  due,
  failure,
  fresh,
  nothingFound,
  portsOf,
  runWith,
  scanned,
  unseen,
  type World,
} from "./support/run-world.ts";
import { anAddress, aPolicy, elsewhere, hour, now, oldMark, scope } from "./support/samples.ts";

/** A resource whose tags cannot even be read. */
function brokenBy(fail: () => never): Resource {
  return Object.defineProperty(anAddress(), "tags", { get: fail, enumerable: true });
}

describe("a run", () => {
  test("surveys, gathers evidence, acts, journals, publishes and measures, in this order", async () => {
    const { report, log } = runWith();
    await report;
    expect(log).toEqual([
      "scopes all",
      "survey eu-central-1",
      "recall",
      "evidence eipalloc-due",
      "mark eipalloc-fresh 2026-11-02T06:00:00.000Z",
      "intent eipalloc-due",
      "turn eipalloc-due",
      "look eipalloc-due",
      "release eipalloc-due",
      "outcome eipalloc-due released",
      "report",
      "publish",
      "told",
      "measure",
    ]);
  });

  test("tells what was decided and done, and when", async () => {
    const { report, published, journaled, measured } = runWith();
    const told = await report;
    expect(told).toMatchObject({
      version: 1,
      runId: "run-1",
      mode: "release",
      startedAt: "2026-11-02T06:00:00.000Z",
      finishedAt: "2026-11-02T06:00:05.000Z",
      regions: [{ ...scope, status: "scanned" }],
      findings: [
        { id: "eipalloc-due", outcome: "released" },
        { id: "eipalloc-fresh", outcome: "marked" },
      ],
      alarms: [],
    });
    expect([published, journaled, measured]).toEqual([[told], [told], [told]]);
  });

  test("decides by the one instant it started at, however late it gets", async () => {
    const hands = fakeHands({ time: { now: () => now + 1_000_000_000 } });
    const { report, log } = runWith({ hands, surveys: [scanned([fresh])] });
    expect((await report).findings).toMatchObject([{ decision: "wait", idleSince: "2026-11-02T06:00:00.000Z" }]);
    expect(log).toContain("mark eipalloc-fresh 2026-11-02T06:00:00.000Z");
  });

  test("looks at the regions that the policy names, side by side", async () => {
    const begun: string[] = [];
    const goOn = Promise.withResolvers<void>();
    const { report } = runWith(
      {
        surveys: [scanned([]), scanned([], elsewhere)],
        reading: {
          survey: async (wanted) => {
            begun.push(wanted.region);
            if (begun.length === 2) goOn.resolve();
            await goOn.promise;
            return scanned([], wanted);
          },
        },
      },
      { regions: ["eu-central-1", "us-east-1"] },
    );
    expect((await report).regions).toHaveLength(2);
  });

  test("in mode report asks for evidence too, and writes nothing", async () => {
    const { report, log } = runWith({}, { mode: "report" });
    expect((await report).findings.map(({ outcome }) => outcome)).toEqual(["none", "none"]);
    expect(log).toEqual([
      "scopes all",
      "survey eu-central-1",
      "recall",
      "evidence eipalloc-due",
      "report",
      "publish",
      "told",
      "measure",
    ]);
  });
});

describe("evidence", () => {
  const found: Evidence = { guard: "dns", answer: "found", reason: "dns-record", found: [{ name: "www.example.com" }] };
  const couldNotTell: Evidence = {
    guard: "dns",
    answer: "could-not-tell",
    error: { code: "Throttling", message: "no", class: "transient" },
  };
  const denied: Evidence = {
    ...couldNotTell,
    error: { code: "AccessDenied", message: "You may not.", class: "denied" },
  };

  test.each<[string, GatheredEvidence, string, readonly AlarmCode[]]>([
    ["that speaks against it", new Map([[due, [found]]]), "dns-record", []],
    ["that could not be had", new Map([[due, [couldNotTell]]]), "evidence-unavailable", ["evidence-unavailable"]],
    ["that is denied", new Map([[due, [denied]]]), "evidence-unavailable", ["denied"]],
    ["that is missing", new Map(), "evidence-unavailable", ["unexpected"]],
  ])("%s protects what is due", async (_, evidence, reason, alarms) => {
    const { report, published, log } = runWith({ reading: { evidence: async () => evidence } });
    await Promise.allSettled([report]);
    expect(published).toHaveLength(1);
    expect(published[0]?.findings).toContainEqual(
      expect.objectContaining({ id: "eipalloc-due", decision: "protect", reason, outcome: "none" }),
    );
    expect(published[0]?.alarms.map(({ code }) => code)).toEqual(alarms);
    expect(log.filter((line) => /^(intent|release)/.test(line))).toEqual([]);
  });

  test.each<[string, GatheredEvidence]>([
    ["denied", new Map([[due, [denied]]])],
    ["missing", new Map()],
  ])("that is %s fails the run when all is told: somebody has to act", async (_, evidence) => {
    const { report, published } = runWith({ reading: { evidence: async () => evidence } });
    const error = await failure(report);
    expect(published).toEqual([error.report]);
  });

  test("that could not be had for now fails no run, and is told", async () => {
    const { report } = runWith({ reading: { evidence: async () => new Map([[due, [couldNotTell]]]) } });
    expect((await report).alarms).toEqual([
      {
        code: "evidence-unavailable",
        message: "The guard dns could not tell about eipalloc-due, so nothing of that was released: no (Throttling)",
      },
    ]);
  });

  test("is gathered about what was seen, and not where the survey failed", async () => {
    const asked: unknown[] = [];
    const { report } = runWith({
      surveys: [unseen, scanned([due])],
      reading: {
        evidence: async (releases, failed) => {
          asked.push({ ids: releases.map(({ resource }) => resource.id), failed });
          return nothingFound(releases);
        },
      },
    });
    expect((await failure(report)).report.alarms.map(({ code }) => code)).toEqual(["region-failed"]);
    expect(asked).toEqual([{ ids: ["eipalloc-due"], failed: [unseen] }]);
  });

  test("is gathered with no scope left out when all were seen, even where nothing is due", async () => {
    const asked: unknown[] = [];
    const { report } = runWith({
      surveys: [scanned([], elsewhere), scanned([due])],
      reading: {
        evidence: async (releases, failed) => {
          asked.push(failed);
          return nothingFound(releases);
        },
      },
    });
    await report;
    expect(asked).toEqual([[]]);
  });

  describe("that knows what was last done", () => {
    const lastActivity = { event: "DisassociateAddress", at: now - 72 * hour, by: "ann" };
    const known: Evidence = { guard: "activity", answer: "nothing-found", lastActivity };
    const told = { event: "DisassociateAddress", at: "2026-10-30T06:00:00.000Z", by: "ann" };

    test.each<[string, readonly Evidence[], string]>([
      ["released", [known], "released"],
      ["protected", [found, known], "none"],
    ])("has it told of what is %s, and of nothing else", async (_, evidence, outcome) => {
      const { report } = runWith({ reading: { evidence: async () => new Map([[due, evidence]]) } });
      const { findings } = await report;
      expect(findings).toHaveLength(2);
      expect(findings).toContainEqual(expect.objectContaining({ id: "eipalloc-due", outcome, lastActivity: told }));
      expect(findings.filter((finding) => "lastActivity" in finding)).toHaveLength(1);
    });

    test("has it in the journal, too", async () => {
      const hands = fakeHands();
      await runWith({ hands, reading: { evidence: async () => new Map([[due, [known]]]) } }).report;
      expect(hands.intents).toMatchObject([{ resource: due, lastActivity }]);
      expect(hands.outcomes).toMatchObject([{ resource: due, lastActivity, outcome: { kind: "released" } }]);
    });
  });

  test("that could not be had counts as due for the breaker: nothing of a flood slips through", async () => {
    const other = { ...due, id: "eipalloc-other" };
    const evidence: GatheredEvidence = new Map([
      [due, [couldNotTell]],
      [other, []],
    ]);
    const { report, log } = runWith(
      { surveys: [scanned([due, other])], reading: { evidence: async () => evidence } },
      { limits: { releases: 1 } },
    );
    const { findings, alarms } = await report;
    expect(findings.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["eipalloc-other", "withheld"],
      ["eipalloc-due", "none"],
    ]);
    expect(alarms.map(({ code }) => code)).toEqual(["evidence-unavailable", "breaker-tripped"]);
    expect(log.filter((line) => /^(intent|release)/.test(line))).toEqual([]);
  });

  test("that protects a release takes it out of what the breaker counts", async () => {
    const other = { ...due, id: "eipalloc-other" };
    const { report } = runWith(
      {
        surveys: [scanned([due, other])],
        reading: {
          evidence: async () =>
            new Map([
              [due, [found]],
              [other, []],
            ]),
        },
      },
      { limits: { releases: 1 } },
    );
    expect((await report).findings.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["eipalloc-other", "released"],
      ["eipalloc-due", "none"],
    ]);
  });

  test("protects one resource and not another with the same id in another region", async () => {
    const twin = { ...due, scope: elsewhere };
    const { report } = runWith({
      surveys: [scanned([due]), scanned([twin], elsewhere)],
      reading: {
        evidence: async () =>
          new Map([
            [due, [found]],
            [twin, []],
          ]),
      },
    });
    expect((await report).findings.map(({ region, outcome }) => [region, outcome]).toSorted()).toEqual([
      ["eu-central-1", "none"],
      ["us-east-1", "released"],
    ]);
  });
});

describe("a run that did not see everything", () => {
  test("says which region was not seen, does its work in the others, tells, and fails", async () => {
    const { report, published, journaled, measured, log } = runWith({ surveys: [unseen, scanned([due])] });
    const error = await failure(report);
    expect(error.report.alarms).toEqual([
      {
        code: "region-failed",
        message: "us-east-1 was not seen: explicit deny in a service control policy (UnauthorizedOperation)",
      },
    ]);
    expect(error.report.findings).toMatchObject([{ id: "eipalloc-due", outcome: "released" }]);
    expect(error.report.regions.map(({ region, status }) => [region, status])).toEqual([
      ["us-east-1", "failed"],
      ["eu-central-1", "scanned"],
    ]);
    expect([published, journaled, measured]).toEqual([[error.report], [error.report], [error.report]]);
    expect(log.slice(-4)).toEqual(["report", "publish", "told", "measure"]);
  });

  test("says that it saw nothing when not even the regions could be listed", async () => {
    const { report, published, log } = runWith({
      reading: { scopes: async () => ({ status: "failed", error: { code: "ExpiredToken", message: "too old" } }) },
    });
    const error = await failure(report);
    expect(error.report).toMatchObject({
      regions: [],
      findings: [],
      alarms: [
        {
          code: "regions-unknown",
          message: "Nothing was seen: the account's regions could not be listed. too old (ExpiredToken)",
        },
      ],
    });
    expect(published).toEqual([error.report]);
    expect(log.filter((line) => /^(survey|mark|unmark|release)/.test(line))).toEqual([]);
  });
});

describe("a run that somebody has to look at", () => {
  test("fails for a denied release, after everything is told", async () => {
    const { report, published } = runWith({ hands: fakeHands({ attempts: [refused("denied")] }) });
    const error = await failure(report);
    expect(error.report.alarms.map(({ code }) => code)).toEqual(["denied"]);
    expect(published).toEqual([error.report]);
  });

  test.each(["throttled", "transient", "protected-by-aws"] as const)(
    "is not one whose release was %s: that passes, or is AWS's own business",
    async (kind) => {
      const { report } = runWith({ hands: fakeHands({ attempts: [refused(kind)] }) });
      expect((await report).findings).toHaveLength(2);
    },
  );

  test("says so in its error, one alarm a line", async () => {
    const { report } = runWith({
      surveys: [unseen, scanned([due])],
      hands: fakeHands({ attempts: [refused("denied")] }),
    });
    const error = await failure(report);
    expect(error.name).toBe("RunFailed");
    expect(error.message).toBe(error.report.alarms.map(({ message }) => message).join("\n"));
    expect(error.message.split("\n")).toHaveLength(2);
  });

  test("carries its report where nothing that lists an error's properties finds it", async () => {
    const error = await failure(runWith({ surveys: [unseen] }).report);
    expect(error.report.version).toBe(1);
    expect(Object.getOwnPropertyNames(error)).not.toContain("report");
    expect(JSON.stringify({ ...error })).toBe('{"name":"RunFailed"}');
  });
});

describe("a run that breaks off between its surveys and its report", () => {
  const mistake = new TypeError("x is not a function");
  const fail = () => {
    throw mistake;
  };

  /** A run that has a mark to write and nothing to release, and what writes marks fails. */
  function withMarks(mark: Ports["writing"]["mark"]): World {
    const hands = fakeHands();
    return { surveys: [scanned([fresh])], hands: { ...hands, writing: { ...hands.writing, mark } } };
  }

  test.each<[string, World]>([
    ["evidence that rejects", { reading: { evidence: () => Promise.reject(mistake) } }],
    ["evidence that throws", { reading: { evidence: fail } }],
    ["a resource that nothing can be decided about", { surveys: [scanned([brokenBy(fail)])] }],
    ["marks that reject", withMarks(() => Promise.reject(mistake))],
    ["marks that throw", withMarks(fail)],
  ])("by %s says so, tells, and fails", async (_, world) => {
    const { report, published, journaled, measured, log } = runWith(world);
    const error = await failure(report);
    expect(error.report.alarms).toEqual([
      {
        code: "unexpected",
        message: "The run broke off half-way; the log has what was done until then. x is not a function (TypeError)",
      },
    ]);
    expect(error.report).toMatchObject({ runId: "run-1", findings: [], regions: [{ ...scope, status: "scanned" }] });
    expect([published, journaled, measured]).toEqual([[error.report], [error.report], [error.report]]);
    expect(log.slice(-4)).toEqual(["report", "publish", "told", "measure"]);
  });

  test("releases nothing on evidence that broke", async () => {
    const { report, log } = runWith({ reading: { evidence: () => Promise.reject(mistake) } });
    await failure(report);
    expect(log.filter((line) => /^(mark|unmark|intent|release)/.test(line))).toEqual([]);
  });

  test("says so beside what else went wrong, the summary included", async () => {
    const { report } = runWith({
      surveys: [unseen, scanned([due])],
      reading: { evidence: fail },
      publish: () => Promise.reject(new Error("SNS is down")),
    });
    expect((await failure(report)).report.alarms.map(({ code }) => code)).toEqual([
      "region-failed",
      "unexpected",
      "publish-failed",
    ]);
  });
});

describe("a run that is to be told only when it has something to say", () => {
  const policy: Partial<Policy> = { notify: { when: "attention", digest: "never" } };
  const kept = anAddress({ id: "eipalloc-kept", tags: { "janitor:policy": "keep" } });

  test("and has nothing is journaled as one, measured, and not published", async () => {
    const hands = fakeHands();
    const world = { hands, surveys: [scanned([kept])], recall: async () => undefined };
    const { report, published, journaled, measured, log } = runWith(world, policy);
    const told = await report;
    expect(told.findings).toMatchObject([{ id: "eipalloc-kept", outcome: "none" }]);
    expect(hands.worthTelling).toEqual([false]);
    expect([published, journaled, measured]).toEqual([[], [told], [told]]);
    expect(log.slice(-4)).toEqual(["recall", "evidence ", "report", "measure"]);
  });

  test("and has something is journaled as one, and published", async () => {
    const hands = fakeHands();
    const { report, published, journaled } = runWith({ hands, surveys: [scanned([kept, due])] }, policy);
    const told = await report;
    expect(hands.worthTelling).toEqual([true]);
    expect([published, journaled]).toEqual([[told], [told]]);
  });

  test("and has an alarm is journaled as one, and published", async () => {
    const hands = fakeHands();
    const { report, published } = runWith({ hands, surveys: [scanned([kept]), unseen] }, policy);
    expect(published).toEqual([(await failure(report)).report]);
    expect(hands.worthTelling).toEqual([true]);
  });

  test("and whose summary does not go out is journaled as one twice", async () => {
    const hands = fakeHands();
    const publish = () => Promise.reject(new Error("SNS is down"));
    await failure(runWith({ hands, publish, surveys: [scanned([due])] }, policy).report);
    expect(hands.worthTelling).toEqual([true, true]);
  });

  test("and has nothing but a journal that fails is published all the same", async () => {
    const hands = fakeHands();
    const journal = {
      ...hands.journal,
      report: () => {
        throw new Error("no journal");
      },
    };
    const quiet = { hands: { ...hands, journal }, surveys: [scanned([kept])], recall: async () => undefined };
    const { report, published } = runWith(quiet, policy);
    expect(published).toEqual([(await failure(report)).report]);
    expect(published[0]?.alarms.map(({ code }) => code)).toEqual(["unexpected"]);
  });
});

describe("a summary that does not go out", () => {
  test("is an alarm of the report that is journaled again, measured and thrown", async () => {
    const { report, published, journaled, measured, log } = runWith({
      publish: () => Promise.reject(new Error("SNS is down")),
    });
    const error = await failure(report);
    expect(error.report.alarms).toEqual([
      { code: "publish-failed", message: "The summary could not be published: SNS is down (Error)" },
    ]);
    expect(published).toEqual([{ ...error.report, alarms: [] }]);
    expect([journaled, measured]).toEqual([[...published, error.report], [error.report]]);
    expect(error.report.findings.map(({ outcome }) => outcome)).toEqual(["released", "marked"]);
    expect(log.slice(-5)).toEqual(["report", "publish", "report", "told", "measure"]);
  });

  test("because it never ends has the report in the journal already", async () => {
    const { report, journaled, log } = runWith({ publish: () => new Promise(() => undefined) });
    expect(report).toBeInstanceOf(Promise);
    await vi.waitFor(() => expect(log.at(-1)).toBe("publish"));
    expect(journaled).toMatchObject([{ findings: [{ outcome: "released" }, { outcome: "marked" }], alarms: [] }]);
  });

  test("is told beside what else went wrong", async () => {
    const { report } = runWith({ surveys: [unseen], publish: () => Promise.reject(new Error("SNS is down")) });
    expect((await failure(report)).report.alarms.map(({ code }) => code)).toEqual(["region-failed", "publish-failed"]);
  });

  test("at once, before anything is awaited, is the same", async () => {
    const recorded = portsOf({});
    const publish = () => {
      throw new Error("no message could be written");
    };
    const error = await failure(
      run({ policy: aPolicy(), everywhere: "all", narrowed: false }, "run-1", { ...recorded.ports, publish }),
    );
    expect(error.report.alarms.map(({ code }) => code)).toEqual(["publish-failed"]);
    expect(recorded.journaled).toEqual([{ ...error.report, alarms: [] }, error.report]);
  });
});

test("a report that cannot be journaled is published all the same, and says so", async () => {
  const hands = fakeHands();
  const journal = {
    ...hands.journal,
    report: () => {
      throw new Error("no journal");
    },
  };
  const { report, published } = runWith({ hands: { ...hands, journal } });
  await expect(report).rejects.toBeInstanceOf(RunFailed);
  expect(published).toHaveLength(1);
  expect(published[0]?.alarms).toEqual([
    { code: "unexpected", message: "The report could not be journaled: no journal (Error)" },
  ]);
});

test("a run of a few things asks the guards about those alone, and touches nothing else", async () => {
  const other = anAddress({ id: "eipalloc-other-due", tags: oldMark });
  const { ports, log } = portsOf({ surveys: [scanned([due, other, fresh])] });
  const only = new Map([["eipalloc-due", "release"]] as const);
  const report = await run({ policy: aPolicy({}), everywhere: "all", narrowed: true, only }, "run-1", ports);
  expect(log.filter((line) => line.startsWith("evidence"))).toEqual(["evidence eipalloc-due"]);
  expect(log.filter((line) => /^(release|mark|unmark) /.test(line))).toEqual(["release eipalloc-due"]);
  expect(report.alarms).toEqual([]);
});
