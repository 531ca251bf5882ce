import * as fc from "fast-check";
import { expect, test } from "vitest";
import { actions, modes, type Policy, type Rule, shortestGraceMs } from "../../functions/janitor/domain/policy.ts";
import { knownRegions } from "../../functions/janitor/domain/regions.ts";
import { services } from "../../functions/janitor/domain/service.ts";
import { parsePolicy } from "../../functions/janitor/policy/schema.ts";

const odd = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** Mostly what a key expects, sometimes anything: deep enough to get past the first check. */
function mostly<T>(good: fc.Arbitrary<T>) {
  return fc.oneof({ weight: 40, arbitrary: good }, { weight: 1, arbitrary: odd });
}

/** Mostly `good`, sometimes a value that is nearly right. */
function orNearly<T>(good: fc.Arbitrary<T>, ...near: readonly T[]) {
  return fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...near) });
}

const mode = orNearly<string>(fc.constantFrom(...modes), "Release", "keep", "on", "", "__proto__");
const action = orNearly<string>(fc.constantFrom(...actions), "Release", "mark", "delete", "", "constructor");
const duration = orNearly(
  fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom("h", "d", "w", " h"))
    .map(([count, unit]) => `${count}${unit}`),
  ...["59m", "3599s", "PT59M", "P0D", "P1Y", "0h", "99999999w", "-1h", "1.5h"],
);
const regionNames = fc.array(orNearly(fc.constantFrom(...knownRegions), "nowhere"), { minLength: 1, maxLength: 3 });
const tag = orNearly(fc.constantFrom("env", "Owner", "aws:x"), " ", "", "*", "en?");
const values = fc.array(orNearly(fc.constantFrom("prod", "", "x", "y", "z"), "prod*", "x,y"), { maxLength: 2 });
const tagPrefix = orNearly(fc.constantFrom("janitor:", "j", "a b"), "aws:", "AWS:j", " j", "j ", "", "\u00a0", "j*");
const releases = orNearly(fc.integer({ min: 1, max: 1_000 }), 0, 1_001, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY);
const price = orNearly(fc.double({ min: 0.001, max: 1, noNaN: true }), 0, -0, -1, 1.1, Number.NaN);
const service = orNearly<string>(fc.constantFrom(...services), "Lambda", "eks_cni", "", "__proto__", "constructor");
/** What goes together, and sometimes what does not. */
const match = fc.oneof(
  fc.record({ tag: mostly(tag), values: mostly(fc.constant(["x"])) }),
  fc.record({ kind: mostly(fc.constant("network-interface")), description: mostly(fc.constantFrom("aws-K8S", "x")) }),
  fc.record({ regions: mostly(regionNames) }),
  fc.record({ service: mostly(service) }),
  fc.record(
    {
      kind: mostly(fc.constantFrom("elastic-ip", "network-interface")),
      tag: mostly(tag),
      values: mostly(values),
      service: mostly(service),
      description: mostly(orNearly(fc.string({ minLength: 1 }), "", " ")),
    },
    { requiredKeys: [] },
  ),
);
const rule = fc.record(
  {
    name: mostly(fc.stringMatching(/^[a-z]{1,3}$/)),
    match: mostly(match),
    action: mostly(action),
    grace: mostly(duration),
  },
  { requiredKeys: ["name", "match", "action"] },
);
const protect = fc.record({ tag: mostly(tag), values: mostly(values) }, { requiredKeys: ["tag"] });
const likely = fc.record(
  {
    version: mostly(fc.constant(1)),
    mode: mostly(mode),
    regions: mostly(fc.oneof(fc.constant("all"), regionNames)),
    tagPrefix: mostly(tagPrefix),
    grace: mostly(duration),
    default: mostly(action),
    limits: mostly(fc.record({ releases: mostly(releases) }, { requiredKeys: [] })),
    guards: mostly(
      fc.record(
        { dns: mostly(fc.boolean()), "allow-lists": mostly(fc.boolean()), stacks: mostly(fc.boolean()) },
        { requiredKeys: [] },
      ),
    ),
    protect: mostly(fc.array(mostly(protect), { maxLength: 1 })),
    rules: mostly(fc.array(mostly(rule), { maxLength: 2 })),
    owner: mostly(fc.record({ tags: mostly(fc.array(tag, { maxLength: 2 })) }, { requiredKeys: [] })),
    prices: mostly(fc.record({ elasticIpHourlyUsd: mostly(price) }, { requiredKeys: [] })),
  },
  { requiredKeys: ["version"] },
);

