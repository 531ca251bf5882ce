import { writeFileSync } from "node:fs";
import { policySchema } from "../functions/janitor/policy/schema.ts";
import { isObject, type JsonObject, jsonSchemaOf, jsonSchemaText } from "./json-schema.ts";
import { descriptions } from "./policy-descriptions.ts";

/*
 * Writes `policy.schema.json`, with which editors complete and check a policy while it is typed. It comes from the schema
 * that the build uses; only the words, and what zod cannot say in JSON Schema, are added here.
 *
 *     node build/policy-json-schema.ts
 */

/** What `parseDuration` reads; the shortest grace is for the build to check. */
const durations: JsonObject = {
  pattern:
    "^\\s*([0-9]{1,9}\\s*[smhdwSMHDW]|[pP](?=[0-9tT])([0-9]{1,9}[wW])?([0-9]{1,9}[dD])?([tT](?=[0-9])([0-9]{1,9}[hH])?([0-9]{1,9}[mM])?([0-9]{1,9}[sS])?)?)\\s*$",
  examples: ["36h", "7d", "2w", "P14D"],
};

const additions: Readonly<Record<string, JsonObject>> = {
  // Not every validator reads \p{L}; the build still does.
  tagPrefix: { pattern: "^(?![aA][wW][sS]:)(?!\\s).{1,100}(?<!\\s)$" },
  "rules.name": { pattern: "^(?!\\s).{1,100}(?<!\\s)$" },
  grace: durations,
  "rules.grace": durations,
  "rules.match": { minProperties: 1, dependentRequired: { values: ["tag"] } },
};

/** The text of `policy.schema.json`. Throws when a key has no description, or a description no key. */
export function policyJsonSchema(): string {
  const schema = jsonSchemaOf(policySchema);
  const keys = new Set(annotate(schema, []));
  const unused = [...Object.keys(descriptions), ...Object.keys(additions)].filter((key) => !keys.has(key));
  if (unused.length > 0) throw new Error(`policy.yml has no key ${unused.join(", ")}`);
  return jsonSchemaText("elastic-janitor policy", schema);
}

/** Adds its words to each key, and returns the keys: `rules.match.tag` for the tag in the match of any rule. */
function annotate(schema: JsonObject, parents: readonly string[]): string[] {
  const { items, properties } = schema;
  if (isObject(items)) return annotate(items, parents);
  if (!isObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, child]) => {
    const path = [...parents, name];
    const key = path.join(".");
    const description = descriptions[key];
    if (description === undefined) throw new Error(`build/policy-descriptions.ts says nothing about ${key}`);
    if (!isObject(child)) throw new Error(`the JSON Schema of ${key} is no object`);
    Object.assign(child, { description }, additions[key]);
    return [key, ...annotate(child, path)];
  });
}

if (import.meta.main) {
  writeFileSync(new URL("../policy.schema.json", import.meta.url), policyJsonSchema());
}
