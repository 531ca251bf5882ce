import { describe, expect, test } from "vitest";
import { decide } from "../../functions/janitor/domain/decide.ts";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { tagStep } from "../../functions/janitor/domain/steps.ts";
import { day, makeAddress, makeInterface, makePolicy, marked, now } from "./make.ts";

const step = (
  resource: Resource,
  mode: "report" | "mark" | "release" = "release",
  evidence: readonly Evidence[] = [],
) => {
  const policy = makePolicy({ mode });
  return tagStep({ resource, decision: decide(resource, policy, now, evidence) }, policy);
};

const found = (reason: "recent-activity" | "dns-record"): Evidence => ({
  guard: reason === "dns-record" ? "dns" : "activity",
  answer: "found",
  reason,
  found: [],
});

const fresh = makeAddress({ tags: {} });
const used = makeInterface({ use: { state: "in-use", status: "in-use" } });

describe("the tag that a run writes or takes off", () => {
  test("is none in mode report, whatever is seen", () => {
    expect(step(fresh, "report")).toBeUndefined();
    expect(step(used, "report")).toBeUndefined();
  });

  test.each(["mark", "release"] as const)("is a mark where something is seen idle for the first time: %s", (mode) => {
    expect(step(fresh, mode)).toBe("mark");
  });

  test.each<[string, Resource, readonly Evidence[]]>([
    ["is in use", used, []],
    ["is opted out", makeAddress({ tags: marked(8 * day, { "janitor:policy": "keep" }) }), []],
    ["is protected by a fact", makeAddress({ serviceManaged: "alb" }), []],
    ["is only reported", makeInterface({ elasticIps: ["198.51.100.1"] }), []],
    ["was used behind the janitor's back", makeAddress(), [found("recent-activity")]],
  ])("is taken off where the marked resource %s", (_, resource, evidence) => {
    expect(step(resource, "mark", evidence)).toBe("unmark");
  });

  test.each<[string, Resource, readonly Evidence[]]>([
    ["waits", makeAddress({ tags: marked(day) }), []],
    ["is due", makeAddress(), []],
    ["is due, and something else needs it", makeAddress(), [found("dns-record")]],
    ["has a tag that cannot be read", makeAddress({ tags: marked(8 * day, { "janitor:policy": "kep" }) }), []],
  ])("stays where the marked resource %s", (_, resource, evidence) => {
    expect(step(resource, "release", evidence)).toBeUndefined();
  });

  test("is none where there is no mark to take off", () => {
    expect(step(makeAddress({ tags: { "janitor:policy": "keep" } }))).toBeUndefined();
    expect(step(makeInterface({ tags: {}, use: { state: "in-use", status: "in-use" } }))).toBeUndefined();
  });
});
