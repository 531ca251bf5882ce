import { describe, expect, test } from "vitest";
import { isDueFinding, isIncomplete } from "../../../cli/plan/plan-report.ts";
import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import type { Mode } from "../../../functions/janitor/domain/policy.ts";
import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import { day, makeAddress, makeInterface, marked, notSeen } from "../../domain/make.ts";
import { makePlan } from "./make-plan.ts";

const due = makeAddress({ id: "eipalloc-due" });
const alsoDue = makeInterface({ id: "eni-due" });
const fresh = makeAddress({ id: "eipalloc-fresh", tags: {} });
const waiting = makeAddress({ id: "eipalloc-waiting", tags: marked(day) });
const reused = makeInterface({ id: "eni-reused", use: { state: "in-use", status: "in-use" } });
const used = makeInterface({ id: "eni-used", tags: {}, use: { state: "in-use", status: "in-use" } });
const everything = [due, alsoDue, fresh, waiting, reused, used];

const steps = (mode: Mode, only?: ReadonlySet<string>, releases = 20) => {
  const plan = makePlan({ resources: everything, policy: { mode, limits: { releases } }, ...(only && { only }) });
  return Object.fromEntries(plan.findings.map(({ id, next }) => [id, next]));
};

describe("what the next run would do", () => {
  test("is nothing in mode report", () => {
    expect(steps("report")).toEqual({
      "eipalloc-due": "nothing",
      "eni-due": "nothing",
      "eipalloc-fresh": "nothing",
      "eipalloc-waiting": "nothing",
    });
  });

  test("is to write and take off marks in mode mark", () => {
    expect(steps("mark")).toEqual({
      "eipalloc-due": "nothing",
      "eni-due": "nothing",
      "eipalloc-fresh": "mark",
      "eipalloc-waiting": "nothing",
      "eni-reused": "unmark",
    });
  });

  test("is also to release what is due in mode release", () => {
    expect(steps("release")).toMatchObject({
      "eipalloc-due": "release",
      "eni-due": "release",
      "eipalloc-fresh": "mark",
    });
    expect(makePlan({ resources: everything }).nextRun).toEqual({
      mode: "release",
      marks: 1,
      unmarks: 1,
      releases: 2,
      withheld: 0,
      limit: 20,
    });
  });

  test("is to release none where the breaker would trip", () => {
    expect(steps("release", undefined, 1)).toMatchObject({
      "eipalloc-due": "withhold",
      "eni-due": "withhold",
      "eipalloc-fresh": "mark",
    });
    const { nextRun, alarms } = makePlan({ resources: everything, policy: { limits: { releases: 1 } } });
    expect(nextRun).toMatchObject({ releases: 0, withheld: 2, limit: 1 });
    // What only would happen is no alarm.
    expect(alarms).toEqual([]);
  });

  test("is about nothing but what was chosen, and the breaker counts nothing else", () => {
    expect(steps("release", new Set(["eni-due"]), 1)).toEqual({
      "eipalloc-due": "nothing",
      "eni-due": "release",
      "eipalloc-fresh": "nothing",
      "eipalloc-waiting": "nothing",
    });
  });
});

describe("a plan", () => {
  const nothing: Evidence = { guard: "dns", answer: "nothing-found" };
  const record: Evidence = { guard: "dns", answer: "found", reason: "dns-record", found: [{ record: "www" }] };
  const silent: Evidence = {
    guard: "ptr",
    answer: "could-not-tell",
    error: { code: "AccessDenied", message: "no", class: "denied" },
  };

  test("has what every guard has said, also where it found nothing", () => {
    const evidence = new Map<Resource, readonly Evidence[]>([
      [due, [nothing]],
      [alsoDue, [record]],
    ]);
    const { findings } = makePlan({ resources: [due, alsoDue, waiting], evidence });
    expect(Object.fromEntries(findings.map((each) => [each.id, each.evidence]))).toEqual({
      "eipalloc-due": [nothing],
      "eni-due": [record],
      "eipalloc-waiting": undefined,
    });
  });

  test("says nothing of what is new, since nothing was told before", () => {
    expect(makePlan({ resources: [fresh] }).findings[0]).not.toHaveProperty("isNew");
  });

  test("tells two with one id in two regions apart", () => {
    const other = { ...fresh, scope: { ...fresh.scope, region: "eu-west-1" }, tags: marked(day) };
    const { findings } = makePlan({ resources: [fresh, other] });
    expect(findings.map(({ region, next }) => [region, next]).toSorted()).toEqual([
      ["eu-central-1", "mark"],
      ["eu-west-1", "nothing"],
    ]);
  });

  test("is incomplete where a region was not read, a guard was denied, or no region was seen at all", () => {
    expect(isIncomplete(makePlan({ resources: [due] }))).toBe(false);
    expect(isIncomplete(makePlan({ unread: [notSeen("eu-west-1")] }))).toBe(true);
    expect(isIncomplete(makePlan({ resources: [due], evidence: new Map([[due, [silent]]]) }))).toBe(true);
    expect(isIncomplete({ alarms: [], regions: [] })).toBe(true);
    // Also if nobody had raised an alarm for it.
    expect(isIncomplete({ ...makePlan({ unread: [notSeen("eu-west-1")] }), alarms: [] })).toBe(true);
  });

  test("counts as due what would be, if only a guard could have told", () => {
    const transient: Evidence = { ...silent, error: { code: "TimeoutError", message: "slow", class: "transient" } };
    const { findings, ...rest } = makePlan({ resources: [due], evidence: new Map([[due, [transient]]]) });
    expect(findings.map(isDueFinding)).toEqual([true]);
    expect(isIncomplete(rest)).toBe(false);
    expect(makePlan({ resources: [waiting] }).findings.map(isDueFinding)).toEqual([false]);
    expect(makePlan({ resources: [due], evidence: new Map([[due, [record]]]) }).findings.map(isDueFinding)).toEqual([
      false,
    ]);
  });
});
