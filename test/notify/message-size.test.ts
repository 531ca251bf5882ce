import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunFacts } from "../../functions/janitor/domain/alarms.ts";
import type { Finding, Outcome } from "../../functions/janitor/domain/outcome.ts";
import type { Tags } from "../../functions/janitor/domain/resource.ts";
import { writeEmail } from "../../functions/janitor/notify/email.ts";
import { publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { day, failed, makeAddress, makeFinding, makeReport, marked, notSeen } from "../domain/make.ts";
import { hostileText, oneOfEach } from "./make.ts";
import { leftovers } from "./samples/five-thousand.ts";
import { mostBytes, send } from "./send.ts";

/** Fifty tags, as many as AWS allows, each as long as AWS allows. */
function fiftyTags(value: string): Tags {
  const tags = Array.from({ length: 49 }, (_, at) => [`${at}`.padEnd(128, "k"), value.slice(0, 256)]);
  return marked(8 * day, Object.fromEntries(tags));
}

function manyFindings(count: number, outcome: (at: number) => Outcome, tags: Tags): RunFacts["findings"] {
  const first = makeFinding(makeAddress({ tags }));
  return Array.from({ length: count }, (_, at) => ({
    ...first,
    resource: { ...first.resource, id: `eipalloc-${10_000 + at}` },
    outcome: outcome(at),
  }));
}

/** The same findings over and over, each time with other ids. */
function repeated(findings: readonly Finding[], times: number): readonly Finding[] {
  return Array.from({ length: times }, (_, at) =>
    findings.map((finding) => ({ ...finding, resource: { ...finding.resource, id: `${finding.resource.id}-${at}` } })),
  ).flat();
}

/** What the email takes in the message. */
const bytesInJson = (text: string) => Buffer.byteLength(JSON.stringify(text)) - 2;

describe("the size", () => {
  const scripts = ["w", "漢", "😀", '"', "\\", "\u0001", "\n", "\ud83d", '<a href="x">\n'];

  /** Errors of six kilobytes. */
  const books = scripts.map((script) => script.repeat(6_000 / script.length));
  const acted = (at: number): Outcome =>
    at === 4_999 ? failed() : at === 4_998 ? { kind: "released" } : { kind: "none" };

  test.each([
    ["plain words", "v".repeat(256)],
    ["quotes and backslashes", '"\\'.repeat(128)],
    ["control characters", "\u0001\n".repeat(128)],
    ["emoji", "😀".repeat(128)],
  ])("of 5,000 findings with fifty long tags each fits, and is found fast: %s", (_, value) => {
    const large = makeReport({
      findings: manyFindings(5_000, acted, fiftyTags(value)),
      surveys: [notSeen("us-east-1")],
    });
    const start = performance.now();
    const { machine, bytes } = send(large);
    const took = performance.now() - start;
    expect(bytes).toBeLessThan(mostBytes);
    expect(took).toBeLessThan(5_000);
    expect(machine.totals).toEqual(large.totals);
    expect(machine.alarms).toEqual(large.alarms);
    expect(machine.regions).toEqual(large.regions);
    const kept = machine.findings.length;
    expect(large.findings.slice(0, 2).map(({ outcome }) => outcome)).toEqual(["failed", "released"]);
    expect(kept).toBeGreaterThan(0);
    expect(machine.findings).toEqual(large.findings.slice(0, kept));
    expect(machine.findingsLeftOut).toBe(5_000 - kept);
    expect(machine.counts).toEqual(publishedReport(large).counts);
  });

  test("is spent on what was acted on before all else", () => {
    const findings = manyFindings(5_000, acted, marked(8 * day, { Name: "v".repeat(256) }));
    const { machine } = send(makeReport({ findings }));
    expect(machine.findings.map(({ outcome }) => outcome).slice(0, 3)).toEqual(["failed", "released", "none"]);
  });

  test.each([2_000, 5_000])("fits with %d alarms, and says how many of them are only in the log", (many) => {
    const surveys = Array.from({ length: many }, (_, at) => notSeen(`region-${at}`, "😀".repeat(140)));
    const { machine, bytes } = send({ ...makeReport({ surveys }), regions: [] });
    expect(bytes).toBeLessThan(mostBytes);
    expect(machine.alarms).toHaveLength(501);
    expect(machine.alarms.at(-2)?.message).toMatch(/^region-499 was not seen/);
    expect(machine.alarms.at(-1)?.message).toBe(`This alarm and ${many - 501} more are in the log.`);
  });

  test("is used as far as it goes", () => {
    const large = makeReport({ findings: manyFindings(2_000, () => ({ kind: "none" }), marked(8 * day)) });
    const { machine, bytes } = send(large);
    const [first] = machine.findings;
    const another = 3 * Buffer.byteLength(JSON.stringify(JSON.stringify(first)));
    expect(bytes).toBeLessThan(mostBytes);
    expect(bytes + another + 3_000).toBeGreaterThan(mostBytes);
  });

  test.each(scripts)("fits when every section of the email is full of names as long as a tag can be: %j", (script) => {
    const words = script.repeat(256).slice(0, 256);
    const full = makeReport({ findings: repeated(oneOfEach(words), 40) });
    const { machine, bytes, bodies } = send(full);
    expect(bytes).toBeLessThan(mostBytes);
    expect(machine.totals).toEqual(full.totals);
    expect(machine.findings.length).toBeGreaterThan(0);
    expect(bodies.email).toContain("COULD NOT BE DONE (120)");
    expect(bytesInJson(bodies.email)).toBeLessThanOrEqual(40_000);
  });

  test("of the email is cut by lines a section, no further than it has to be", () => {
    const steps = [40, 20, 10, 5, 2, 0];
    const linesOf = (name: string, times: number) => {
      const findings = repeated(oneOfEach(name), times);
      const report = makeReport({ findings });
      const { bodies } = send(report);
      const sizes = steps.map((most) => writeEmail(publishedReport(report), most));
      const fitting = sizes.find((text) => bytesInJson(text) <= 40_000);
      expect(bodies.email).toBe(fitting ?? sizes.at(-1));
      return steps.find((_, at) => sizes[at] === bodies.email);
    };
    expect(linesOf("web", 1)).toBe(40);
    expect(linesOf("web", 10)).toBe(40);
    expect(linesOf("web", 12)).toBe(20);
    expect(linesOf("web", 40)).toBe(10);
    expect(linesOf("😀".repeat(128), 40)).toBe(5);
    expect(linesOf("\\".repeat(256), 40)).toBe(5);
  });

  test("fits whatever the words, in names, errors and facts, for few findings or many and any regions unseen", async () => {
    const run = fc.record({
      words: fc.oneof(
        hostileText,
        fc.constantFrom(...scripts).map((script) => script.repeat(256).slice(0, 256)),
        fc.string({ unit: "binary", minLength: 200, maxLength: 256 }),
      ),
      times: fc.constantFrom(0, 1, 3, 20),
      unseen: fc.nat({ max: 34 }),
      book: fc.constantFrom(...books),
    });
    await fc.assert(
      fc.property(run, ({ words, times, unseen, book }) => {
        const surveys = Array.from({ length: unseen }, (_, at) => notSeen(`ap-southeast-${at}`, book));
        const brokenOff = { code: words, message: words };
        const large = makeReport({ surveys, findings: repeated(oneOfEach(words), times), brokenOff });
        const { machine, bytes } = send(large);
        expect(bytes).toBeLessThan(mostBytes);
        expect(machine.totals).toEqual(large.totals);
        expect(machine.findings.length + (machine.findingsLeftOut ?? 0)).toBe(large.findings.length);
      }),
      { numRuns: 15, examples: [[{ words: "漢".repeat(256), times: 280, unseen: 34, book: "w".repeat(6_000) }]] },
    );
  });

  test("fits when a region failed with an answer as long as a book", () => {
    const surveys = [notSeen("us-east-1", "<html>".repeat(20_000))];
    const long = makeReport({ surveys });
    const { machine, bytes } = send(long);
    expect(bytes).toBeLessThan(mostBytes);
    expect(machine.alarms).toEqual(long.alarms);
  });

  test("leaves room for the findings when AWS refused one of them with an answer as long as a book", () => {
    const message = "<html>".repeat(20_000);
    const findings = oneOfEach("web").map((each, at) => (at === 0 ? { ...each, outcome: failed({ message }) } : each));
    const { machine, bytes } = send(makeReport({ findings }));
    expect(bytes).toBeLessThan(mostBytes);
    expect(machine.findings.map(({ id }) => id)).toContain(findings[0]?.resource.id);
    expect(machine.findings).toHaveLength(findings.length);
  });

  test.each(scripts)(
    "leaves 30,000 bytes to the findings, however many regions failed with long words: %j",
    (script) => {
      const findings = repeated([makeFinding(makeAddress())], 200);
      for (let unseen = 1; unseen <= 34; unseen += 3) {
        const surveys = Array.from({ length: unseen }, (_, at) => notSeen(`ap-southeast-${at}`, script.repeat(300)));
        const { machine } = send(makeReport({ surveys, findings }));
        const bytes = 3 * machine.findings.reduce((sum, each) => sum + bytesInJson(JSON.stringify(each)), 0);
        // The last one may just not have had room.
        expect(bytes).toBeGreaterThan(28_000);
      }
    },
  );

  test.each(books)(
    "fits when all 34 regions failed with six kilobytes each, and keeps the worst findings: %j",
    (book) => {
      const surveys = Array.from({ length: 34 }, (_, at) => notSeen(`ap-southeast-${at}`, `${at} ${book}`));
      const long = makeReport({ surveys, findings: manyFindings(5_000, acted, marked(8 * day, { Name: "web" })) });
      const { machine, bytes } = send(long);
      expect(bytes).toBeLessThan(mostBytes);
      expect(machine.alarms.map(({ code }) => code)).toEqual(long.alarms.map(({ code }) => code));
      expect(machine.alarms.map(({ message }) => message.slice(0, 20))).toEqual(
        long.alarms.map(({ message }) => message.slice(0, 20)),
      );
      expect(machine.regions.map(({ region, status }) => [region, status])).toEqual(
        long.regions.map(({ region, status }) => [region, status]),
      );
      expect(machine.findings[0]?.outcome).toBe("failed");
    },
  );

  test.each([0, 1, 50, 121, 5_000, 20_000])("fits with %d findings, and is found fast", (many) => {
    const large = leftovers(many);
    const start = performance.now();
    const { machine, bytes } = send(large.report, large.surroundings);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(bytes).toBeLessThan(mostBytes);
    expect(machine.findings.length + (machine.findingsLeftOut ?? 0)).toBe(many);
    expect(machine.findings.length).toBeGreaterThanOrEqual(Math.min(many, 100));
    const acted = large.report.findings.filter(({ outcome }) => outcome === "failed" || outcome === "released");
    expect(machine.findings.slice(0, acted.length)).toEqual(acted);
  });

  test("fits when 500 things went wrong in as many ways, and names every one of them", () => {
    const findings = manyFindings(
      500,
      (at) => failed({ code: `Code${at}`, message: "\u0001".repeat(300) }),
      marked(8 * day),
    );
    const surveys = Array.from({ length: 34 }, (_, at) => notSeen(`ap-southeast-${at}`, "\u0001".repeat(6_000)));
    const { machine, bytes, message } = send(makeReport({ findings, surveys }));
    expect(bytes).toBeLessThan(mostBytes);
    expect(machine.alarms).toHaveLength(534);
    expect(message.attributes.alarms).toBe(534);
    expect(machine.findings.length).toBeGreaterThan(0);
  });
});
