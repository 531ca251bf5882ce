import { nearest } from "../../functions/janitor/nearest.ts";
import { looksLikeWebhook, quote } from "./problems.ts";
import { problemOfTimezone } from "./schedule.ts";

/** One thing a deployment can be told. An empty value stands for the default. */
interface Parameter {
  readonly default: string;
  /** One line, for the table in the README. */
  readonly meaning: string;
  /** What is wrong with a value that is not empty. The mode, the regions and the schedule are checked as a whole. */
  readonly check?: (value: string) => string | undefined;
}

/** CloudWatch keeps logs for one of these numbers of days. */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
].map(String);

/** Everything `npm run deploy -- --param="name=value"` can be told: the README's table is made from it. */
export const parameters = {
  email: {
    default: "",
    meaning: "one address that gets the summaries and alarms; AWS asks it to confirm",
    check: (value) =>
      /^[\w.!#%&'*+/=?^`{|}~-]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i.test(value)
        ? undefined
        : `email is ${quote(value)}, which is not one email address.`,
  },
  mode: {
    default: "",
    meaning: "`report`, `mark` or `release`; without it, what `policy.yml` says: `report`, as it comes",
  },
  regions: {
    default: "",
    meaning: "`all` or a comma-separated list; without it, what `policy.yml` says: `all`, as it comes",
  },
  schedule: {
    default: "cron(0 6 * * ? *)",
    meaning: "when it runs: `cron(…)` or `rate(…)` as EventBridge Scheduler has them, at most once an hour",
  },
  timezone: {
    default: "UTC",
    meaning: "the time zone of a `cron(…)`, such as `Europe/Berlin`",
    check: problemOfTimezone,
  },
  slackWebhook: {
    default: "",
    meaning:
      "the name of an SSM SecureString that holds the URL of a Slack incoming webhook (the URL itself is a secret)",
    check: problemOfSlackWebhook,
  },
  chatWorkspace: {
    default: "",
    meaning: "a Slack workspace that Amazon Q Developer in chat applications may already post to: its id, `T…`",
    check: slackId("chatWorkspace", "A workspace's id looks like T0123ABCD."),
  },
  chatChannel: {
    default: "",
    meaning: "the channel in that workspace: its id, `C…`",
    check: slackId("chatChannel", "A channel's id looks like C0123ABCD."),
  },
  alarms: {
    default: "on",
    meaning: "`on` or `off`: CloudWatch alarms, a heartbeat among them, and a dashboard",
    check: oneOf("alarms", ["on", "off"]),
  },
  logRetention: {
    default: "400",
    meaning: "how many days the function's log is kept: releases are restored from it",
    check: (value) =>
      retentions.includes(value)
        ? undefined
        : `logRetention is ${quote(value)}. CloudWatch keeps logs for ${retentions.join(", ")} days.`,
  },
  reserveConcurrency: {
    default: "on",
    meaning: "`on` or `off`: one run at a time. A new account may have too small a Lambda quota to reserve any",
    check: oneOf("reserveConcurrency", ["on", "off"]),
  },
} as const satisfies Readonly<Record<string, Parameter>>;

export type ParameterName = keyof typeof parameters;

export type ParameterValues = Readonly<Record<ParameterName, string>>;

const names = Object.keys(parameters);

/**
 * Every parameter with what was given for it, trimmed, or else its default.
 *
 * @param given what one place says after another, the last one being the one that counts
 * @param problems gets a sentence for everything that cannot be meant
 */
export function readParameters(given: readonly Given[], problems: string[]): ParameterValues {
  const values = new Map<string, string>();
  for (const each of given) {
    const problem = problemOfGiven(each);
    if (problem === undefined) values.set(each.name, each.value.trim());
    else problems.push(problem);
  }
  const read = (name: ParameterName): string => {
    const { default: fallback, check }: Parameter = parameters[name];
    const value = values.get(name) || fallback;
    const problem = value === "" ? undefined : check?.(value);
    if (problem !== undefined) problems.push(problem);
    return value;
  };
  const all: ParameterValues = {
    email: read("email"),
    mode: read("mode"),
    regions: read("regions"),
    schedule: read("schedule"),
    timezone: read("timezone"),
    slackWebhook: read("slackWebhook"),
    chatWorkspace: read("chatWorkspace"),
    chatChannel: read("chatChannel"),
    alarms: read("alarms"),
    logRetention: read("logRetention"),
    reserveConcurrency: read("reserveConcurrency"),
  };
  if ((all.chatWorkspace === "") !== (all.chatChannel === ""))
    problems.push("chatWorkspace and chatChannel are only of use together: give both, or none.");
  return all;
}

/** What is wrong with what was given, whatever the parameter means. */
function problemOfGiven({ name, value, where }: Given): string | undefined {
  // osls would put something else in its place: the environment, files, whatever it finds.
  if (value.includes("${")) return `${where} has a ${"${"} in ${quote(name)}: say what it is to be.`;
  if (name !== "slackWebhook" && looksLikeWebhook(value)) return `${quote(name)} is a URL, and should not be.`;
  if (name === "region" || name === "stage")
    return `${where}: the ${name} of the stack is no parameter. Give it as --${name}.`;
  if (!names.includes(name)) return `${where} names ${quote(name)}, which is no parameter. ${allowed(name, names)}`;
  // A variable that was not set, most likely; it would outdo a file that says `report`.
  if (where === "--param" && value.trim() === "")
    return `--param ${quote(name)} is empty. Leave it out, or say what it is to be.`;
  return undefined;
}

/** What one place says of one parameter. */
export interface Given {
  readonly name: string;
  readonly value: string;
  /** The place: `--param`, or a file. */
  readonly where: string;
}

/** The URL is a secret, so not even the message that refuses it shows it. */
function problemOfSlackWebhook(value: string): string | undefined {
  if (looksLikeWebhook(value)) {
    return (
      "slackWebhook holds a URL, which is a secret. Put it into SSM Parameter Store " +
      "(aws ssm put-parameter --type SecureString --name /elastic-janitor/slack-webhook --value …), and give the name here."
    );
  }
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html#sysman-parameter-name-constraints
  const isName = /^(\/[\w.-]+){1,15}$|^[\w.-]+$/.test(value) && value.length <= 1011;
  return isName && !/^\/?(aws|ssm)/i.test(value)
    ? undefined
    : "slackWebhook is not the name of an SSM parameter, such as /elastic-janitor/slack-webhook.";
}

function slackId(name: string, example: string): (value: string) => string | undefined {
  return (value) => (/^[0-9A-Z]{1,255}$/.test(value) ? undefined : `${name} is ${quote(value)}. ${example}`);
}

function oneOf(name: string, words: readonly string[]): (value: string) => string | undefined {
  return (value) => (words.includes(value) ? undefined : `${name} is ${quote(value)}. ${allowed(value, words)}`);
}

function allowed(value: string, words: readonly string[]): string {
  const near = nearest(value, words);
  return `Allowed: ${words.join(", ")}.${near === undefined ? "" : ` Did you mean ${near}?`}`;
}
