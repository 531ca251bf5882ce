import { describe, expect, test } from "vitest";
import type { RunFacts } from "../../functions/janitor/domain/alarms.ts";
import { buildReport } from "../../functions/janitor/domain/build-report.ts";
import { coverageOf, type Memory, remember } from "../../functions/janitor/domain/memory.ts";
import type { Finding } from "../../functions/janitor/domain/outcome.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import {
  day,
  failed,
  hour,
  makeAddress,
  makeFinding,
  makeInterface,
  makePolicy,
  makeRun,
  marked,
  notSeen,
  scanned,
} from "./make.ts";

/*
 * What a report says of itself in the light of what was told before: what is new, what has changed, and what is gone.
 */

/** What a run that found this has told, and left for the next one. */
function toldOf(findings: readonly Finding[], policy: Policy = makePolicy(), changes: Partial<RunFacts> = {}): Memory {
  const run = makeRun({ findings, ...changes });
  return remember(buildReport(run, policy), coverageOf(run, false), "went-out");
}

function reportAfter(memory: Memory | undefined, findings: readonly Finding[], policy: Policy = makePolicy()): Report {
  return buildReport(makeRun({ findings }), policy, memory);
}

const kept = makeFinding(makeAddress({ tags: { "janitor:policy": "keep" } }));
const reported = makeFinding(makeAddress({ tags: { "janitor:policy": "report" } }));
const waiting = (left: number, policy?: Policy) =>
  makeFinding(makeAddress({ tags: marked(7 * day - left) }), { kind: "none" }, policy ? { policy } : {});
const unanswered = makeFinding(
  makeAddress(),
  failed({ class: "transient", code: "TimeoutError", message: "no answer", mayBeDone: true }),
);

describe("a finding", () => {
  test("that nobody was told of is new", () => {
    expect(reportAfter(toldOf([]), [kept]).findings).toMatchObject([{ isNew: true }]);
  });

  test("of which something else was told has changed, and asks for attention", () => {
    const report = reportAfter(toldOf([reported]), [kept]);
    expect(report.findings).toMatchObject([{ isChanged: true }]);
    expect(report.findings[0]).not.toHaveProperty("isNew");
    expect(report.attention).toBe(true);
  });

  test("of which the same was told is neither", () => {
    const report = reportAfter(toldOf([kept]), [kept]);
    expect(report.findings[0]).not.toHaveProperty("isNew");
    expect(report.findings[0]).not.toHaveProperty("isChanged");
    expect(report.attention).toBe(false);
  });

  test("cannot be said to have changed where nobody knows what was told", () => {
    expect(reportAfter(undefined, [kept]).findings[0]).not.toHaveProperty("isChanged");
  });
});

describe("who was told that nothing is released", () => {
  const mark = makePolicy({ mode: "mark" });

  test.each([
    ["two days", 47 * hour],
    ["a day", 23 * hour],
    ["nothing", -hour],
  ])("is warned anew in mode release, with %s left", (_, left) => {
    const before = toldOf([waiting(left, mark)], mark);
    expect(reportAfter(before, [waiting(left, mark)], mark).attention).toBe(false);
    expect(reportAfter(before, [waiting(left)]).attention).toBe(true);
  });

  test("is not told again of what is far from it", () => {
    const before = toldOf([waiting(3 * day, mark)], mark);
    expect(reportAfter(before, [waiting(3 * day)]).attention).toBe(false);
  });
});

describe("a release that AWS did not answer", () => {
  test("has what it takes to get the resource back", () => {
    const failure = failed({ class: "transient", mayBeDone: true });
    const [address, networkInterface, refused] = reportAfter(undefined, [
      makeFinding(makeAddress({ networkBorderGroup: "eu-central-1-ham-1" }), failure),
      makeFinding(makeInterface(), failure),
      makeFinding(makeInterface({ id: "eni-2" }), failed()),
    ]).findings;
    expect(address).toMatchObject({ networkBorderGroup: "eu-central-1-ham-1" });
    expect(networkInterface).toMatchObject({ shape: makeInterface().shape });
    expect(refused).not.toHaveProperty("shape");
  });

  test("is told to be done when the resource is gone", () => {
    const report = reportAfter(
      toldOf([unanswered]),
      [kept].map((each) => ({ ...each, resource: makeAddress({ id: "eipalloc-2" }) })),
    );
    expect(report.alarms).toEqual([
      {
        code: "unclear",
        message:
          "eipalloc-1 is not idle any more. AWS had not answered its release: released after all, or in use again.",
      },
    ]);
    expect(report.attention).toBe(true);
  });

  test("is told once: the next run has forgotten it", () => {
    const run = makeRun();
    const memory = remember(
      reportAfter(toldOf([unanswered]), []),
      coverageOf(run, false),
      "went-out",
      toldOf([unanswered]),
    );
    expect(reportAfter(memory, []).alarms).toEqual([]);
  });

  test("is told again as long as the summary that tells it does not go out", () => {
    const before = toldOf([unanswered]);
    const run = makeRun();
    const memory = remember(reportAfter(before, []), coverageOf(run, false), "did-not-go-out", before);
    expect(reportAfter(memory, []).alarms).toHaveLength(1);
  });

  test("is remembered also when nobody could be told of it", () => {
    const run = makeRun({ findings: [unanswered] });
    const memory = remember(buildReport(run, makePolicy()), coverageOf(run, false), "did-not-go-out");
    expect(reportAfter(memory, []).alarms).toHaveLength(1);
  });

  test("is nothing that a tag could say", () => {
    const tagged = makeFinding(makeAddress({ tags: { "janitor:policy": "kep unanswered" } }));
    expect(reportAfter(toldOf([tagged]), []).alarms).toEqual([]);
  });

  test("is not called done of what is in use and still marked, nor by a run that broke off", () => {
    const inUse = makeAddress({ use: { state: "in-use" } });
    const seen = makeRun({ surveys: [scanned("eu-central-1", [inUse])] });
    expect(buildReport(seen, makePolicy(), toldOf([unanswered])).alarms).toEqual([]);
    const brokenOff = makeRun({ brokenOff: { code: "TypeError", message: "x" } });
    expect(buildReport(brokenOff, makePolicy(), toldOf([unanswered])).alarms.map(({ code }) => code)).toEqual([
      "unexpected",
    ]);
  });

  test("is not called done while the resource is there, or where nobody could look", () => {
    const stillThere = makeFinding(makeAddress());
    expect(reportAfter(toldOf([unanswered]), [stillThere]).alarms).toEqual([]);
    const blind = makeRun({ surveys: [notSeen("eu-central-1")] });
    const { alarms } = buildReport(blind, makePolicy(), toldOf([unanswered]));
    expect(alarms.map(({ code }) => code)).toEqual(["region-failed"]);
  });
});

describe("a breaker that would trip", () => {
  const plan = { breaker: "tripped", due: 21, limit: 20 } as const;

  test.each([
    ["release", ["breaker-tripped"]],
    ["mark", []],
    ["report", []],
  ] as const)("in mode %s raises %j", (mode, codes) => {
    const { alarms } = buildReport(makeRun({ plan }), makePolicy({ mode }));
    expect(alarms.map(({ code }) => code)).toEqual(codes);
  });
});