test("whatever comes in is refused with reasons, or is a policy within the limits", async () => {
  let accepted = 0;
  let withRules = 0;
  await fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: likely }, { weight: 1, arbitrary: odd }), (input) => {
      const parsed = parsePolicy(input);
      if (!parsed.ok) {
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const { message } of parsed.problems) expect(message).toMatch(/^(found|unknown key).*expected /);
        return;
      }
      accepted += 1;
      if (parsed.policy.rules.length > 0) withRules += 1;
      expectSafe(parsed.policy);
      parsed.policy.rules.forEach(expectSafeRule);
      expect(JSON.parse(JSON.stringify(parsed.policy))).toStrictEqual(parsed.policy);
    }),
    { numRuns: 3_000 },
  );
  // A generator that never gets through would prove nothing.
  expect(accepted).toBeGreaterThan(300);
  expect(withRules).toBeGreaterThan(50);
});

function expectSafe(policy: Policy): void {
  expect(modes).toContain(policy.mode);
  expect(actions).toContain(policy.default);
  expect(policy.graceMs).toBeGreaterThanOrEqual(shortestGraceMs);
  expect(policy.limits.releases).toSatisfy(Number.isInteger);
  expect(policy.limits.releases).toBeGreaterThanOrEqual(1);
  expect(policy.limits.releases).toBeLessThanOrEqual(1_000);
  expect(policy.prices.elasticIpHourlyUsd).toBeGreaterThan(0);
  expect(policy.prices.elasticIpHourlyUsd).toBeLessThanOrEqual(1);
  expect(policy.tagPrefix).not.toMatch(/^aws:|^\s|\s$|^$/i);
  expect(policy.regions === "all" || isRegionList(policy.regions)).toBe(true);
  policy.protect.forEach(expectSafeTag);
  for (const tag of policy.owner.tags) expectSafeTag({ tag });
  expect(new Set(policy.rules.map(({ name }) => name)).size).toBe(policy.rules.length);
}

function expectSafeRule({ match, action, graceMs = shortestGraceMs }: Rule): void {
  expect(actions).toContain(action);
  expect(graceMs).toBeGreaterThanOrEqual(shortestGraceMs);
  expect(Object.keys(match)).not.toStrictEqual([]);
  expect(Object.keys(match)).not.toStrictEqual(["values"]);
  expectSafeTag(match);
  expect([undefined, ...services]).toContain(match.service);
  expect(match.service === undefined || match.kind !== "elastic-ip").toBe(true);
  expect(match.description ?? "any").toMatch(/\S/);
  expect(match.regions === undefined || isRegionList(match.regions)).toBe(true);
}

/** Nothing in it looks like a pattern or like several values: it would match nothing, and protect nothing. */
function expectSafeTag({ tag = "any", values }: Rule["match"]): void {
  expect(tag).toMatch(/\S/);
  expect(tag).not.toMatch(/[*?]/);
  expect(values).not.toStrictEqual([]);
  expect(values?.join("") ?? "").not.toMatch(/[*?,]/);
}

function isRegionList(regions: readonly string[]): boolean {
  const known = regions.every((name) => knownRegions.includes(name));
  return known && regions.length > 0 && new Set(regions).size === regions.length;
}
