import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { type CutReport, cutReport } from "../../functions/janitor/notify/cut-report.ts";
import { frozen, makeAddress, makeFinding, makeReport } from "../domain/make.ts";
import { hostileText } from "./make.ts";

const finding = makeFinding(makeAddress());
const reportOf = (names: readonly string[]): Report =>
  makeReport({
    findings: names.map((Name, at) => ({
      ...finding,
      resource: makeAddress({ id: `eipalloc-${1_000 + at}`, tags: { Name } }),
    })),
  });
const ofLength = (length: number) => frozen(reportOf(Array.from({ length }, () => "")));

const bytes = (json: string) => Buffer.byteLength(json);
/** What a message measures: the report goes in three times, as JSON inside of JSON. */
const bytesOfThree = (json: string) => 3 * (bytes(JSON.stringify(json)) - 2);
const sizeOf = (report: CutReport<Report>, measure = bytes) => measure(JSON.stringify(report));

/** With how many left out it says so; the room for that is kept free even where all might have fitted. */
const reserved = ',"findingsLeftOut":99999,';

describe("cutReport", () => {
  test.each([
    ["in bytes", bytes],
    ["three times as JSON inside of JSON", bytesOfThree],
  ])("whatever the sizes, the report fits the limit, and no finding more would have: %s", async (_, measure) => {
    const name = fc.oneof(
      hostileText,
      fc.nat({ max: 3_000 }).map((length) => '"é'.repeat(length / 2)),
    );
    let cuts = 0;
    await fc.assert(
      fc.property(fc.array(name, { maxLength: 12 }), fc.double({ min: 0, max: 1.1, noNaN: true }), (names, share) => {
        const report = reportOf(names);
        const [empty, whole] = [
          sizeOf({ ...report, findings: [], findingsLeftOut: 99 }, measure),
          sizeOf(report, measure),
        ];
        const limit = Math.ceil(empty + share * Math.max(0, whole - empty));
        const cut = cutReport(report, limit, measure);
        const kept = cut.findings.length;
        expect(sizeOf(cut, measure)).toBeLessThanOrEqual(limit);
        expect(cut.findings).toEqual(report.findings.slice(0, kept));
        if (kept === names.length) {
          expect(cut).toBe(report);
          return;
        }
        cuts += 1;
        expect(cut).toEqual({ ...report, findings: cut.findings, findingsLeftOut: names.length - kept });
        const more = { ...report, findings: report.findings.slice(0, kept + 1) };
        expect(sizeOf(more, measure)).toBeGreaterThan(limit - measure(reserved));
      }),
      { numRuns: 300 },
    );
    expect(cuts).toBeGreaterThan(100);
  });

  test("at every limit there is, it uses all of the room and not one byte more", () => {
    const report = reportOf(["", "é", "web"]);
    const { findings } = report;
    const first = (kept: number) => ({ ...report, findings: findings.slice(0, kept), findingsLeftOut: 3 - kept });
    for (let limit = sizeOf(first(0)); limit < sizeOf(first(3)) + 3; limit += 1) {
      const cut = cutReport(report, limit);
      expect(sizeOf(cut)).toBeLessThanOrEqual(limit);
      // The comma behind the last one is reckoned in, too.
      if (cut !== report) expect(sizeOf(first(cut.findings.length + 1))).toBeGreaterThanOrEqual(limit);
    }
    expect(cutReport(report, sizeOf(first(3)) + 3)).toBe(report);
  });

  test("what fits with room to spare is left as it is, one byte too many is not", () => {
    const report = ofLength(10);
    expect(cutReport(report, sizeOf(report) + bytes(reserved))).toBe(report);
    const cut = cutReport(report, sizeOf(report) - 1);
    expect(cut.findings).toHaveLength(9);
    expect(cut.findingsLeftOut).toBe(1);
  });

  test("bytes are counted, not characters", () => {
    const report = reportOf(["ä".repeat(100)]);
    expect(cutReport(report, JSON.stringify(report).length + 50).findingsLeftOut).toBe(1);
    expect(cutReport(report, JSON.stringify(report).length + 250)).toBe(report);
  });

  test("a tiny limit leaves totals and alarms", () => {
    const report = ofLength(3);
    expect(cutReport(report, 1)).toEqual({ ...report, findings: [], findingsLeftOut: 3 });
    expect(cutReport(ofLength(0), 1)).toEqual(ofLength(0));
  });

  test("it ends where the room does: 20,000 findings with fifty long tags are neither written out whole nor all", () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, "\u0001\n".repeat(128)]));
    const [reported] = reportOf([""]).findings;
    const findings = Array.from({ length: 20_000 }, (_, at) => ({ ...reported, id: `eipalloc-${at}`, tags }));
    const report = { ...ofLength(0), findings } as Report;
    const pieces: number[] = [];
    const start = performance.now();
    const cut = cutReport(report, 5_000_000, (json) => {
      pieces.push(json.length);
      return bytes(json);
    });
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(Math.max(...pieces)).toBeLessThan(60_000);
    expect(pieces).toHaveLength(cut.findings.length + 2);
    expect(sizeOf(cut)).toBeGreaterThan(4_900_000);
    expect(sizeOf(cut)).toBeLessThanOrEqual(5_000_000);
  });
});
