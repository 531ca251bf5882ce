import { existsSync } from "node:fs";
import { join } from "node:path";
import { knownRegions } from "../functions/janitor/domain/regions.ts";
import { nearest } from "../functions/janitor/nearest.ts";
import { quote } from "./problems.ts";

/** The file next to serverless.yml that may hold parameters. */
export const parametersFile = "parameters.yml";

/** What was typed, as osls has understood it. */
export interface Invocation {
  /** `deploy`, `package` … */
  readonly command: string;
  readonly region: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where serverless.yml is. */
  readonly folder: string;
}

/** What was said and would not be heard, a sentence each. */
export function problemsOfInvocation({ command, region, environment, folder }: Invocation): readonly string[] {
  const problems: string[] = [];
  const where = region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (["deploy", "remove"].includes(command) && where === undefined) {
    problems.push(
      "it is not said where the janitor lives: give --region eu-central-1 (or AWS_REGION), and the same one each time.",
    );
  }
  if (where !== undefined && !knownRegions.includes(where)) {
    const near = nearest(where, knownRegions);
    problems.push(`the region ${quote(where)} does not exist.${near === undefined ? "" : ` Did you mean ${near}?`}`);
  }
  for (const option of ["param", "region", "stage", "aws_profile"]) {
    // npm takes for itself what does not stand behind `--`, and puts it there.
    if (environment[`npm_config_${option}`] === undefined) continue;
    const written = option.replace("_", "-");
    problems.push(`npm has kept --${written} for itself. Write -- before it: npm run ${command} -- --${written} …`);
  }
  if (existsSync(join(folder, "parameters.yaml")))
    problems.push(`parameters.yaml is not read. Name it ${parametersFile}.`);
  return problems;
}
