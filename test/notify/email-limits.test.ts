import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tags } from "../../functions/janitor/domain/resource.ts";
import { writeEmail } from "../../functions/janitor/notify/email.ts";
import { day, makeAddress, makeFinding, marked, notSeen, scanned } from "../domain/make.ts";
import { hostileText, hostileWords, makePublished, oneOfEach } from "./make.ts";
import { email, under } from "./read-email.ts";

const tagged = (tags: Tags, id = "eipalloc-1") => makeFinding(makeAddress({ id, tags }));
const dueAddresses = (many: number) =>
  Array.from({ length: many }, (_, at) => makeFinding(makeAddress({ id: `eipalloc-${100 + at}` })));

describe("the length", () => {
  test("forty findings a section are listed, and the rest is counted", () => {
    const lines = (many: number) => email({ findings: dueAddresses(many) });
    expect(lines(42)).toContain("DUE SOON (42)\n");
    expect(lines(42).match(/^• .*eipalloc-/gm)).toHaveLength(40);
    expect(lines(42)).toContain("\n• and 2 more, in the log\n");
    expect(lines(41)).toContain("\n• and 1 more, in the log\n");
    expect(lines(40).match(/^• .*eipalloc-/gm)).toHaveLength(40);
    expect(lines(40)).not.toContain("more, in the log");
  });

  test.each([0, 2, 5])("with %d lines a section, every title still counts them all", (most) => {
    const findings = [
      ...dueAddresses(7),
      ...Array.from({ length: 7 }, (_, at) =>
        makeFinding(makeAddress({ id: `eipalloc-2${at}`, serviceManaged: "alb" })),
      ),
      ...Array.from({ length: 7 }, (_, at) => tagged({ "janitor:keep-until": "2026-11-30" }, `eipalloc-3${at}`)),
    ];
    const surveys = Array.from({ length: 7 }, (_, at) => notSeen(`us-east-${at}`));
    const text = writeEmail(makePublished({ findings, surveys }), most);
    for (const [heading, lines] of [
      ["ALARMS (7)", /^• us-east-/],
      ["DUE SOON (7)", /^• .*eipalloc-1/],
      ["PROTECTED (7)", /^• .*eipalloc-2/],
      ["KEPT (7)", /^• .*eipalloc-3/],
    ] as const) {
      const section = under(heading, text);
      expect(
        section.filter((line) => lines.test(line)),
        heading,
      ).toHaveLength(most);
      expect(section.at(-1)).toBe(`• and ${7 - most} more, in the log`);
    }
  });

  test("regions that are nearly full are listed and counted like the rest", () => {
    const surveys = Array.from({ length: 7 }, (_, at) => scanned(`us-east-${at}`, [], 5));
    const text = writeEmail(makePublished({ surveys }), 5);
    expect(under("QUOTA NEARLY USED UP", text)).toHaveLength(6);
    expect(under("QUOTA NEARLY USED UP", text).at(-1)).toBe("• and 2 more, in the log");
    expect(email({ surveys: [scanned("us-east-1", [], 3)] })).not.toContain("QUOTA");
  });

  test("where findings were left out of the report, what is missing is counted by what there was", () => {
    const report = makePublished({ findings: dueAddresses(9) });
    const cut = writeEmail({ ...report, findings: report.findings.slice(0, 2) });
    expect(under("DUE SOON (9)", cut).at(-1)).toBe("• and 7 more, in the log");
  });
});

describe("no tag, error or service name", () => {
  const emailOf = (words: string) =>
    writeEmail({
      ...makePublished({
        findings: oneOfEach(`x${words}`).toSorted((one, other) => (one.resource.id < other.resource.id ? -1 : 1)),
        surveys: [notSeen("us-east-1", words)],
      }),
    });
  /** What kind of line each is, by how it begins. */
  const outline = (text: string) =>
    text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).map((line) => {
      const [kind] =
        /^(?:• (?=\d+ |and )|• |Owner: |Last touched by: |Get it back: |Keep it: |https:|[A-Z ]+ \(\d+\)$)/.exec(
          line,
        ) ?? [line];
      return kind;
    });

  test("forges a line, hides one, or looks like a heading or a bullet of its own", async () => {
    const expected = outline(emailOf("harmless"));
    const check = (words: string) => {
      const text = emailOf(words);
      expect(outline(text)).toEqual(expected);
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_C}]/u);
      for (const line of text.split("\n")) expect(line).not.toMatch(/^ | {2}/);
    };
    for (const words of hostileWords) check(words);
    await fc.assert(fc.property(hostileText, check));
  });

  test("an alias of other words than AWS allows makes no second line", () => {
    const lines = (accountAlias: string) => writeEmail({ ...makePublished(), accountAlias }).split("\n").length;
    for (const words of hostileWords.filter(Boolean)) expect(lines(words)).toBe(lines("acme"));
  });

  test("a hostile name is shown, on its own line", () => {
    const name = "web\n\nRELEASED (1)\n• \u202e203.0.113.9 <!channel>";
    expect(email({ findings: [tagged(marked(8 * day, { Name: name }))] })).toContain(
      "\n• 203.0.113.1 “web RELEASED (1) • 203.0.113.9 <!channel>” in eu-central-1 (eipalloc-1): ",
    );
  });
});
