import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { type PlanReport, planReport } from "../../../cli/plan/plan-report.ts";
import { select } from "../../../cli/plan/selection.ts";
import { writeTable } from "../../../cli/plan/table.ts";
import type { Output } from "../../../cli/terminal.ts";
import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import { day, makeAddress, makeInterface, makePolicy, marked, notSeen, now } from "../../domain/make.ts";
import { makePlan } from "./make-plan.ts";

const due = makeAddress({
  tags: marked(9 * day, { Name: "staging proxy", Owner: "team-checkout" }),
  id: "eipalloc-0a",
});
const waiting = makeInterface({ id: "eni-0123456789abcdef0", tags: marked(day), description: "aws-K8S-i-0abc" });
const stopped = makeAddress({
  id: "eipalloc-0b",
  publicIp: "203.0.113.2",
  use: { state: "stopped-instance", instanceId: "i-1" },
});
const needed = makeAddress({ id: "eipalloc-0c", publicIp: "203.0.113.3" });
const kept = makeAddress({ id: "eipalloc-0d", publicIp: "203.0.113.4", tags: { "janitor:keep-until": "2027-01-31" } });
const record: Evidence = {
  guard: "dns",
  answer: "found",
  reason: "dns-record",
  found: [{ record: "api.example.com.", type: "A", zone: "example.com." }],
};
const all = { resources: [due, waiting, stopped, needed, kept], evidence: new Map([[needed, [record]]]) };

function terminal(columns: number): Output {
  return Object.assign(new PassThrough(), { isTTY: true, columns });
}
const pipe: Output = new PassThrough();
const table = (report: PlanReport, out = pipe) => writeTable(report, report.findings, out);

