import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunFacts } from "../../functions/janitor/domain/alarms.ts";
import { publishFailed } from "../../functions/janitor/domain/alarms.ts";
import { withAlarm } from "../../functions/janitor/domain/report.ts";
import { accountOf, verdict } from "../../functions/janitor/notify/verdict.ts";
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
import { oneOfEach } from "./make.ts";

const due = makeAddress();
const say = (changes: Partial<RunFacts>) => verdict(makeReport(changes));

describe("verdict", () => {
  test("nothing idle is said only of a run that saw everything and found nothing", () => {
    expect(say({})).toEqual(["nothing idle"]);
  });

  test.each<[string, Partial<RunFacts>, string]>([
    ["one region not seen", { surveys: [notSeen("us-east-1"), scanned("eu-west-1")] }, "1 region not seen"],
    ["two regions not seen", { surveys: [notSeen("us-east-1"), notSeen("us-east-2")] }, "2 regions not seen"],
    [
      "regions that could not be listed",
      { surveys: [], regionsUnknown: { code: "X", message: "no" } },
      "nothing was seen",
    ],
    ["what failed", { findings: [makeFinding(due, failed())] }, "1 failed"],
    ["what was released", { findings: [makeFinding(due, { kind: "released" })] }, "1 released"],
    ["what is due", { findings: [makeFinding(due)] }, "1 due"],
    ["what was withheld", { findings: [makeFinding(due, { kind: "withheld", because: "deadline" })] }, "1 withheld"],
    [
      "a tripped breaker",
      {
        findings: [makeFinding(due, { kind: "withheld", because: "breaker-tripped" })],
        plan: { breaker: "tripped", due: 1, limit: 0 },
      },
      "breaker tripped, 1 withheld",
    ],
    ["what waits", { findings: [makeFinding(makeAddress({ tags: marked(day) }))] }, "1 waiting"],
    [
      "what is reported",
      { findings: [makeFinding(due, undefined, { policy: makePolicy({ default: "report" }) })] },
      "1 reported",
    ],
    ["what is protected", { findings: [makeFinding(makeAddress({ serviceManaged: "alb" }))] }, "1 protected"],
    ["what is kept", { findings: [makeFinding(makeAddress({ tags: { "janitor:policy": "keep" } }))] }, "1 kept"],
    ["what changed before its release", { findings: [makeFinding(due, { kind: "changed" })] }, "1 changed meanwhile"],
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
      "a tripped breaker with nothing withheld",
      { findings: [makeFinding(due)], plan: { breaker: "tripped", due: 1, limit: 0 } },
      "breaker tripped, 1 due",
    ],
    ["no region", { surveys: [] }, "nothing was seen"],
    [
      "a run that broke off after a release",
      { findings: [makeFinding(due, { kind: "released" })], brokenOff: { code: "TypeError", message: "?" } },
      "failed, 1 released",
    ],
    [
      "a run that broke off with nothing found",
      { brokenOff: { code: "TypeError", message: "x is undefined" } },
      "failed",
    ],
    [
      "an address in use again",
      { findings: [makeFinding(makeAddress({ use: { state: "in-use" } }), { kind: "unmarked" })] },
      "nothing idle",
    ],
  ])("it tells %s", (_, run, words) => {
    expect(say(run).join(", ")).toBe(words);
  });

  test("the worst comes first", () => {
    expect(say({ surveys: [notSeen("us-east-1")], findings: oneOfEach("x") })).toEqual([
      "1 region not seen",
      "1 failed",
      "1 withheld",
      "1 released",
      "1 due",
      "2 changed meanwhile",
      "2 waiting",
      "2 reported",
      "3 protected",
      "3 kept",
    ]);
  });

  test("a summary that did not go out is a failure, even where nothing is idle", () => {
    expect(verdict(withAlarm(makeReport(), publishFailed({ code: "X", message: "no" })))).toEqual(["failed"]);
  });

  test("whatever else happened, what was not seen is never called clean", async () => {
    const findings = fc.subarray([...oneOfEach("x")]);
    const surveys = fc.subarray([scanned("eu-west-1"), notSeen("us-east-1"), notSeen("us-east-2")]);
    const regionsUnknown = fc.constantFrom(undefined, { code: "X", message: "no" });
    await fc.assert(
      fc.property(findings, surveys, regionsUnknown, (findings, surveys, regionsUnknown) => {
        const words = say({ findings, surveys, regionsUnknown });
        const unseen = surveys.filter(({ status }) => status === "failed").length;
        expect(words).not.toHaveLength(0);
        if (regionsUnknown !== undefined) expect(words[0]).toBe("nothing was seen");
        if (unseen > 0) expect(words.join(", ")).toContain(`${unseen} region`);
        const sawAll = surveys.length > 0 && unseen === 0 && regionsUnknown === undefined;
        if (!sawAll) expect(words).not.toContain("nothing idle");
        const acted = findings.filter(({ outcome }) => !["none", "marked", "unmarked"].includes(outcome.kind));
        if (acted.length > 0) expect(words).not.toContain("nothing idle");
      }),
    );
  });
});

describe("accountOf", () => {
  test("the account comes from the regions, seen or not, and is unknown without any", () => {
    expect(accountOf(makeReport())).toBe(account);
    expect(accountOf(makeReport({ surveys: [notSeen("us-east-1")] }))).toBe(account);
    expect(accountOf(makeReport({ surveys: [] }))).toBeUndefined();
  });
});
