import { describe, expect, test } from "vitest";
import {
  coverageOf,
  type Memory,
  nothingRemembered,
  remember,
  rememberedOf,
  stateOf,
} from "../../functions/janitor/domain/memory.ts";
import type { Finding, Outcome } from "../../functions/janitor/domain/outcome.ts";
import type { Report, ReportedFinding } from "../../functions/janitor/domain/report.ts";
import type { Tags } from "../../functions/janitor/domain/resource.ts";
import {
  account,
  day,
  failed,
  hour,
  makeAddress,
  makeFinding,
  makePolicy,
  makeReport,
  makeRun,
  marked,
  notSeen,
  now,
  scanned,
  scope,
} from "./make.ts";

/** What is said of an idle address with these tags, under a grace of seven days. */
function stateWith(tags: Tags, outcome?: Outcome, policy = makePolicy()): string {
  const report = makeReport({ findings: [makeFinding(makeAddress({ tags }), outcome, { policy })] }, policy);
  return stateOf(findingIn(report), report);
}

function findingIn({ findings }: Report): ReportedFinding {
  const [only] = findings;
  if (only === undefined) throw new Error("the report has no finding");
  return only;
}

describe("the state of a resource", () => {
  test.each<[string, Tags, string]>([
    ["is opted out", { "janitor:policy": "keep" }, "keep keep-tag"],
    ["is only reported", { "janitor:policy": "report" }, "report policy"],
    ["belongs to a stack", { "aws:cloudformation:stack-name": "x" }, "protect stack-managed"],
    ["waits", marked(day), "wait later"],
    ["is due", marked(8 * day), "release grace-over due"],
  ])("of one that %s is what was decided and why", (_, tags, state) => {
    expect(stateWith(tags)).toBe(state);
  });

  test("is the same before the mark and under it: a reader is not told of the day after", () => {
    expect(stateWith({}, { kind: "marked" })).toBe(stateWith(marked(day)));
    expect(stateWith({})).toBe(stateWith(marked(day)));
  });

  test.each<[number, string]>([
    [2 * day + 1, "later"],
    [2 * day, "2d"],
    [day + 1, "2d"],
    [day, "1d"],
    [1, "1d"],
    [0, "due"],
    [-30 * day, "due"],
  ])("changes with the time that is left, %d ms, as it gets near", (left, stage) => {
    expect(stateWith(marked(7 * day - left))).toMatch(new RegExp(` ${stage}$`));
  });

  test("of what a guard keeps from going says what it has found", () => {
    const dns = { guard: "dns", answer: "found", reason: "dns-record", found: [] } as const;
    const report = makeReport({ findings: [makeFinding(makeAddress(), undefined, { evidence: [dns] })] });
    expect(stateOf(findingIn(report), report)).toBe("protect dns-record due");
  });

  test("of a tag that cannot be read changes with its key and with its value, and not with the order of tags", () => {
    const wrong = { "janitor:polcy": "keep", "janitor:grace": "soon" };
    const state = stateWith(wrong);
    expect(state).toBe("keep unreadable-tag janitor:grace=soon janitor:polcy=keep");
    expect(stateWith({ "janitor:grace": "soon", "janitor:polcy": "keep", Name: "x" })).toBe(state);
    expect(stateWith({ ...wrong, "janitor:grace": "sooner" })).not.toBe(state);
    expect(stateWith({ ...wrong, "aws:cloudformation:stack-name": "x" })).toBe("protect stack-managed");
    expect(stateWith({ "janitor:plicy": "keep", "janitor:grace": "soon" })).not.toBe(state);
  });

  test("goes by the policy's own prefix", () => {
    const policy = makePolicy({ tagPrefix: "sweeper:" });
    expect(stateWith({ "sweeper:grace": "soon" }, undefined, policy)).toBe("keep unreadable-tag sweeper:grace=soon");
  });

  test("of what failed has AWS's code, and not what was tried or done otherwise", () => {
    const failure = { action: "ReleaseAddress", class: "protected-by-aws", code: "Locked", message: "no" } as const;
    expect(stateWith(marked(8 * day), { kind: "failed", failure })).toBe("release grace-over due failed Locked");
    const withheld = { kind: "withheld", because: "breaker-tripped" } as const;
    expect(stateWith(marked(8 * day), withheld)).toBe("release grace-over due");
  });
});

describe("what a run has seen", () => {
  const elsewhere = notSeen("us-east-1", "no");

  test("is every scope that it scanned, and all there is when nothing was left out", () => {
    const run = makeRun({ surveys: [scanned("eu-central-1"), scanned("us-east-1")] });
    expect(coverageOf(run, false)).toEqual({ seen: [scope, { account, region: "us-east-1" }], whole: true });
  });

  test("is not all there is when an event has narrowed it", () => {
    expect(coverageOf(makeRun({ surveys: [scanned("eu-central-1")] }), true)).toEqual({ seen: [scope], whole: false });
  });

  test("leaves out what failed", () => {
    const run = makeRun({ surveys: [scanned("eu-central-1"), elsewhere] });
    expect(coverageOf(run, false)).toEqual({ seen: [scope], whole: false });
  });

  const error = { code: "Error", message: "no" };

  test("is nothing when nobody could say which regions there are, or when it broke off", () => {
    expect(coverageOf(makeRun({ surveys: [], regionsUnknown: error }), false)).toEqual({ seen: [], whole: false });
    const broken = makeRun({ surveys: [scanned("eu-central-1")], brokenOff: error });
    expect(coverageOf(broken, false)).toEqual({ seen: [], whole: false });
  });
});

