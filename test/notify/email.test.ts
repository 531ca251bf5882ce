import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmCode } from "../../functions/janitor/domain/alarms.ts";
import { modes } from "../../functions/janitor/domain/policy.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { writeEmail, writeSubject } from "../../functions/janitor/notify/email.ts";
import {
  account,
  day,
  failed,
  makeAddress,
  makeFinding,
  makeInterface,
  makePolicy,
  makeReport,
  marked,
  notSeen,
  scanned,
} from "../domain/make.ts";
import { hostileText, hostileWords, oneOfEach } from "./make.ts";

describe("writeSubject", () => {
  test("the verdict comes first, then the account", () => {
    expect(writeSubject(makeReport())).toBe(`[elastic-janitor] nothing idle - ${account}`);
    expect(writeSubject(makeReport({ surveys: [], regionsUnknown: { code: "X", message: "no" } }))).toBe(
      "[elastic-janitor] nothing was seen",
    );
  });

  test("up to 99 characters it is left whole, and beyond that it is cut", () => {
    const subjectFor = (digits: number) => {
      const [region] = makeReport({ surveys: [notSeen("us-east-1")] }).regions;
      const regions = region === undefined ? [] : [{ ...region, account: "1".repeat(digits) }];
      return writeSubject({ ...makeReport(), regions });
    };
    const start = "[elastic-janitor] 1 region not seen - ";
    expect(subjectFor(99 - start.length)).toBe(`${start}${"1".repeat(99 - start.length)}`);
    expect(subjectFor(100 - start.length)).toBe(`${start}${"1".repeat(96 - start.length)}...`);
  });

  test("when it has to be cut, the worst is still in it", () => {
    const report = makeReport({ findings: oneOfEach("x"), surveys: [notSeen("us-east-1")] });
    expect(writeSubject(report)).toMatch(/^\[elastic-janitor\] 1 region not seen, 1 failed, .*\.\.\.$/);
  });

  test("for every kind of report it is one line of fewer than 100 ASCII characters", async () => {
    const many = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000_000 }));
    const codes = fc.subarray<AlarmCode>(["regions-unknown", "region-failed", "breaker-tripped", "publish-failed"]);
    const report = fc.record({
      findings: fc.subarray([...oneOfEach("a\nb")]),
      unseen: fc.integer({ min: 0, max: 40 }),
      words: hostileText,
      codes,
      mode: fc.constantFrom(...modes),
      totals: fc.record({
        idle: many,
        waiting: many,
        released: many,
        failed: many,
        withheld: many,
        kept: many,
        protected: many,
        monthlyWasteUsd: many,
        monthlySavedUsd: many,
      }),
    });
    await fc.assert(
      fc.property(report, ({ findings, unseen, words, codes, mode, totals }) => {
        const surveys = Array.from({ length: unseen }, () => notSeen("us-east-1", words));
        const named = findings.map((finding) => ({
          ...finding,
          resource: { ...finding.resource, tags: { Name: words, [words]: words } },
        }));
        const built = makeReport({ findings: named, surveys }, makePolicy({ mode }));
        const alarms = codes.map((code) => ({ code, message: words }));
        expect(writeSubject({ ...built, totals, alarms })).toMatch(/^[\x20-\x7e]{1,99}$/);
      }),
    );
  });
});

const everythingWrong = makeReport({
  surveys: [
    notSeen("us-east-1", "no identity-based policy allows the ec2:DescribeAddresses action"),
    scanned("eu-west-1", [makeAddress()], 5),
  ],
  plan: { breaker: "tripped", due: 21, limit: 20 },
  findings: [
    makeFinding(
      makeAddress({ id: "eipalloc-1", tags: {} }),
      failed({ action: "CreateTags", message: "You are not authorized to perform this operation." }),
    ),
    makeFinding(makeInterface({ id: "eni-2", tags: {} }), { kind: "withheld", because: "throttled" }),
    makeFinding(makeInterface({ id: "eni-3", tags: {} }), { kind: "withheld", because: "deadline" }),
    ...Array.from({ length: 21 }, (_, at) =>
      makeFinding(makeAddress({ id: `eipalloc-${40 + at}`, publicIp: `203.0.113.${40 + at}` }), {
        kind: "withheld",
        because: "breaker-tripped",
      }),
    ),
  ],
});

