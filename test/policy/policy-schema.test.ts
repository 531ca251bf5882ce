import { describe, expect, test } from "vitest";
import { services } from "../../functions/janitor/domain/service.ts";
import { defaultPolicy } from "../../functions/janitor/policy/default-policy.ts";
import { formatProblem, type PolicyProblem } from "../../functions/janitor/policy/problem.ts";
import { parsePolicy } from "../../functions/janitor/policy/schema.ts";

const hour = 3_600_000;

function policyOf(input: Readonly<Record<string, unknown>>) {
  const parsed = parsePolicy({ version: 1, ...input });
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return parsed.policy;
}

function problemsOf(input: unknown): readonly PolicyProblem[] {
  const parsed = parsePolicy(input);
  return parsed.ok ? [] : parsed.problems;
}

/** The problems of a policy that is right but for these keys. */
function complaints(input: Readonly<Record<string, unknown>>): string[] {
  return problemsOf({ version: 1, ...input }).map(formatProblem);
}

function ruleComplaints(rule: Readonly<Record<string, unknown>>): string[] {
  return complaints({ rules: [{ name: "a", match: { kind: "elastic-ip" }, action: "keep", ...rule }] });
}

const topLevelKeys =
  "version, mode, regions, tagPrefix, grace, default, limits, guards, protect, rules, owner, notify or prices";

describe("a policy that is right", () => {
  test("needs nothing but its version, and then reports only", () => {
    expect(parsePolicy({ version: 1 })).toStrictEqual({ ok: true, policy: defaultPolicy });
    expect(defaultPolicy).toMatchObject({ mode: "report", graceMs: 168 * hour, limits: { releases: 20 } });
  });

  test("comes out as it was written, with durations in milliseconds", () => {
    expect(
      policyOf({
        mode: "release",
        regions: ["eu-central-1", "us-gov-west-1", "cn-north-1"],
        tagPrefix: "Acme Corp/janitor@x+y=z._:-",
        grace: "P14D",
        default: "keep",
        limits: { releases: 1_000 },
        guards: {
          dns: false,
          ptr: false,
          "allow-lists": false,
          activity: false,
          transfers: false,
          routes: false,
          templates: false,
          stacks: false,
        },
        protect: [{ tag: "DoNotDelete" }, { tag: "env", values: ["prod", ""] }],
        rules: [
          {
            name: "leaked EKS interfaces",
            match: {
              kind: "network-interface",
              tag: "t",
              values: ["v"],
              regions: ["eu-west-1"],
              description: "aws-K8S",
            },
            action: "release",
            grace: "1h",
          },
          { name: "no grace of its own", match: { tag: "aws:cloudformation:stack-name" }, action: "report" },
        ],
        owner: { tags: [] },
        notify: { when: "always", digest: "never" },
        prices: { elasticIpHourlyUsd: 1 },
      }),
    ).toStrictEqual({
      mode: "release",
      regions: ["eu-central-1", "us-gov-west-1", "cn-north-1"],
      tagPrefix: "Acme Corp/janitor@x+y=z._:-",
      graceMs: 336 * hour,
      default: "keep",
      limits: { releases: 1_000 },
      guards: {
        dns: false,
        ptr: false,
        "allow-lists": false,
        activity: false,
        transfers: false,
        routes: false,
        templates: false,
        stacks: false,
      },
      protect: [{ tag: "DoNotDelete" }, { tag: "env", values: ["prod", ""] }],
      rules: [
        {
          name: "leaked EKS interfaces",
          match: { kind: "network-interface", tag: "t", values: ["v"], regions: ["eu-west-1"], description: "aws-K8S" },
          action: "release",
          graceMs: hour,
        },
        { name: "no grace of its own", match: { tag: "aws:cloudformation:stack-name" }, action: "report" },
      ],
      owner: { tags: [] },
      notify: { when: "always", digest: "never" },
      prices: { elasticIpHourlyUsd: 1 },
    });
  });

  test.each(services)("may name the service %s", (service) => {
    const match = { kind: "network-interface", service };
    expect(policyOf({ rules: [{ name: "a", match, action: "keep" }] }).rules[0]?.match).toStrictEqual(match);
  });

  test.each([
    ["limits", { limits: {} }],
    ["guards", { guards: {} }],
    ["owner", { owner: {} }],
    ["prices", { prices: {} }],
  ])("keeps its defaults in an empty %s", (_, input) => {
    expect(policyOf(input)).toStrictEqual(defaultPolicy);
  });

  test("is not shared: changing one does not change the next", () => {
    expect(policyOf({}).rules).not.toBe(policyOf({}).rules);
    expect(policyOf({}).owner.tags).not.toBe(defaultPolicy.owner.tags);
  });
});

