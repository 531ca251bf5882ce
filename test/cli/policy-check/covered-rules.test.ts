import * as fc from "fast-check";
import { expect, test } from "vitest";
import { coveredRules } from "../../../cli/policy-check/covered-rules.ts";
import { decide } from "../../../functions/janitor/domain/decide.ts";
import type { Rule } from "../../../functions/janitor/domain/policy.ts";
import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import { account, day, makeAddress, makeInterface, makePolicy, marked, now } from "../../domain/make.ts";

const plain = { noNullPrototype: true };
const regions = fc.subarray(["eu-central-1", "us-east-1"], { minLength: 1 });
const values = fc.subarray(["Prod", "test"], { minLength: 1 });
const match: fc.Arbitrary<Rule["match"]> = fc
  .oneof(
    fc.record({ kind: fc.constantFrom("elastic-ip", "network-interface"), tag: fc.constant("ENV") }, some("kind")),
    fc.record({ tag: fc.constantFrom("env", "Env "), values, regions }, some("tag")),
    fc.record({ service: fc.constant("eks-cni"), description: fc.constantFrom("k8s", "aws-K8S") }, some("service")),
    fc.record({ description: fc.constantFrom("K8S", "aws-k8s"), tag: fc.constant("env") }, some("description")),
  )
  .map((each) => each as Rule["match"]);

function some<const Key extends string>(key: Key) {
  return { ...plain, requiredKeys: [key] };
}

const resource: fc.Arbitrary<Resource> = fc
  .record({
    tags: fc.constantFrom({}, { env: "prod" }, { Env: "other" }, { ENV: "TEST", env: "prod" }),
    region: fc.constantFrom("eu-central-1", "us-east-1"),
    description: fc.constantFrom("", "aws-K8S-i-0123456789abcdef0", "my k8s one"),
    isAddress: fc.boolean(),
  })
  .map(({ tags, region, description, isAddress }) => {
    const same = { scope: { account, region }, tags: marked(8 * day, tags) };
    return isAddress ? makeAddress(same) : makeInterface({ ...same, description });
  });

test("a rule that is called covered never decides about anything", async () => {
  let covered = 0;
  let decided = 0;
  await fc.assert(
    fc.property(match, match, fc.array(resource, { minLength: 5, maxLength: 20 }), (wide, narrow, resources) => {
      const rules: readonly Rule[] = [
        { name: "earlier", match: wide, action: "keep" },
        { name: "later", match: narrow, action: "report" },
      ];
      const byLater = resources.filter((each) => decide(each, makePolicy({ rules }), now, []).kind === "report");
      decided += byLater.length;
      if (coveredRules(rules).length === 0) return;
      covered += 1;
      expect(byLater).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
  // Neither side would prove anything alone.
  expect(covered).toBeGreaterThan(100);
  expect(decided).toBeGreaterThan(100);
});
