import { describe, expect, test } from "vitest";
import { isWorthTelling } from "../../functions/janitor/domain/attention.ts";
import { decide } from "../../functions/janitor/domain/decide.ts";
import type { Finding, Outcome } from "../../functions/janitor/domain/outcome.ts";
import type { Notify } from "../../functions/janitor/domain/policy.ts";
import { buildReport, type Report } from "../../functions/janitor/domain/report.ts";
import { anAddress, aPolicy, hour, markedAt, now, scope } from "../support/samples.ts";

/** Not on a Monday, unless said otherwise: `now` is one. */
const tuesday = now + 24 * hour;

function reportOf(findings: readonly Finding[], startedAt = tuesday): Report {
  const survey = {
    status: "scanned",
    scope,
    resources: [],
    elasticIps: { total: 1, quota: 5 },
    networkInterfaces: { available: 0 },
  } as const;
  const facts = { runId: "run-1", startedAt, finishedAt: startedAt + 1_000, surveys: [survey], findings };
  return buildReport({ ...facts, plan: { breaker: "closed", releases: [] } }, aPolicy());
}

/** A resource with these tags, decided about on Tuesday, under a grace of ten days. */
function finding(tags: Readonly<Record<string, string>>, outcome: Outcome = { kind: "none" }): Finding {
  const resource = anAddress({ tags });
  return { resource, decision: decide(resource, aPolicy({ graceMs: 240 * hour }), tuesday), outcome };
}

function worthTelling(report: Report, notify: Partial<Notify> = {}): boolean {
  return isWorthTelling(report, { notify: { when: "attention", digest: "never", ...notify } });
}

const kept = finding({ "janitor:policy": "keep" });
const waiting = finding(markedAt(tuesday - 24 * hour));

describe("a summary is not worth telling", () => {
  test("when there is nothing in it", () => {
    expect(worthTelling(reportOf([]))).toBe(false);
  });

  test("when all in it is kept, or only waits", () => {
    expect(worthTelling(reportOf([kept, waiting]))).toBe(false);
  });

  test("when the next release is two days and a moment away", () => {
    expect(worthTelling(reportOf([finding(markedAt(tuesday - 192 * hour + 1))]))).toBe(false);
  });
});

describe("a summary is worth telling", () => {
  test("whatever is in it, when the policy says so", () => {
    expect(worthTelling(reportOf([]), { when: "always" })).toBe(true);
  });

  test("when there is an alarm", () => {
    const report = { ...reportOf([]), alarms: [{ code: "unclear", message: "…" }] } satisfies Report;
    expect(worthTelling(report)).toBe(true);
  });

  test("when something is seen for the first time", () => {
    expect(worthTelling(reportOf([kept, finding({})]))).toBe(true);
  });

  test("when something is due, though the mode does not release it", () => {
    expect(worthTelling(reportOf([finding(markedAt(tuesday - 500 * hour))]))).toBe(true);
  });

  test("when the next release is two days away", () => {
    expect(worthTelling(reportOf([finding(markedAt(tuesday - 192 * hour))]))).toBe(true);
  });

  test.each(["marked", "unmarked", "released", "already-gone", "changed"] as const)("when something was %s", (kind) => {
    expect(worthTelling(reportOf([finding({ "janitor:policy": "keep" }, { kind })]))).toBe(true);
  });
});

describe("the digest", () => {
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

  test.each(days.map((day, at) => ({ day, at })))(
    "of $day goes out on that day of the week, in UTC, and on no other",
    ({ day, at }) => {
      const told = days.map((_, other) => worthTelling(reportOf([], now + other * 24 * hour), { digest: day }));
      expect(told).toEqual(days.map((_, other) => other === at));
    },
  );

  test("begins at midnight UTC and ends a day later", () => {
    const midnight = Date.UTC(2026, 10, 2);
    const told = (at: number) => worthTelling(reportOf([], at), { digest: "monday" });
    expect([midnight - 1, midnight, midnight + 24 * hour - 1, midnight + 24 * hour].map(told)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe("what a guard keeps from going", () => {
  /** Due for so long on Tuesday, in ms. */
  function protectedSince(age: number): boolean {
    const resource = anAddress({ tags: markedAt(tuesday - 240 * hour - age) });
    const dns = { guard: "dns", answer: "found", reason: "dns-record", found: [] } as const;
    const decision = decide(resource, aPolicy({ graceMs: 240 * hour }), tuesday, [dns]);
    expect(decision.reason).toBe("dns-record");
    return worthTelling(reportOf([{ resource, decision, outcome: { kind: "none" } }]));
  }

  test("is told on the day on which it was to go, and not every day from then on", () => {
    expect([0, 12 * hour, 24 * hour - 1, 24 * hour, 48 * hour].map(protectedSince)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
