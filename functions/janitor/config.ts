import { type Mode, modes, type Policy, type Regions } from "./domain/policy.ts";
import { knownRegions } from "./domain/regions.ts";
import type { RunStep } from "./domain/steps.ts";
import { nearest } from "./nearest.ts";
import type { LogGroup } from "./notify/tellable-report.ts";
import { formatProblem } from "./policy/problem.ts";

/** What one run goes by: the policy with the environment's and the event's word in it. */
export interface Config {
  readonly policy: Policy;
  /** The regions that the function is configured for, also where an event has narrowed the run to fewer. */
  readonly everywhere: Regions;
  /** Whether an event has narrowed the run, to fewer regions or to a mode that does less. */
  readonly narrowed: boolean;
  /** What alone may be done, by id; all that is decided where it is absent. What is looked at and told stays the same. */
  readonly only?: ReadonlyMap<string, RunStep> | undefined;
  /** Where the summary goes; nothing is published without it. */
  readonly topicArn?: string | undefined;
  /** The log that the journal ends up in. Absent outside of Lambda, and where the function's log level drops the journal. */
  readonly log?: LogGroup | undefined;
}

/** Something in the environment, the event or the policy that cannot be meant as it stands. Names every such thing. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`nothing was done, because the configuration is wrong:\n${problems.map((each) => `- ${each}`).join("\n")}`);
    this.problems = problems;
  }
}

const variables = ["JANITOR_TOPIC_ARN", "JANITOR_MODE", "JANITOR_REGIONS", "JANITOR_POLICY"] as const;

/**
 * Reads everything a run is told, once and whole. The environment overrides the policy; the event may only narrow what
 * both allow. Empty variables count as absent.
 *
 * @param compiled the policy that was built into the bundle
 * @throws ConfigError naming every problem there is
 */
export async function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  event: unknown,
  compiled: Policy,
): Promise<Config> {
  const problems: string[] = [];
  const given = (name: (typeof variables)[number]) => environment[name]?.trim() || undefined;

  problems.push(...unknownVariables(environment));
  const base = await readPolicy(given("JANITOR_POLICY"), compiled, problems);
  const configured: Policy = {
    ...base,
    mode: readMode("JANITOR_MODE", given("JANITOR_MODE"), problems) ?? base.mode,
    regions: readRegionList("JANITOR_REGIONS", given("JANITOR_REGIONS"), problems) ?? base.regions,
  };
  const policy = narrow(configured, event, problems);
  const topicArn = readTopicArn(given("JANITOR_TOPIC_ARN"), problems);
  problems.push(...silencedJournal(policy.mode, environment));

  if (problems.length > 0) throw new ConfigError(problems);
  const narrowed = policy.mode !== configured.mode || !sameRegions(policy.regions, configured.regions);
  return { policy, everywhere: configured.regions, narrowed, topicArn, log: logOf(environment) };
}

function sameRegions(some: Regions, others: Regions): boolean {
  if (some === "all" || others === "all") return some === others;
  return some.length === new Set(others).size && some.every((region) => others.includes(region));
}

function unknownVariables(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.keys(environment)
    .filter((name) => name.toUpperCase().startsWith("JANITOR_") && !variables.some((known) => known === name))
    .map((name) => `${name} is not a variable of the janitor's. ${allowed(name, variables)}`);
}

/** The schema is loaded only where it is needed: the compiled policy was checked when it was compiled. */
async function readPolicy(json: string | undefined, compiled: Policy, problems: string[]): Promise<Policy> {
  if (json === undefined) return compiled;
  const input = parseJson(json);
  if (input === undefined) {
    problems.push(`JANITOR_POLICY is not JSON: it starts with ${quote(json)}. It holds a whole policy as JSON.`);
    return compiled;
  }
  const { parsePolicy } = await import("./policy/schema.ts");
  const parsed = parsePolicy(input.value);
  if (parsed.ok) return parsed.policy;
  problems.push(...parsed.problems.map((problem) => `JANITOR_POLICY ${formatProblem(problem)}`));
  return compiled;
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return undefined;
  }
}

/** @param problems gets what cannot be meant */
export function readMode(where: string, value: unknown, problems: string[]): Mode | undefined {
  if (value === undefined) return undefined;
  const mode = modes.find((known) => known === value);
  if (mode === undefined) problems.push(`${where} is ${quote(value)}. ${allowed(value, modes)}`);
  return mode;
}

/**
 * Reads `all`, or names with commas between them.
 *
 * @param where what the list stands in, for the words of a problem
 * @param problems gets what cannot be meant
 */
export function readRegionList(where: string, list: string | undefined, problems: string[]): Regions | undefined {
  if (list === undefined) return undefined;
  if (list === "all") return "all";
  return readRegions(
    where,
    list.split(",").map((name) => name.trim()),
    problems,
  );
}