describe("what is remembered after a run", () => {
  const whole = { seen: [scope], whole: true };
  const kept = makeFinding(makeAddress({ id: "eipalloc-kept", tags: { "janitor:policy": "keep" } }));
  const key = `${account} eu-central-1`;
  const otherKey = `${account} us-east-1`;

  function memory(states: Readonly<Record<string, string>>, more: Partial<Memory> = {}): Memory {
    return { at: now - day, toldAt: now - 3 * day, states: new Map([[key, new Map(Object.entries(states))]]), ...more };
  }

  function reportOf(findings: readonly Finding[]): Report {
    return makeReport({ findings });
  }

  test("is when it ended, and when it began if its summary went out", () => {
    const after = remember(reportOf([]), whole, "went-out", memory({}));
    expect(after).toMatchObject({ at: now + 12_000, toldAt: now });
  });

  test.each(["not-needed", "did-not-go-out"] as const)("is the summary before when its own was %s", (summary) => {
    expect(remember(reportOf([]), whole, summary, memory({})).toldAt).toBe(now - 3 * day);
    expect(remember(reportOf([]), whole, summary).toldAt).toBeUndefined();
  });

  test("is the summary before when its own was not about everything", () => {
    expect(remember(reportOf([kept]), { ...whole, whole: false }, "went-out", memory({})).toldAt).toBe(now - 3 * day);
  });

  test("is what it has told, and nothing of what has vanished meanwhile", () => {
    const after = remember(reportOf([kept]), whole, "went-out", memory({ "eipalloc-gone": "keep keep-tag" }));
    expect(after.states).toEqual(new Map([[key, new Map([["eipalloc-kept", "keep keep-tag"]])]]));
  });

  test("is as before of a scope that it has not seen, even where a finding is said to be there", () => {
    const before = memory({ "eipalloc-old": "keep keep-tag" });
    expect(remember(reportOf([kept]), { seen: [], whole: false }, "went-out", before).states).toEqual(before.states);
    const other = { account, region: "us-east-1" };
    const after = remember(reportOf([kept]), { seen: [scope, other], whole: true }, "went-out", before).states;
    expect([...after.keys()]).toEqual([key, otherKey]);
    expect(after.get(otherKey)).toEqual(new Map());
  });

  test("is told in its own scope only, where an id stands in two", () => {
    const twin = { ...kept, resource: { ...kept.resource, scope: { account, region: "us-east-1" } } };
    const after = remember(reportOf([twin]), { seen: [scope, twin.resource.scope], whole: true }, "went-out");
    const inScope = (where: typeof scope) => rememberedOf(after, { ...where, id: "eipalloc-kept" });
    expect([inScope(scope), inScope(twin.resource.scope)]).toEqual([undefined, "keep keep-tag"]);
  });

  test("is what the readers know, and not what they were to be told, when the summary did not go out", () => {
    const changed = makeFinding(makeAddress({ id: "eipalloc-changed" }));
    const before = memory({ "eipalloc-changed": "wait 1d", "eipalloc-gone": "keep keep-tag" });
    const after = remember(reportOf([kept, changed]), whole, "did-not-go-out", before);
    expect(after.states).toEqual(new Map([[key, new Map([["eipalloc-changed", "wait 1d"]])]]));
  });

  test.each<[string, Finding]>([
    ["was released", { ...kept, outcome: { kind: "released" } }],
    ["was gone already", { ...kept, outcome: { kind: "already-gone" } }],
    ["is in use again", makeFinding(makeAddress({ use: { state: "in-use" } }), { kind: "unmarked" })],
  ])("has nothing of what %s: when it is idle once more, it is new", (_, finding) => {
    expect(remember(reportOf([finding]), whole, "went-out").states.get(key)).toEqual(new Map());
  });

  test("has what is in use and could not be unmarked, so that it is told once", () => {
    const finding = makeFinding(
      makeAddress({ use: { state: "in-use" } }),
      failed({ class: "transient", code: "Busy" }),
    );
    expect(remember(reportOf([finding]), whole, "went-out").states.get(key)).toEqual(
      new Map([["eipalloc-1", "keep in-use failed Busy"]]),
    );
  });

  test("of nothing is nothing", () => {
    expect(rememberedOf(nothingRemembered, { ...scope, id: "eipalloc-1" })).toBeUndefined();
    expect(rememberedOf(memory({ constructor: "x" }), { ...scope, id: "toString" })).toBeUndefined();
    expect(remember(reportOf([]), { seen: [], whole: false }, "not-needed").states).toEqual(new Map());
  });

  test("lasts: the same findings an hour later are the same", () => {
    const first = remember(reportOf([kept]), whole, "went-out");
    const later = makeReport({ findings: [kept], startedAt: now + hour, finishedAt: now + hour + 1_000 });
    expect(remember(later, whole, "not-needed", first)).toEqual({ ...first, at: now + hour + 1_000 });
  });
});
