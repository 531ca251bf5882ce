import { describe, expect, test } from "vitest";
import { decide, decideByLine, decisionLines } from "../../functions/janitor/domain/decide.ts";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import type { ElasticIp, Resource, Tags } from "../../functions/janitor/domain/resource.ts";
import { day, frozen, hour, makeAddress, makeInterface, makePolicy, marked, now } from "./make.ts";

const dns: Evidence = {
  guard: "dns",
  answer: "found",
  reason: "dns-record",
  found: [{ record: "www.example.com", zone: "Z1" }],
};
const ptr: Evidence = { guard: "ptr", answer: "found", reason: "ptr-record", found: [{ ptr: "mail.example.com" }] };
const nothing: Evidence = { guard: "ptr", answer: "nothing-found" };
const silent: Evidence = {
  guard: "activity",
  answer: "could-not-tell",
  error: { code: "AccessDenied", message: "cloudtrail:LookupEvents is missing", class: "denied" },
};

const by = (resource: Resource, policy: Policy = makePolicy(), evidence: readonly Evidence[] = []) => {
  const { kind, reason } = decide(resource, policy, now, evidence);
  return `${kind} ${reason}`;
};

describe("one line at a time", () => {
  test("what is idle, marked, out of its grace and forbidden by nothing is due for release", () => {
    expect(decide(makeAddress(), makePolicy(), now)).toEqual({
      kind: "release",
      reason: "grace-over",
      decidedBy: { by: "default" },
      idleSince: now - 8 * day,
      graceMs: 7 * day,
      dueAt: now - day,
    });
    expect(by(makeInterface())).toBe("release grace-over");
  });

  test("what is in use is kept", () => {
    expect(decide(makeAddress({ use: { state: "in-use" } }), makePolicy(), now)).toEqual({
      kind: "keep",
      reason: "in-use",
    });
    expect(by(makeInterface({ use: { state: "in-use", status: "in-use" } }))).toBe("keep in-use");
  });

  test("a fact on the resource protects it, and the first fact is the reason", () => {
    const tags = marked(8 * day, { "aws:cloudformation:stack-name": "shop" });
    expect(decide(makeAddress({ serviceManaged: "alb", tags }), makePolicy(), now)).toEqual({
      kind: "protect",
      reason: "service-managed",
      facts: [
        { reason: "service-managed", service: "alb" },
        { reason: "stack-managed", stack: "shop" },
      ],
    });
  });

  test("the tag keep keeps", () => {
    const tags = marked(8 * day, { "janitor:policy": "keep" });
    expect(decide(makeAddress({ tags }), makePolicy(), now)).toEqual({ kind: "keep", reason: "keep-tag" });
  });

  test("keep-until keeps through the end of that day in UTC, and not a millisecond longer", () => {
    const address = makeAddress({ tags: marked(90 * day, { "janitor:keep-until": "2026-11-22" }) });
    const midnight = Date.parse("2026-11-23T00:00:00.000Z");
    expect(decide(address, makePolicy(), midnight - 1)).toEqual({
      kind: "keep",
      reason: "keep-until",
      keptUntil: midnight,
    });
    expect(decide(address, makePolicy(), midnight).kind).toBe("release");
  });

  test("any tag that the policy protects keeps, and is named as it stands on the resource", () => {
    const policy = makePolicy({ protect: [{ tag: "DoNotDelete" }, { tag: "env", values: ["prod"] }] });
    const tagged = (tags: Tags) => decide(makeAddress({ tags: marked(8 * day, tags) }), policy, now);
    expect(tagged({ DONOTDELETE: "" })).toEqual({
      kind: "keep",
      reason: "protect-rule",
      tag: { key: "DONOTDELETE", value: "" },
    });
    expect(tagged({ Env: "Prod" })).toEqual({
      kind: "keep",
      reason: "protect-rule",
      tag: { key: "Env", value: "Prod" },
    });
    expect(tagged({ env: "dev" }).kind).toBe("release");
  });

  test("a tag of ours that cannot be read keeps, and is named with what could stand there", () => {
    expect(decide(makeAddress({ tags: marked(8 * day, { "janitor:policy": "kep" }) }), makePolicy(), now)).toEqual({
      kind: "keep",
      reason: "unreadable-tag",
      unreadable: [{ key: "janitor:policy", value: "kep", expected: "keep, report, release" }],
    });
  });

  test.each([
    ["janitor:policy", "releas"],
    ["janitor:polcy", "keep"],
    ["janitor:keep-until", "next week"],
    ["janitor:grace", "two weeks"],
    ["janitor:grace", "5m"],
    ["Janitor:idle-since", "2026-01-01T00:00:00Z"],
    ["Janitor:Idle-Since ", ""],
  ])("a typo never costs a resource: %s = %s", (key, value) => {
    expect(by(makeAddress({ tags: marked(90 * day, { [key]: value }) }))).toBe("keep unreadable-tag");
  });

  test.each(["yesterday", "", "2026-02-30T00:00:00Z", "2020-01-01"])("a mark that says %j keeps", (value) => {
    expect(by(makeAddress({ tags: { "janitor:idle-since": value } }))).toBe("keep unreadable-tag");
  });

  test.each<[ElasticIp["use"], object]>([
    [
      { state: "stopped-instance", instanceId: "i-1" },
      { kind: "report", reason: "stopped-instance", instanceId: "i-1" },
    ],
    [
      { state: "on-idle-interface", networkInterfaceId: "eni-1" },
      { kind: "report", reason: "on-idle-interface", networkInterfaceId: "eni-1" },
    ],
  ])("an address that is paid for without being idle is reported: %j", (use, decision) => {
    expect(decide(makeAddress({ use }), makePolicy(), now)).toEqual(decision);
  });

  test("an idle interface that holds an address is reported with it", () => {
    const elasticIps = ["203.0.113.1", "203.0.113.2"];
    expect(decide(makeInterface({ elasticIps }), makePolicy(), now)).toEqual({
      kind: "report",
      reason: "has-elastic-ip",
      elasticIps,
    });
  });

  test.each(["keep", "report"] as const)("a default of %s is carried out", (action) => {
    expect(decide(makeAddress(), makePolicy({ default: action }), now)).toEqual({
      kind: action,
      reason: "policy",
      decidedBy: { by: "default" },
    });
  });

  test("what has no mark waits, from now on", () => {
    expect(decide(makeAddress({ tags: {} }), makePolicy(), now)).toEqual({
      kind: "wait",
      reason: "first-seen",
      decidedBy: { by: "default" },
      idleSince: now,
      graceMs: 7 * day,
      dueAt: now + 7 * day,
    });
  });

  test("a release is due at the very instant the grace ends, and not a millisecond before", () => {
    const address = makeAddress({ tags: marked(7 * day) });
    expect(decide(address, makePolicy(), now - 1)).toEqual({
      kind: "wait",
      reason: "grace",
      decidedBy: { by: "default" },
      idleSince: now - 7 * day,
      graceMs: 7 * day,
      dueAt: now,
    });
    expect(decide(address, makePolicy(), now)).toMatchObject({ kind: "release", dueAt: now });
  });

  test.each([1, hour, 3_650 * day])("a mark %d ms in the future counts as now", (ahead) => {
    expect(decide(makeAddress({ tags: marked(-ahead) }), makePolicy(), now)).toMatchObject({
      kind: "wait",
      reason: "grace",
      idleSince: now,
      dueAt: now + 7 * day,
    });
  });

  /** What is forbidden by evidence alone would have been released, and the decision says since when. */
  const due = { decidedBy: { by: "default" }, idleSince: now - 8 * day, graceMs: 7 * day, dueAt: now - day } as const;

  test("evidence that was found forbids", () => {
    expect(decide(makeAddress(), makePolicy(), now, [nothing, dns])).toEqual({
      kind: "protect",
      reason: "dns-record",
      evidence: [dns],
      ...due,
    });
  });

  test("a guard that could not tell forbids as surely as one that found something", () => {
    expect(decide(makeAddress(), makePolicy(), now, [nothing, silent])).toEqual({
      kind: "protect",
      reason: "evidence-unavailable",
      evidence: [silent],
      ...due,
    });
  });

  test("all guards that forbid are named, and what was found says more than what could not be told", () => {
    expect(decide(makeAddress(), makePolicy(), now, [silent, ptr, nothing, dns])).toEqual({
      kind: "protect",
      reason: "ptr-record",
      evidence: [silent, ptr, dns],
      ...due,
    });
  });

  test("guards that found nothing let it go", () => {
    expect(by(makeAddress(), makePolicy(), [nothing, { ...nothing, guard: "dns" }])).toBe("release grace-over");
  });
});

