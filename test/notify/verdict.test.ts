import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Alarm, publishFailed, type RunFacts } from "../../functions/janitor/domain/alarms.ts";
import { withAlarm } from "../../functions/janitor/domain/build-report.ts";
import { modes, type Policy } from "../../functions/janitor/domain/policy.ts";
import { publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { knowsMoney, nameAccount, verdict, waste, whatToDo } from "../../functions/janitor/notify/verdict.ts";
import {
  account,
  day,
  failed,
  makeAddress,
  makeFinding,
  makePolicy,
  makeReport,
  marked,
  notSeen,
  scanned,
} from "../domain/make.ts";
import { makePublished, oneOfEach } from "./make.ts";

const due = makeAddress();
const tripped: Partial<RunFacts> = { plan: { breaker: "tripped", due: 21, limit: 20 } };
const regionsUnknown: Partial<RunFacts> = { surveys: [], regionsUnknown: { code: "X", message: "no" } };
const brokenOff: Partial<RunFacts> = { brokenOff: { code: "TypeError", message: "?" } };
const silent = {
  guard: "dns",
  answer: "could-not-tell",
  error: { code: "TimeoutError", message: "no answer", class: "transient" },
} as const;
const say = (changes: Partial<RunFacts>, policy?: Policy) => verdict(makePublished(changes, policy));
const onlyReported = makeFinding(due, undefined, { policy: makePolicy({ default: "report" }) });
const unreadable = makeFinding(makeAddress({ tags: { "janitor:policy": "kep" } }));

describe("verdict", () => {
  test("nothing idle is said only of a run that saw everything and found nothing", () => {
    expect(say({})).toEqual(["nothing idle"]);
  });

  test.each<[string, Partial<RunFacts>, string]>([
    ["one region not seen", { surveys: [notSeen("us-east-1"), scanned("eu-west-1")] }, "1 region not seen"],
    ["two regions not seen", { surveys: [notSeen("us-east-1"), notSeen("us-east-2")] }, "2 regions not seen"],
    ["regions that could not be listed", regionsUnknown, "nothing was seen"],
    ["no region", { surveys: [] }, "nothing was seen"],
    ["what failed", { findings: [makeFinding(due, failed())] }, "1 failed"],
    ["what was released", { findings: [makeFinding(due, { kind: "released" })] }, "1 released"],
    ["what is due", { findings: [makeFinding(due)] }, "1 due in 48 h"],
    ["what was withheld", { findings: [makeFinding(due, { kind: "withheld", because: "deadline" })] }, "1 withheld"],
    [
      "a tripped breaker",
      { ...tripped, findings: [makeFinding(due, { kind: "withheld", because: "breaker-tripped" })] },
      "breaker tripped, 1 withheld",
    ],
    [
      "a tripped breaker with nothing withheld",
      { ...tripped, findings: [makeFinding(due)] },
      "breaker tripped, 1 due in 48 h",
    ],
    [
      "what no guard could prove",
      { findings: [makeFinding(due, { kind: "none" }, { evidence: [silent] })] },
      "1 could not be checked",
    ],
    ["tags that cannot be read", { findings: [unreadable] }, "1 with unreadable tags"],
    ["what waits", { findings: [makeFinding(makeAddress({ tags: marked(day) }))] }, "1 waiting"],
    ["what is reported", { findings: [onlyReported] }, "1 reported"],
    [
      "what is paid but unused",
      {
        findings: [makeFinding(makeAddress({ use: { state: "stopped-instance", instanceId: "i-1" } }))],
      },
      "1 paid but unused",
    ],
    ["what is protected", { findings: [makeFinding(makeAddress({ serviceManaged: "alb" }))] }, "1 protected"],
    ["what is kept", { findings: [makeFinding(makeAddress({ tags: { "janitor:policy": "keep" } }))] }, "1 kept"],
    [
      "what was gone or changed before its release, together",
      {
        findings: [
          makeFinding(due, { kind: "already-gone" }),
          makeFinding(makeAddress({ use: { state: "in-use" } }), { kind: "changed" }),
        ],
      },
      "2 changed meanwhile",
    ],
    [
      "a run that broke off after a release",
      { ...brokenOff, findings: [makeFinding(due, { kind: "released" })] },
      "failed, 1 released",
    ],
    ["a run that broke off with nothing found", brokenOff, "failed"],
    [
      "an address in use again",
      { findings: [makeFinding(makeAddress({ use: { state: "in-use" } }), { kind: "unmarked" })] },
      "1 in use again",
    ],
  ])("it tells %s", (_, run, words) => {
    expect(say(run).join(", ")).toBe(words);
  });

  test("what is new since the last run is told apart from what waits", () => {
    const report = makeReport({ findings: [makeFinding(makeAddress({ tags: marked(day) }))] });
    const fresh = { ...report, findings: report.findings.map((each) => ({ ...each, isNew: true }) as const) };
    expect(verdict(publishedReport(report))).toEqual(["1 waiting"]);
    expect(verdict(publishedReport(fresh))).toEqual(["1 new or changed"]);
  });

  test("in mode report nothing waits, it is idle", () => {
    const findings = [makeFinding(makeAddress({ tags: marked(day) }))];
    expect(say({ findings }, makePolicy({ mode: "report" }))).toEqual(["1 idle"]);
    expect(say({ findings }, makePolicy({ mode: "mark" }))).toEqual(["1 waiting"]);
  });

  test("the worst comes first", () => {
    expect(say({ surveys: [notSeen("us-east-1")], findings: oneOfEach("x") })).toEqual([
      "1 region not seen",
      "1 failed",
      "2 released",
      "1 withheld",
      "1 could not be checked",
      "1 with unreadable tags",
      "2 due in 48 h",
      "1 new or changed",
      "2 changed meanwhile",
      "1 waiting",
      "2 paid but unused",
      "3 protected",
      "2 kept",
      "1 in use again",
    ]);
  });

  test("a summary that did not go out is a failure, even where nothing is idle", () => {
    const report = withAlarm(makeReport(), publishFailed({ code: "X", message: "no" }));
    expect(verdict(publishedReport(report))).toEqual(["failed"]);
  });

  test("a failure that a number tells is not told twice", () => {
    expect(say({ surveys: [notSeen("us-east-1")] })).toEqual(["1 region not seen"]);
    expect(say(regionsUnknown)).toEqual(["nothing was seen"]);
    expect(say({ ...brokenOff, findings: [makeFinding(due, failed())] })).toEqual(["1 failed"]);
  });

  test("whatever else happened, what was not seen is never called clean, and each number adds up", async () => {
    const findings = fc.subarray([...oneOfEach("x")]);
    const surveys = fc.subarray([scanned("eu-west-1"), notSeen("us-east-1"), notSeen("us-east-2")]);
    const unknown = fc.constantFrom(undefined, { code: "X", message: "no" });
    await fc.assert(
      fc.property(findings, surveys, unknown, fc.constantFrom(...modes), (findings, surveys, regionsUnknown, mode) => {
        const words = say({ findings, surveys, regionsUnknown }, makePolicy({ mode }));
        const unseen = surveys.filter(({ status }) => status === "failed").length;
        expect(words).not.toHaveLength(0);
        if (regionsUnknown !== undefined) expect(words[0]).toBe("nothing was seen");
        if (unseen > 0) expect(words.join(", ")).toContain(`${unseen} region`);
        const sawAll = surveys.length > 0 && unseen === 0 && regionsUnknown === undefined;
        if (!sawAll || findings.length > 0) expect(words).not.toContain("nothing idle");
        const told = words.filter((each) => /^\d+ (?!region)/.test(each)).map((each) => Number.parseInt(each, 10));
        expect(told.reduce((sum, each) => sum + each, 0)).toBe(findings.length);
      }),
    );
  });
});

describe("whatToDo", () => {
  test.each<[string, Partial<RunFacts>, string]>([
    ["nothing is idle", {}, "Nothing new, and nothing to do."],
    [
      "something is kept as it was",
      { findings: [makeFinding(makeAddress({ tags: { "janitor:policy": "keep" } }))] },
      "Nothing new, and nothing to do.",
    ],
    [
      "AWS holds on to something",
      { findings: [makeFinding(due, failed({ class: "protected-by-aws" }))] },
      "Please look at 1 resource that AWS holds on to.",
    ],
    [
      "a region was not seen",
      { surveys: [notSeen("us-east-1")] },
      "Please act: see the alarms. They do not go away by themselves.",
    ],
    [
      "a permission is missing",
      { findings: [makeFinding(due, failed())] },
      "Please act: see the alarms. They do not go away by themselves.",
    ],
    ["it broke off", brokenOff, "Please act: see the alarms. They do not go away by themselves."],
    ["the breaker tripped", tripped, "Please act: nothing is released until somebody has looked at it."],
    [
      "it failed and the breaker tripped",
      { ...tripped, ...brokenOff },
      "Please act: see the alarms. They do not go away by themselves.",
    ],
    ["a tag cannot be read", { findings: [unreadable] }, "Please look at 1 resource whose tags cannot be read."],
    [
      "two tags cannot be read and something is due",
      { findings: [unreadable, unreadable, makeFinding(due)] },
      "Please look at 2 resources whose tags cannot be read.",
    ],
    ["something is due", { findings: [makeFinding(due)] }, "Nothing to do, unless you want to keep what is due."],
    [
      "something passes by itself",
      {
        findings: [
          makeFinding(due, failed({ class: "transient" })),
          makeFinding(due, { kind: "withheld", because: "throttled" }),
        ],
      },
      "Nothing to do: the next run takes up what could not be done.",
    ],
    ["something waits", { findings: [makeFinding(makeAddress({ tags: {} }))] }, "Nothing to do."],
  ])("when %s", (_, run, words) => {
    expect(whatToDo(makePublished(run))).toBe(words);
  });

  test.each<[string, readonly [string, number][], string]>([
    [
      "one region is full",
      [["eu-west-1", 5]],
      "Nothing to do at once, but eu-west-1 has no room for another Elastic IP.",
    ],
    [
      "two regions are full",
      [
        ["eu-west-1", 5],
        ["us-east-1", 6],
        ["us-east-2", 4],
      ],
      "Nothing to do at once, but 2 regions have no room for another Elastic IP.",
    ],
    ["one more address has room", [["eu-west-1", 4]], "Nothing new, and nothing to do."],
  ])("when %s and nothing else is the matter", (_, regions, words) => {
    const surveys = regions.map(([region, total]) => scanned(region, [], total));
    expect(whatToDo(makePublished({ surveys }))).toBe(words);
    expect(whatToDo(makePublished({ surveys, ...tripped }))).toMatch(/^Please act/);
  });

  test.each(["report", "mark"] as const)("in mode %s what is due goes nowhere", (mode) => {
    const report = makePublished({ findings: [makeFinding(due)] }, makePolicy({ mode }));
    expect(whatToDo(report)).toBe(`Nothing to do: mode ${mode} releases nothing.`);
  });

  test.each<[Alarm["code"], boolean]>([
    ["regions-unknown", true],
    ["region-failed", true],
    ["denied", true],
    ["unexpected", true],
    ["publish-failed", true],
    ["breaker-tripped", true],
    ["deadline", false],
    ["throttled", false],
    ["evidence-unavailable", false],
    ["unclear", false],
  ])("an alarm %s asks somebody to act: %s", (code, acts) => {
    const words = whatToDo(publishedReport(withAlarm(makeReport(), { code, message: "" })));
    expect(words.startsWith("Please act")).toBe(acts);
  });
});

describe("nameAccount", () => {
  test("the number comes from the regions, seen or not, and the alias from outside", () => {
    expect(nameAccount(makePublished())).toBe(account);
    expect(nameAccount(makePublished({ surveys: [notSeen("us-east-1")] }))).toBe(account);
    expect(nameAccount({ ...makePublished(), accountAlias: "acme" })).toBe(`acme (${account})`);
    expect(nameAccount({ ...makePublished({ surveys: [] }), accountAlias: "acme" })).toBe("acme");
    expect(nameAccount(makePublished({ surveys: [] }))).toBeUndefined();
  });
});

describe("waste", () => {
  test("is nothing only where all was seen", () => {
    expect(waste(makePublished())).toBe("Nothing is paid for idle or unused addresses");
    expect(waste(makePublished({ surveys: [scanned("eu-west-1"), notSeen("us-east-1")] }))).toBe(
      "$0.00 a month goes to idle and unused addresses, as far as they were seen",
    );
  });

  test("is no sum of a run that broke off, whatever it has seen", () => {
    const stopped = makeAddress({ use: { state: "stopped-instance", instanceId: "i-1" } });
    const brokenOff = { code: "TypeError", message: "x" };
    expect(waste(makePublished({ brokenOff, surveys: [scanned("eu-west-1", [stopped])] }))).toBe(
      "What idle and unused addresses cost is not known",
    );
  });
});

describe("knowsMoney", () => {
  test.each<[string, Partial<RunFacts>, boolean]>([
    ["everything was seen and nothing is idle", {}, true],
    ["something was seen", { findings: [makeFinding(due)] }, true],
    ["one region was seen and another was not", { surveys: [scanned("eu-west-1"), notSeen("us-east-1")] }, true],
    ["no region was seen", { surveys: [notSeen("us-east-1")] }, false],
    ["there is no region", { surveys: [] }, false],
    ["the run broke off before its findings", { ...brokenOff, surveys: [scanned("eu-west-1", [due])] }, false],
    ["only interfaces are idle in what was seen", { surveys: [scanned("eu-west-1", [])] }, true],
  ])("when %s: %s", (_, run, knows) => {
    expect(knowsMoney(makePublished(run))).toBe(knows);
  });
});
