import * as fc from "fast-check";
import { expect, test } from "vitest";
import { descriptions } from "../../../build/policy-descriptions.ts";
import { parsePolicyText } from "../../../build/policy-file.ts";
import { type Answers, carefulAnswers } from "../../../cli/init/answers.ts";
import { examples, policyText } from "../../../cli/init/policy-text.ts";
import { digestDays, modes, notifyWhen } from "../../../functions/janitor/domain/policy.ts";
import { knownRegions } from "../../../functions/janitor/domain/regions.ts";
import { defaultPolicy } from "../../../functions/janitor/policy/default-policy.ts";

/** Letters, what YAML gives a meaning, and every other thing that fits into 16 bits. */
const unit = fc.oneof(
  fc.constantFrom(..."abc019:#-[]{}&!|>'\"%@`,~=\\ \n\r\t\u0085\u2028\ufeff"),
  fc.integer({ max: 0xffff }).map((code) => String.fromCharCode(code)),
);
const words = fc.constantFrom("true", "no", "null", "~", "2024", "1e3", "0x1f", "- a", "a: b", "---", "<<", "=", "*");
const text = fc.oneof(fc.string({ unit, minLength: 1, maxLength: 30 }), words);
const key = text.filter((each) => /^(?=[\s\S]*\S)[^*?]{1,128}$/u.test(each));
const value = text.filter((each) => !/[*?,]/.test(each));

/** As the parser makes them. */
const plain = { noNullPrototype: true };

const answers: fc.Arbitrary<Answers> = fc.record({
  mode: fc.constantFrom(...modes),
  regions: fc.oneof(
    fc.constant("all" as const),
    fc.uniqueArray(fc.constantFrom(...knownRegions), { minLength: 1, maxLength: knownRegions.length }),
  ),
  graceMs: fc.oneof(
    fc.integer({ min: 1, max: 3_650 }).map((days) => days * 86_400_000),
    fc.integer({ min: 3_600, max: 1_000_000 }).map((seconds) => seconds * 1_000),
  ),
  protect: fc.array(
    fc.record(
      { tag: key, values: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }) },
      { ...plain, requiredKeys: ["tag"] },
    ),
    { maxLength: 4 },
  ),
  owner: fc.record({ tags: fc.array(key, { maxLength: 4 }) }, plain),
  limits: fc.record({ releases: fc.integer({ min: 1, max: 1_000 }) }, plain),
  notify: fc.record({ when: fc.constantFrom(...notifyWhen), digest: fc.constantFrom(...digestDays) }, plain),
});

test("whatever was answered, the file says exactly that", async () => {
  await fc.assert(
    fc.property(answers, (given) => {
      // By way of a file: what UTF-8 cannot hold is lost on the way.
      const file = Buffer.from(policyText(given), "utf8").toString("utf8");
      expect(parsePolicyText(file, "policy.yml")).toStrictEqual({ ...defaultPolicy, ...given });
    }),
    { numRuns: 500 },
  );
});

test.each([" \n", "  \n\n", "\n \n", " \n \n"])(
  "a value of nothing but spaces and line ends stays what it is: %j",
  (blank) => {
    const protect = [{ tag: "owner", values: [blank, "true"] }];
    expect(parsePolicyText(policyText({ ...carefulAnswers, protect }), "policy.yml")).toMatchObject({ protect });
  },
);

test("the careful answers make the default policy, and protect what says DoNotDelete", () => {
  const protect = [{ tag: "DoNotDelete" }];
  expect(parsePolicyText(policyText(carefulAnswers), "policy.yml")).toStrictEqual({ ...defaultPolicy, protect });
});

test.each([
  [14 * 86_400_000, "14d"],
  [36 * 3_600_000, "36h"],
  [90 * 60_000, "90m"],
  [3_601_000, "3601s"],
])("a grace of %d ms is written as somebody would: %s", (graceMs, written) => {
  expect(policyText({ ...defaultPolicy, graceMs })).toContain(`\ngrace: ${written}\n`);
});

test("every key of a policy is in the file or in an example, with what it is good for", () => {
  const file = policyText(defaultPolicy);
  const prose = file.replaceAll(/\n *# */g, " ");
  for (const [path, description] of Object.entries(descriptions)) {
    const name = path.split(".").at(-1);
    expect(file).toMatch(new RegExp(`(^|[ {#])${name}:`, "m"));
    if (!/^(protect|rules)\./.test(path)) expect(prose).toContain(description);
  }
});

test("no line of a comment is too wide to be read", () => {
  const comments = policyText(defaultPolicy)
    .split("\n")
    .filter((line) => line.includes("#"));
  for (const line of comments) expect(line.length).toBeLessThanOrEqual(100);
});

test.each(Object.entries(examples))(
  "the example of %s can be used as it stands, without its comment signs",
  (name, lines) => {
    const file = policyText(defaultPolicy);
    expect(file).toContain(lines.map((line) => `# ${line}\n`).join(""));
    const without = file.replace(new RegExp(`^${name}: .*\n`, "m"), "");
    const used = without.replace(lines.map((line) => `# ${line}\n`).join(""), `${lines.join("\n")}\n`);
    expect(parsePolicyText(used, "policy.yml")).not.toStrictEqual(defaultPolicy);
  },
);

test("an editor finds the schema where there is one", () => {
  expect(policyText(defaultPolicy, "./policy.schema.json")).toMatch(
    /^# yaml-language-server: \$schema=\.\/policy\.schema\.json\n/,
  );
  expect(policyText(defaultPolicy)).not.toContain("$schema");
});
