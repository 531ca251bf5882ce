import { readFileSync } from "node:fs";
import { fromJSONSchema } from "zod";
import { isObject, type JsonObject } from "../../build/json-schema.ts";

export const schemaText = readFileSync(new URL("../../report.schema.json", import.meta.url), "utf8");
export const schema: JsonObject = JSON.parse(schemaText);

/** zod reads JSON Schema too, so that what is checked is the file that others have. */
const published = fromJSONSchema(schema);
const strict = fromJSONSchema(withoutMore(schema));

/** What `report.schema.json` says is wrong with a report, after its way through JSON. */
export function problems(report: unknown): readonly string[] {
  return issues(published, report);
}

/** The same, and a field that it does not describe is wrong as well. */
export function strictProblems(report: unknown): readonly string[] {
  return issues(strict, report);
}

function issues(reader: typeof published, report: unknown): readonly string[] {
  const { error } = reader.safeParse(JSON.parse(JSON.stringify(report)));
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

/** Every object that names its fields has only those. */
function withoutMore(value: JsonObject): JsonObject {
  const inner = Object.entries(value).map(([key, each]) => [key, strictly(each)]);
  return { ...Object.fromEntries(inner), ...("properties" in value && { additionalProperties: false }) };
}

function strictly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strictly);
  return isObject(value) ? withoutMore(value) : value;
}
