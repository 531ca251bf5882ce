import { describe, expect, test } from "vitest";
import { decide } from "../../functions/janitor/domain/decide.ts";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import { isDue, type Judged, planReleases } from "../../functions/janitor/domain/plan.ts";
import { day, frozen, makeAddress, makePolicy, marked, now } from "./make.ts";

function judge(id: string, ageInDays: number, evidence: readonly Evidence[] = []): Judged {
  const resource = makeAddress({ id, tags: marked(ageInDays * day) });
  return { resource, decision: decide(resource, makePolicy(), now, evidence) };
}

const silent: Evidence = {
  guard: "ptr",
  answer: "could-not-tell",
  error: { code: "Throttling", message: "wait", class: "transient" },
};
const found: Evidence = { guard: "dns", answer: "found", reason: "dns-record", found: [] };

const due = (count: number) => Array.from({ length: count }, (_, at) => judge(`eipalloc-${at}`, 8));
const limited = (releases: number) => makePolicy({ limits: { releases } });
const idsOf = (judged: readonly Judged[]) => {
  const plan = planReleases(frozen(judged), makePolicy());
  return plan.breaker === "closed" ? plan.releases.map(({ resource }) => resource.id) : [];
};

describe("planReleases", () => {
  test("what has been idle the longest goes first", () => {
    expect(idsOf([judge("a", 9), judge("b", 30), judge("c", 8), judge("d", 20)])).toEqual(["b", "d", "a", "c"]);
  });

  test("what has been idle equally long goes by its id, in whatever order it came", () => {
    expect(idsOf([judge("b", 9), judge("a", 9), judge("c", 9)])).toEqual(["a", "b", "c"]);
    expect(idsOf([judge("c", 9), judge("b", 9), judge("a", 9)])).toEqual(["a", "b", "c"]);
  });

  test("only what is due is released", () => {
    expect(idsOf([judge("young", 1), judge("due", 8)])).toEqual(["due"]);
    expect(planReleases([], makePolicy())).toEqual({ breaker: "closed", releases: [] });
  });

  test("exactly as many releases as the limit are fine", () => {
    expect(planReleases(due(3), limited(3))).toMatchObject({ breaker: "closed", releases: { length: 3 } });
  });

  test("one more than the limit trips the breaker, and nothing is left to release", () => {
    expect(planReleases(due(4), limited(3))).toEqual({ breaker: "tripped", due: 4, limit: 3 });
  });

  test("what is not due does not count towards the limit", () => {
    expect(planReleases([...due(3), judge("young", 1)], limited(3)).breaker).toBe("closed");
  });

  test("what no guard could tell about counts as due: a guard that fails lets no part of a flood through", () => {
    const unproven = [judge("a", 8, [silent]), judge("b", 8, [silent])];
    expect(planReleases([...due(2), ...unproven], limited(3))).toEqual({ breaker: "tripped", due: 4, limit: 3 });
    expect(planReleases([...unproven, ...due(1)], limited(2))).toEqual({ breaker: "tripped", due: 3, limit: 2 });
  });

  test("what no guard could tell about is not released, and within the limit it holds nothing else back", () => {
    const judged = [judge("a", 30, [silent]), ...due(2)];
    const plan = planReleases(judged, limited(3));
    expect(plan).toEqual({ breaker: "closed", releases: judged.slice(1) });
  });

  test("what no guard could tell about trips nothing where nothing else is due", () => {
    const judged = ["a", "b", "c"].map((id) => judge(id, 8, [silent]));
    expect(planReleases(judged, limited(1))).toEqual({ breaker: "closed", releases: [] });
    expect(planReleases([...judged, judge("young", 1)], limited(1)).breaker).toBe("closed");
  });

  test("what a guard protects does not count, not even where another could not tell", () => {
    const guarded = [judge("a", 8, [found]), judge("b", 8, [found, silent]), judge("c", 8, [silent, found])];
    expect(planReleases([...due(3), ...guarded], limited(3)).breaker).toBe("closed");
  });
});

describe("isDue", () => {
  test("a release is due, and nothing else is", () => {
    expect(isDue(judge("a", 8))).toBe(true);
    expect(isDue(judge("a", 1))).toBe(false);
  });
});
