import { PolicyFileError } from "../build/policy-file.ts";
import { ConfigError } from "../functions/janitor/config.ts";
import { Problem } from "./problem.ts";

/** What is the matter, and what to do, of whatever was thrown. */
export function explainFailure(error: unknown): Problem {
  if (error instanceof PolicyFileError || error instanceof ConfigError) return new Problem(error.message, [], error);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Problem(message, ["With --debug it says where in the code."], error);
}