describe("the order of the lines", () => {
  const keepTag = { "janitor:policy": "keep" };
  const typo = { "janitor:grace": "soon" };
  const stopped = { state: "stopped-instance", instanceId: "i-1" } as const;

  test.each<[string, string, ElasticIp, Partial<Policy>, readonly Evidence[]]>([
    ["in use", "a fact", makeAddress({ use: { state: "in-use" }, serviceManaged: "nlb" }), {}, []],
    ["a fact", "an opt-out", makeAddress({ serviceManaged: "nlb", tags: marked(8 * day, keepTag) }), {}, []],
    ["an opt-out", "an unreadable tag", makeAddress({ tags: marked(8 * day, { ...keepTag, ...typo }) }), {}, []],
    ["an unreadable tag", "paid but not idle", makeAddress({ use: stopped, tags: typo }), {}, []],
    ["paid but not idle", "the policy", makeAddress({ use: stopped }), { default: "keep" }, []],
    ["the policy", "a missing mark", makeAddress({ tags: {} }), { default: "report" }, []],
    ["a missing mark", "evidence", makeAddress({ tags: {} }), {}, [dns]],
    ["the grace", "evidence", makeAddress({ tags: marked(6 * day) }), {}, [dns]],
    ["evidence", "the release", makeAddress(), {}, [dns]],
  ])("%s comes before %s", (first, _, address, policy, evidence) => {
    const answers: Readonly<Record<string, string>> = {
      "in use": "keep in-use",
      "a fact": "protect service-managed",
      "an opt-out": "keep keep-tag",
      "an unreadable tag": "keep unreadable-tag",
      "paid but not idle": "report stopped-instance",
      "the policy": "report policy",
      "a missing mark": "wait first-seen",
      "the grace": "wait grace",
      evidence: "protect dns-record",
    };
    expect(by(address, makePolicy(policy), evidence)).toBe(answers[first]);
  });

  test("the tag keep comes before keep-until, and that before a protected tag", () => {
    const policy = makePolicy({ protect: [{ tag: "env" }] });
    const until = { "janitor:keep-until": "2030-01-01", env: "prod" };
    expect(by(makeAddress({ tags: { ...keepTag, ...until } }), policy)).toBe("keep keep-tag");
    expect(by(makeAddress({ tags: until }), policy)).toBe("keep keep-until");
  });

  test("an opt-out and a typo hold for an interface with an address too", () => {
    const elasticIps = ["203.0.113.1"];
    expect(by(makeInterface({ elasticIps, tags: keepTag }))).toBe("keep keep-tag");
    expect(by(makeInterface({ elasticIps, tags: typo }))).toBe("keep unreadable-tag");
    expect(by(makeInterface({ elasticIps }), makePolicy({ default: "keep" }))).toBe("report has-elastic-ip");
  });
});

