import { describe, expect, test } from "vitest";
import {
  type Alarm,
  type AlarmCode,
  findAlarms,
  isFailed,
  journalFailed,
  publishFailed,
} from "../../functions/janitor/domain/alarms.ts";
import { type Evidence, type EvidenceError, evidenceFor } from "../../functions/janitor/domain/evidence.ts";
import { needsSomebody, type Outcome, type WithheldBecause } from "../../functions/janitor/domain/outcome.ts";
import { failed, makeAddress, makeFinding, makeRun, notSeen, scanned } from "./make.ts";

const finding = (id: string, outcome: Outcome) => makeFinding(makeAddress({ id }), outcome);
const withheld = (because: WithheldBecause): Outcome => ({ kind: "withheld", because });

/** What would be released, had guards not something to say about it. */
const unproven = (id: string, ...evidence: readonly Evidence[]) =>
  makeFinding(makeAddress({ id }), { kind: "none" }, { evidence });

const found: Evidence = { guard: "dns", answer: "found", reason: "dns-record", found: [] };

function silent(changes: Partial<EvidenceError> = {}): Evidence & { answer: "could-not-tell" } {
  const error = { code: "Throttling", message: "Rate exceeded", class: "transient" } as const;
  return { guard: "dns", answer: "could-not-tell", error: { ...error, ...changes } };
}

