import { ConfigError, readConfig } from "../../functions/janitor/config.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import { problemOfPolicies } from "../permissions/janitor-policies.ts";
import { type Given, type ParameterValues, readParameters } from "./parameters.ts";
import { SettingsError } from "./problems.ts";
import { problemOfTimezone, readSchedule, type Schedule } from "./schedule.ts";

/** Everything a deployment goes by, checked. */
export interface Settings {
  readonly parameters: ParameterValues;
  /** The policy as the deployed function will have it: with the mode and the regions of the parameters in it. */
  readonly policy: Policy;
  readonly schedule: Schedule;
}

/** Where and when something is deployed. */
export interface Place {
  /** The stack's own region. */
  readonly region: string;
  /** In ms since the epoch. */
  readonly now: number;
}

/**
 * Reads and checks what a deployment was told, all of it before anything else is done.
 *
 * @param given the parameters, the last word of each counting
 * @param compiled the policy that the bundle will carry
 * @throws SettingsError naming every problem there is
 */
export async function readSettings(given: readonly Given[], compiled: Policy, place: Place): Promise<Settings> {
  const problems: string[] = [];
  const parameters = readParameters(given, problems);
  // A wrong time zone has been told already.
  const timezone = problemOfTimezone(parameters.timezone) === undefined ? parameters.timezone : "UTC";
  const schedule = readSchedule(parameters.schedule, timezone, place.now);
  if (!schedule.ok) problems.push(schedule.problem);
  const policy = await readPolicy(parameters, compiled, problems);
  const unwritable = problemOfPolicies(policy);
  if (unwritable !== undefined) problems.push(unwritable);
  problems.push(...partitionProblems(policy, parameters, place.region));
  if (problems.length > 0 || !schedule.ok) throw new SettingsError(problems);
  return { parameters, policy, schedule: schedule.schedule };
}

/** The function itself is asked what it would make of the mode and the regions: nothing else can say it for certain. */
async function readPolicy({ mode, regions }: ParameterValues, compiled: Policy, problems: string[]): Promise<Policy> {
  try {
    const { policy } = await readConfig({ JANITOR_MODE: mode, JANITOR_REGIONS: regions }, undefined, compiled);
    return policy;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const inOurWords = (problem: string) =>
      problem.replace("JANITOR_MODE", "mode").replace("JANITOR_REGIONS", "regions");
    problems.push(...error.problems.map(inOurWords));
    return compiled;
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html: credentials of one partition open no other. */
function partitionProblems({ regions }: Policy, { chatWorkspace }: ParameterValues, home: string): readonly string[] {
  const partition = partitionOf(home);
  const elsewhere = regions === "all" ? [] : regions.filter((region) => partitionOf(region) !== partition);
  return [
    ...elsewhere.map(
      (region) => `regions names ${region}, which is in another AWS partition than ${home}, where this is deployed to.`,
    ),
    ...(chatWorkspace !== "" && partition !== "aws"
      ? [`Amazon Q Developer in chat applications does not exist in ${home}: leave out chatWorkspace and chatChannel.`]
      : []),
  ];
}

function partitionOf(region: string): string {
  return /^(cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/.exec(region)?.[1] ?? "aws";
}
