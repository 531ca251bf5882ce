import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reportFinding } from "../../functions/janitor/domain/build-report.ts";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import type { Outcome } from "../../functions/janitor/domain/outcome.ts";
import type { Mode } from "../../functions/janitor/domain/policy.ts";
import type { Resource, Tags } from "../../functions/janitor/domain/resource.ts";
import { services } from "../../functions/janitor/domain/service.ts";
import {
  describeFinding,
  describeUnderReason,
  keptThrough,
  nameFinding,
} from "../../functions/janitor/notify/describe-finding.ts";
import { reasonWords } from "../../functions/janitor/notify/reason-words.ts";
import { serviceWords } from "../../functions/janitor/notify/service-words.ts";
import { day, failed, makeAddress, makeFinding, makeInterface, makePolicy, marked, now } from "../domain/make.ts";
import { hostileText, hostileWords, oneOfEach } from "./make.ts";

const policy = makePolicy({
  protect: [{ tag: "env" }],
  rules: [
    { name: "lab", match: { tag: "lab" }, action: "keep" },
    { name: "office", match: { tag: "office" }, action: "report" },
  ],
});

const reported = (resource: Resource, outcome?: Outcome, evidence: readonly Evidence[] = []) =>
  reportFinding(makeFinding(resource, outcome, { policy, evidence }), policy);
const line = (resource: Resource, outcome?: Outcome, evidence?: readonly Evidence[], mode: Mode = "release") =>
  describeFinding(reported(resource, outcome, evidence), mode);
const tagged = (tags: Tags) => makeAddress({ tags: marked(8 * day, tags) });

const start = "203.0.113.1 in eu-central-1 (eipalloc-1)";
const end = ", $3.65 a month";

describe("nameFinding", () => {
  test("an address is told with its name, its region and its id; an interface has nothing but its id", () => {
    expect(nameFinding(reported(tagged({ Name: "web" })))).toBe("203.0.113.1 “web” in eu-central-1 (eipalloc-1)");
    expect(nameFinding(reported(makeInterface()))).toBe("eni-1 in eu-central-1");
  });

  test("an interface of a service says whose it is", () => {
    const ofEks = makeInterface({ description: "aws-K8S-i-0123456789abcdef0", tags: { Name: "node" } });
    expect(nameFinding(reported(ofEks))).toBe("eni-1 “node” of EKS CNI in eu-central-1");
    expect(nameFinding(reported(makeInterface({ interfaceType: "nat_gateway" })))).toBe(
      "eni-1 of a NAT gateway in eu-central-1",
    );
  });

  test("a name with nothing to read in it is none", () => {
    expect(nameFinding(reported(tagged({ Name: " \u200b " })))).toBe(start);
  });

  test("where a name ends can be seen, whatever is in it", () => {
    expect(nameFinding(reported(tagged({ Name: "a” in eu-west-1 (eipalloc-2)" })))).toBe(
      '203.0.113.1 “a" in eu-west-1 (eipalloc-2)” in eu-central-1 (eipalloc-1)',
    );
  });

  test("every service has words that fit into a line", () => {
    expect(Object.keys(serviceWords).sort()).toStrictEqual([...services]);
    for (const words of Object.values(serviceWords)) expect(words).toMatch(/^[A-Za-z0-9 ]{3,30}$/);
  });
});

const silent: Evidence = {
  guard: "activity",
  answer: "could-not-tell",
  error: { code: "AccessDenied", message: "no permission", class: "denied" },
};
const record: Evidence = {
  guard: "dns",
  answer: "found",
  reason: "dns-record",
  found: [
    { record: "www.example.com", zone: "Z1" },
    { record: "api.example.com", zone: "Z1" },
  ],
};
const group: Evidence = {
  guard: "allow-lists",
  answer: "found",
  reason: "allow-listed",
  found: [{ group: "sg-9", region: "eu-west-1" }],
};

