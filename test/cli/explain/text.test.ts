import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Explanation } from "../../../cli/explain/explanation.ts";
import { writeJson } from "../../../cli/explain/json.ts";
import { writeText } from "../../../cli/explain/text.ts";
import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import { modes } from "../../../functions/janitor/domain/policy.ts";
import { day, hour, makePolicy, marked, now } from "../../domain/make.ts";
import { hostileText } from "../../notify/make.ts";
import {
  address,
  denied,
  explained,
  found,
  instanceId,
  interfaceId,
  networkInterface,
  nothing,
  oneForEachReason,
  tagged,
} from "./samples.ts";

const text = (explanation: Explanation) => writeText(explanation, new Writable());
/** The part below a title, or the whole of the questions. */
const part = (explanation: Explanation, title: string) => {
  const parts = text(explanation).trimEnd().split("\n\n");
  return parts
    .find((each) => each.startsWith(title))
    ?.split("\n")
    .slice(1)
    .map((line) => line.trim())
    .join("\n");
};
/** The questions without their answers, and what is said below the one that was answered with yes. */
const facts = (explanation: Explanation) => {
  const wide = Object.assign(new Writable(), { isTTY: true, columns: 120 });
  const lines = (stripVTControlCharacters(writeText(explanation, wide)).split("\n\n")[1] ?? "").split("\n");
  const yes = lines.findIndex((line) => line.endsWith(" yes"));
  const next = lines.findIndex((line, at) => at > yes && /^ {2}\d/.test(line));
  return lines.slice(yes + 1, next === -1 ? undefined : next).map((line) => line.trim());
};

const allQuiet = (["dns", "ptr", "allow-lists", "activity", "transfers"] as const).map(nothing);

test("a release that is due", () => {
  const resource = tagged({ Name: "web", Owner: "team-a" });
  expect(text(explained(resource, allQuiet))).toMatchInlineSnapshot(`
    "203.0.113.1 “web” in eu-central-1 (eipalloc-0123456789abcdef0)
    Elastic IP of account 123456789012, owner team-a, $3.65 a month
    Decision: release (grace-over); mode release

      1  Is it in use?                                                no
      2  Does a service, a stack, a pool or another account hold it?  no
      3  Is it opted out by a tag?                                    no
      4  Does it carry a tag for the janitor that cannot be read?     no
      5  Is it paid for, but not idle?                                no
      6  Does the policy keep it, or only report it?                  no
         No rule matches it, and the policy's default says to release it.
      7  Is it still within its grace?                                no
         Idle since 2026-11-14 06:00 UTC, as its mark says.
         Its grace, 7d by the policy, ended on 2026-11-21 06:00 UTC.
      8  Is it still needed by something elsewhere?                   no
      9  Is it due for release?                                       yes
         Since 2026-11-21 06:00 UTC; nothing speaks against it.

    Guards
      dns          nothing found
      ptr          nothing found
      allow-lists  nothing found
      activity     nothing found
      transfers    nothing found
      routes       has no say in Elastic IPs
      templates    has no say in Elastic IPs
      stacks       nothing found

    When it goes
      With the next run, if one more look right before it agrees, and no more than
      20 are due at once, with what could not be checked.

    To keep it
      aws ec2 create-tags --region eu-central-1 \\
        --resources eipalloc-0123456789abcdef0 \\
        --tags Key=janitor:policy,Value=keep
    "
  `);
});

