import { expect, test } from "vitest";
import { publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { sectionOf } from "../../functions/janitor/notify/sections.ts";
import { failed, frozen, makeAddress, makeFinding, makeReport } from "../domain/make.ts";
import { oneOfEach } from "./make.ts";
import { samples } from "./samples.ts";

const report = frozen(makeReport({ findings: oneOfEach("web") }));

test("a report goes out with all that it has, and with its sections counted", () => {
  const { counts, failures: _, findings, ...rest } = publishedReport(report);
  const { findings: all, ...whole } = report;
  expect(rest).toEqual(whole);
  expect(new Set(findings)).toEqual(new Set(all));
  expect(findings).toHaveLength(all.length);
  expect(Object.values(counts).reduce((sum, many) => sum + many, 0)).toBe(all.length);
  expect(counts).toMatchObject({ released: 2, inUseAgain: 1, reported: 0 });
});

test("failures are counted by what they ask of somebody, before anything is cut", () => {
  const failing = (["denied", "unexpected", "protected-by-aws", "transient", "transient", "transient"] as const).map(
    (kind, at) => makeFinding(makeAddress({ id: `eipalloc-${at}` }), failed({ class: kind })),
  );
  const { failures, totals } = publishedReport(makeReport({ findings: failing }));
  expect(failures).toEqual({ needSomebody: 2, heldByAws: 1, putOff: 3 });
  expect(totals.failed).toBe(6);
  const many = Array.from({ length: 400 }, (_, at) =>
    makeFinding(makeAddress({ id: `eipalloc-${at}` }), failed({ class: "transient" })),
  );
  expect(publishedReport(makeReport({ findings: many })).failures.putOff).toBe(400);
});

test("what somebody has to know comes first: if there is no room for all, the rest can be missed", () => {
  const published = publishedReport(samples.busy.report);
  const order = published.findings.map((finding) => sectionOf(finding, published));
  expect([...new Set(order)]).toEqual([
    "notDone",
    "released",
    "changed",
    "due",
    "unreadable",
    "new",
    "waiting",
    "unused",
    "reported",
    "inUseAgain",
    "protected",
    "kept",
  ]);
  expect(order).toEqual([...new Set(order)].flatMap((name) => order.filter((each) => each === name)));
});

test("within a section the order is that of the report", () => {
  const { findings, ...published } = publishedReport(samples.busy.report);
  for (const name of new Set(findings.map((finding) => sectionOf(finding, published)))) {
    const idsIn = (list: typeof findings) =>
      list.filter((each) => sectionOf(each, published) === name).map(({ id }) => id);
    expect(idsIn(findings)).toEqual(idsIn(samples.busy.report.findings));
  }
});

test("what a run does not know of itself is added where it is known, and is no key where it is not", () => {
  const log = { region: "eu-central-1", name: "the-log" };
  expect(publishedReport(report, { accountAlias: "acme", log })).toMatchObject({ accountAlias: "acme", log });
  const { counts, failures: _, ...rest } = publishedReport(report, { accountAlias: undefined, log: undefined });
  expect(Object.keys(rest).toSorted()).toEqual(Object.keys(report).toSorted());
  expect(counts).toBeDefined();
});
