import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { couldNotBeDone, writeSummary } from "../../../cli/apply/summary.ts";
import type { RunFacts } from "../../../functions/janitor/domain/alarms.ts";
import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import type { Outcome } from "../../../functions/janitor/domain/outcome.ts";
import type { RunStep } from "../../../functions/janitor/domain/steps.ts";
import { failed, makeAddress, makeFinding, makeInterface, makeReport, notSeen, scanned } from "../../domain/make.ts";

const silent: Evidence = {
  guard: "ptr",
  answer: "could-not-tell",
  error: { code: "TimeoutError", message: "slow", class: "transient" },
};
const address = (n: number, outcome: Outcome, evidence: readonly Evidence[] = []) =>
  makeFinding(makeAddress({ id: `eipalloc-${n}`, publicIp: `203.0.113.${n}` }), outcome, { evidence });

const released = address(1, { kind: "released" });
const refused = address(2, failed());
const cut = address(3, { kind: "withheld", because: "interrupted" });
const throttled = address(4, { kind: "withheld", because: "throttled" });
const changed = address(5, { kind: "changed" });
const gone = address(6, { kind: "already-gone" });
const unchecked = address(7, { kind: "none" }, [silent]);
const later = makeFinding(
  makeAddress({ id: "eipalloc-8", publicIp: "203.0.113.8", tags: { "janitor:policy": "keep" } }),
);
const marked = makeFinding(makeAddress({ id: "eipalloc-9", publicIp: "203.0.113.9", tags: {} }), { kind: "marked" });
const unmarked = makeFinding(makeInterface({ id: "eni-1", use: { state: "in-use", status: "in-use" } }), {
  kind: "unmarked",
});
const unchosen = address(11, { kind: "none" });
const chosen = [released, refused, cut, throttled, changed, gone, unchecked, later, marked, unmarked];

const step: RunStep = "release";

function summary(findings: RunFacts["findings"], more: Partial<RunFacts> = {}, accountAlias?: string) {
  const only = new Map(findings.filter((each) => each !== unchosen).map(({ resource: { id } }) => [id, step]));
  const report = makeReport({ findings, ...more });
  return writeSummary(report, { accountAlias, journal: "journal.jsonl", only }, new PassThrough());
}

/** What is listed, by its heading. */
function listed(text: string) {
  return Object.fromEntries(
    [...text.matchAll(/^([A-Z ]+) \((\d+)\)\n((?:.+\n)+)/gm)].map(([, title, , lines = ""]) => [
      title,
      [...lines.matchAll(/^(\S+)/gm)].map(([, name]) => name),
    ]),
  );
}

describe("what a run by hand has done", () => {
  test("is listed under one heading each, also what was not done", () => {
    expect(listed(summary([...chosen, unchosen]))).toEqual({
      RELEASED: ["203.0.113.1"],
      "COULD NOT BE DONE": expect.arrayContaining(["203.0.113.2", "203.0.113.4", "203.0.113.7"]),
      "NOT STARTED": ["203.0.113.3"],
      "CHANGED MEANWHILE": expect.arrayContaining(["203.0.113.5", "203.0.113.6"]),
      MARKED: ["203.0.113.9"],
      "MARK TAKEN OFF": ["eni-1"],
      "NO LONGER TO BE DONE": ["203.0.113.8"],
    });
  });

  test("has a day where a mark begins a grace, and none where the matter has ended", () => {
    expect(summary([marked])).toMatch(/^203\.0\.113\.9 +eu-central-1 +2026-11-29 06:00 UTC/m);
    expect(summary([released, changed, refused])).not.toContain("due now");
    expect(summary([released])).not.toContain("(0)");
  });

  test("is counted, also what failed and what was not started", () => {
    expect(summary(chosen).replaceAll("\n", " ")).toContain(
      "123456789012: 1 released, 1 marked, 1 mark taken off, 1 failed, 2 not started. $3.65 a month is saved.",
    );
    expect(summary([marked])).toContain("123456789012: 0 released, 1 marked.\n");
  });

  test("begins with what somebody has to know, and says what was not seen", () => {
    const text = summary([refused], { surveys: [scanned("eu-central-1"), notSeen("eu-west-1")] }, "prod");
    expect(text).toMatch(/^• eu-west-1 was not seen: /);
    expect(text).toContain("ReleaseAddress failed for eipalloc-2");
    expect(text).toContain("prod (123456789012): 0 released, 1 failed.");
    expect(text).toContain("1 of 2 regions seen.");
  });

  test.each([
    ["was released", released, true],
    ["may have been", address(1, failed({ class: "transient", mayBeDone: true })), true],
    ["failed", refused, false],
    ["was only marked", marked, false],
  ])("can be restored where something %s", (_, finding, can) => {
    expect(summary([finding]).includes("janitor restore --journal journal.jsonl --run run-1")).toBe(can);
  });

  test.each([
    ["failed", refused, true],
    ["withheld", throttled, true],
    ["not told by a guard", unchecked, true],
    ["released", released, false],
    ["changed", changed, false],
    ["kept meanwhile", later, false],
  ])("is left to do where it was %s", (_, finding, isLeft) => {
    expect(makeReport({ findings: [finding] }).findings.map(couldNotBeDone)).toEqual([isLeft]);
  });
});