describe("the table of a plan", () => {
  test("says what is due, what waits, and why the rest stays", () => {
    expect(table(makePlan({ ...all, accountAlias: "prod" }))).toMatchInlineSnapshot(`
      "DUE (1)
      203.0.113.1                        eu-central-1   due now                  $3.65
        “staging proxy”, owner team-checkout, eipalloc-0a; due since 2026-11-20 06:00
        UTC, idle since 2026-11-13

      WAITING (1)
      eni-0123456789abcdef0              eu-central-1   2026-11-28 06:00 UTC
        of EKS CNI; due 2026-11-28 06:00 UTC, idle since 2026-11-21

      REPORTED (1)
      203.0.113.2                        eu-central-1                            $3.65
        eipalloc-0b; belongs to a stopped instance: i-1

      PROTECTED (1)
      203.0.113.3                        eu-central-1                            $3.65
        eipalloc-0c; named by a DNS record: record api.example.com., type A, zone
        example.com., idle since 2026-11-14

      KEPT (1)
      203.0.113.4                        eu-central-1   through 2027-01-31       $3.65
        eipalloc-0d; kept until a date: through 2027-01-31 UTC

      prod (123456789012): 1 due, 1 waiting, 1 reported, 1 protected, 1 kept.
      1 of 1 region seen. $14.60 a month goes to idle and unused addresses.
      The next run in mode release would release 1 and take 1 mark off.
      "
    `);
  });

  test("says first what could not be read, and never that all is well", () => {
    const text = table(makePlan({ unread: [notSeen("eu-west-1", "explicit deny in a service control policy")] }));
    expect(text).toMatchInlineSnapshot(`
      "NOT READ: 1 REGION
      • eu-west-1: explicit deny in a service control policy (UnauthorizedOperation)

      123456789012: 1 region not seen.
      1 of 2 regions seen. $0.00 a month goes to idle and unused addresses, as far as
      they were seen.
      The next run in mode release would do nothing.
      What is in the regions that were not read is in none of these numbers.
      "
    `);
  });

  test("says what somebody has to know besides, in one line, also where every region was read", () => {
    const denied: Evidence = {
      guard: "ptr",
      answer: "could-not-tell",
      error: { code: "AccessDenied", message: "not\nyou\u001b[2J", class: "denied" },
    };
    const text = table(makePlan({ resources: [due], evidence: new Map([[due, [denied]]]) }));
    expect(text).toMatch(/^PLEASE LOOK\n• The guard ptr could not tell about eipalloc-0a, /);
    expect(text.replaceAll(/\n +/g, " ")).toContain("not you [2J (AccessDenied)");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).not.toContain("NOT READ");
  });

  test.each([
    ["report", [due], true],
    ["mark", [due], false],
    ["report", [], false],
  ] as const)("says in mode report what a look in mode release is good for: %s", (mode, resources, says) => {
    const hint = "--mode release shows what a run would do if it were allowed to release.";
    expect(table(makePlan({ resources, policy: { mode } })).includes(hint)).toBe(says);
  });

  test("says so when nothing is idle", () => {
    expect(table(makePlan())).toMatchInlineSnapshot(`
      "123456789012: nothing idle.
      1 of 1 region seen. Nothing is paid for idle or unused addresses.
      The next run in mode release would do nothing.
      "
    `);
  });

  test("says when some findings are not shown, and counts all of them", () => {
    const report = makePlan(all);
    const text = writeTable(report, select(report.findings, "due"), pipe);
    expect(text).toContain("203.0.113.1 ");
    expect(text).not.toContain("203.0.113.2");
    expect(text).toContain("4 more findings not shown: --only all shows all.");
    expect(text).toContain("1 due, 1 waiting, 1 reported, 1 protected, 1 kept.");
  });

  test("counts under the headings that it lists by, each finding once", () => {
    const unreadable = makeAddress({ id: "eipalloc-0g", tags: { "janitor:policy": "kep" } });
    const reused = makeInterface({ id: "eni-0h", use: { state: "in-use", status: "in-use" } });
    const unchecked = makeAddress({ id: "eipalloc-0i" });
    const silent: Evidence = {
      guard: "ptr",
      answer: "could-not-tell",
      error: { code: "TimeoutError", message: "slow", class: "transient" },
    };
    const text = table(
      makePlan({
        resources: [...all.resources, unreadable, reused, unchecked],
        evidence: new Map([[unchecked, [silent]]]),
      }),
    );
    const listed = [...text.matchAll(/^([A-Z ]+) \((\d+)\)$/gm)].map(([, title, many]) => `${many} ${title}`);
    expect(listed).toEqual([
      "2 DUE",
      "1 COULD NOT BE CHECKED",
      "1 TAGS THAT CANNOT BE READ",
      "1 WAITING",
      "1 REPORTED",
      "1 KEPT",
      "1 IN USE AGAIN",
    ]);
    expect(text.replaceAll("\n", " ")).toContain(
      "2 due, 1 could not be checked, 1 with unreadable tags, 1 waiting, 1 reported, 1 kept, 1 in use again.",
    );
  });

  test("gives no day to what nobody has marked, where nothing marks it", () => {
    const fresh = makeAddress({ tags: {} });
    const report = makePlan({ resources: [fresh], policy: { mode: "report" } });
    const [heading, line] = table(report).split("\n");
    expect(heading).toBe("IDLE, AND NOT MARKED YET (1)");
    expect(line).toMatch(/^203\.0\.113\.1 +eu-central-1 +\$3\.65$/);
    expect(table(report)).not.toContain("2026");
    const marking = table(makePlan({ resources: [fresh], policy: { mode: "mark" } }));
    expect(marking).toMatch(/^WAITING \(1\)\n.* 2026-11-29 06:00 UTC/);
  });

  test("has every id whole where there is little room, and the price as well", () => {
    const text = table(makePlan({ resources: [...all.resources] }), terminal(60));
    const plain = stripVTControlCharacters(text);
    expect(plain).toContain("eni-0123456789abcdef0 eu-central-1");
    expect(plain.replaceAll(/\s+/g, " ")).toContain("$3.65 a month");
  });

  test("says how to go on where the regions could not be listed, and counts nothing", () => {
    const policy = makePolicy();
    const report = planReport(
      { surveys: [], regionsUnknown: { code: "UnauthorizedOperation", message: "not you" } },
      { judged: [], evidence: new Map() },
      policy,
      { runId: "plan-1", startedAt: now, finishedAt: now },
    );
    expect(table(report)).toContain("NOTHING WAS READ\n• ");
    expect(table(report)).toContain("--regions eu-central-1,us-east-1");
    expect(table(report)).toContain("nothing was seen.");
    expect(table(report)).not.toContain("nothing idle");
  });

  test("says that the breaker would release none", () => {
    const resources = [due, makeAddress({ id: "eipalloc-0e", publicIp: "203.0.113.5" })];
    expect(table(makePlan({ resources, policy: { limits: { releases: 1 } } })).replaceAll("\n", " ")).toContain(
      "It would release none of the 2 that are due: with what could not be checked, that is more than limits.releases allows in one run (1).",
    );
  });

  test.each([60, 72, 80, 100, 120, 200])("fits into %i columns, whatever the names", (columns) => {
    const hostile = makeAddress({
      id: "eipalloc-0f",
      tags: marked(9 * day, { Name: "x".repeat(256), Owner: "漢字".repeat(100), team: "\u001b[2J\u202e" }),
    });
    const report = makePlan({
      ...all,
      resources: [...all.resources, hostile],
      unread: [notSeen("sa-east-1", "no ".repeat(200))],
    });
    const lines = stripVTControlCharacters(table(report, terminal(columns))).split("\n");
    const widest = Math.max(...lines.map((line) => [...line].reduce((sum, char) => sum + (char > "⺀" ? 2 : 1), 0)));
    expect(widest).toBeLessThanOrEqual(columns);
    expect(lines.join("").replaceAll(/\s/g, "")).toContain("203.0.113.1");
  });

  test("lets nothing of an owner's name, or of AWS's words, steer the terminal or go on for ever", () => {
    const hostile = "\u001b[2J\r\nDUE (0)".repeat(100);
    const resources = [makeAddress({ tags: marked(9 * day, { Owner: hostile }) })];
    const text = table(makePlan({ resources, unread: [notSeen("eu-west-1", hostile)] }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text.length).toBeLessThan(1_500);
  });

  test("lets nothing of a tag's value steer the terminal", () => {
    const hostile = makeAddress({
      tags: marked(9 * day, { Name: "\u001b[2J\u001b]0;owned\u0007\u009b1mname\r\nDUE (0)" }),
    });
    const text = table(makePlan({ resources: [hostile] }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text.split("\n").filter((line) => line.startsWith("DUE (0)"))).toEqual([]);
  });
});
