import { describe, expect, test } from "vitest";
import { asksForAttention, isDigestDay, isWorthTelling } from "../../functions/janitor/domain/attention.ts";
import { buildReport } from "../../functions/janitor/domain/build-report.ts";
import { decide } from "../../functions/janitor/domain/decide.ts";
import { type Memory, nothingRemembered, remember } from "../../functions/janitor/domain/memory.ts";
import type { Finding, Outcome } from "../../functions/janitor/domain/outcome.ts";
import type { Notify } from "../../functions/janitor/domain/policy.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
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

function worthTelling(report: Report, notify: Partial<Notify> = {}, memory?: Memory): boolean {
  const attention = asksForAttention(report, memory);
  return isWorthTelling({ ...report, attention }, { when: "attention", digest: "never", ...notify }, memory);
}

const kept = finding({ "janitor:policy": "keep" });
const waiting = finding(markedAt(tuesday - 24 * hour));

describe("where nobody knows what was told, a summary is not worth telling", () => {
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

describe("where nobody knows what was told, a summary is worth telling", () => {
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

  test("when something failed, though it passes by itself", () => {
    const failure = { action: "DeleteTags", class: "transient", code: "Busy", message: "no" } as const;
    expect(worthTelling(reportOf([finding({ "janitor:policy": "keep" }, { kind: "failed", failure })]))).toBe(true);
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

describe("where nobody knows what was told, the digest", () => {
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

describe("where nobody knows what was told, what a guard keeps from going", () => {
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

describe("after a summary", () => {
  const day = 24 * hour;
  const dueSoon = finding(markedAt(tuesday - 200 * hour));
  const locked: Outcome = {
    kind: "failed",
    failure: { action: "ReleaseAddress", class: "protected-by-aws", code: "Locked", message: "no" },
  };

  /** What a run leaves that has told all of these. */
  function afterTelling(findings: readonly Finding[], at = tuesday): Memory {
    return remember(reportOf(findings, at), { seen: [scope], whole: true }, "went-out");
  }

  const telling = (findings: readonly Finding[], memory: Memory, outcome?: Partial<Report>) =>
    worthTelling({ ...reportOf(findings), ...outcome }, {}, memory);

  test.each<[string, Finding]>([
    ["kept", kept],
    ["waiting", waiting],
    ["seen for the first time by a mode that leaves no mark", finding({})],
    ["due within two days", dueSoon],
    ["due, and not the mode's to release", finding(markedAt(tuesday - 500 * hour))],
    ["held by AWS", finding(markedAt(tuesday - 500 * hour), locked)],
    ["not to be read", finding({ "janitor:grace": "soon" })],
  ])("what is %s is not told again as long as it stays so", (_, same) => {
    expect(telling([same], afterTelling([same]))).toBe(false);
  });

  test.each<[string, Finding]>([
    ["opted out", kept],
    ["waiting", waiting],
    ["not to be read", finding({ "janitor:grace": "soon" })],
  ])("what nobody has been told of is told, though it is %s", (_, fresh) => {
    expect(telling([fresh], afterTelling([]))).toBe(true);
    expect(telling([fresh], nothingRemembered)).toBe(true);
  });

  test("what vanishes is no news", () => {
    expect(telling([], afterTelling([kept, waiting]))).toBe(false);
  });

  test.each<[string, Finding, Finding]>([
    ["a decision", kept, waiting],
    ["the time that is left", waiting, dueSoon],
    ["a tag that cannot be read", finding({ "janitor:grace": "soon" }), finding({ "janitor:grace": "sooner" })],
    ["what AWS says", finding(markedAt(tuesday - 500 * hour)), finding(markedAt(tuesday - 500 * hour), locked)],
  ])("a change of %s is told", (_, before, after) => {
    expect(telling([after], afterTelling([before]))).toBe(true);
  });

  test.each(["marked", "unmarked", "released", "already-gone", "changed"] as const)(
    "what was %s is told, whatever was told before",
    (kind) => {
      const done = finding({ "janitor:policy": "keep" }, { kind });
      expect(telling([done], afterTelling([kept]))).toBe(true);
    },
  );

  test("what was withheld, or failed so that somebody has to see to it, is told every time", () => {
    const due = markedAt(tuesday - 500 * hour);
    const withheld = finding(due, { kind: "withheld", because: "throttled" });
    // The alarms would say so, too; here it is the findings alone.
    const silent = { alarms: [] };
    expect(telling([withheld], afterTelling([withheld]), silent)).toBe(true);
    for (const kind of ["denied", "unexpected"] as const) {
      const failed = finding(due, { kind: "failed", failure: { ...locked.failure, class: kind } });
      expect(telling([failed], afterTelling([failed]), silent)).toBe(true);
    }
    const unexplained = reportOf([withheld]).findings.map((each) => ({ ...each, outcome: "failed" as const }));
    expect(telling([], afterTelling([]), { findings: unexplained })).toBe(true);
    const transient = finding(due, { kind: "failed", failure: { ...locked.failure, class: "transient" } });
    expect(telling([transient], afterTelling([transient]), silent)).toBe(false);
  });

  test("an alarm is told every time, and so is everything where the policy says so", () => {
    const report = { ...reportOf([kept]), alarms: [{ code: "region-failed", message: "…" }] } satisfies Report;
    expect(worthTelling(report, {}, afterTelling([kept]))).toBe(true);
    expect(worthTelling(reportOf([kept]), { when: "always" }, afterTelling([kept]))).toBe(true);
  });

  describe("the digest", () => {
    const monday = Date.UTC(2026, 10, 9);

    /** Whether a run at that time sends one, when the last summary is that of a run at another. */
    function digestAt(at: number, toldAt: number | undefined, digest: Notify["digest"] = "monday"): boolean {
      const memory: Memory = { ...afterTelling([kept]), toldAt };
      return worthTelling(reportOf([kept], at), { digest }, memory);
    }

    test("goes out once, with the first run of its day", () => {
      expect(digestAt(monday - 1, monday - day)).toBe(false);
      expect(digestAt(monday, monday - 1)).toBe(true);
      expect(digestAt(monday + hour, monday)).toBe(false);
      expect(digestAt(monday + 23 * hour, monday + 5 * hour)).toBe(false);
    });

    test("goes out later, when no run was there on its day", () => {
      expect(digestAt(monday + day + hour, monday - hour)).toBe(true);
      expect(digestAt(monday + 6 * day, monday - hour)).toBe(true);
      expect(digestAt(monday + 6 * day, monday + day)).toBe(false);
    });

    test("is due where nobody knows of any", () => {
      expect(digestAt(monday + 3 * day, undefined)).toBe(true);
    });

    test("never goes out where there is to be none", () => {
      expect(digestAt(monday, undefined, "never")).toBe(false);
    });

    test("has a day, on which a run has to know whether it is over", () => {
      const days = [monday - 1, monday, monday + day - 1, monday + day];
      expect(days.map((at) => isDigestDay(at, { digest: "monday" }))).toEqual([false, true, true, false]);
      expect(days.map((at) => isDigestDay(at, { digest: "never" }))).toEqual([false, false, false, false]);
    });
  });
});
