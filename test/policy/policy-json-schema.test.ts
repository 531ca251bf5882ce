import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fromJSONSchema } from "zod";
import { readPolicyFile } from "../../build/policy-file.ts";
import { policyJsonSchema } from "../../build/policy-json-schema.ts";
import { parseDuration } from "../../functions/janitor/domain/duration.ts";
import { defaultPolicy } from "../../functions/janitor/policy/default-policy.ts";

const root = new URL("../../", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), "utf8");
const schema = JSON.parse(read("policy.schema.json"));
/** zod reads JSON Schema too, all but this one keyword. */
const validator = fromJSONSchema(
  JSON.parse(read("policy.schema.json"), (key, value) => (key === "dependentRequired" ? undefined : value)),
);

describe("policy.schema.json", () => {
  test("is up to date: run `node build/policy-json-schema.ts` after a change", () => {
    expect(read("policy.schema.json")).toBe(policyJsonSchema());
  });

  test("says what is meant and what is the default", () => {
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      required: ["version"],
      additionalProperties: false,
      properties: {
        mode: { default: "report", enum: ["report", "mark", "release"], description: expect.any(String) },
        grace: { default: "7d", type: "string" },
        limits: { properties: { releases: { type: "integer", default: 20, minimum: 1, maximum: 1_000 } } },
        rules: { items: { properties: { match: { minProperties: 1, dependentRequired: { values: ["tag"] } } } } },
      },
    });
  });

  test.each([
    [{ version: 1 }, true],
    [{ version: 1, rules: [{ name: "a", match: { kind: "elastic-ip" }, action: "keep", grace: "6h" }] }, true],
    [{ version: 1, rules: [{ name: "a", match: {}, action: "keep" }] }, false],
    [{ version: 1, rules: [{ match: { kind: "elastic-ip" }, action: "keep" }] }, false],
    [{ version: 1, tagPrefix: "jänitor:" }, true],
    [{ version: 1, tagPrefix: "AWS:janitor:" }, false],
    [{ version: 1, rules: [{ name: "a", match: { service: "eks-cni" }, action: "keep" }] }, true],
    [{ version: 1, rules: [{ name: "a", match: { service: "eks_cni" }, action: "keep" }] }, false],
    [{}, false],
    [{ version: 1, mode: "Release" }, false],
    [{ version: 1, notfiy: {} }, false],
    [{ version: 1, grace: "two weeks" }, false],
    [{ version: 1, regions: ["nowhere"] }, false],
    [{ version: 1, limits: { releases: 0 } }, false],
    [{ version: 1, protect: [{ tag: "env", values: ["prod", "dev"] }] }, true],
    [{ version: 1, protect: [{ tag: "env*" }] }, false],
    [{ version: 1, protect: [{ tag: "env", values: ["prod, dev"] }] }, false],
    [{ version: 1, rules: [{ name: "a", match: { tag: "env", values: ["pro?"] }, action: "keep" }] }, false],
  ])("%j passes: %s", (policy, passes) => {
    expect(validator.safeParse(policy).success).toBe(passes);
  });

  test("refuses no duration that the build accepts", async () => {
    const pattern = new RegExp(schema.properties.grace.pattern, "u");
    const characters = fc.constantFrom(..."0123456789smhdwpSMHDWPtT .");
    const iso = fc.stringMatching(/^p(\d{1,2}w)?(\d{1,2}d)?(t(\d{1,2}h)?(\d{1,2}m)?(\d{1,2}s)?)?$/);
    await fc.assert(
      fc.property(fc.oneof(fc.string({ unit: characters, maxLength: 6 }), iso), (text) => {
        if (parseDuration(text) !== undefined) expect(text).toMatch(pattern);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the policy.yml that is shipped", () => {
  const path = new URL("policy.yml", root).pathname;

  test("is the default in every way but the tag that opts out", () => {
    expect(readPolicyFile(path)).toStrictEqual({ ...defaultPolicy, protect: [{ tag: "DoNotDelete" }] });
  });

  test("passes policy.schema.json, and points editors to it", () => {
    expect(validator.safeParse(parse(read("policy.yml")))).toMatchObject({ success: true });
    expect(read("policy.yml")).toMatch(/^# yaml-language-server: \$schema=\.\/policy\.schema\.json\n/);
  });
});
