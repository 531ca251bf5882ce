import { describe, expect, test } from "vitest";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import type { Outcome } from "../../functions/janitor/domain/outcome.ts";
import { reportFinding } from "../../functions/janitor/domain/report.ts";
import type { Resource, Tags } from "../../functions/janitor/domain/resource.ts";
import { services } from "../../functions/janitor/domain/service.ts";
import { describeFinding } from "../../functions/janitor/notify/describe-finding.ts";
import { serviceWords } from "../../functions/janitor/notify/service-words.ts";
import { day, failed, makeAddress, makeFinding, makeInterface, makePolicy, marked } from "../domain/make.ts";

const policy = makePolicy({
  protect: [{ tag: "env" }],
  rules: [{ name: "lab", match: { tag: "lab" }, action: "keep" }],
});
const line = (resource: Resource, outcome?: Outcome, evidence: readonly Evidence[] = []) =>
  describeFinding(reportFinding(makeFinding(resource, outcome, { policy, evidence }), policy));
const tagged = (tags: Tags) => makeAddress({ tags: marked(8 * day, tags) });

const start = "203.0.113.1 (eipalloc-1) in eu-central-1, ";
const end = ", $3.65 a month";

test("an address is told with its id, its name and owner, where it is, why, and what it costs", () => {
  expect(line(tagged({ Name: "web", Owner: "ann" }))).toBe(
    '203.0.113.1 (eipalloc-1) "web" in eu-central-1, owner ann, ' +
      "idle since 2026-11-14 06:00 UTC, due since 2026-11-21 06:00 UTC, $3.65 a month",
  );
});

test("an interface costs nothing and has no address", () => {
  expect(line(makeInterface())).toBe(
    "eni-1 in eu-central-1, idle since 2026-11-14 06:00 UTC, due since 2026-11-21 06:00 UTC",
  );
});

test("an interface of a service says whose it is", () => {
  expect(
    line(makeInterface({ description: "aws-K8S-i-0123456789abcdef0", tags: marked(8 * day, { Owner: "ann" }) })),
  ).toBe(
    "eni-1 in eu-central-1, of EKS CNI, owner ann, idle since 2026-11-14 06:00 UTC, due since 2026-11-21 06:00 UTC",
  );
  expect(line(makeInterface({ interfaceType: "nat_gateway" }))).toBe(
    "eni-1 in eu-central-1, of a NAT gateway, interface-type: nat_gateway",
  );
});

test("every service has words that fit into a line", () => {
  expect(Object.keys(serviceWords).sort()).toStrictEqual([...services]);
  for (const words of Object.values(serviceWords)) expect(words).toMatch(/^[A-Za-z0-9 ]{3,30}$/);
});

describe("why", () => {
  test.each<[string, Resource]>([
    ["seen idle for the first time, due 2026-11-29 06:00 UTC at the earliest", makeAddress({ tags: {} })],
    ["idle since 2026-11-21 06:00 UTC, due 2026-11-28 06:00 UTC", makeAddress({ tags: marked(day) })],
    ["keep-tag", tagged({ "janitor:policy": "keep" })],
    ["policy: tag", tagged({ "janitor:policy": "report" })],
    ["policy: rule lab", tagged({ lab: "" })],
    ["protect-rule: env prod", tagged({ env: "prod" })],
    ["service-managed: alb", makeAddress({ serviceManaged: "alb" })],
    ["service-managed: alb 198.51.100.1", makeAddress({ serviceManaged: "alb", carrierIp: "198.51.100.1" })],
    ["stopped-instance: i-1", makeAddress({ use: { state: "stopped-instance", instanceId: "i-1" } })],
  ])("a decision is told as %j", (why, resource) => {
    expect(line(resource)).toBe(`${start}${why}${end}`);
  });

  test("keep-until is told as a day, not as a number", () => {
    const told = line(tagged({ "janitor:keep-until": "2027-01-31" }));
    expect(told).toMatch(/keep-until.*2027-0(1-31|2-01)/);
    expect(told).not.toMatch(/\d{12}/);
  });

  test("a tag that cannot be read is named with its value and with what could stand there", () => {
    const told = line(tagged({ "janitor:policy": "kep" }));
    expect(told).toMatch(/unreadable-tag.*janitor:policy.*kep.*keep, report, release/);
  });

  test("what a guard found is named, and one that could not tell says why", () => {
    const evidence: readonly Evidence[] = [
      { guard: "dns", answer: "found", reason: "dns-record", found: [{ record: "www.example.com", zone: "Z1" }] },
      { guard: "activity", answer: "could-not-tell", error: { code: "AccessDenied", message: "no", class: "denied" } },
    ];
    const told = line(makeAddress(), undefined, evidence);
    expect(told).toMatch(/dns-record.*www\.example\.com Z1.*activity.*AccessDenied no/);
    expect(told.match(/dns-record/g)).toHaveLength(1);
    expect(line(makeAddress(), undefined, evidence.slice(1))).toMatch(/evidence-unavailable.*activity.*AccessDenied/);
  });

  test.each<[Outcome, string]>([
    [{ kind: "released" }, "idle since 2026-11-14 06:00 UTC"],
    [
      { kind: "withheld", because: "breaker-tripped" },
      "idle since 2026-11-14 06:00 UTC, not released because too many are due at once",
    ],
    [{ kind: "withheld", because: "deadline" }, "idle since 2026-11-14 06:00 UTC, not done because time ran out"],
    [
      { kind: "withheld", because: "throttled" },
      "idle since 2026-11-14 06:00 UTC, not done because EC2 throttled the call",
    ],
    [failed({ message: "You may not." }), "ReleaseAddress failed: You may not. (UnauthorizedOperation)"],
  ])("an outcome is told in words: %j", (outcome, why) => {
    expect(line(makeAddress(), outcome)).toBe(`${start}${why}${end}`);
  });

  test("what is gone costs nothing any more", () => {
    expect(line(makeAddress(), { kind: "already-gone" })).toBe(`${start}was gone already`);
  });

  test("what changed before its release says what it is now", () => {
    expect(line(tagged({ "janitor:policy": "keep" }), { kind: "changed" })).toBe(
      `${start}changed before its release: keep-tag${end}`,
    );
    expect(line(makeAddress({ use: { state: "in-use" } }), { kind: "changed" })).toBe(
      `${start}changed before its release: in-use`,
    );
  });

  test("a mark that could not be taken off is told without an instant it does not have", () => {
    expect(line(makeAddress({ use: { state: "in-use" } }), { kind: "withheld", because: "deadline" })).toBe(
      `${start}idle, not done because time ran out`,
    );
  });
});

test("words that are not the janitor's are cut to a length a reader bears", () => {
  const huge = "w".repeat(100_000);
  expect(line(tagged({ Name: huge, Owner: huge, env: huge })).length).toBeLessThan(500);
  expect(line(makeAddress(), failed({ message: huge, code: huge })).length).toBeLessThan(500);
});