describe("purity", () => {
  test("the same question gets the same answer, and nothing that was handed in is written to", () => {
    const question = frozen({
      resources: [
        makeAddress(),
        makeInterface({ tags: { "janitor:policy": "kep", env: "prod" } }),
        makeAddress({ serviceManaged: "alb" }),
        makeInterface({ elasticIps: ["203.0.113.1"] }),
      ],
      policy: makePolicy({
        protect: [{ tag: "env", values: ["prod"] }],
        rules: [{ name: "all", match: { tag: "x" }, action: "keep" }],
      }),
      evidence: [silent, dns],
    });
    for (const resource of question.resources) {
      const first = decide(resource, question.policy, now, question.evidence);
      expect(decide(resource, question.policy, now, question.evidence)).toEqual(first);
    }
  });
});

describe("the line that decided", () => {
  const keepTag = { "janitor:policy": "keep" };
  test.each<[string, Resource, readonly Evidence[]]>([
    ["in-use", makeAddress({ use: { state: "in-use" }, serviceManaged: "alb", tags: keepTag }), []],
    ["forbidden-by-fact", makeAddress({ serviceManaged: "alb", tags: keepTag }), []],
    ["opted-out", makeAddress({ tags: { ...keepTag, "janitor:grace": "soon" } }), []],
    ["unreadable-tag", makeInterface({ elasticIps: ["198.51.100.1"], tags: { "janitor:grace": "soon" } }), []],
    ["paid-but-not-idle", makeInterface({ elasticIps: ["198.51.100.1"], tags: { "janitor:policy": "report" } }), []],
    ["policy", makeAddress({ tags: { "janitor:policy": "report" } }), [dns]],
    ["grace", makeAddress({ tags: marked(hour) }), [dns]],
    ["forbidden-by-evidence", makeAddress(), [dns]],
    ["release", makeAddress(), [nothing]],
  ])("is %s", (line, resource, evidence) => {
    const decided = decideByLine(resource, makePolicy(), now, evidence);
    expect(decided.line).toBe(line);
    expect(decided.decision).toEqual(decide(resource, makePolicy(), now, evidence));
  });

  test("is one of nine, in the order in which they are asked", () => {
    expect(decisionLines).toEqual([
      "in-use",
      "forbidden-by-fact",
      "opted-out",
      "unreadable-tag",
      "paid-but-not-idle",
      "policy",
      "grace",
      "forbidden-by-evidence",
      "release",
    ]);
  });
});