describe("why", () => {
  test.each<[string, Resource]>([
    [": due 2026-11-29 06:00 UTC at the earliest", makeAddress({ tags: {} })],
    [": due 2026-11-28 06:00 UTC, idle since 2026-11-21", makeAddress({ tags: marked(day) })],
    [": due since 2026-11-21 06:00 UTC, idle since 2026-11-14", makeAddress()],
    [": opted out by tag", tagged({ "janitor:policy": "keep" })],
    [": by its own tag", tagged({ "janitor:policy": "report" })],
    [": by the policy's rule “lab”", tagged({ lab: "" })],
    [": by the policy's rule “office”", tagged({ office: "" })],
    [": opted out by a tag that the policy protects: env prod", tagged({ env: "prod" })],
    [": kept until a date: through 2027-01-31 UTC", tagged({ "janitor:keep-until": "2027-01-31" })],
    [": managed by an AWS service: alb", makeAddress({ serviceManaged: "alb" })],
    [
      ": managed by an AWS service: alb; from an address pool of your own: 198.51.100.1",
      makeAddress({ serviceManaged: "alb", carrierIp: "198.51.100.1" }),
    ],
    [": belongs to a stopped instance: i-1", makeAddress({ use: { state: "stopped-instance", instanceId: "i-1" } })],
    [
      ": sits on an idle network interface: eni-9",
      makeAddress({ use: { state: "on-idle-interface", networkInterfaceId: "eni-9" } }),
    ],
    [": part of a CloudFormation stack: shop", tagged({ "aws:cloudformation:stack-name": "shop" })],
    [
      ": has a tag that cannot be read, so it is kept: “janitor:policy” is “kep”, expected keep, report, release",
      tagged({ "janitor:policy": "kep" }),
    ],
  ])("a decision is told as %j", (why, resource) => {
    expect(line(resource)).toBe(`${start}${why}${end}`);
  });

  test.each<[string, Resource]>([
    [": idle, but holds an Elastic IP: 203.0.113.1", makeInterface({ elasticIps: ["203.0.113.1"] })],
    [": belongs to another account: 210987654321", makeInterface({ ownerId: "210987654321" })],
    [
      ": made and managed by an AWS service: 123456789999",
      makeInterface({ requesterManaged: true, requesterId: "123456789999" }),
    ],
    [": managed by another service: x.amazonaws.com", makeInterface({ operator: "x.amazonaws.com" })],
    [": of a type that AWS services make: efa", makeInterface({ interfaceType: "efa" })],
  ])("of an interface: %j", (why, resource) => {
    expect(line(resource)).toBe(`eni-1 in eu-central-1${why}`);
  });

  test("in mode report there is no date for what was seen for the first time: nobody marks it", () => {
    expect(line(makeAddress({ tags: {} }), undefined, [], "report")).toBe(`${start}: $3.65 a month`);
    expect(line(makeAddress({ tags: {} }), undefined, [], "mark")).toBe(line(makeAddress({ tags: {} })));
    expect(line(makeAddress({ tags: marked(day) }), undefined, [], "report")).toContain("due 2026-11-28");
  });

  test("what has nothing to be said of is a name", () => {
    expect(line(makeInterface({ tags: {} }), undefined, [], "report")).toBe("eni-1 in eu-central-1");
  });

  test("what a guard found is named, each by itself, and one that could not tell says why", () => {
    const told = line(makeAddress(), undefined, [record, group, silent]);
    expect(told).toBe(
      `${start}: named by a DNS record: record www.example.com, zone Z1; record api.example.com, zone Z1; allowed by a security group: group sg-9, region eu-west-1; ` +
        `the guard activity could not tell: no permission (AccessDenied), idle since 2026-11-14${end}`,
    );
    expect(line(makeAddress(), undefined, [silent])).toBe(
      `${start}: could not be checked: the guard activity could not tell: no permission (AccessDenied), idle since 2026-11-14${end}`,
    );
  });

  test("a reason that this version does not know is told as it is", () => {
    expect(
      describeFinding({ ...reported(makeAddress()), reason: "eaten-by-a-dog", detail: undefined }, "release"),
    ).toBe(`${start}: eaten-by-a-dog, idle since 2026-11-14${end}`);
    expect(reasonWords("constructor")).toBe("constructor");
  });
});

