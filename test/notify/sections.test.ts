import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modes } from "../../functions/janitor/domain/policy.ts";
import { type SectionName, sectionNames } from "../../functions/janitor/notify/section-names.ts";
import { countSections, findingsBySection, sectionOf } from "../../functions/janitor/notify/sections.ts";
import type { TellableFinding } from "../../functions/janitor/notify/tellable-report.ts";
import { hour, makePolicy, makeReport, now } from "../domain/make.ts";
import { oneOfEach } from "./make.ts";
import { samples } from "./samples.ts";

const startedAt = new Date(now).toISOString();
const inRelease = { mode: "release", startedAt } as const;
const waiting: TellableFinding = {
  kind: "elastic-ip",
  id: "eipalloc-1",
  region: "eu-central-1",
  decision: "wait",
  reason: "grace",
  outcome: "none",
  monthlyCostUsd: 3.65,
};
const dueIn = (ms: number) => new Date(now + ms).toISOString();

describe("sectionOf", () => {
  test.each<[TellableFinding["outcome"], TellableFinding["decision"], string, SectionName]>([
    ["released", "release", "grace-over", "released"],
    ["failed", "release", "grace-over", "notDone"],
    ["failed", "wait", "first-seen", "notDone"],
    ["failed", "keep", "in-use", "notDone"],
    ["withheld", "release", "grace-over", "notDone"],
    ["withheld", "wait", "first-seen", "notDone"],
    ["changed", "keep", "in-use", "changed"],
    ["changed", "keep", "unreadable-tag", "changed"],
    ["already-gone", "release", "grace-over", "changed"],
    ["none", "release", "grace-over", "due"],
    ["none", "wait", "grace", "waiting"],
    ["marked", "wait", "first-seen", "waiting"],
    ["none", "report", "stopped-instance", "unused"],
    ["none", "report", "on-idle-interface", "unused"],
    ["none", "report", "has-elastic-ip", "unused"],
    ["unmarked", "report", "stopped-instance", "unused"],
    ["none", "report", "policy", "reported"],
    ["none", "protect", "dns-record", "protected"],
    ["unmarked", "protect", "recent-activity", "protected"],
    ["none", "protect", "evidence-unavailable", "notDone"],
    ["none", "keep", "keep-tag", "kept"],
    ["unmarked", "keep", "keep-tag", "kept"],
    ["none", "keep", "policy", "kept"],
    ["none", "keep", "unreadable-tag", "unreadable"],
    ["unmarked", "keep", "unreadable-tag", "unreadable"],
    ["unmarked", "keep", "in-use", "inUseAgain"],
    ["none", "report", "a reason of a later version", "unused"],
    ["none", "protect", "a reason of a later version", "protected"],
  ])("%s, %s, %s is listed under %s", (outcome, decision, reason, section) => {
    expect(sectionOf({ ...waiting, outcome, decision, reason }, inRelease)).toBe(section);
  });

  test.each([
    [-24 * hour, "due"],
    [0, "due"],
    [48 * hour - 1, "due"],
    [48 * hour, "due"],
    [48 * hour + 1, "waiting"],
    [72 * hour, "waiting"],
  ])("what is due in %d ms, counted from the beginning of the run, is %s", (ms, section) => {
    expect(sectionOf({ ...waiting, dueAt: dueIn(ms) }, inRelease)).toBe(section);
  });

  test("what was seen for the first time may be due soon, too, under a short grace", () => {
    const first = { ...waiting, reason: "first-seen", outcome: "marked", dueAt: dueIn(hour), isNew: true } as const;
    expect(sectionOf(first, inRelease)).toBe("due");
    expect(sectionOf(first, { ...inRelease, mode: "mark" })).toBe("due");
  });

  test("in mode report nothing is due that has no mark: nobody will mark it", () => {
    const inReport = { ...inRelease, mode: "report" } as const;
    const first = { ...waiting, reason: "first-seen", dueAt: dueIn(hour) };
    expect(sectionOf(first, inReport)).toBe("waiting");
    expect(sectionOf({ ...first, isNew: true }, inReport)).toBe("new");
    // A mark of an earlier run in another mode counts on.
    expect(sectionOf({ ...first, reason: "grace" }, inReport)).toBe("due");
  });

  test("new is what was not there before and stays; what is more pressing stands where it would have stood", () => {
    expect(sectionOf({ ...waiting, isNew: true, dueAt: dueIn(72 * hour) }, inRelease)).toBe("new");
    expect(sectionOf({ ...waiting, dueAt: dueIn(72 * hour) }, inRelease)).toBe("waiting");
    expect(sectionOf({ ...waiting, isNew: true, dueAt: dueIn(hour) }, inRelease)).toBe("due");
    const fresh = { ...waiting, isNew: true } as const;
    expect(sectionOf({ ...fresh, decision: "keep", reason: "keep-tag" }, inRelease)).toBe("new");
    expect(sectionOf({ ...fresh, decision: "protect", reason: "dns-record" }, inRelease)).toBe("new");
    expect(sectionOf({ ...waiting, isChanged: true, decision: "keep", reason: "keep-tag" }, inRelease)).toBe("new");
    expect(sectionOf({ ...fresh, decision: "report", reason: "policy" }, inRelease)).toBe("new");
    expect(sectionOf({ ...fresh, decision: "report", reason: "stopped-instance" }, inRelease)).toBe("new");
    expect(sectionOf({ ...fresh, decision: "keep", reason: "unreadable-tag" }, inRelease)).toBe("unreadable");
    expect(sectionOf({ ...fresh, decision: "protect", reason: "evidence-unavailable" }, inRelease)).toBe("notDone");
    expect(sectionOf({ ...fresh, outcome: "released" }, inRelease)).toBe("released");
    expect(sectionOf({ ...fresh, outcome: "unmarked", reason: "in-use" }, inRelease)).toBe("inUseAgain");
  });

  test("what has no date is not due soon", () => {
    expect(sectionOf(waiting, inRelease)).toBe("waiting");
  });
});

describe("all sections together", () => {
  test("have each finding exactly once, in the order of the report, and are counted", async () => {
    const findings = fc.subarray([...oneOfEach("x")]);
    await fc.assert(
      fc.property(findings, fc.constantFrom(...modes), (findings, mode) => {
        const report = makeReport({ findings }, makePolicy({ mode }));
        const sections = findingsBySection(report);
        expect(Object.keys(sections)).toEqual([...sectionNames]);
        const listed = Object.values(sections).flat();
        expect(listed).toHaveLength(report.findings.length);
        expect(new Set(listed)).toEqual(new Set(report.findings));
        for (const section of Object.values(sections)) {
          const places = section.map(({ id }) => report.findings.findIndex((each) => each.id === id));
          expect(places).toEqual(places.toSorted((one, other) => one - other));
        }
        expect(countSections(findingsBySection(report))).toEqual(
          Object.fromEntries(sectionNames.map((name) => [name, sections[name].length])),
        );
      }),
    );
  });

  test("the busy sample has something in every one of them", () => {
    const counts = countSections(findingsBySection(samples.busy.report));
    expect(Object.entries(counts).filter(([, many]) => many === 0)).toEqual([]);
  });
});
