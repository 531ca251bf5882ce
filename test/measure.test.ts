import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Report, ReportedFinding } from "../functions/janitor/domain/report.ts";
import { measureRun } from "../functions/janitor/measure.ts";
import { scope } from "./support/samples.ts";

let output = "";

beforeEach(() => {
  output = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    output += String(chunk);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const report: Report = {
  version: 1,
  runId: "run-1",
  mode: "release",
  startedAt: "2026-11-02T06:00:00.000Z",
  finishedAt: "2026-11-02T06:00:05.250Z",
  tagPrefix: "janitor:",
  attention: false,
  regions: [
    {
      ...scope,
      status: "scanned",
      elasticIps: { total: 3, idle: 2, quota: 5 },
      networkInterfaces: { available: 1 },
    },
    { ...scope, region: "us-east-1", status: "failed", error: { code: "Denied", message: "no" } },
    { ...scope, region: "us-east-2", status: "failed", error: { code: "Denied", message: "no" } },
  ],
  findings: [],
  totals: {
    idle: 1,
    waiting: 2,
    released: 3,
    failed: 4,
    withheld: 5,
    kept: 6,
    protected: 7,
    monthlyWasteUsd: 7.3,
    monthlySavedUsd: 10.95,
  },
  alarms: [{ code: "breaker-tripped", message: "too many" }],
};

const aReportedFinding: ReportedFinding = {
  kind: "elastic-ip",
  id: "eipalloc-1",
  ...scope,
  tags: {},
  decision: "wait",
  reason: "first-seen",
  outcome: "none",
  monthlyCostUsd: 3.65,
};

interface Emf {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [field: string]: unknown;
}

function measured(run: Report): Emf {
  output = "";
  measureRun(run);
  const lines = output.split("\n").filter(Boolean);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "");
}

test("a run is counted in one line, whose every metric has its value", () => {
  const emf = measured(report);
  expect(emf).toMatchObject({
    mode: "release",
    service: "elastic-janitor",
    Idle: 1,
    Waiting: 2,
    Released: 3,
    Failed: 4,
    Withheld: 5,
    Kept: 6,
    Protected: 7,
    MonthlyWasteUsd: 7.3,
    MonthlySavedUsd: 10.95,
    RegionsScanned: 1,
    RegionsFailed: 2,
    BreakerTripped: 1,
    PublishFailed: 0,
    Duration: 5_250,
  });
  expect(emf._aws.Timestamp).toEqual(expect.any(Number));
  const [directive, ...others] = emf._aws.CloudWatchMetrics;
  expect(others).toEqual([]);
  expect(directive?.Namespace).toBe("ElasticJanitor");
  expect(directive?.Metrics).toHaveLength(15);
  for (const { Name, Unit } of directive?.Metrics ?? []) {
    expect(emf[Name], Name).toEqual(expect.any(Number));
    expect(Unit).toBe(Name === "Duration" ? "Milliseconds" : /Usd$/.test(Name) ? "None" : "Count");
  }
  for (const name of directive?.Dimensions.flat() ?? []) expect(emf[name], name).toEqual(expect.any(String));
  expect(directive?.Dimensions).toEqual([["service"]]);
});

test("a summary that did not go out is counted, and a run without alarms counts none", () => {
  const alarms = [{ code: "publish-failed", message: "SNS is down" }] as const;
  expect(measured({ ...report, alarms })).toMatchObject({ BreakerTripped: 0, PublishFailed: 1 });
  expect(measured({ ...report, alarms: [] })).toMatchObject({ BreakerTripped: 0, PublishFailed: 0 });
});

test("what only a guard's silence forbids is counted", () => {
  const finding = { ...aReportedFinding, decision: "protect", reason: "evidence-unavailable" } as const;
  expect(measured({ ...report, findings: [finding, finding, aReportedFinding] })).toMatchObject({ Unproven: 2 });
  expect(measured(report)).toMatchObject({ Unproven: 0 });
});

test("one run's numbers do not run into the next one's", () => {
  measured(report);
  expect(measured({ ...report, totals: { ...report.totals, released: 0 } })).toMatchObject({ Released: 0 });
});
