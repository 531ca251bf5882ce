import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modes } from "../../functions/janitor/domain/policy.ts";
import { type PublishedReport, publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { writeSubject } from "../../functions/janitor/notify/subject.ts";
import { verdict } from "../../functions/janitor/notify/verdict.ts";
import { account, makePolicy, makeReport, notSeen } from "../domain/make.ts";
import { hostileText, hostileWords, makePublished, oneOfEach } from "./make.ts";
import { publishedSamples } from "./samples.ts";

const named = (accountAlias: string, changes: Parameters<typeof makePublished>[0] = {}): PublishedReport => ({
  ...makePublished(changes),
  accountAlias,
});
const everything = { findings: oneOfEach("x"), surveys: [notSeen("us-east-1")] };

describe("writeSubject", () => {
  test("the verdict comes first, then the account by its alias and its number", () => {
    expect(writeSubject(makePublished())).toBe(`[elastic-janitor] nothing idle · ${account}`);
    expect(writeSubject(named("acme-production"))).toBe(`[elastic-janitor] nothing idle · acme-production ${account}`);
  });

  test("without a region nobody knows whose account it was, unless it has an alias", () => {
    const unknown = { surveys: [], regionsUnknown: { code: "X", message: "no" } };
    expect(writeSubject(makePublished(unknown))).toBe("[elastic-janitor] nothing was seen");
    expect(writeSubject(named("acme", unknown))).toBe("[elastic-janitor] nothing was seen · acme");
  });

  test("what does not fit is the best news, and that something is missing can be seen", () => {
    const subject = writeSubject(named("acme-production", everything));
    expect(subject).toBe(`[elastic-janitor] 1 region not seen, 1 failed, 2 released … · acme-production ${account}`);
    const all = verdict(makePublished(everything));
    expect(`[elastic-janitor] ${all.slice(0, 4).join(", ")} … · acme-production ${account}`.length).toBeGreaterThan(99);
  });

  test("99 bytes are taken whole, and one more costs a part of the verdict", () => {
    const subjectOf = (digits: number) => {
      const report = makePublished({ surveys: [notSeen("us-east-1")], findings: oneOfEach("x").slice(0, 1) });
      const regions = report.regions.map((region) => ({ ...region, account: "1".repeat(digits) }));
      return writeSubject({ ...report, regions });
    };
    const whole = "[elastic-janitor] 1 region not seen, 1 due in 48 h · ";
    const room = 99 - Buffer.byteLength(whole);
    expect(subjectOf(room)).toBe(`${whole}${"1".repeat(room)}`);
    expect(subjectOf(room + 1)).toBe(`[elastic-janitor] 1 region not seen … · ${"1".repeat(room + 1)}`);
  });

  test("a long alias is cut, so that the number and the verdict stay", () => {
    expect(writeSubject(named("a".repeat(63)))).toBe(`[elastic-janitor] nothing idle · ${"a".repeat(21)}… ${account}`);
    expect(writeSubject(named("a".repeat(24)))).toContain(`· ${"a".repeat(24)} ${account}`);
    expect(writeSubject(named("a".repeat(25)))).toContain(`· ${"a".repeat(21)}… ${account}`);
  });

  test.each(publishedSamples)("of %s: under 100 bytes, with the worst and the account", (_, report) => {
    const subject = writeSubject(report);
    const [worst = ""] = verdict(report);
    expect(Buffer.byteLength(subject)).toBeLessThan(100);
    expect(subject.startsWith(`[elastic-janitor] ${worst}`)).toBe(true);
    expect(subject.endsWith(account)).toBe(true);
  });

  test.each(hostileWords)("an alias that is none makes no second line: %j", (alias) => {
    expect(writeSubject(named(alias, everything))).not.toMatch(/[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}]/u);
  });

  test("for every report and alias it is one line of fewer than 100 bytes that names the account", async () => {
    const many = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000 }));
    const run = fc.record({
      findings: fc.subarray([...oneOfEach("a\nb")]),
      unseen: fc.integer({ min: 0, max: 40 }),
      alias: fc.oneof(hostileText, fc.string({ unit: "grapheme" })),
      mode: fc.constantFrom(...modes),
      times: many,
    });
    await fc.assert(
      fc.property(run, ({ findings, unseen, alias, mode, times }) => {
        const surveys = Array.from({ length: unseen }, () => notSeen("us-east-1"));
        const report = publishedReport(makeReport({ findings, surveys }, makePolicy({ mode })), {
          accountAlias: alias,
        });
        const counts = { ...report.counts, released: times, due: times, waiting: times };
        const subject = writeSubject({ ...report, counts });
        expect(Buffer.byteLength(subject)).toBeLessThan(100);
        expect(subject).toMatch(/^\[elastic-janitor\] [^\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}]+$/u);
        if (unseen > 0) expect(subject.endsWith(account)).toBe(true);
      }),
    );
  });
});
