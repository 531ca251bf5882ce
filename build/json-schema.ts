import { type core, toJSONSchema } from "zod/mini";

/*
 * What the JSON Schemas at the top of the repository have in common. Each is made of the zod schema of its subject, and a
 * test tells when it is out of date; `npm run schema` writes them all.
 */

export type JsonObject = Record<string, unknown>;

/** The JSON Schema of what a zod schema reads, without what zod adds of its own accord. */
export function jsonSchemaOf(schema: core.$ZodType): JsonObject {
  const {
    $schema: _dialect,
    "~standard": _standard,
    ...rest
  } = toJSONSchema(schema, {
    target: "draft-2020-12",
    io: "input",
    override: ({ jsonSchema }) => {
      // The largest whole number of JavaScript says nothing about the number meant, nor that a key is text.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      delete jsonSchema.propertyNames;
    },
  });
  return rest;
}

/** The text of a file with that JSON Schema: two spaces, and short lists on one line, as the formatter has it. */
export function jsonSchemaText(title: string, schema: JsonObject): string {
  const { description } = schema;
  const whole = { $schema: "https://json-schema.org/draft/2020-12/schema", title, description, ...schema };
  const text = JSON.stringify(whole, null, 2).replace(/\[\n[^[\]{}]*\n *\]/g, (list, at: number, whole: string) => {
    const line = list.replace(/\n */g, " ").replace("[ ", "[").replace(" ]", "]");
    const before = at - (whole.lastIndexOf("\n", at) + 1);
    return before + line.length + 1 <= 120 ? line : list;
  });
  return `${text}\n`;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