describe("each mistake says what was found and what is allowed", () => {
  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ version: undefined }, "version: found nothing, expected the number 1"],
    [{ version: "1" }, 'version: found "1", expected the number 1; did you mean 1 without quotes?'],
    [{ version: 2 }, "version: found 2, expected the number 1"],
    [{ mode: "Release" }, 'mode: found "Release", expected report, mark or release; did you mean release?'],
    [{ mode: "reprot" }, 'mode: found "reprot", expected report, mark or release; did you mean report?'],
    [{ mode: "dry-run" }, 'mode: found "dry-run", expected report, mark or release'],
    [{ mode: null }, "mode: found nothing, expected report, mark or release"],
    [{ mode: ["report"] }, "mode: found a list, expected report, mark or release"],
    [
      { regions: "eu-west1" },
      'regions: found "eu-west1", expected all or a list of AWS regions such as [eu-central-1, us-east-1]; did you mean [eu-west-1]?',
    ],
    [
      { regions: "eu-west-1" },
      'regions: found "eu-west-1", expected all or a list of AWS regions such as [eu-central-1, us-east-1]; did you mean [eu-west-1]?',
    ],
    [{ regions: [] }, "regions: found an empty list, expected a list with at least one AWS region"],
    [
      { regions: ["eu-west-1", "eu-centrl-1"] },
      'regions[1]: found "eu-centrl-1", expected an AWS region such as eu-central-1; did you mean eu-central-1?',
    ],
    [{ regions: ["aws-global"] }, 'regions[0]: found "aws-global", expected an AWS region such as eu-central-1'],
    [{ regions: ["eu-west-1", "eu-west-1"] }, 'regions[1]: found "eu-west-1", expected each one only once'],
    [{ grace: 7 }, "grace: found 7, expected a duration of at least 1h, such as 36h, 7d or P14D"],
    [{ grace: "two weeks" }, 'grace: found "two weeks", expected a duration of at least 1h, such as 36h, 7d or P14D'],
    [
      { grace: "07 Days" },
      'grace: found "07 Days", expected a duration of at least 1h, such as 36h, 7d or P14D; did you mean 7d?',
    ],
    [
      { grace: "90 minutes" },
      'grace: found "90 minutes", expected a duration of at least 1h, such as 36h, 7d or P14D; did you mean 90m?',
    ],
    [{ grace: "30 mins" }, 'grace: found "30 mins", expected a duration of at least 1h, such as 36h, 7d or P14D'],
    [{ grace: "2 months" }, 'grace: found "2 months", expected a duration of at least 1h, such as 36h, 7d or P14D'],
    [{ grace: "59m" }, 'grace: found "59m", expected a duration of at least 1h, such as 36h, 7d or P14D'],
    [{ grace: "3599s" }, 'grace: found "3599s", expected a duration of at least 1h, such as 36h, 7d or P14D'],
    [{ default: "delete" }, 'default: found "delete", expected keep, report or release'],
    [{ limits: 20 }, "limits: found 20, expected a mapping with the key releases"],
    [{ limits: { releases: 0 } }, "limits.releases: found 0, expected a whole number from 1 to 1000"],
    [{ limits: { releases: 1001 } }, "limits.releases: found 1001, expected a whole number from 1 to 1000"],
    [{ limits: { releases: 1.5 } }, "limits.releases: found 1.5, expected a whole number from 1 to 1000"],
    [{ limits: { releases: -1.5 } }, "limits.releases: found -1.5, expected a whole number from 1 to 1000"],
    [
      { limits: { releases: "20" } },
      'limits.releases: found "20", expected a whole number from 1 to 1000; did you mean 20 without quotes?',
    ],
    [{ guards: { stacks: "off" } }, 'guards.stacks: found "off", expected true or false; did you mean false?'],
    [{ guards: { stacks: "ture" } }, 'guards.stacks: found "ture", expected true or false; did you mean true?'],
    [{ guards: { stacks: 1 } }, "guards.stacks: found 1, expected true or false"],
    [{ protect: { tag: "x" } }, "protect: found a mapping, expected a list such as [{ tag: DoNotDelete }]"],
    [{ protect: ["x"] }, 'protect[0]: found "x", expected a mapping with keys such as tag or values'],
    [
      { protect: [{ tag: "  " }] },
      'protect[0].tag: found "  ", expected a tag key of 1 to 128 characters, without * or ?',
    ],
    [
      { protect: [{ tag: 2024 }] },
      "protect[0].tag: found 2024, expected a tag key of 1 to 128 characters, without * or ?; put it in quotes",
    ],
    [{ protect: [{}] }, "protect[0].tag: found nothing, expected a tag key of 1 to 128 characters, without * or ?"],
    [
      { protect: [{ tag: "x", values: [] }] },
      "protect[0].values: found an empty list, expected a list with at least one tag value",
    ],
    [
      { protect: [{ tag: "x", values: undefined }] },
      "protect[0].values: found nothing, expected a list with at least one tag value",
    ],
    [
      { protect: [{ tag: "x", values: "" }] },
      'protect[0].values: found "", expected a list with at least one tag value',
    ],
    [
      { protect: [{ tag: "x", values: "y" }] },
      'protect[0].values: found "y", expected a list with at least one tag value',
    ],
    [
      { protect: [{ tag: "x", values: [false] }] },
      "protect[0].values[0]: found false, expected one tag value of at most 256 characters, without * or ? or a comma; put it in quotes",
    ],
    [{ rules: {} }, "rules: found an empty mapping, expected a list of rules, each with name, match and action"],
    [{ owner: { tags: "Owner" } }, 'owner.tags: found "Owner", expected a list of tag keys'],
    [
      { prices: { elasticIpHourlyUsd: 0 } },
      "prices.elasticIpHourlyUsd: found 0, expected a price in USD above 0 and at most 1",
    ],
    [
      { prices: { elasticIpHourlyUsd: 5 } },
      "prices.elasticIpHourlyUsd: found 5, expected a price in USD above 0 and at most 1",
    ],
    [
      { prices: { elasticIpHourlyUsd: Number.NaN } },
      "prices.elasticIpHourlyUsd: found NaN, expected a price in USD above 0 and at most 1",
    ],
    [{ moed: "report" }, `moed: unknown key, expected ${topLevelKeys}; did you mean mode?`],
    [{ notfiy: {} }, `notfiy: unknown key, expected ${topLevelKeys}; did you mean notify?`],
    [
      { notify: { when: "allways" } },
      'notify.when: found "allways", expected attention or always; did you mean always?',
    ],
    [
      { notify: { digest: "Monday" } },
      'notify.digest: found "Monday", expected monday, tuesday, wednesday, thursday, friday, saturday, sunday or never; did you mean monday?',
    ],
    [
      { guards: { dsn: true } },
      "guards.dsn: unknown key, expected dns, ptr, allow-lists, activity, transfers, routes, templates or stacks; did you mean dns?",
    ],
    [{ protect: [{ tag: "x", "two words": 1 }] }, 'protect[0]["two words"]: unknown key, expected tag or values'],
  ])("%j", (input, complaint) => {
    expect(complaints(input)).toStrictEqual([complaint]);
  });

  const key = "a tag key of 1 to 128 characters, without * or ?";
  const value = "one tag value of at most 256 characters, without * or ? or a comma";

  test.each<[string, string]>([
    ["team-*", key],
    ["*", key],
    ["env?", key],
    ["", key],
    ["k".repeat(129), key],
  ])("a tag key that no tag has, or that looks like a pattern: %j", (tag, expected) => {
    const found = JSON.stringify(tag.length > 60 ? `${tag.slice(0, 59)}…` : tag);
    const told = `found ${found}, expected ${expected}`;
    expect(complaints({ protect: [{ tag }] })).toStrictEqual([`protect[0].tag: ${told}`]);
    expect(ruleComplaints({ match: { tag } })).toStrictEqual([`rules[0].match.tag: ${told}`]);
    expect(complaints({ owner: { tags: ["Owner", tag] } })).toStrictEqual([`owner.tags[1]: ${told}`]);
  });

  test.each(["prod*", "*", "prod?", "prod, staging", "prod,", ",", "v".repeat(257)])(
    "a tag value that looks like a pattern or like several: %j",
    (text) => {
      const found = JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
      const told = `found ${found}, expected ${value}`;
      const values = ["dev", text];
      expect(complaints({ protect: [{ tag: "env", values }] })).toStrictEqual([`protect[0].values[1]: ${told}`]);
      expect(ruleComplaints({ match: { tag: "env", values } })).toStrictEqual([`rules[0].match.values[1]: ${told}`]);
    },
  );

  test("other signs in tag keys and values are nothing special", () => {
    const tag = "Kosten/Stelle: ä+b=c.d_e-f@g (h), 漢😀";
    const values = ["", "a b", "漢😀", "x".repeat(256), "😀".repeat(256), "[prod]", "prod|dev", "prod;dev", "50%"];
    const match = { tag, values };
    expect(policyOf({ protect: [match, { tag: "😀".repeat(128) }] }).protect[0]).toStrictEqual(match);
    expect(policyOf({ rules: [{ name: "a", match, action: "keep" }] }).rules[0]?.match).toStrictEqual(match);
  });

  test.each<[Readonly<Record<string, unknown>>, string]>([
    [
      { name: "" },
      'rules[0].name: found "", expected a name of 1 to 100 characters on one line, with no white space at its ends',
    ],
    [
      { name: "a\nb" },
      'rules[0].name: found "a\\nb", expected a name of 1 to 100 characters on one line, with no white space at its ends',
    ],
    [{ action: undefined }, "rules[0].action: found nothing, expected keep, report or release"],
    [
      { grace: undefined },
      "rules[0].grace: found nothing, expected a duration of at least 1h, such as 36h, 7d or P14D",
    ],
    [{ grace: "10m" }, 'rules[0].grace: found "10m", expected a duration of at least 1h, such as 36h, 7d or P14D'],
    [{ match: undefined }, "rules[0].match: found nothing, expected a mapping with keys such as kind, tag or values"],
    [
      { match: {} },
      "rules[0].match: found an empty mapping, expected at least one of kind, tag, regions, service or description: it would match everything",
    ],
    [{ match: { kind: "eni" } }, 'rules[0].match.kind: found "eni", expected elastic-ip or network-interface'],
    [
      { match: { kinds: "elastic-ip" } },
      "rules[0].match.kinds: unknown key, expected kind, tag, values, regions, service or description; did you mean kind?",
    ],
    [
      { match: { values: ["x"] } },
      "rules[0].match.values: found values without a tag, expected the tag key they belong to beside them",
    ],
    [
      { match: { tags: "t", values: ["x"] } },
      "rules[0].match.tags: unknown key, expected kind, tag, values, regions, service or description; did you mean tag?",
    ],
    [
      { match: { regions: "eu-west-1" } },
      'rules[0].match.regions: found "eu-west-1", expected a list with at least one AWS region',
    ],
    [
      { match: { description: " " } },
      'rules[0].match.description: found " ", expected a part of a description, 1 to 255 characters',
    ],
    [
      { match: { service: "eks_cni" } },
      'rules[0].match.service: found "eks_cni", expected a service such as lambda, elb or eks-cni; did you mean eks-cni?',
    ],
    [
      { match: { service: "Lambda" } },
      'rules[0].match.service: found "Lambda", expected a service such as lambda, elb or eks-cni; did you mean lambda?',
    ],
    [
      { match: { service: "kubernetes" } },
      'rules[0].match.service: found "kubernetes", expected a service such as lambda, elb or eks-cni',
    ],
    [
      { match: { service: ["lambda", "elb"] } },
      "rules[0].match.service: found a list, expected a service such as lambda, elb or eks-cni",
    ],
    [
      { match: { services: "elb" } },
      "rules[0].match.services: unknown key, expected kind, tag, values, regions, service or description; did you mean service?",
    ],
    [
      { match: { kind: "elastic-ip", service: "elb" } },
      "rules[0].match.service: found a service beside kind: elastic-ip, expected kind: network-interface",
    ],
    [
      { match: { kind: "elastic-ip", description: "x" } },
      "rules[0].match.description: found a description beside kind: elastic-ip, expected kind: network-interface",
    ],
  ])("in a rule: %j", (rule, complaint) => {
    expect(ruleComplaints(rule)).toStrictEqual([complaint]);
  });

  test.each(["", " janitor:", "janitor: ", "aws:janitor:", "AWS:", "jan*itor", "jan\titor", "x".repeat(101)])(
    "a tag prefix that AWS would refuse: %j",
    (tagPrefix) => {
      expect(complaints({ tagPrefix })).toHaveLength(1);
      expect(complaints({ tagPrefix })[0]).toContain(
        "expected 1 to 100 letters, digits, spaces or + - = . _ : / @, not starting with aws: and with no white space at its ends",
      );
    },
  );

  test.each([null, undefined, [], "version: 1", 1])("something that is no policy at all: %j", (input) => {
    expect(problemsOf(input)).toMatchObject([
      { path: [], message: expect.stringContaining("expected a mapping with keys such as version, mode or regions") },
    ]);
  });

  test("long values are cut", () => {
    expect(complaints({ mode: "x".repeat(10_000) })).toStrictEqual([
      `mode: found "${"x".repeat(59)}…", expected report, mark or release`,
    ]);
  });
});

