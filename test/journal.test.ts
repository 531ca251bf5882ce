import { Logger } from "@aws-lambda-powertools/logger";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { buildReport } from "../functions/janitor/domain/build-report.ts";
import { decide } from "../functions/janitor/domain/decide.ts";
import { type Memory, remember, rememberedOf } from "../functions/janitor/domain/memory.ts";
import { readMemory } from "../functions/janitor/domain/memory-lines.ts";
import type { Report } from "../functions/janitor/domain/report.ts";
import type { Resource, Tags } from "../functions/janitor/domain/resource.ts";
import { loggedJournal } from "../functions/janitor/journal.ts";
import { aDueRelease, anAddress, anInterface, aPolicy, now, oldMark, scope } from "./support/samples.ts";

let lines: string[] = [];

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    lines.push(...String(chunk).split("\n").filter(Boolean));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function journal() {
  // As the handler makes it.
  const logger = new Logger({ serviceName: "elastic-janitor", logLevel: "INFO" });
  return loggedJournal(logger, "run-1", aPolicy());
}

interface Line {
  readonly journal: string;
  readonly findings?: readonly { readonly id: string }[];
  readonly part?: number;
}

function written(): readonly Line[] {
  return lines.map((line) => JSON.parse(line));
}

/** Tags as `CreateTags` takes them. */
function listed(tags: Tags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** What a line has in it of something with tags. */
function journaled(tagged: { readonly tags: Tags }) {
  return JSON.parse(JSON.stringify({ ...tagged, tags: listed(tagged.tags) }));
}

const address = anAddress({ tags: { ...oldMark, Name: "old gateway" }, networkBorderGroup: "us-east-1-bos-1" });
const networkInterface = anInterface({
  tags: oldMark,
  shape: {
    description: "a spare one",
    vpcId: "vpc-1",
    subnetId: "subnet-1",
    availabilityZone: "eu-central-1a",
    macAddress: "02:00:00:00:00:01",
    sourceDestCheck: false,
    privateIps: [{ address: "10.0.0.5", primary: true }],
    ipv6Addresses: ["2001:db8::1"],
    ipv4Prefixes: ["10.0.0.16/28"],
    ipv6Prefixes: [],
    securityGroupIds: ["sg-1"],
  },
});

describe("a line about a release", () => {
  test.each([address, networkInterface])("that is intended has the whole $kind in it", (resource: Resource) => {
    journal().intent(aDueRelease(resource));
    expect(written()).toMatchObject([
      {
        level: "INFO",
        message: "release intended",
        journal: "intent",
        runId: "run-1",
        finding: {
          id: resource.id,
          decision: "release",
          reason: "grace-over",
          outcome: "none",
          tags: listed(resource.tags),
        },
      },
    ]);
    expect(written()).toHaveProperty("0.resource", journaled(resource));
  });

  test("that has ended has its outcome and the whole resource in it", () => {
    const failure = {
      action: "ReleaseAddress",
      class: "denied",
      code: "UnauthorizedOperation",
      message: "no",
    } as const;
    journal().outcome({ ...aDueRelease(address), outcome: { kind: "failed", failure } });
    expect(written()).toMatchObject([
      {
        message: "release ended",
        journal: "outcome",
        runId: "run-1",
        finding: { id: "eipalloc-1", outcome: "failed", error: failure, tags: listed(address.tags) },
      },
    ]);
    expect(written()).toHaveProperty("0.resource", journaled(address));
  });

  test("that got no answer says that it may be done", () => {
    const failure = {
      action: "ReleaseAddress",
      class: "transient",
      code: "Error",
      message: "no",
      mayBeDone: true,
    } as const;
    journal().outcome({ ...aDueRelease(address), outcome: { kind: "failed", failure } });
    expect(written()).toMatchObject([{ finding: { outcome: "failed", error: { mayBeDone: true } } }]);
  });
});

describe("tags come through the logger as they were", () => {
  const pairs = [
    { Key: "constructor", Value: "Acme Ltd" },
    { Key: "__proto__", Value: "polluted" },
    { Key: "toString", Value: "1" },
    { Key: "hasOwnProperty", Value: "2" },
    { Key: "message", Value: "3" },
    { Key: "level", Value: "4" },
    { Key: "Ключ 🙂", Value: 'a\nb <c> & "d"' },
    { Key: "empty", Value: "" },
  ];
  const tags: Tags = { ...Object.fromEntries(pairs.map(({ Key, Value }) => [Key, Value])) };
  // Spread and `fromEntries` define own properties, and so the samples have what EC2 can send.
  const tagged = aDueRelease(anAddress({ tags }));

  test.each<[string, () => void, readonly string[]]>([
    ["the intent", () => journal().intent(tagged), ["0.finding.tags", "0.resource.tags"]],
    [
      "the outcome",
      () => journal().outcome({ ...tagged, outcome: { kind: "released" } }),
      ["0.finding.tags", "0.resource.tags"],
    ],
    ["the report", () => journal().report(reportOf(1, tags), true), ["1.findings.0.tags"]],
  ])("in %s", (_, write, places) => {
    expect(Object.keys(tags)).toEqual(pairs.map(({ Key }) => Key));
    write();
    for (const place of places) expect(written()).toHaveProperty(place, pairs);
  });

  test("and a resource without any has an empty list", () => {
    journal().intent(aDueRelease(anAddress()));
    expect(written()).toMatchObject([{ finding: { tags: [] }, resource: { tags: [] } }]);
  });
});

function decided(resource: Resource) {
  return { resource, decision: decide(resource, aPolicy(), now) };
}

/** The report of a run that saw so many idle addresses. */
function reportOf(count: number, tags: Readonly<Record<string, string>> = {}): Report {
  const policy = aPolicy();
  const findings = Array.from({ length: count }, (_, at) => ({
    ...decided(anAddress({ id: `eipalloc-${at}`, tags })),
    outcome: { kind: "none" } as const,
  }));
  return buildReport(
    {
      runId: "run-1",
      startedAt: now,
      finishedAt: now,
      surveys: [{ status: "failed", scope, error: { code: "Denied", message: "no" } }],
      findings,
      plan: { breaker: "closed", releases: [] },
    },
    policy,
  );
}

describe("the report", () => {
  test("is one line for the run and one for its findings", () => {
    const report = reportOf(2, { Name: "old gateway" });
    journal().report(report, true);
    const { findings, ...rest } = report;
    expect(written()).toMatchObject([
      { journal: "report", runId: "run-1", report: JSON.parse(JSON.stringify(rest)), parts: 1 },
      { journal: "findings", runId: "run-1", part: 1, findings: findings.map(journaled) },
    ]);
    expect(written()[0]).not.toHaveProperty("report.findings");
  });

  test.each([true, false])("has in its line for the run whether it is worth telling: %s", (worthTelling) => {
    journal().report(reportOf(1), worthTelling);
    expect(written()).toMatchObject([{ message: "run ended", journal: "report", worthTelling }, { part: 1 }]);
    expect(written()[1]).not.toHaveProperty("worthTelling");
  });

  test("of a clean account is one line", () => {
    journal().report(reportOf(0), false);
    expect(written()).toMatchObject([{ journal: "report", parts: 0 }]);
  });

  test.each([
    ["many findings", reportOf(5_000)],
    [
      "findings with long tags",
      reportOf(200, Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, "ü".repeat(128)]))),
    ],
  ])("with %s is split into lines that every log takes, and none is lost", (_, report) => {
    journal().report(report, true);
    const [head, ...parts] = written();
    expect(head).toMatchObject({ parts: parts.length });
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ part }) => part)).toEqual(parts.map((_part, at) => at + 1));
    expect(parts.flatMap(({ findings }) => findings ?? []).map(({ id }) => id)).toEqual(
      report.findings.map(({ id }) => id),
    );
    for (const { findings } of parts) expect(Buffer.byteLength(JSON.stringify(findings))).toBeLessThanOrEqual(200_001);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(262_144);
  });
});