test("what still waits, and what the guards would say", () => {
  const record: Evidence = {
    guard: "dns",
    answer: "found",
    reason: "dns-record",
    found: [
      { record: "www.example.com", type: "A", zone: "example.com", zoneId: "Z1" },
      { record: "shop.example.com", type: "A", zone: "example.com", zoneId: "Z1" },
    ],
    more: 3,
  };
  const last = { event: "DisassociateAddress", at: now - 9 * day, by: "assumed-role/deploy/jane" };
  const activity: Evidence = { guard: "activity", answer: "nothing-found", lastActivity: last };
  const resource = address({ tags: marked(2 * day) });
  const surroundings = { notRead: ["eu-west-1"] };
  const said = [record, nothing("ptr"), nothing("allow-lists"), activity, denied];
  expect(text(explained(resource, said, { surroundings }))).toMatchInlineSnapshot(`
    "203.0.113.1 in eu-central-1 (eipalloc-0123456789abcdef0)
    Elastic IP of account 123456789012, $3.65 a month
    Decision: wait (grace); mode release

      1  Is it in use?                                                no
      2  Does a service, a stack, a pool or another account hold it?  no
      3  Is it opted out by a tag?                                    no
      4  Does it carry a tag for the janitor that cannot be read?     no
      5  Is it paid for, but not idle?                                no
      6  Does the policy keep it, or only report it?                  no
         No rule matches it, and the policy's default says to release it.
      7  Is it still within its grace?                                yes
         Idle since 2026-11-20 06:00 UTC, as its mark says.
         Its grace, 7d by the policy, ends on 2026-11-27 06:00 UTC.
      8  Is it still needed by something elsewhere?                   not reached
      9  Is it due for release?                                       not reached

    Guards (asked now; asked again when it is due)
      dns          named by a DNS record:
                     record www.example.com, type A, zone example.com, zone id Z1
                     record shop.example.com, type A, zone example.com, zone id Z1
                     and 3 more
      ptr          nothing found
      allow-lists  nothing found
      activity     nothing found; last DisassociateAddress by
                   assumed-role/deploy/jane on 2026-11-13 06:00 UTC
      transfers    gave no answer in time
      routes       has no say in Elastic IPs
      templates    has no say in Elastic IPs
      stacks       nothing found
      1 region could not be read, and what is there nobody has seen: eu-west-1.
      As things are, dns would forbid its release.

    When it goes
      With the first run from 2026-11-27 06:00 UTC on, if it is idle until then,
      nothing forbids it any more (as things are, dns would), and no more than 20
      are due at once, with what could not be checked.

    To keep it
      aws ec2 create-tags --region eu-central-1 \\
        --resources eipalloc-0123456789abcdef0 \\
        --tags Key=janitor:policy,Value=keep
    "
  `);
});

test("an interface that a rule has released", () => {
  const resource = networkInterface({ description: "aws-K8S-i-0123456789abcdef0", tags: marked(7 * hour) });
  const said = [nothing("activity"), nothing("routes"), nothing("templates")];
  expect(text(explained(resource, said, { mode: "report" }))).toMatchInlineSnapshot(`
    "eni-0123456789abcdef0 of EKS CNI in eu-central-1
    Network interface of account 123456789012
    Decision: release (grace-over); mode report

      1  Is it in use?                                                no
      2  Does a service, a stack, a pool or another account hold it?  no
      3  Is it opted out by a tag?                                    no
      4  Does it carry a tag for the janitor that cannot be read?     no
      5  Is it paid for, but not idle?                                no
      6  Does the policy keep it, or only report it?                  no
         The policy's rule “leaked EKS interfaces” says to release it, because it is
         a network interface, and it belongs to EKS CNI.
      7  Is it still within its grace?                                no
         Idle since 2026-11-21 23:00 UTC, as its mark says.
         Its grace, 6h by the rule, ended on 2026-11-22 05:00 UTC.
      8  Is it still needed by something elsewhere?                   no
      9  Is it due for release?                                       yes
         Since 2026-11-22 05:00 UTC; nothing speaks against it.

    Guards
      dns          has no say in network interfaces
      ptr          has no say in network interfaces
      allow-lists  has no say in network interfaces
      activity     nothing found
      transfers    has no say in network interfaces
      routes       nothing found
      templates    nothing found
      stacks       nothing found

    When it goes
      Never by itself: mode report releases nothing.
      In mode release it would go with the next run, if one more look right before
      it agrees, and no more than 20 are due at once, with what could not be
      checked.

    To keep it
      aws ec2 create-tags --region eu-central-1 \\
        --resources eni-0123456789abcdef0 \\
        --tags Key=janitor:policy,Value=keep
    "
  `);
});