describe("an outcome", () => {
  test.each<[Outcome, string]>([
    [{ kind: "released" }, ": idle since 2026-11-14, saves $3.65 a month"],
    [
      { kind: "withheld", because: "breaker-tripped" },
      `: not released because too many are due at once, idle since 2026-11-14${end}`,
    ],
    [
      { kind: "withheld", because: "deadline" },
      `: not done because time ran out; the next run takes it up, idle since 2026-11-14${end}`,
    ],
    [
      { kind: "withheld", because: "throttled" },
      `: not done because EC2 throttled the call; the next run takes it up, idle since 2026-11-14${end}`,
    ],
    [{ kind: "already-gone" }, ": gone before the janitor came to it"],
    [
      failed({ message: "You may not." }),
      `: not released: a permission is missing (UnauthorizedOperation: You may not.)${end}`,
    ],
    [
      failed({ class: "protected-by-aws", code: "InvalidAddress.PtrSet", message: "It has a PTR." }),
      `: not released: AWS holds on to it (InvalidAddress.PtrSet: It has a PTR.)${end}`,
    ],
    [
      failed({ class: "transient", code: "TimeoutError", message: "no answer", action: "DeleteNetworkInterface" }),
      `: not deleted: not possible for now; the next run tries again (TimeoutError: no answer)${end}`,
    ],
    [
      failed({ class: "transient", code: "TimeoutError", message: "no answer", mayBeDone: true }),
      `: AWS did not answer, so it may be gone (TimeoutError: no answer)${end}`,
    ],
    [
      failed({ class: "unexpected", code: "Odd", message: "?", action: "CreateTags" }),
      `: not marked: AWS answered something that the janitor does not know (Odd: ?)${end}`,
    ],
    [
      failed({ action: "DeleteTags", message: "no" }),
      `: its mark not taken off: a permission is missing (UnauthorizedOperation: no)${end}`,
    ],
    [
      failed({ action: "AnotherAction", message: "no" }),
      `: AnotherAction failed: a permission is missing (UnauthorizedOperation: no)${end}`,
    ],
  ])("is told in words: %j", (outcome, words) => {
    expect(line(makeAddress(), outcome)).toBe(`${start}${words}`);
  });

  test("what changed before its release says what it is now", () => {
    expect(line(tagged({ "janitor:policy": "keep" }), { kind: "changed" })).toBe(
      `${start}: changed right before its release, so it was left: opted out by tag${end}`,
    );
    expect(line(makeAddress({ use: { state: "in-use" } }), { kind: "changed" })).toBe(
      `${start}: changed right before its release, so it was left: in use again`,
    );
  });

  test("what is in use again is named, and nothing else: its section says it", () => {
    expect(line(makeAddress({ use: { state: "in-use" } }), { kind: "unmarked" })).toBe(start);
  });

  test("a mark that could not be taken off is told without an instant it does not have", () => {
    expect(line(makeAddress({ use: { state: "in-use" } }), { kind: "withheld", because: "deadline" })).toBe(
      `${start}: not done because time ran out; the next run takes it up`,
    );
  });
});

describe("what else is known", () => {
  const lastActivity = { event: "DisassociateAddress", at: now - 3 * day, by: "ann" };
  const touched = (outcome: Outcome) => ({ ...makeFinding(makeAddress(), outcome, { policy }), lastActivity });

  test("the last thing that was done to it is told with who did it and when", () => {
    expect(describeFinding(reportFinding(touched({ kind: "released" }), policy), "release")).toBe(
      `${start}: idle since 2026-11-14, last DisassociateAddress by ann on 2026-11-19 06:00 UTC, saves $3.65 a month`,
    );
  });

  test("under a heading that tells the reason, only the facts are left", () => {
    expect(describeUnderReason(reported(makeAddress({ serviceManaged: "alb" })))).toBe(`${start}: alb${end}`);
    expect(describeUnderReason(reported(makeAddress(), undefined, [record]))).toBe(
      `${start}: record www.example.com, zone Z1; record api.example.com, zone Z1${end}`,
    );
    expect(describeUnderReason(reported(makeInterface({ tags: { "janitor:policy": "keep" } })))).toBe(
      "eni-1 in eu-central-1",
    );
  });

  test("a keep is told by the last day that it covers", () => {
    expect(keptThrough(reported(tagged({ "janitor:keep-until": "2026-12-01" })))).toBe("2026-12-01");
    expect(keptThrough(reported(tagged({ "janitor:policy": "keep" })))).toBeUndefined();
    expect(keptThrough({ ...reported(makeAddress()), detail: undefined })).toBeUndefined();
    expect(keptThrough({ ...reported(makeAddress()), detail: { keptUntil: "one day" } })).toBeUndefined();
  });
});

describe("somebody else's words", () => {
  test("are cut to a length that a reader bears", () => {
    const huge = "w".repeat(100_000);
    expect(line(tagged({ Name: huge, Owner: huge, env: huge })).length).toBeLessThan(500);
    expect(line(makeAddress(), failed({ message: huge, code: huge })).length).toBeLessThan(600);
    const found: Evidence = { guard: "dns", answer: "found", reason: "dns-record", found: [{ record: huge }] };
    expect(line(makeAddress(), undefined, [found]).length).toBeLessThan(500);
  });

  test("make no second line and hide nothing, in whatever is known of a finding", async () => {
    const check = (words: string) => {
      for (const finding of oneOfEach(`x${words}`).map((each) => reportFinding(each, policy))) {
        for (const told of [describeFinding(finding, "release"), describeUnderReason(finding)]) {
          expect(told).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]| {2}/u);
          expect(told).toContain(finding.id);
        }
      }
    };
    for (const words of hostileWords) check(words);
    await fc.assert(fc.property(hostileText, check));
  });
});
