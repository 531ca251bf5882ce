import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { descriptions } from "../../build/policy-descriptions.ts";
import { parsePolicyText } from "../../build/policy-file.ts";
import { services } from "../../functions/janitor/domain/service.ts";
import { parsePolicy } from "../../functions/janitor/policy/schema.ts";

const root = new URL("../../", import.meta.url);
const docs = readFileSync(new URL("docs/policy.md", root), "utf8");
const schema = JSON.parse(readFileSync(new URL("policy.schema.json", root), "utf8"));

const rows = docs
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, key = "", , , standard = "", example = ""]) => ({
    key: key.replaceAll("`", ""),
    standard,
    example: example.replace(/^`|`$/g, ""),
  }));

function jsonSchemaOf(key: string) {
  return key.split(".").reduce((parent, name) => (parent.items ?? parent).properties[name], schema);
}

/** A whole policy around one `key: value`. */
function policyAround(key: string, example: string): unknown {
  const value = parse(example);
  const rule = { name: "a", match: { tag: "b" }, action: "keep" };
  const [top] = key.split(".");
  if (key === top) return { version: 1, ...value };
  if (key.startsWith("rules.match.")) return { version: 1, rules: [{ ...rule, match: { ...rule.match, ...value } }] };
  if (top === "rules") return { version: 1, rules: [{ ...rule, ...value }] };
  if (top === "protect") return { version: 1, protect: [{ tag: "b", ...value }] };
  return { version: 1, [top ?? ""]: value };
}

describe("docs/policy.md", () => {
  test("names every key of the schema, and none that does not exist", () => {
    // That the descriptions name exactly the schema's keys is checked where the JSON Schema is made.
    expect(rows.map(({ key }) => key)).toStrictEqual(Object.keys(descriptions));
  });

  test.each(rows)("has the default of $key right", ({ key, standard }) => {
    const { default: value, type } = jsonSchemaOf(key);
    if (standard.startsWith("`") && value !== undefined) {
      expect(standard).toBe(`\`${typeof value === "string" ? value : JSON.stringify(value)}\``);
    } else {
      expect(standard).toBe(type === "object" && value !== undefined ? "see below" : standard);
      expect(value === undefined || type === "object").toBe(true);
    }
  });

  test.each(rows)("has an example of $key that is accepted", ({ key, example }) => {
    expect(example).toMatch(new RegExp(`^${key.split(".").at(-1)}: `));
    expect(parsePolicy(policyAround(key, example))).toMatchObject({ ok: true });
  });

  test("lists every service, and none that a policy may not name", () => {
    const [, list = ""] = /^## Services\n\n([\s\S]*?)\n\n/m.exec(docs) ?? [];
    expect([...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toStrictEqual([...services]);
  });

  test("shows whole policies that are accepted", () => {
    const blocks = [...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
    expect(blocks.length).toBeGreaterThan(1);
    for (const text of blocks) expect(() => parsePolicyText(text, "docs/policy.md")).not.toThrow();
  });
});