test("what is protected by a guard that found something and by one that was denied", () => {
  const said = [found("dns", "dns-record"), nothing("ptr"), nothing("allow-lists"), denied, nothing("transfers")];
  expect(
    text(explained(address(), said, { guards: { ...makePolicy().guards, stacks: false } })),
  ).toMatchInlineSnapshot(`
    "203.0.113.1 in eu-central-1 (eipalloc-0123456789abcdef0)
    Elastic IP of account 123456789012, $3.65 a month
    Decision: protect (dns-record); mode release

      1  Is it in use?                                                no
      2  Does a service, a stack, a pool or another account hold it?  no
      3  Is it opted out by a tag?                                    no
      4  Does it carry a tag for the janitor that cannot be read?     no
      5  Is it paid for, but not idle?                                no
      6  Does the policy keep it, or only report it?                  no
         No rule matches it, and the policy's default says to release it.
      7  Is it still within its grace?                                no
         Idle since 2026-11-14 06:00 UTC, as its mark says.
         Its grace, 7d by the policy, ended on 2026-11-21 06:00 UTC.
      8  Is it still needed by something elsewhere?                   yes
         The guards dns and activity forbid it, see below.
      9  Is it due for release?                                       not reached

    Guards
      dns          named by a DNS record: something about dns
      ptr          nothing found
      allow-lists  nothing found
      activity     could not tell, which forbids as well:
                     not authorized to perform: cloudtrail:LookupEvents
                     (AccessDeniedException)
      transfers    nothing found
      routes       has no say in Elastic IPs
      templates    has no say in Elastic IPs
      stacks       off in the policy

    When it goes
      Never as long as dns and activity forbid it.

    To keep it
      aws ec2 create-tags --region eu-central-1 \\
        --resources eipalloc-0123456789abcdef0 \\
        --tags Key=janitor:policy,Value=keep

    So that it would go
      Remove the DNS records.
      Let the guard activity ask: these credentials may not. The function has
      others, and may be told more.
      Or switch the guards off in the policy: guards: { dns: false, activity: false
      }.
    "
  `);
});

test("what is kept by a tag that cannot be read", () => {
  expect(text(explained(tagged({ "janitor:policy": "kep" }), undefined, { mode: "mark" }))).toMatchInlineSnapshot(`
    "203.0.113.1 in eu-central-1 (eipalloc-0123456789abcdef0)
    Elastic IP of account 123456789012, $3.65 a month
    Decision: keep (unreadable-tag); mode mark

      1  Is it in use?                                                no
      2  Does a service, a stack, a pool or another account hold it?  no
      3  Is it opted out by a tag?                                    no
      4  Does it carry a tag for the janitor that cannot be read?     yes
         It has a tag “janitor:policy” = “kep”; expected: keep, report, release.
      5  Is it paid for, but not idle?                                not reached
      6  Does the policy keep it, or only report it?                  not reached
      7  Is it still within its grace?                                not reached
      8  Is it still needed by something elsewhere?                   not reached
      9  Is it due for release?                                       not reached

    Guards
      dns          not asked: line 4 decided before
      ptr          not asked: line 4 decided before
      allow-lists  not asked: line 4 decided before
      activity     not asked: line 4 decided before
      transfers    not asked: line 4 decided before
      routes       has no say in Elastic IPs
      templates    has no say in Elastic IPs
      stacks       nothing found

    When it goes
      Never as long as it is kept. And mode mark releases nothing anyway.

    So that it would go
      Take its tag “janitor:policy” off, or write what was meant.
      aws ec2 delete-tags --region eu-central-1 \\
        --resources eipalloc-0123456789abcdef0 \\
        --tags Key=janitor:policy
    "
  `);
});

test.each(oneForEachReason.filter(({ line }) => line !== "grace" && line !== "forbidden-by-evidence"))(
  "on the line that decided stand the facts: $reason",
  ({ resource, evidence, reason }) => {
    expect(facts(explained(resource, evidence))).toEqual([factsByReason[reason]]);
  },
);