describe("findAlarms", () => {
  test("a run that went well raises none", () => {
    const outcomes: readonly Outcome[] = [
      { kind: "none" },
      { kind: "marked" },
      { kind: "unmarked" },
      { kind: "released" },
      { kind: "already-gone" },
      { kind: "changed" },
    ];
    expect(
      findAlarms(makeRun({ findings: outcomes.map((outcome, at) => finding(`eipalloc-${at}`, outcome)) })),
    ).toEqual([]);
  });

  test("regions that could not even be listed", () => {
    const regionsUnknown = { code: "UnauthorizedOperation", message: "You may not." };
    expect(findAlarms(makeRun({ surveys: [], regionsUnknown }))).toEqual([
      {
        code: "regions-unknown",
        message: "Nothing was seen: the account's regions could not be listed. You may not. (UnauthorizedOperation)",
      },
    ]);
  });

  test("one alarm for each region that was not seen, in their order", () => {
    const surveys = [notSeen("us-east-1", "no"), scanned("eu-west-1"), notSeen("ap-south-1", "timed out")];
    expect(findAlarms(makeRun({ surveys }))).toEqual([
      { code: "region-failed", message: "us-east-1 was not seen: no (UnauthorizedOperation)" },
      { code: "region-failed", message: "ap-south-1 was not seen: timed out (UnauthorizedOperation)" },
    ]);
  });

  test("a permission that is missing, with the action, the resource and AWS's words", () => {
    expect(findAlarms(makeRun({ findings: [finding("eipalloc-1", failed({ message: "You may not." }))] }))).toEqual([
      { code: "denied", message: "ReleaseAddress failed for eipalloc-1: You may not. (UnauthorizedOperation)" },
    ]);
  });

  test("what this version does not know", () => {
    const outcome = failed({ class: "unexpected", code: "Whatever", message: "?" });
    expect(findAlarms(makeRun({ findings: [finding("eipalloc-1", outcome)] }))).toEqual([
      { code: "unexpected", message: "ReleaseAddress failed for eipalloc-1: ? (Whatever)" },
    ]);
  });

  test.each(["protected-by-aws", "transient"] as const)("a failure that is %s rings no bell", (kind) => {
    expect(findAlarms(makeRun({ findings: [finding("eipalloc-1", failed({ class: kind }))] }))).toEqual([]);
  });

  test("one alarm for each action and code, however many resources it touches", () => {
    const create = { action: "CreateTags", message: "You may not tag." };
    const findings = [
      finding("eipalloc-1", failed({ message: "You may not." })),
      finding("eipalloc-2", failed(create)),
      finding("eipalloc-3", failed({ message: "You may still not." })),
      finding("eipalloc-4", failed({ code: "AccessDenied", message: "SCP" })),
      finding("eipalloc-5", failed({ message: "Never." })),
      finding("eipalloc-6", failed(create)),
    ];
    expect(findAlarms(makeRun({ findings })).map(({ message }) => message)).toEqual([
      "ReleaseAddress failed for eipalloc-1 and 2 more: You may not. (UnauthorizedOperation)",
      "CreateTags failed for eipalloc-2 and 1 more: You may not tag. (UnauthorizedOperation)",
      "ReleaseAddress failed for eipalloc-4: SCP (AccessDenied)",
    ]);
  });

  test("the breaker, with what to do about it", () => {
    expect(findAlarms(makeRun({ plan: { breaker: "tripped", due: 200, limit: 20 } }))).toEqual([
      {
        code: "breaker-tripped",
        message:
          "200 releases are due and the limit is 20 a run, so none was done. " +
          "If they are right, raise limits.releases; if not, look at the policy and the tags.",
      },
    ]);
  });

  test("what was withheld for lack of time, or throttled to the end, is counted", () => {
    const findings = [
      finding("eipalloc-1", withheld("deadline")),
      finding("eipalloc-2", withheld("throttled")),
      finding("eipalloc-3", withheld("deadline")),
      finding("eipalloc-5", withheld("interrupted")),
      finding("eipalloc-4", withheld("breaker-tripped")),
    ];
    expect(findAlarms(makeRun({ findings }))).toEqual([
      { code: "deadline", message: "Time ran out with 2 left to do; the next run goes on from there." },
      { code: "interrupted", message: "The run was interrupted with 1 left to do." },
      { code: "throttled", message: "EC2 throttled 1 call to the end; the next run goes on from there." },
    ]);
    expect(findAlarms(makeRun({ findings: findings.slice(4) }))).toEqual([]);
  });

  test("a run that broke off, with what broke it", () => {
    const brokenOff = { code: "TypeError", message: "x is undefined" };
    const alarms = findAlarms(makeRun({ brokenOff }));
    expect(alarms).toEqual([
      {
        code: "unexpected",
        message: "The run broke off half-way; the log has what was done until then. x is undefined (TypeError)",
      },
    ]);
    expect(isFailed(alarms)).toBe(true);
  });

  test("releases that AWS did not answer are counted, and are a failure only if somebody has to act", () => {
    const silent = { code: "TimeoutError", message: "no answer", mayBeDone: true } as const;
    const findings = [
      finding("eipalloc-1", failed({ class: "transient", ...silent })),
      finding("eipalloc-2", failed({ class: "transient", code: "Throttling" })),
      finding("eipalloc-3", failed({ class: "transient", ...silent })),
      finding("eipalloc-4", { kind: "released" }),
    ];
    const alarms = findAlarms(makeRun({ findings }));
    expect(alarms).toEqual([
      {
        code: "unclear",
        message: "AWS did not answer 2 releases; what was asked may have been done all the same.",
      },
    ]);
    expect(isFailed(alarms)).toBe(false);
    const denied = findAlarms(makeRun({ findings: [finding("eipalloc-1", failed(silent))] }));
    expect(denied.map(({ code }) => code)).toEqual(["denied", "unclear"]);
    expect(denied[1]?.message).toBe("AWS did not answer a release; what was asked may have been done all the same.");
  });

  test("a report that is not in the journal is a failure, in the words of the error", () => {
    const alarm = journalFailed({ code: "TypeError", message: "x is undefined" });
    expect(alarm).toEqual({
      code: "unexpected",
      message: "The report could not be journaled: x is undefined (TypeError)",
    });
    expect(isFailed([alarm])).toBe(true);
  });

  test("the worst comes first", () => {
    const alarms = findAlarms(
      makeRun({
        surveys: [notSeen("us-east-1")],
        regionsUnknown: { code: "Timeout", message: "?" },
        brokenOff: { code: "TypeError", message: "?" },
        plan: { breaker: "tripped", due: 2, limit: 1 },
        findings: [
          finding("eipalloc-1", withheld("throttled")),
          finding("eipalloc-2", withheld("deadline")),
          finding("eipalloc-3", failed()),
          finding("eipalloc-4", failed({ class: "transient", mayBeDone: true })),
          unproven("eipalloc-5", silent()),
        ],
      }),
    );
    expect(alarms.map(({ code }) => code)).toEqual([
      "regions-unknown",
      "region-failed",
      "unexpected",
      "denied",
      "evidence-unavailable",
      "breaker-tripped",
      "deadline",
      "throttled",
      "unclear",
    ]);
  });
});