describe("all mistakes are told at once", () => {
  test("wherever they are, with those that only show between values", () => {
    const rule = { match: { kind: "elastic-ip" }, action: "keep" };
    expect(
      problemsOf({
        mode: "on",
        extra: 1,
        regions: ["eu-west-1", "nowhere", "eu-west-1"],
        rules: [
          { ...rule, name: "a", grace: "1m" },
          { ...rule, name: "a" },
          { ...rule, name: "b", match: { values: [1] } },
        ],
      }).map(({ path, unknownKey }) => [path.join("."), unknownKey]),
    ).toStrictEqual([
      ["version", undefined],
      ["mode", undefined],
      ["regions.1", undefined],
      ["regions.2", undefined],
      ["rules.0.grace", undefined],
      ["rules.2.match.values.0", undefined],
      ["rules.2.match.values", undefined],
      ["rules.1.name", undefined],
      ["extra", true],
    ]);
  });

  test("a name that is used twice", () => {
    const rule = { name: "a", match: { kind: "elastic-ip" }, action: "keep" };
    expect(complaints({ rules: [rule, rule] })).toStrictEqual([
      'rules[1].name: found "a", expected a name that no other rule has',
    ]);
  });
});

describe("keys that mean something to JavaScript", () => {
  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"])("%s is an unknown key", (key) => {
    const inTop: unknown = JSON.parse(`{ "version": 1, ${JSON.stringify(key)}: { "mode": "release" } }`);
    const inLimits: unknown = JSON.parse(`{ "version": 1, "limits": { ${JSON.stringify(key)}: {} } }`);
    const inMatch: unknown = JSON.parse(
      `{ "version": 1, "rules": [{ "name": "a", "match": { ${JSON.stringify(key)}: {} }, "action": "release" }] }`,
    );
    expect(problemsOf(inTop)).toMatchObject([{ path: [key], unknownKey: true }]);
    expect(problemsOf(inLimits)).toMatchObject([{ path: ["limits", key], unknownKey: true }]);
    expect(problemsOf(inMatch)).toMatchObject([{ path: ["rules", 0, "match", key], unknownKey: true }]);
  });
});