const factsByReason: Readonly<Record<string, string>> = {
  "in-use": "It is associated.",
  "service-managed": "An AWS service holds it for you: alb.",
  "customer-owned-pool": "It comes from an address pool of your own: ipv4pool-ec2-1.",
  "requester-managed": "An AWS service made it and looks after it: amazon-elb.",
  "operator-managed": "Another service looks after it: eks.amazonaws.com.",
  "interface-type": "It is of a type that only AWS services make: lambda.",
  "foreign-owner": "It belongs to another account: 210987654321.",
  "stack-managed": "It is part of the CloudFormation stack “shop”.",
  "keep-tag": "Its tag “janitor:policy” = “keep” opts it out.",
  "keep-until": "Its tag “janitor:keep-until” = “2027-01-31” keeps it through 2027-01-31 UTC.",
  "protect-rule": "The policy protects what carries its tag “Env” = “prod”.",
  "unreadable-tag": "It has a tag “janitor:policy” = “kep”; expected: keep, report, release.",
  "stopped-instance": `It belongs to the instance ${instanceId}, which is stopped.`,
  "on-idle-interface": `It is on the network interface ${interfaceId}, which is idle.`,
  "has-elastic-ip": "It is idle, but the Elastic IP 203.0.113.1 is on it.",
  policy: "The policy's rule “lab” says to keep it, because it is tagged “lab”.",
  "grace-over": "Since 2026-11-21 06:00 UTC; nothing speaks against it.",
};

describe("the grace", () => {
  test.each([
    [
      {},
      [
        "No run has marked it, so nobody knows for how long it has been idle.",
        "Its grace, 7d by the policy, begins with its mark.",
      ],
    ],
    [
      marked(day),
      [
        "Idle since 2026-11-21 06:00 UTC, as its mark says.",
        "Its grace, 7d by the policy, ends on 2026-11-28 06:00 UTC.",
      ],
    ],
    [
      marked(-hour, { "janitor:grace": "36h" }),
      [
        "Its mark says 2026-11-22 07:00 UTC; an instant to come counts as now.",
        "Its grace, 1d 12h by its own tag, ends on 2026-11-23 18:00 UTC.",
      ],
    ],
  ])("%j", (tags, expected) => {
    expect(facts(explained(address({ tags }), []))).toEqual(expected);
  });
});

describe("by what something is used", () => {
  const used = { use: { state: "in-use", status: "in-use" } } as const;
  test.each([
    [
      address({ use: { state: "in-use" } }),
      { instanceId, networkInterfaceId: interfaceId },
      [`It is associated with the instance ${instanceId}, by the network interface ${interfaceId}.`],
    ],
    [
      address({ use: { state: "in-use" } }),
      { networkInterfaceId: interfaceId },
      [`It is associated with the network interface ${interfaceId}.`],
    ],
    [
      networkInterface(used),
      { instanceId, attachmentStatus: "attached" },
      [`It is attached to the instance ${instanceId}, and its status is in-use.`],
    ],
    [
      networkInterface(used),
      { instanceOwnerId: "amazon-elb", attachmentStatus: "detaching" },
      ["It is detaching to amazon-elb, and its status is in-use."],
    ],
    [networkInterface(used), {}, ["Its status is in-use."]],
  ])("%#", (resource, usedBy, expected) => {
    expect(facts(explained(resource, undefined, { surroundings: { usedBy } }))).toEqual(expected);
  });
});