describe("guards that could not tell", () => {
  test("are an alarm each, with what they could not tell about and why", () => {
    expect(findAlarms(makeRun({ findings: [unproven("eipalloc-1", silent())] }))).toEqual([
      {
        code: "evidence-unavailable",
        message:
          "The guard dns could not tell about eipalloc-1, so nothing of that was released: Rate exceeded (Throttling)",
      },
    ]);
  });

  test.each([
    ["denied", "denied", true],
    ["unexpected", "unexpected", true],
    ["transient", "evidence-unavailable", false],
    ["protected-by-aws", "evidence-unavailable", false],
  ] as const)("for a reason that is %s raise %s, which fails a run: %s", (kind, code, failing) => {
    const alarms = findAlarms(makeRun({ findings: [unproven("eipalloc-1", silent({ class: kind }))] }));
    expect(alarms.map((alarm) => alarm.code)).toEqual([code]);
    expect(isFailed(alarms)).toBe(failing);
  });

  test("are one alarm for each guard and code, however many resources that touches, those that need somebody first", () => {
    const denied = silent({ code: "AccessDenied", message: "You may not.", class: "denied" });
    const findings = [
      unproven("eipalloc-1", silent()),
      unproven("eipalloc-2", { ...silent(), guard: "ptr" }, denied),
      unproven("eipalloc-3", silent({ message: "Rate still exceeded" })),
      unproven("eipalloc-4", denied, { ...denied, guard: "ptr" }),
      unproven("eipalloc-5", silent()),
    ];
    expect(findAlarms(makeRun({ findings })).map(({ code, message }) => [code, message.split(", so ")[0]])).toEqual([
      ["denied", "The guard dns could not tell about eipalloc-2 and 1 more"],
      ["denied", "The guard ptr could not tell about eipalloc-4"],
      ["evidence-unavailable", "The guard dns could not tell about eipalloc-1 and 2 more"],
      ["evidence-unavailable", "The guard ptr could not tell about eipalloc-2"],
    ]);
  });

  test("are two alarms where one error needs somebody and another of the same code does not", () => {
    const lost = silent({ code: "Error", message: "read ECONNRESET", class: "transient" });
    const mistake = silent({ code: "Error", message: "the guard gave no answer", class: "unexpected" });
    const findings = [unproven("eipalloc-1", lost), unproven("eipalloc-2", mistake)];
    const alarms = findAlarms(makeRun({ findings }));
    expect(alarms.map(({ code }) => code)).toEqual(["unexpected", "evidence-unavailable"]);
  });

  test.each(["denied", "unexpected"] as const)(
    "are told of even where another guard has found something: %s",
    (kind) => {
      const findings = [unproven("eipalloc-1", found, silent({ class: kind }))];
      expect(findings.map(({ decision }) => decision.reason)).toEqual(["dns-record"]);
      expect(findAlarms(makeRun({ findings })).map(({ code }) => code)).toEqual([kind]);
    },
  );

  test("are of no matter where another guard has found something, and they pass by themselves", () => {
    expect(findAlarms(makeRun({ findings: [unproven("eipalloc-1", found, silent())] }))).toEqual([]);
  });

  test("that were not even asked need somebody", () => {
    const evidence = evidenceFor(makeAddress(), new Map());
    const alarms = findAlarms(makeRun({ findings: [unproven("eipalloc-1", ...evidence)] }));
    expect(alarms.map(({ code }) => code)).toEqual(["unexpected"]);
    expect(alarms[0]?.message).toContain("no evidence was gathered for this resource (NotGathered)");
  });

  test("that found something, or nothing, raise none", () => {
    const nothing: Evidence = { guard: "ptr", answer: "nothing-found" };
    const findings = [unproven("eipalloc-1", found), unproven("eipalloc-2", nothing), unproven("eipalloc-3")];
    expect(findAlarms(makeRun({ findings }))).toEqual([]);
  });
});

