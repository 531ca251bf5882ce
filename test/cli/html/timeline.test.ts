import { describe, expect, test } from "vitest";
import { timeline } from "../../../cli/plan/html/timeline.ts";
import type { Policy } from "../../../functions/janitor/domain/policy.ts";
import { day, hour, makeAddress, marked, notSeen } from "../../domain/make.ts";
import { type Account, makePlan, mixedAccount } from "./make-plan.ts";
import { tableOf, wordsOf } from "./words-of.ts";

function timelineOf(account: Account): string {
  const plan = makePlan(account);
  return timeline(
    plan,
    plan.findings.map((finding, at) => ({ finding, anchor: `f${at + 1}` })),
  ).toString();
}

const resources = [
  makeAddress({ id: "eipalloc-1", tags: marked(8 * day, { Name: "gone" }) }),
  makeAddress({ id: "eipalloc-2", tags: marked(6 * day + 1 * hour) }),
  makeAddress({ id: "eipalloc-3", tags: marked(6 * day + 3 * hour) }),
  makeAddress({ id: "eipalloc-4", tags: marked(5 * day) }),
  makeAddress({ id: "eipalloc-5", tags: { Name: "new" } }),
];
const inMode = (mode: Policy["mode"], more: Partial<Policy> = {}) =>
  timelineOf({ resources, policy: { mode, ...more } });

test("what is due comes first, then day by day", () => {
  expect(tableOf(inMode("release"), "Marked, and counting")).toBe(
    " Marked, and counting Due now the next run would release 1 1 $3.65 a month gone " +
      "2026-11-23 tomorrow 2 $7.30 a month 203.0.113.1 , 203.0.113.1 2026-11-24 in 2 days 1 $3.65 a month 203.0.113.1 ",
  );
  expect(tableOf(inMode("release"), "Not marked yet")).toBe(
    " Not marked yet 2026-11-29 in 7 days 1 $3.65 a month new ",
  );
});

describe("the condition under which the days hold is told", () => {
  test("in mode report: nothing is marked, and nothing is released", () => {
    const words = wordsOf(inMode("report"));
    expect(words).toContain(
      "Mode report releases nothing. The days are when each would be released if the mode were release",
    );
    expect(words).toContain("Due now mode report would release none 1");
    expect(words).toContain("Mode report marks nothing, so these days move on with every run.");
    expect(words).toContain("if it were marked now");
  });

  test("in mode mark: nothing is released", () => {
    const words = wordsOf(inMode("mark"));
    expect(words).toContain("Mode mark releases nothing.");
    expect(words).toContain("The days hold if it were marked now and the mode were release.");
  });

  test("in mode release: only what is not marked has one", () => {
    const words = wordsOf(inMode("release"));
    expect(words).toContain("Each is released by the first run after its time");
    expect(words).toContain("the days are the earliest, as if it were marked now");
    expect(words).not.toContain("if the mode were release");
  });
});

test("what the breaker keeps is not told as about to go", () => {
  const words = wordsOf(inMode("release", { limits: { releases: 0 } }));
  expect(words).toContain("Due now the next run would release none: more are due than the limit of 0");
});

test("what a guard protects or could not check is on no day", () => {
  const words = wordsOf(timelineOf({ ...mixedAccount(), resources: (mixedAccount().resources ?? []).slice(2, 4) }));
  expect(words).toContain("Nothing listed is on its way to a release.");
});

test("regions that could not be read may have releases to come", () => {
  expect(wordsOf(timelineOf({ resources, unread: [notSeen("me-south-1")] }))).toContain(
    "Nothing is known of 1 region that could not be read.",
  );
});

test("a day with many names some of them and counts the rest", () => {
  const many = Array.from({ length: 9 }, (_, at) =>
    makeAddress({ id: `eipalloc-${at}`, tags: marked(8 * day, { Name: `n${at}` }) }),
  );
  const made = timelineOf({ resources: many });
  expect(wordsOf(made)).toContain("9 $32.85 a month n0 , n1 , n2 , n3 , n4 and 4 more");
  expect(made.match(/href="#f\d"/g)).toHaveLength(5);
});