describe("when it goes", () => {
  const goes = (...given: Parameters<typeof explained>) =>
    part(explained(...given), "When it goes")?.replaceAll("\n", " ");
  const never = (mode: string) => `Never by itself: mode ${mode} releases nothing`;
  const breaker = "no more than 20 are due at once, with what could not be checked";
  const ifAgreed = `if one more look right before it agrees, and ${breaker}`;
  const ifNothing = `if it is idle until then, nothing forbids it, and ${breaker}`;

  test("what is due", () => {
    expect(modes.map((mode) => goes(address(), [], { mode }))).toEqual([
      `${never("report")}. In mode release it would go with the next run, ${ifAgreed}.`,
      `${never("mark")}. In mode release it would go with the next run, ${ifAgreed}.`,
      `With the next run, ${ifAgreed}.`,
    ]);
  });

  test("what waits for the end of its grace", () => {
    expect(modes.map((mode) => goes(address({ tags: marked(day) }), [], { mode }))).toEqual([
      `${never("report")}. In mode release it would go with the first run from 2026-11-28 06:00 UTC on, ${ifNothing}.`,
      `${never("mark")}. In mode release it would go with the first run from 2026-11-28 06:00 UTC on, ${ifNothing}.`,
      `With the first run from 2026-11-28 06:00 UTC on, ${ifNothing}.`,
    ]);
  });

  test("what waits for its mark", () => {
    expect(modes.map((mode) => goes(address({ tags: {} }), [], { mode }))).toEqual([
      `${never("report")}, and marks nothing, so its grace never begins. In mode release the next run would mark it, and it would go with the first run 7d after that, ${ifNothing}.`,
      `${never("mark")}. The next run marks it, and its grace begins. In mode release it would go with the first run 7d after that, ${ifNothing}.`,
      `The next run marks it, and it goes with the first run 7d after that, ${ifNothing}: not before 2026-11-29 06:00 UTC.`,
    ]);
  });

  test.each(modes)("in mode %s what guards say against it now has to be gone by then", (mode) => {
    const limits = { releases: 3 };
    const said = [found("dns", "dns-record"), nothing("ptr"), denied];
    for (const tags of [{}, marked(day)]) {
      expect(goes(address({ tags }), said, { mode, limits })).toContain(
        "if it is idle until then, nothing forbids it any more (as things are, dns and activity would), and no more than 3 are due at once, with what could not be checked",
      );
    }
  });

  const unmarks = " The next run takes its mark off, so its grace would start anew.";
  const anyway = " And mode report releases nothing anyway.";
  test.each([
    ["Never while it is in use.", address({ use: { state: "in-use" } }), undefined],
    ["Never as long as it is kept.", tagged({ "janitor:policy": "keep" }), undefined],
    ["Not through 9999-12-31 UTC.", tagged({ "janitor:keep-until": "9999-12-31" }), undefined],
    ["Never as long as it is only reported.", tagged({ "janitor:policy": "report" }), undefined],
    ["Never as long as that is so.", address({ serviceManaged: "alb" }), undefined],
    ["Never as long as activity forbids it.", address(), [found("activity", "recent-activity")]],
  ])("%s", (words, resource, evidence) => {
    expect(goes(resource, evidence)).toBe(words + unmarks);
    expect(goes(resource, evidence, { mode: "report" })).toBe(words.includes("in use") ? words : words + anyway);
  });

  test("as long as any of several guards forbids it; the mark stays for as long as nothing has used it", () => {
    expect(goes(address(), [found("dns", "dns-record"), nothing("ptr"), denied])).toBe(
      "Never as long as dns and activity forbid it.",
    );
  });
});

describe("what guards would do about what waits", () => {
  const foresight = (evidence: readonly Evidence[] | undefined, changes = {}) =>
    part(explained(address({ tags: marked(day) }), evidence, changes), "Guards")
      ?.split("\n")
      .slice(8)
      .join(" ");

  test("they would let it go, or some would forbid it", () => {
    expect(foresight(allQuiet)).toBe("As things are, they would let it go.");
    expect(foresight([found("dns", "dns-record")])).toContain("As things are, dns would forbid its release.");
    expect(foresight([denied])).toContain("As things are, activity would forbid its release.");
  });

  test("where none was asked, nothing is foreseen", () => {
    const { guards } = makePolicy();
    const off = Object.fromEntries(Object.keys(guards).map((name) => [name, false]));
    expect(foresight([], { guards: { ...guards, ...off } })).toBe("");
  });

  test("without a mark there is nothing that the guard for activity could look from; the others look all the same", () => {
    const lines = part(explained(address({ tags: {} }), allQuiet), "Guards")?.split("\n");
    expect(lines).toContain("activity     nothing found, but it only looks from the mark on");
    expect(lines).toContain("dns          nothing found");
  });
});