describe("isFailed", () => {
  const failing: Readonly<Record<AlarmCode, boolean>> = {
    "regions-unknown": true,
    "region-failed": true,
    denied: true,
    unexpected: true,
    "publish-failed": true,
    "breaker-tripped": false,
    deadline: false,
    interrupted: false,
    throttled: false,
    "evidence-unavailable": false,
    unclear: false,
  };
  const alarm = (code: AlarmCode): Alarm => ({ code, message: "" });

  test.each(Object.entries(failing) as [AlarmCode, boolean][])("%s alone fails a run: %s", (code, expected) => {
    expect(isFailed([alarm(code)])).toBe(expected);
  });

  test("one alarm that needs somebody is enough, and none is fine", () => {
    expect(isFailed([alarm("throttled"), alarm("denied"), alarm("deadline")])).toBe(true);
    expect(isFailed([alarm("throttled"), alarm("breaker-tripped")])).toBe(false);
    expect(isFailed([])).toBe(false);
  });
});

test.each([
  ["denied", true],
  ["unexpected", true],
  ["protected-by-aws", false],
  ["transient", false],
] as const)("whether somebody has to act on a failure that is %s: %s", (kind, expected) => {
  expect(needsSomebody({ action: "ReleaseAddress", class: kind, code: "x", message: "x" })).toBe(expected);
});

describe("AWS's words", () => {
  test("a summary that did not go out says why", () => {
    expect(publishFailed({ code: "NotFound", message: "Topic does not exist" })).toEqual({
      code: "publish-failed",
      message: "The summary could not be published: Topic does not exist (NotFound)",
    });
  });

  const lengthOf = (message: string, code = "X") => {
    const start = "The summary could not be published: ";
    return publishFailed({ code, message }).message.slice(start.length).length;
  };

  test("they are kept whole up to 300 characters, code included", () => {
    const whole = publishFailed({ code: "X", message: `a${"m".repeat(294)}z` }).message;
    expect(whole).toMatch(/z \(X\)$/);
    expect(lengthOf("m".repeat(296))).toBe(300);
    expect(lengthOf("m".repeat(297))).toBeLessThan(300);
    expect(publishFailed({ code: "X", message: "m".repeat(297) }).message).toMatch(/m… \(X\)$/);
  });

  test("huge ones are shortened, and the code stays readable", () => {
    expect(lengthOf("m".repeat(1_000_000), "C".repeat(1_000_000))).toBeLessThan(350);
    expect(publishFailed({ code: "Short", message: "m".repeat(1_000_000) }).message).toMatch(/… \(Short\)$/);
    expect(publishFailed({ code: "C".repeat(1_000), message: "short" }).message).toMatch(/: short… \(C{60}\)$/);
  });

  test("wherever AWS's words appear in an alarm they are shortened", () => {
    const message = "m".repeat(100_000);
    const alarms = findAlarms(
      makeRun({
        surveys: [notSeen("us-east-1", message)],
        regionsUnknown: { code: "X", message },
        brokenOff: { code: "X", message },
        findings: [finding("eipalloc-1", failed({ message })), unproven("eipalloc-2", silent({ message }))],
      }),
    );
    expect(alarms).toHaveLength(5);
    for (const alarm of alarms) expect(alarm.message.length).toBeLessThan(450);
  });
});