describe("what was told", () => {
  /** What a run leaves that has told everything in this report. */
  function memoryOf(report: Report): Memory {
    return remember(report, { seen: [scope], whole: true }, "went-out");
  }

  test("is a line that names the run, and reads as the same memory again", () => {
    const memory = memoryOf(reportOf(2));
    journal().told(memory);
    expect(written()).toMatchObject([
      { level: "INFO", message: "told so far", journal: "told", runId: "run-1", version: 1, part: 1, parts: 1 },
    ]);
    expect(readMemory(written())).toEqual(memory);
  });

  test("of a clean account is a line, too: there is nothing there", () => {
    journal().told(memoryOf(reportOf(0)));
    expect(written()).toHaveLength(1);
    expect(readMemory(written())).toEqual({ at: now, toldAt: now, states: new Map() });
  });

  test("of 20,000 resources is split into lines that every log takes, and none is lost", () => {
    const memory = memoryOf(reportOf(20_000));
    journal().told(memory);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(262_144);
    expect(readMemory(written())).toEqual(memory);
    expect(readMemory(written().slice(1))).toBeUndefined();
  });

  test("of tags that want to be something else is what they are", () => {
    const hostile = {
      "janitor:__proto__": 'polluted","journal":"report"}',
      "janitor:constructor": "a\nb\u2028c 🙂 <&> \u0000",
      "janitor:policy": "ü".repeat(256),
    };
    const memory = memoryOf(reportOf(700, hostile));
    journal().told(memory);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(262_144);
    expect(new Set(written().map((line) => line.journal))).toEqual(new Set(["told"]));
    const again = readMemory(written());
    expect(again).toEqual(memory);
    const state = again && rememberedOf(again, { ...scope, id: "eipalloc-699" });
    for (const [key, value] of Object.entries(hostile)) expect(state).toContain(`${key}=${value}`);
  });
});

test.each(["ERROR", "SILENT", "CRITICAL"])("a log level of %s in the environment does not silence it", (level) => {
  vi.stubEnv("POWERTOOLS_LOG_LEVEL", level);
  vi.stubEnv("LOG_LEVEL", level);
  const { intent, outcome, report, told } = journal();
  intent(aDueRelease());
  outcome({ ...aDueRelease(), outcome: { kind: "released" } });
  report(reportOf(1), true);
  told({ states: new Map() });
  expect(written().map((line) => line.journal)).toEqual(["intent", "outcome", "report", "findings", "told"]);
});