describe("for a terminal", () => {
  const terminal = Object.assign(new Writable(), {
    isTTY: true,
    columns: 80,
    hasColors: () => true,
    getColorDepth: () => 8,
  });
  const before = process.env.NO_COLOR;
  beforeEach(() => void delete process.env.NO_COLOR);
  afterEach(() => {
    if (before !== undefined) process.env.NO_COLOR = before;
  });

  test.each([
    ["release", 31, address(), []],
    ["wait", 33, address({ tags: {} }), []],
    ["report", 34, tagged({ "janitor:policy": "report" }), undefined],
    ["protect", 35, address(), [denied]],
    ["keep", 32, tagged({ "janitor:policy": "keep" }), undefined],
  ])("%s has its colour, and the words are the same as in a pipe", (kind, colour, resource, evidence) => {
    const explanation = explained(resource, evidence);
    const written = writeText(explanation, terminal);
    expect(written).toContain(`\u001b[${colour}m${kind}\u001b`);
    expect(written).toMatch(new RegExp(`\u001b\\[${colour}m  \\d .* yes`));
    expect(stripVTControlCharacters(written)).toBe(text(explanation));
    expect(text(explanation)).not.toContain("\u001b");
  });

  test.each([60, 80, 120])("all of it fits into %d columns", (columns) => {
    const narrow = Object.assign(new Writable(), { isTTY: true, columns });
    const explanations = oneForEachReason.flatMap(({ resource, evidence }) =>
      modes.map((mode) => explained(resource, evidence, { mode })),
    );
    for (const line of explanations.flatMap((each) => writeText(each, narrow).split("\n"))) {
      expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(columns);
    }
  });
});

test("a command is broken where a shell reads on, and never within quotes", () => {
  const keep = (tagPrefix: string) => part(explained(address({ tags: {} }), [], { tagPrefix }), "To keep it");
  const start = "aws ec2 create-tags --region eu-central-1";
  const resources = "--resources eipalloc-0123456789abcdef0";
  expect(keep("janitor:")).toBe(`${start} \\\n${resources} \\\n--tags Key=janitor:policy,Value=keep`);
  expect(keep("my --tags janitor ")).toBe(
    `${start} ${resources} --tags '[{"Key":"my --tags janitor policy","Value":"keep"}]'`,
  );
});

