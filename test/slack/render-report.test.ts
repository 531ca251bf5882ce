import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunFacts } from "../../functions/janitor/domain/alarms.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { findingTitles } from "../../functions/janitor/notify/finding-title.ts";
import { writeMessage } from "../../functions/janitor/notify/message.ts";
import {
  failed,
  makeAddress,
  makeFinding,
  makeInterface,
  makeReport,
  marked,
  notSeen,
  scanned,
} from "../domain/make.ts";
import { hostileWords, oneOfEach } from "../notify/make.ts";
import { type Slack, shown, startSlack } from "./slack.ts";

const day = 24 * 3_600_000;
let slack: Slack;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.stop());

/** What Slack shows of a report that went through SNS as the janitor sends it. */
function shownOf(report: Report) {
  const { subject, bodies } = writeMessage(report);
  return shown(slack, JSON.parse(bodies).lambda, subject);
}

function shownOfRun(changes: Partial<RunFacts>) {
  return shownOf(makeReport(changes));
}

test("the verdict, the alarms, the totals, and what comes first", async () => {
  const findings = [
    makeFinding(makeAddress({ id: "eipalloc-1", tags: { Name: "bastion", Owner: "ops" } }), { kind: "marked" }),
    makeFinding(makeAddress({ id: "eipalloc-2", tags: marked(9 * day) }), failed()),
    makeFinding(makeAddress({ id: "eipalloc-3", tags: marked(9 * day) }), { kind: "released" }),
    makeFinding(makeAddress({ id: "eipalloc-4", tags: { "janitor:policy": "keep" } })),
    makeFinding(makeInterface({ id: "eni-5", description: "aws-K8S-i-0123456789abcdef0", tags: marked(9 * day) })),
  ];
  const surveys = [scanned("eu-central-1"), notSeen("us-east-1", "no")];
  expect(await shownOfRun({ findings, surveys })).toMatchInlineSnapshot(`
    {
      "header": "[elastic-janitor] 1 region not seen, 1 failed, 1 released, 1 due, 1 waiting, 1 kept - 123456789012",
      "sections": [
        "Alarms
    • us-east-1 was not seen: no (UnauthorizedOperation)
    • ReleaseAddress failed for eipalloc-2: You are not authorized to perform this operation. (UnauthorizedOperation)",
        "Mode release, account 123456789012, 2026-11-22 06:00 UTC.
    1 of 2 regions seen: 5 idle, 1 failed, 1 released, 1 waiting, 1 kept.
    $10.95 a month for idle and unused addresses that are still there.
    $3.65 a month saved by this run.",
        "Failed
    • 203.0.113.1 (eipalloc-2) in eu-central-1, ReleaseAddress failed: You are not authorized to perform this operation. (UnauthorizedOperation), $3.65 a month
    Released
    • 203.0.113.1 (eipalloc-3) in eu-central-1, idle since 2026-11-13 06:00 UTC, $3.65 a month
    Due
    • eni-5 in eu-central-1, of EKS CNI, idle since 2026-11-13 06:00 UTC, due since 2026-11-20 06:00 UTC
    Waiting
    • 203.0.113.1 (eipalloc-1) "bastion" in eu-central-1, owner ops, seen idle for the first time, due 2026-11-29 06:00 UTC at the earliest, $3.65 a month",
      ],
      "text": "[elastic-janitor] 1 region not seen, 1 failed, 1 released, 1 due, 1 waiting, 1 kept - 123456789012",
    }
  `);
});

test("a quiet run is one that saw everything and found nothing", async () => {
  const { header, sections } = await shownOfRun({});
  expect(header).toBe("[elastic-janitor] nothing idle - 123456789012");
  expect(sections).toEqual([expect.stringContaining("1 of 1 region seen: 0 idle.\n$0.00 a month")]);
});

test("a run that saw nothing counts nothing", async () => {
  const { sections } = await shownOfRun({ surveys: [notSeen("us-east-1"), notSeen("us-east-2")] });
  expect(sections.join("\n")).toContain("0 of 2 regions seen.\nWhat idle and unused addresses cost is not known.");
  expect(sections.join("\n")).not.toContain("idle:");
  expect(sections.join("\n")).not.toContain("$");
});

test("a run without any region at all still has its alarm", async () => {
  const { sections } = await shownOfRun({ surveys: [], regionsUnknown: { code: "X", message: "no" } });
  expect(sections[0]).toContain("Nothing was seen");
});

test("what nobody has to act on is counted and not listed", async () => {
  const findings = [makeFinding(makeAddress({ id: "eipalloc-4", tags: { "janitor:policy": "keep" } }))];
  const { sections } = await shownOfRun({ findings });
  expect(sections).toHaveLength(1);
  expect(sections[0]).toContain("1 idle, 1 kept.");
});

