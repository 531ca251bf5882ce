import { describe, expect, test } from "vitest";
import { isObject } from "../../build/json-schema.ts";
import { publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { makeReport, notSeen, scanned } from "../domain/make.ts";
import { everyOutcome, everyReason } from "./every-finding.ts";
import { problems, strictProblems } from "./read-report.ts";

const findings = [
  everyReason["keep-until"],
  everyReason["dns-record"],
  everyReason["service-managed"],
  ...everyOutcome,
];
const surveys = [scanned("eu-central-1"), notSeen("us-east-1")];
const good = JSON.parse(
  JSON.stringify({
    ...publishedReport(makeReport({ surveys, findings, brokenOff: { code: "TypeError", message: "no" } })),
    comparedTo: "2026-11-21T06:00:12.000Z",
  }),
);

/** Where these findings are in the report, which sorts them. */
const at = (test: (finding: Record<string, unknown>) => boolean) => `findings.${good.findings.findIndex(test)}`;
const keptUntil = at(({ reason }) => reason === "keep-until");
const named = at(({ reason }) => reason === "dns-record");
const managed = at(({ reason }) => reason === "service-managed");
const failed = at(({ outcome }) => outcome === "failed");
const withheld = at(({ outcome }) => outcome === "withheld");
const released = at(({ outcome, kind }) => outcome === "released" && kind === "network-interface");

/** The good report with something else at a path; `undefined` takes away what is there. */
function withValue(path: string, to: unknown, value: unknown = good): unknown {
  const [key = "", ...rest] = path.split(".");
  const change = (inner: unknown) => (rest.length === 0 ? to : withValue(rest.join("."), to, inner));
  if (Array.isArray(value)) return value.map((each, index) => (index === Number(key) ? change(each) : each));
  if (!isObject(value) || (to !== undefined && rest.length > 0 && !(key in value))) throw new Error(`no ${key} in it`);
  return { ...value, [key]: change(value[key]) };
}

test("what is changed below is right before", () => {
  expect(strictProblems(good)).toEqual([]);
});

describe("report.schema.json refuses", () => {
  test.each([
    ...["version", "runId", "mode", "startedAt", "finishedAt", "tagPrefix"],
    ...["regions", "findings", "totals", "alarms"],
    ...Object.keys(good.totals).map((name) => `totals.${name}`),
    ...Object.keys(good.counts).map((name) => `counts.${name}`),
    ...["account", "region", "status", "elasticIps", "networkInterfaces"].map((name) => `regions.0.${name}`),
    ...["total", "idle", "quota"].map((name) => `regions.0.elasticIps.${name}`),
    ...["account", "region", "status", "error", "error.code", "error.message"].map((name) => `regions.1.${name}`),
    ...["kind", "id", "account", "region", "tags", "decision", "reason", "outcome", "monthlyCostUsd"].map(
      (name) => `findings.0.${name}`,
    ),
    ...["code", "message", "class", "action"].map((name) => `${failed}.error.${name}`),
    ...["event", "at", "by"].map((name) => `${named}.lastActivity.${name}`),
    ...["guard", "answer", "reason", "found"].map((name) => `${named}.detail.evidence.0.${name}`),
    ...["guard", "answer", "error", "error.class"].map((name) => `${named}.detail.evidence.1.${name}`),
    ...["reason", "service"].map((name) => `${managed}.detail.facts.0.${name}`),
    ...["description", "privateIps", "securityGroupIds"].map((name) => `${released}.shape.${name}`),
    "alarms.0.code",
    "alarms.0.message",
  ])("a report without %s", (path) => {
    expect(problems(withValue(path, undefined))).not.toEqual([]);
  });

  test.each<[path: string, value: unknown]>([
    ["version", 2],
    ["version", "1"],
    ["mode", "Release"],
    ["startedAt", "yesterday"],
    ["startedAt", 1_795_327_200_000],
    ["finishedAt", "2026-11-22"],
    ["finishedAt", "2026-11-22T06:00:00"],
    ["finishedAt", "2026-11-22T07:00:00+01:00"],
    ["comparedTo", "2026-13-01T00:00:00.000Z"],
    ["comparedTo", null],
    ["attention", "yes"],
    ["accountAlias", null],
    ["log", "/aws/lambda/janitor"],
    ["log", { region: "eu-central-1" }],
    ["findingsLeftOut", -1],
    ["findingsLeftOut", 0.5],
    ["regions", {}],
    ["regions.0.account", "1234"],
    ["regions.0.account", 123_456_789_012],
    ["regions.0.status", "unseen"],
    ["regions.0.status", "failed"],
    ["regions.1.status", "scanned"],
    ["regions.0.elasticIps.total", "3"],
    ["regions.0.elasticIps.quota", -5],
    ["regions.0.networkInterfaces.available", 1.5],
    ["totals.idle", -1],
    ["totals.released", "2"],
    ["totals.monthlyWasteUsd", "3.65"],
    ["totals.monthlySavedUsd", -3.65],
    ["counts.due", -1],
    ["counts.inUseAgain", null],
    ["findings", null],
    ["findings.0", "eipalloc-1"],
    ["findings.0.kind", "nat-gateway"],
    ["findings.0.isNew", false],
    ["findings.0.service", "an-unknown-one"],
    ["findings.0.tags", [["Name", "web"]]],
    ["findings.0.tags", { Name: 1 }],
    ["findings.0.decision", "delete"],
    ["findings.0.reason", "because"],
    ["findings.0.detail", "text"],
    ["findings.0.dueAt", "soon"],
    ["findings.0.outcome", "deleted"],
    ["findings.0.monthlyCostUsd", -1],
    [`${keptUntil}.detail.keptUntil`, "9999-12-31"],
    [`${keptUntil}.detail.keptUntil`, 253_402_300_800_000],
    [`${named}.detail.decidedBy`, { by: "rule" }],
    [`${named}.detail.decidedBy`, { by: "chance" }],
    [`${named}.detail.graceMs`, "7d"],
    [`${named}.detail.evidence.0.guard`, "weather"],
    [`${named}.detail.evidence.0.answer`, "nothing-found"],
    [`${named}.detail.evidence.0.reason`, "keep-tag"],
    [`${named}.detail.evidence.0.found`, [{ record: 1 }]],
    [`${named}.detail.evidence.0.more`, -1],
    [`${named}.lastActivity.at`, "lately"],
    [`${managed}.detail.facts.0.reason`, "dns-record"],
    [`${withheld}.withheldBecause`, "no-mood"],
    [`${failed}.error.class`, "harmless"],
    [`${failed}.error.mayBeDone`, false],
    [`${released}.shape.sourceDestCheck`, "true"],
    [`${released}.shape.privateIps`, ["10.0.0.5"]],
    ["alarms.0.code", "fire"],
    ["alarms.0", "The run broke off"],
  ])("%s: %j", (path, value) => {
    expect(problems(withValue(path, value))).not.toEqual([]);
  });

  test.each(["more", "totals.more", "findings.0.more", "regions.1.more", `${named}.detail.evidence.0.more2`])(
    "no field that it does not know, so that version 1 may grow: %s; in tests it does",
    (path) => {
      const grown = withValue(path, "of a later version");
      expect(problems(grown)).toEqual([]);
      expect(strictProblems(grown)).not.toEqual([]);
    },
  );
});