describe("somebody else's words", () => {
  const titles = /^(Guards( \(asked now; asked again when it is due\))?|When it goes|To keep it|So that it would go)$/;
  const hostile = fc.oneof(hostileText, fc.string({ unit: "binary" }));
  const keys = fc.oneof(
    fc.constantFrom("Name", "Owner", "janitor:policy", "janitor:grace", "lab", "env", "aws:cloudformation:stack-name"),
    hostile.map((words) => `janitor:${words}`),
  );

  test("begin no line of their own, move no cursor, and turn no text around", async () => {
    await fc.assert(
      fc.property(fc.dictionary(keys, hostile, { maxKeys: 3 }), hostile, fc.boolean(), (tags, words, isAddress) => {
        const error = { code: words, message: words, class: "denied" } as const;
        const lastActivity = { event: words, by: words, at: now };
        const said: readonly Evidence[] = [
          { guard: "dns", answer: "found", reason: "dns-record", found: [{ [words]: words }] },
          { guard: "routes", answer: "found", reason: "route-target", found: [{ record: words, zone: words }] },
          { guard: "ptr", answer: "could-not-tell", error },
          { guard: "activity", answer: "nothing-found", lastActivity },
        ];
        const resource = isAddress
          ? address({ tags: { ...tags, ...marked(8 * day) } })
          : networkInterface({
              tags: { ...tags, ...marked(8 * day) },
              operator: words,
              interfaceType: words,
              use: { state: "idle" },
            });
        const used = networkInterface({ use: { state: "in-use", status: words } });
        const usedBy = { instanceId: words, attachmentStatus: words };
        const all = [
          explained(resource, said, { surroundings: { notRead: [words] } }),
          explained(used, undefined, { surroundings: { usedBy } }),
        ];
        for (const each of all) {
          const lines = text(each).split("\n");
          for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          // Three lines of its own, of which a name may make the first longer; all else is set in, under these titles.
          const ownLines = lines.slice(lines.indexOf("")).filter((line) => /^\S/.test(line));
          expect(ownLines.filter((line) => !titles.test(line))).toEqual([]);
          expect(writeJson(each)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("are in the JSON as they are, once it is read", () => {
    const value = "a\u001b[31m\u202eb\u009b\u{e0001}c";
    const json = writeJson(explained(tagged({ Name: value }), []));
    expect(JSON.parse(json)).toMatchObject({ resource: { tags: { Name: value } } });
  });
});

test("as JSON it is the same as data, with instants that can be read", () => {
  const lastActivity = { event: "AssociateAddress", at: now - 9 * day, by: "jane" };
  const said: readonly Evidence[] = [{ guard: "activity", answer: "nothing-found", lastActivity }, denied];
  const fresh = address({ tags: {} });
  expect(JSON.parse(writeJson(explained(fresh, said, { mode: "report" })))).toMatchInlineSnapshot(`
    {
      "at": "2026-11-22T06:00:00.000Z",
      "decision": "wait",
      "detail": {
        "decidedBy": {
          "by": "default",
        },
        "graceMs": 604800000,
      },
      "dueAt": "2026-11-29T06:00:00.000Z",
      "going": {
        "goes": "not-in-mode",
        "inModeRelease": {
          "forbiddenBy": [],
          "goes": "once-marked",
          "notBefore": "2026-11-29T06:00:00.000Z",
        },
        "mode": "report",
      },
      "grace": {
        "from": "policy",
        "graceMs": 604800000,
        "marked": false,
      },
      "guards": [
        {
          "answer": "silent",
          "guard": "dns",
        },
        {
          "answer": "silent",
          "guard": "ptr",
        },
        {
          "answer": "silent",
          "guard": "allow-lists",
        },
        {
          "answer": "nothing-found",
          "guard": "activity",
          "lastActivity": {
            "at": "2026-11-13T06:00:00.000Z",
            "by": "jane",
            "event": "AssociateAddress",
          },
        },
        {
          "answer": "silent",
          "guard": "transfers",
        },
        {
          "answer": "no-say",
          "guard": "routes",
        },
        {
          "answer": "no-say",
          "guard": "templates",
        },
        {
          "answer": "nothing-found",
          "guard": "stacks",
        },
      ],
      "idleSince": "2026-11-22T06:00:00.000Z",
      "keepCommand": "aws ec2 create-tags --region eu-central-1 --resources eipalloc-0123456789abcdef0 --tags Key=janitor:policy,Value=keep",
      "lastActivity": {
        "at": "2026-11-13T06:00:00.000Z",
        "by": "jane",
        "event": "AssociateAddress",
      },
      "lettingGo": {
        "advice": [],
        "commands": [],
      },
      "line": "grace",
      "lines": [
        {
          "answer": "no",
          "line": "in-use",
        },
        {
          "answer": "no",
          "line": "forbidden-by-fact",
        },
        {
          "answer": "no",
          "line": "opted-out",
        },
        {
          "answer": "no",
          "line": "unreadable-tag",
        },
        {
          "answer": "no",
          "line": "paid-but-not-idle",
        },
        {
          "answer": "no",
          "line": "policy",
        },
        {
          "answer": "yes",
          "line": "grace",
        },
        {
          "answer": "not-reached",
          "line": "forbidden-by-evidence",
        },
        {
          "answer": "not-reached",
          "line": "release",
        },
      ],
      "mode": "report",
      "next": "nothing",
      "policyWord": {
        "action": "release",
        "by": "default",
      },
      "reason": "first-seen",
      "regionsNotRead": [],
      "resource": {
        "account": "123456789012",
        "id": "eipalloc-0123456789abcdef0",
        "kind": "elastic-ip",
        "monthlyCostUsd": 3.65,
        "publicIp": "203.0.113.1",
        "region": "eu-central-1",
        "tags": {},
      },
      "version": 1,
    }
  `);
});
