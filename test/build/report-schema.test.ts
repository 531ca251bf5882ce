import { describe, expect, test } from "vitest";
import { isObject } from "../../build/json-schema.ts";
import { reportJsonSchema } from "../../build/report-json-schema.ts";
import type { Finding } from "../../functions/janitor/domain/outcome.ts";
import { modes } from "../../functions/janitor/domain/policy.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { writeMessage } from "../../functions/janitor/notify/message.ts";
import { type PublishedReport, publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { makeFinding, makeInterface, makePolicy, makeReport, notSeen } from "../domain/make.ts";
import { hostileWords, oneOfEach } from "../notify/make.ts";
import { samples } from "../notify/samples.ts";
import { everyOutcome, everyReason } from "./every-finding.ts";
import { schema, schemaText, strictProblems } from "./read-report.ts";

const surroundings = { accountAlias: "acme-prod", log: { region: "eu-central-1", name: "/aws/lambda/janitor" } };

/** What machines get over SNS. */
function published(report: Report): PublishedReport {
  const { bodies } = writeMessage(report, surroundings);
  return JSON.parse(JSON.parse(bodies).lambda);
}

describe("report.schema.json", () => {
  test("is up to date: run `npm run schema` after a change", () => {
    expect(schemaText).toBe(reportJsonSchema());
  });

  test("is a schema of version 1, with a title, and with no address that does not exist", () => {
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "elastic-janitor report",
      description: expect.stringContaining("ignore what you do not know"),
      properties: { version: { const: 1 } },
    });
    expect(schema).not.toHaveProperty("$id");
  });

  test("describes every field in whole sentences, and every word of a list", () => {
    const fields = fieldsIn(schema, "");
    expect(fields.length).toBeGreaterThan(100);
    for (const [path, { description, enum: words }] of fields) {
      expect(description, path).toMatch(/^[A-Z].+[.…]$/);
      if (!Array.isArray(words) || path.endsWith(".service")) continue;
      for (const word of words) expect(description, path).toContain(` ${word}: `);
    }
  });
});

/** Every field that is named anywhere in a schema. */
function fieldsIn(value: unknown, path: string): [path: string, field: Record<string, unknown>][] {
  if (Array.isArray(value)) return value.flatMap((each) => fieldsIn(each, path));
  if (!isObject(value)) return [];
  const { properties, ...rest } = value;
  const named = Object.entries(isObject(properties) ? properties : {}).flatMap(([name, field]) => {
    const inner = fieldsIn(field, `${path}.${name}`);
    return isObject(field) ? [[`${path}.${name}`, field] satisfies [string, typeof field], ...inner] : inner;
  });
  return [...named, ...Object.values(rest).flatMap((each) => fieldsIn(each, path))];
}

describe("nothing is in a report that the schema does not describe", () => {
  test.each(modes)("of one finding of each kind in mode %s", (mode) => {
    const report = makeReport({ findings: oneOfEach("web") }, makePolicy({ mode }));
    expect(strictProblems(report)).toEqual([]);
    expect(strictProblems(published(report))).toEqual([]);
  });

  test.each(Object.entries(everyReason))("of a finding with the reason %s", (reason, finding) => {
    const report = makeReport({ findings: [finding] });
    expect(report.findings[0]).toMatchObject({ reason });
    expect(strictProblems(published(report))).toEqual([]);
  });

  test("of every outcome, and every cause of one", () => {
    const report = published(makeReport({ findings: everyOutcome }));
    expect(report.findings).toHaveLength(everyOutcome.length);
    expect(strictProblems(report)).toEqual([]);
  });

  test.each([
    ["a region that failed", makeReport({ surveys: [notSeen("us-east-1", "<html>".repeat(20_000))] })],
    [
      "a run that could not list the regions",
      makeReport({ surveys: [], regionsUnknown: { code: "UnauthorizedOperation", message: "denied" } }),
    ],
    ["a run that broke off", makeReport({ brokenOff: { code: "TypeError", message: "x is not a function" } })],
    [
      "a run whose breaker tripped",
      makeReport({ findings: everyOutcome, plan: { breaker: "tripped", due: 21, limit: 20 } }),
    ],
  ])("of %s", (_, report) => {
    expect(strictProblems(report)).toEqual([]);
    expect(strictProblems(published(report))).toEqual([]);
  });

  test.each(hostileWords)("of names and errors made of %j", (words) => {
    const hostile = makeReport({ findings: oneOfEach(words), surveys: [notSeen("us-east-1", words)] });
    expect(strictProblems(published(hostile))).toEqual([]);
  });

  test.each(Object.entries(samples))("of a run as in life: %s", (_, sample) => {
    expect(strictProblems(publishedReport(sample.report, sample.surroundings))).toEqual([]);
    expect(strictProblems(published(sample.report))).toEqual([]);
  });

  test("of 5,000 findings, of which a message has as many as it has room for", () => {
    const findings = Array.from({ length: 5_000 }, (_, at): Finding => makeFinding(makeInterface({ id: `eni-${at}` })));
    const report = published(makeReport({ findings }));
    expect(strictProblems(report)).toEqual([]);
    expect(report).toHaveProperty("findingsLeftOut", 5_000 - report.findings.length);
    expect(sum(report.counts)).toBe(5_000);
  });

  test("and every finding is counted once", () => {
    const findings = [...everyOutcome, ...Object.values(everyReason)];
    expect(sum(published(makeReport({ findings })).counts)).toBe(findings.length);
  });
});

function sum(counts: PublishedReport["counts"]): number {
  return Object.values(counts).reduce((total, each) => total + each, 0);
}