function readRegions(where: string, names: readonly unknown[], problems: string[]): readonly string[] {
  const regions = new Set<string>();
  for (const name of names) {
    const region = knownRegions.find((known) => known === name);
    if (region !== undefined) regions.add(region);
    else
      problems.push(`${where} names the region ${quote(name)}, which does not exist.${didYouMean(name, knownRegions)}`);
  }
  if (names.length === 0) problems.push(`${where} names no region. Leave it out to look at all that are configured.`);
  return [...regions];
}

/**
 * `mode` and `regions` of an event narrow a run by hand. Every other event (a schedule's, a rule's, a test's) is a plain
 * run, but one that all but says `mode` or `regions` was meant to narrow something: it is refused, not run in full.
 */
function narrow(configured: Policy, event: unknown, problems: string[]): Policy {
  if (isWrapped(event)) {
    problems.push('The event is a list or a text. Send an object such as { "mode": "report" }.');
    return configured;
  }
  if (typeof event !== "object" || event === null) return configured;
  const fields = new Map<string, unknown>(Object.entries(event));
  const written = fields.has("detail-type") ? [] : [...fields.keys()];
  for (const field of written) {
    const meant = meantBy(field);
    if (meant !== undefined && meant !== field)
      problems.push(`The event has a field ${quote(field)}. Did you mean "${meant}"?`);
  }
  return {
    ...configured,
    mode: narrowMode(configured.mode, fields.get("mode"), problems),
    regions: narrowRegions(configured.regions, fields.get("regions"), problems),
  };
}

/** `[{ "mode": "report" }]`, JSON that was encoded twice, and a bare `"report"`: somebody meant what is inside. */
function isWrapped(event: unknown): boolean {
  if (Array.isArray(event)) return event.length > 0;
  return (
    typeof event === "string" &&
    (/^\s*[{[]/.test(event) || meantBy(event) !== undefined || nearest(event, modes) !== undefined)
  );
}

function meantBy(field: string): string | undefined {
  return /^dry([-_ ]?run)?$/i.test(field) ? "mode" : nearest(field, ["mode", "regions"]);
}

function narrowMode(configured: Mode, asked: unknown, problems: string[]): Mode {
  const mode = readMode("The event's mode", asked, problems) ?? configured;
  if (modes.indexOf(mode) <= modes.indexOf(configured)) return mode;
  problems.push(
    `The event asks for mode ${mode}, but this function is configured for ${configured}, and an event can only narrow that.`,
  );
  return configured;
}

function narrowRegions(configured: Regions, asked: unknown, problems: string[]): Regions {
  if (asked === undefined) return configured;
  const names = typeof asked === "string" ? asked.split(",").map((name) => name.trim()) : asked;
  if (!Array.isArray(names)) {
    problems.push(`The event's regions is ${quote(asked)}. Allowed is a list of region names.`);
    return configured;
  }
  const regions = readRegions("The event", names, problems);
  if (configured === "all") return regions;
  for (const region of regions.filter((each) => !configured.includes(each))) {
    problems.push(
      `The event asks for ${region}, but this function looks at ${configured.join(", ")} only, and an event can only narrow that.`,
    );
  }
  return regions;
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html#amazonsns-resources-for-iam-policies */
function readTopicArn(arn: string | undefined, problems: string[]): string | undefined {
  if (arn === undefined) return undefined;
  if (/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(arn)) return arn;
  const hint = arn.endsWith(".fifo") ? " A FIFO topic cannot send email." : "";
  problems.push(
    `JANITOR_TOPIC_ARN is ${quote(arn)}, which is not the ARN of an SNS topic.${hint} ` +
      "It looks like arn:aws:sns:eu-central-1:123456789012:janitor.",
  );
  return undefined;
}

/** Lambda says where its log is. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function logOf(environment: Readonly<Record<string, string | undefined>>): LogGroup | undefined {
  const { AWS_REGION: region, AWS_LAMBDA_LOG_GROUP_NAME: name } = environment;
  return region && name && silencingLevel(environment) === undefined ? { region, name } : undefined;
}

/** Releases are undone with the journal, which is written at level INFO: where that is filtered out, none is done. */
function silencedJournal(mode: Mode, environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const level = silencingLevel(environment);
  if (mode !== "release" || level === undefined) return [];
  return [
    `The function's application log level is ${level}, which drops the journal that releases are restored from. ` +
      "Set it to INFO, or use mode mark.",
  ];
}

function silencingLevel(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const level = environment.AWS_LAMBDA_LOG_LEVEL?.toUpperCase();
  return level === undefined || ["TRACE", "DEBUG", "INFO", ""].includes(level) ? undefined : level;
}

function allowed(value: unknown, words: readonly string[]): string {
  return `Allowed: ${words.join(", ")}.${didYouMean(value, words)}`;
}

function didYouMean(value: unknown, words: readonly string[]): string {
  const near = typeof value === "string" ? nearest(value, words) : undefined;
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

/** What was found, short enough for a message. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}
