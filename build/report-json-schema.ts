import { writeFileSync } from "node:fs";
import { jsonSchemaOf, jsonSchemaText } from "./json-schema.ts";
import { reportSchema } from "./report-schema/report.ts";

/*
 * Writes `report.schema.json`, for whoever reads a report by machine.
 *
 *     node build/report-json-schema.ts
 */

/** The text of `report.schema.json`. */
export function reportJsonSchema(): string {
  return jsonSchemaText("elastic-janitor report", jsonSchemaOf(reportSchema));
}

if (import.meta.main) {
  writeFileSync(new URL("../report.schema.json", import.meta.url), reportJsonSchema());
}