describe("of many", () => {
  const many = (length: number, Name = "short") =>
    Array.from({ length }, (_, at) =>
      makeFinding(makeAddress({ id: `eipalloc-${at}`, tags: { ...marked(9 * day), Name, Owner: Name } }), failed()),
    );

  test("findings the first ten are shown, and how many more there are", async () => {
    const { sections } = await shownOfRun({ findings: many(12) });
    const lines = sections.at(-1)?.split("\n") ?? [];
    expect(lines[0]).toBe("Failed");
    expect(lines.slice(1, 11)).toEqual(Array.from({ length: 10 }, () => expect.stringMatching(/^• 203\.0\.113\./)));
    expect(lines.slice(11)).toEqual(["and 2 more, in the function's log"]);
  });

  test("findings those count that had no room in the message", async () => {
    const { sections } = await shownOfRun({ findings: many(2_000, "x".repeat(200)) });
    expect(sections.at(-1)).toMatch(/\nand 19\d\d more, in the function's log$/);
  });

  test("long lines only those are shown that are there whole", async () => {
    // What counts may be what `&` is written as.
    const findings = many(10, "&".repeat(200));
    const { sections } = await shownOfRun({ findings });
    const lines = sections.at(-1)?.split("\n") ?? [];
    expect(lines.at(-1)).toMatch(/^and \d more, in the function's log$/);
    expect(lines.length).toBeGreaterThan(3);
    expect(sections.at(-1)).not.toContain("(cut)");
    expect(sections.at(-1)?.replaceAll("&", "&amp;").length).toBeLessThanOrEqual(3_000);
  });

  test("alarms the first five are shown, and how many more there are", async () => {
    const surveys = Array.from({ length: 8 }, (_, at) => notSeen(`region-${at}`, "no"));
    const { sections } = await shownOfRun({ surveys });
    expect(sections[0]?.split("\n")).toEqual([
      "Alarms",
      ...[0, 1, 2, 3, 4].map((at) => `• region-${at} was not seen: no (UnauthorizedOperation)`),
      "and 3 more, in the function's log",
    ]);
  });
});

test.each(hostileWords)("words of somebody else's stay words: %j", async (words) => {
  const report = makeReport({ findings: oneOfEach(words), surveys: [notSeen("eu-central-1", words)] });
  // That nothing but plain text is sent, `shown` looks at.
  const { text, header, sections } = await shownOf(report);
  expect(text).not.toMatch(/[<>]/);
  expect(header).toMatch(/^\[elastic-janitor\] 1 region not seen, 1 failed, /);
  const ours =
    /^(• .+|Alarms|Mode release, account 123456789012, .+|0 of 1 region seen\.|What .+|\$\d.+|and \d+ more, in the function's log)$/;
  const forged = sections
    .flatMap((section) => section.split("\n"))
    .filter((line) => !ours.test(line) && !findingTitles.some((title) => title === line));
  expect(forged).toEqual([]);
});

describe("a report that is not as it should be", () => {
  const good = makeReport({ findings: [makeFinding(makeAddress(), { kind: "marked" })] });
  const [finding] = good.findings;

  test.each<[string, object]>([
    ["of another version", { ...good, version: 2 }],
    ["without findings", { ...good, findings: undefined }],
    ["with a number that is none", { ...good, totals: { ...good.totals, idle: "many" } }],
    ["with an outcome that nobody knows", { ...good, findings: [{ ...finding, outcome: "sold" }] }],
  ])("is shown as text: %s", async (_, report) => {
    const { header, sections } = await shown(slack, JSON.stringify(report), "[elastic-janitor] 1 waiting");
    expect(header).toBe("[elastic-janitor] 1 waiting");
    expect(sections).toEqual([expect.stringMatching(/^\{"version":/)]);
  });

  test.each<[string, object]>([
    ["fields that nobody knows", { ...good, more: 1, findings: [{ ...finding, more: 1 }] }],
    ["a service that nobody knows", { ...good, findings: [{ ...finding, service: "constructor" }] }],
    ["a cause that nobody knows", { ...good, findings: [{ ...finding, withheldBecause: "constructor" }] }],
  ])("is shown all the same with %s", async (_, report) => {
    const asIs = await shown(slack, JSON.stringify(good), "s");
    expect(await shown(slack, JSON.stringify(report), "s")).toEqual(asIs);
  });

  test("has a headline without a subject", async () => {
    expect((await shown(slack, JSON.stringify(good))).header).toBe("elastic-janitor's report");
  });
});
