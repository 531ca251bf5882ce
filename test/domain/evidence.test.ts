import { describe, expect, test } from "vitest";
import { type Evidence, evidenceFor, forbids, lastActivityIn } from "../../functions/janitor/domain/evidence.ts";
import { makeAddress } from "./make.ts";

const nothing: Evidence = { guard: "dns", answer: "nothing-found" };
const error = { code: "AccessDenied", message: "no", class: "denied" } as const;

test.each<[Evidence, boolean]>([
  [nothing, false],
  [{ guard: "dns", answer: "found", reason: "dns-record", found: [] }, true],
  [{ guard: "dns", answer: "could-not-tell", error }, true],
])("only a guard that looked and found nothing does not forbid: %j", (evidence, forbidding) => {
  expect(forbids(evidence)).toBe(forbidding);
});

test("each resource has the evidence that was gathered about it, even where two accounts use the same id", () => {
  const [one, other] = [makeAddress(), makeAddress({ scope: { account: "210987654321", region: "eu-central-1" } })];
  const found: Evidence = { guard: "dns", answer: "found", reason: "dns-record", found: [] };
  const gathered = new Map([
    [one, [nothing]],
    [other, [found]],
  ]);
  expect(evidenceFor(one, gathered)).toEqual([nothing]);
  expect(evidenceFor(other, gathered)).toEqual([found]);
});

test("a resource that nobody gathered evidence for is forbidden to go", () => {
  const gathered = new Map([[makeAddress(), [nothing]]]);
  expect(evidenceFor(makeAddress({ id: "eipalloc-2" }), gathered)).toEqual([
    {
      guard: "evidence",
      answer: "could-not-tell",
      error: { code: "NotGathered", message: "no evidence was gathered for this resource", class: "unexpected" },
    },
  ]);
  expect(evidenceFor(makeAddress(), new Map()).every(forbids)).toBe(true);
});

test("evidence about another look at the same resource is no evidence about this one", () => {
  const gathered = new Map([[makeAddress(), [nothing]]]);
  expect(evidenceFor(makeAddress(), gathered).every(forbids)).toBe(true);
});

describe("the last thing that is known to have been done to a resource", () => {
  const lastActivity = { event: "AssociateAddress", at: Date.UTC(2026, 9, 20), by: "ann" };
  const used: Evidence = { guard: "activity", answer: "found", reason: "recent-activity", found: [], lastActivity };

  test.each<[string, readonly Evidence[]]>([
    ["the one guard that was asked", [{ ...nothing, lastActivity }]],
    ["a guard that found it too recent", [used]],
    ["one guard of several, the first", [used, nothing]],
    ["one guard of several, the last", [{ guard: "ptr", answer: "could-not-tell", error }, nothing, used]],
    ["one guard, where another looked and does not know", [{ ...nothing, lastActivity: undefined }, used]],
  ])("is what %s knows", (_, evidence) => {
    expect(lastActivityIn(evidence)).toEqual(lastActivity);
  });

  test("is the latest of those that several guards know, whatever their order, and whoever does not know", () => {
    const earlier = { ...lastActivity, at: lastActivity.at - 1 };
    const earliest = { ...lastActivity, at: 0 };
    const [one, two, three, four]: readonly [Evidence, Evidence, Evidence, Evidence] = [
      used,
      { ...nothing, lastActivity: earlier },
      { guard: "ptr", answer: "nothing-found", lastActivity: undefined },
      { guard: "routes", answer: "nothing-found", lastActivity: earliest },
    ];
    for (const evidence of [
      [one, two, three, four],
      [four, three, two, one],
      [two, one, four, three],
      [three, four, one, two],
      [two, three, one, nothing],
    ]) {
      expect(lastActivityIn(evidence)).toBe(lastActivity);
    }
    expect(lastActivityIn([four, three, two])).toBe(earlier);
  });

  test.each<[string, readonly Evidence[]]>([
    ["nobody was asked", []],
    ["no guard knows", [nothing, { guard: "ptr", answer: "found", reason: "ptr-record", found: [] }]],
    ["the guard that would know could not tell", [{ guard: "activity", answer: "could-not-tell", error }]],
  ])("is unknown where %s", (_, evidence) => {
    expect(lastActivityIn(evidence)).toBeUndefined();
  });
});
