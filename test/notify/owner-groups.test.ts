import { expect, test } from "vitest";
import { groupByOwner } from "../../functions/janitor/notify/owner-groups.ts";
import type { TellableFinding } from "../../functions/janitor/notify/tellable-report.ts";
import { hostileWords } from "./make.ts";

const touchedBy = (by: string) => ({ event: "DisassociateAddress", at: "2026-11-21T06:00:00.000Z", by });

function finding(id: string, more: Partial<TellableFinding> = {}): TellableFinding {
  return {
    kind: "elastic-ip",
    id,
    region: "eu-central-1",
    decision: "wait",
    reason: "grace",
    outcome: "none",
    monthlyCostUsd: 3.65,
    ...more,
  };
}

const grouped = (...findings: readonly TellableFinding[]) =>
  groupByOwner(findings).map(({ label, findings }) => [label, findings.map(({ id }) => id)]);

test("what is of one owner stands together, in the order in which the first of each comes", () => {
  expect(
    grouped(
      finding("1", { owner: "ann" }),
      finding("2", { owner: "bob" }),
      finding("3", { owner: "ann" }),
      finding("4", { lastActivity: touchedBy("ci") }),
      finding("5", { owner: "bob" }),
    ),
  ).toEqual([
    ["Owner: ann", ["1", "3"]],
    ["Owner: bob", ["2", "5"]],
    ["Last touched by: ci", ["4"]],
  ]);
});

test("what is nobody's comes last, wherever it stood", () => {
  expect(grouped(finding("1"), finding("2", { owner: "ann" }), finding("3"))).toEqual([
    ["Owner: ann", ["2"]],
    ["No owner known", ["1", "3"]],
  ]);
});

test("where nothing tells of any owner, there is nothing to say about owners", () => {
  expect(grouped(finding("1"), finding("2"))).toEqual([[undefined, ["1", "2"]]]);
  expect(grouped()).toEqual([]);
});

test("a tag comes before CloudTrail, and who only touched something is not called its owner", () => {
  const lastActivity = touchedBy("bob");
  expect(
    grouped(
      finding("1", { owner: "ann", lastActivity }),
      finding("2", { owner: "bob" }),
      finding("3", { lastActivity }),
    ),
  ).toEqual([
    ["Owner: ann", ["1"]],
    ["Owner: bob", ["2"]],
    ["Last touched by: bob", ["3"]],
  ]);
});

test("a tag with nothing to read in it names nobody", () => {
  const blank = " \u200b ";
  expect(
    grouped(
      finding("1", { owner: blank }),
      finding("2", { owner: "ann" }),
      finding("3", { lastActivity: touchedBy(blank) }),
      finding("4", { owner: blank, lastActivity: touchedBy("bob") }),
    ),
  ).toEqual([
    ["Owner: ann", ["2"]],
    ["Last touched by: bob", ["4"]],
    ["No owner known", ["1", "3"]],
  ]);
});

test.each(hostileWords)("a label is one line of its own kind, whatever the words: %j", (words) => {
  const labels = grouped(
    finding("1", { owner: words }),
    finding("2", { lastActivity: touchedBy(words) }),
    finding("3", { owner: "ann" }),
  ).map(([label]) => String(label));
  for (const label of labels) {
    expect(label).toMatch(/^(Owner: |Last touched by: )[^\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}]+$|^No owner known$/u);
    expect([...label].length).toBeLessThanOrEqual(100);
  }
});

test("nobody can call themselves nobody: a label says where it comes from", () => {
  expect(grouped(finding("1", { owner: "No owner known" }), finding("2"))).toEqual([
    ["Owner: No owner known", ["1"]],
    ["No owner known", ["2"]],
  ]);
});