const busy = makeReport({
  surveys: [
    scanned("eu-central-1", [makeAddress(), makeInterface()], 4),
    scanned("eu-west-1", [], 0),
    scanned("us-east-1", [], 4),
  ],
  findings: [
    makeFinding(makeAddress({ tags: marked(8 * day, { Name: "old web", Owner: "ann" }) }), { kind: "released" }),
    makeFinding(makeInterface({ tags: marked(9 * day, { Team: "net" }) }), { kind: "released" }),
    makeFinding(makeAddress({ id: "eipalloc-2", publicIp: "203.0.113.2", tags: {} }), { kind: "marked" }),
    makeFinding(makeAddress({ id: "eipalloc-3", publicIp: "203.0.113.3", tags: marked(day) })),
    makeFinding(makeAddress({ id: "eipalloc-4", publicIp: "203.0.113.4", tags: { "janitor:policy": "keep" } })),
    makeFinding(makeAddress({ id: "eipalloc-5", publicIp: "203.0.113.5", serviceManaged: "alb" })),
    makeFinding(
      makeAddress({
        id: "eipalloc-6",
        publicIp: "203.0.113.6",
        use: { state: "stopped-instance", instanceId: "i-0123" },
      }),
    ),
    makeFinding(makeAddress({ id: "eipalloc-7", publicIp: "203.0.113.7", use: { state: "in-use" } }), {
      kind: "unmarked",
    }),
    makeFinding(makeAddress({ id: "eipalloc-8", publicIp: "203.0.113.8" }), { kind: "already-gone" }),
    makeFinding(
      makeAddress({ id: "eipalloc-9", publicIp: "203.0.113.9", tags: marked(8 * day, { "janitor:policy": "keep" }) }),
      { kind: "changed" },
    ),
    makeFinding(
      makeAddress({ id: "eipalloc-10", publicIp: "203.0.113.10" }),
      failed({ class: "transient", code: "TimeoutError", message: "no answer within 5 s", mayBeDone: true }),
    ),
  ],
});

const brokeOff = makeReport({
  findings: [makeFinding(makeAddress(), { kind: "released" }), makeFinding(makeAddress({ id: "eipalloc-2" }))],
  brokenOff: { code: "TypeError", message: "Cannot read properties of undefined (reading 'id')" },
});

describe("writeEmail", () => {
  test.each<[string, Report]>([
    ["quiet", makeReport()],
    ["dry", makeReport({ findings: [makeFinding(makeAddress())] }, makePolicy({ mode: "report" }))],
    ["busy", busy],
    ["broke-off", brokeOff],
    ["everything-wrong", everythingWrong],
  ])("reads well: %s", async (name, report) => {
    await expect(writeEmail(report)).toMatchFileSnapshot(`./emails/${name}.txt`);
  });

  test.each(modes)("the mode %s is said, and what it means", (mode) => {
    const email = writeEmail(makeReport({}, makePolicy({ mode })));
    expect(email).toMatch(new RegExp(`^elastic-janitor, mode ${mode}, account ${account}, `));
    expect(email).toContain(`\nMode ${mode}: `);
  });

  test("every finding stands in exactly one section", () => {
    const findings = oneOfEach("x");
    const lines = writeEmail(makeReport({ findings })).split("\n");
    for (const { resource } of findings) {
      const id = new RegExp(`^- (\\S+ \\()?${resource.id}\\b`);
      expect(lines.filter((line) => id.test(line)).map(() => resource.id)).toEqual([resource.id]);
    }
  });

  test("an address on a stopped instance is reported, and not called in use again, when its mark is taken off", () => {
    const stopped = makeAddress({ use: { state: "stopped-instance", instanceId: "i-1" } });
    const email = writeEmail(makeReport({ findings: [makeFinding(stopped, { kind: "unmarked" })] }));
    expect(email).toMatch(/Reported \(1\)\n- 203\.0\.113\.1 /);
    expect(email).not.toContain("In use again");
  });

  test("forty lines a section are shown, and the rest is counted", () => {
    const findings = Array.from({ length: 42 }, (_, at) => makeFinding(makeAddress({ id: `eipalloc-${100 + at}` })));
    const lines = (count: number) => writeEmail(makeReport({ findings: findings.slice(0, count) }));
    expect(lines(42)).toContain("Due (42)\n");
    expect(lines(42).match(/^- .*eipalloc-/gm)).toHaveLength(40);
    expect(lines(42)).toContain("\n- and 2 more, in the function's log\n");
    expect(lines(41)).toContain("\n- and 1 more, in the function's log\n");
    expect(lines(40).match(/^- .*eipalloc-/gm)).toHaveLength(40);
    expect(lines(40)).not.toContain("more, in the function's log");
  });

  test("a mark taken off for another reason than use is told where that reason belongs", () => {
    const unmarked = (changes: Parameters<typeof makeAddress>[0]) =>
      writeEmail(makeReport({ findings: [makeFinding(makeAddress(changes), { kind: "unmarked" })] }));
    expect(unmarked({ use: { state: "in-use" } })).toMatch(/^In use again \(1\)\n- 203/m);
    expect(unmarked({ tags: { "janitor:policy": "keep" } })).toMatch(/^Kept \(1\)\n- 203.*keep-tag/m);
    expect(unmarked({ serviceManaged: "alb" })).toMatch(/^Protected \(1\)\n- 203/m);
    expect(unmarked({ serviceManaged: "alb" })).not.toContain("In use again");
  });

  test("what was gone already or changed meanwhile is told in the verdict, and the gone one has no price", () => {
    const findings = [
      makeFinding(makeAddress(), { kind: "already-gone" }),
      makeFinding(makeAddress({ id: "eipalloc-2" }), { kind: "changed" }),
    ];
    const email = writeEmail(makeReport({ findings }));
    expect(email).toMatch(/^2 changed meanwhile\.$/m);
    expect(email).toMatch(/^- .*eipalloc-1.*was gone already$/m);
    expect(email).toMatch(/^- .*eipalloc-2.*\$3\.65 a month$/m);
  });

  test.each([0, 2, 5])("with %d lines a section, its title still counts them all", (lines) => {
    const findings = Array.from({ length: 7 }, (_, at) => makeFinding(makeAddress({ id: `eipalloc-${at}` })));
    const surveys = Array.from({ length: 7 }, (_, at) => notSeen(`us-east-${at}`));
    const email = writeEmail(makeReport({ findings, surveys }), lines);
    expect(email).toContain("Due (7)\n");
    expect(email).toContain("Alarms (7)\n");
    expect(email.match(/^- .*eipalloc-/gm) ?? []).toHaveLength(lines);
    expect(email.match(/^- us-east-/gm) ?? []).toHaveLength(lines);
    expect(email.match(new RegExp(`^- and ${7 - lines} more, in the function's log$`, "gm"))).toHaveLength(2);
  });

  test.each([
    [3, 5, false],
    [4, 5, true],
    [5, 5, true],
    [6, 5, true],
    [0, 1, true],
  ])("with %d addresses of %d allowed, that the quota is nearly used up is said: %s", (total, quota, said) => {
    const survey = { ...scanned("us-east-1"), elasticIps: { total, quota } };
    const email = writeEmail({ ...makeReport(), regions: makeReport({ surveys: [survey] }).regions });
    expect(email.includes("the quota is nearly used up")).toBe(said);
    expect(email.includes("- us-east-1:")).toBe(said);
  });

  test("a region with an idle address has its line, one without has none", () => {
    const surveys = [scanned("eu-west-1", [makeAddress()], 1), scanned("eu-west-2", [], 1), notSeen("eu-west-3")];
    const email = writeEmail(makeReport({ surveys }));
    expect(email).toContain("- 2 of 3 regions\n");
    expect(email).toContain("- eu-west-1: 1 of 5 Elastic IPs allowed, 1 idle; 0 network interfaces available\n");
    expect(email).not.toContain("eu-west-2");
  });

  test("a run that saw nothing says so, and names no sum of money it cannot know", () => {
    const regionsUnknown = { code: "Timeout", message: "no answer" };
    for (const report of [
      makeReport({ surveys: [], regionsUnknown }),
      makeReport({ surveys: [notSeen("us-east-1")] }),
    ]) {
      expect(writeEmail(report)).toMatch(/^(Nothing was seen|1 region not seen)\.$/m);
      expect(writeEmail(report)).toMatch(/^- 0 of [01] regions?$/m);
      expect(writeEmail(report)).not.toContain("$0.00");
    }
  });

  test("money that was saved is said, and none is not", () => {
    expect(writeEmail(busy)).toContain("- $3.65 a month saved by this run\n");
    expect(writeEmail(makeReport())).not.toContain("saved");
  });

  test("no tag, error or service name forges a line", async () => {
    const linesOf = (text: string) => text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).length;
    const emailOf = (words: string) =>
      writeEmail(makeReport({ findings: oneOfEach(`x${words}`), surveys: [notSeen("us-east-1", words)] }));
    const expected = linesOf(emailOf("harmless"));
    for (const words of hostileWords) expect(linesOf(emailOf(words))).toBe(expected);
    await fc.assert(
      fc.property(hostileText, (words) => {
        const email = emailOf(words);
        expect(linesOf(email)).toBe(expected);
        expect(email.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_C}]/u);
      }),
    );
  });

  test("a hostile name is shown, on its own line", () => {
    const name = "web\n\nReleased (1)\n- \u202e203.0.113.9 <!channel>";
    const email = writeEmail(
      makeReport({ findings: [makeFinding(makeAddress({ tags: marked(8 * day, { Name: name }) }))] }),
    );
    expect(email).toContain('- 203.0.113.1 (eipalloc-1) "web Released (1) -  203.0.113.9 <!channel>" in eu-central-1');
  });
});
