import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import * as z from "zod/mini";
import { buildReport } from "../../functions/janitor/domain/build-report.ts";
import { measureRun } from "../../functions/janitor/measure.ts";
import { findOnPath } from "../support/on-path.ts";
import { aPolicy, now } from "../support/samples.ts";
import { copyService, params, type ServiceCopy } from "./service-copy.ts";
import { region, resolve, resourcesOf, type TemplateResource } from "./template.ts";

/** What a stack is like when nothing was said, and when everything was. */
interface Packaged {
  readonly service: ServiceCopy;
  /** What osls has said. */
  readonly output: string;
  readonly resources: ReadonlyMap<string, TemplateResource>;
}

const everything = {
  email: "ops@example.com",
  mode: "release",
  regions: "eu-central-1,us-east-1",
  schedule: "cron(0 6 ? * MON-FRI *)",
  timezone: "Europe/Berlin",
  slackWebhook: "/elastic-janitor/slack-webhook",
  chatWorkspace: "T0123ABCD",
  chatChannel: "C0123ABCD",
  logRetention: "731",
};

let asItComes: Packaged;
let withEverything: Packaged;
let fromFile: Packaged;

beforeAll(async () => {
  asItComes = await packaged({});
  withEverything = await packaged(everything);
  fromFile = await packaged(
    { mode: "mark" },
    'mode: release\nschedule: "cron(0 6 ? * MON *)"\nreserveConcurrency: off\n',
  );
}, 180_000);
afterAll(() => {
  for (const each of [asItComes, withEverything, fromFile]) each?.service.remove();
});

async function packaged(values: Readonly<Record<string, string>>, file?: string): Promise<Packaged> {
  const service = copyService();
  if (file !== undefined) service.write("parameters.yml", file);
  const { code, output } = await service.osls(["package", ...params(values)]);
  expect(code, output).toBe(0);
  return { service, output, resources: resourcesOf({ template: service.template() }) };
}

function properties({ resources }: Packaged, id: string): Readonly<Record<string, unknown>> {
  const resource = resources.get(id);
  if (resource === undefined) throw new Error(`the stack has no ${id}`);
  return resource.Properties;
}

function ofType({ resources }: Packaged, type: string): ReadonlyMap<string, TemplateResource> {
  return new Map([...resources].filter(([, { Type }]) => Type === type));
}

/** Whether cfn-lint is missing and nobody insists on it. */
function skipWithoutCfnLint(): boolean {
  if (findOnPath("cfn-lint") !== undefined || process.env.REQUIRE_CFN_LINT === "1") return false;
  process.stderr.write("Skipping cfn-lint: it is not installed (pip install cfn-lint).\n");
  return true;
}

test.skipIf(skipWithoutCfnLint()).for(["asItComes", "withEverything"] as const)(
  "cfn-lint finds nothing in the template: %s",
  { timeout: 120_000 },
  (which) => {
    const { service } = which === "asItComes" ? asItComes : withEverything;
    const file = join(service.folder, ".serverless", "cloudformation-template-update-stack.json");
    const { status, stdout, stderr, error } = spawnSync("cfn-lint", [file], { encoding: "utf8" });
    expect({ status, stdout, stderr, error }).toEqual({ status: 0, stdout: "", stderr: "", error: undefined });
  },
);

/** What an attacker would read first. Changed on purpose, it is looked at in a review; by accident, this fails. */
function securityOf({ resources }: Packaged): string {
  const relevant = new Set([
    "AWS::IAM::Role",
    "AWS::KMS::Key",
    "AWS::SNS::TopicPolicy",
    "AWS::SNS::Topic",
    "AWS::SNS::Subscription",
    "AWS::SQS::Queue",
    "AWS::SQS::QueuePolicy",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Scheduler::Schedule",
    "AWS::Chatbot::SlackChannelConfiguration",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::Logs::LogGroup",
  ]);
  const parts = [...resources].filter(([, { Type }]) => relevant.has(Type));
  const plain = parts.map(([id, { Properties, ...rest }]) => {
    // The place of the code has the time of packaging in it.
    const { Code: _, ...kept } = Properties;
    return [id, { ...rest, Properties: kept }] as const;
  });
  return stringify(Object.fromEntries(plain), { aliasDuplicateObjects: false, lineWidth: 120 });
}

test("the security-relevant parts of the stack are as they were reviewed", async () => {
  await expect(securityOf(asItComes)).toMatchFileSnapshot("security-as-it-comes.yml");
  await expect(securityOf(withEverything)).toMatchFileSnapshot("security-with-everything.yml");
});

describe("the function", () => {
  test("runs as AWS recommends it now, one at a time, with what was measured", () => {
    expect(properties(asItComes, "JanitorLambdaFunction")).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "dist/janitor/index.handler",
      ReservedConcurrentExecutions: 1,
      LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "INFO", LogGroup: "JanitorLogGroup" },
    });
    expect(properties(asItComes, "JanitorLogGroup")).toEqual({ RetentionInDays: 400 });
    expect(properties(withEverything, "JanitorLogGroup")).toEqual({ RetentionInDays: 731 });
    expect(ofType(asItComes, "AWS::Lambda::Version").size).toBe(0);
  });

  test("is told what it goes by, and no secret", () => {
    expect(properties(asItComes, "JanitorLambdaFunction").Environment).toEqual({
      Variables: { JANITOR_MODE: "report", JANITOR_REGIONS: "all", JANITOR_TOPIC_ARN: expect.stringMatching(/^arn:/) },
    });
    expect(properties(withEverything, "JanitorLambdaFunction").Environment).toMatchObject({
      Variables: { JANITOR_MODE: "release", JANITOR_REGIONS: "eu-central-1,us-east-1" },
    });
    expect(properties(withEverything, "SlackLambdaFunction").Environment).toEqual({
      Variables: { SLACK_WEBHOOK_PARAMETER: "/elastic-janitor/slack-webhook" },
    });
  });

  test("is never run again by Lambda, and a failed run is told to the topic", () => {
    expect(properties(asItComes, "FailedRuns")).toMatchObject({
      FunctionName: "JanitorLambdaFunction",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: expect.stringMatching(/:SummaryTopic$/) } },
    });
  });

  test("can do without a reserved run, for accounts that have none to spare", () => {
    expect(properties(fromFile, "JanitorLambdaFunction")).not.toHaveProperty("ReservedConcurrentExecutions");
  });
});

test("the journal outlives the stack", () => {
  expect(asItComes.resources.get("JanitorLogGroup")).toMatchObject({
    DeletionPolicy: "RetainExceptOnCreate",
    UpdateReplacePolicy: "Retain",
  });
  // A name of its own would be taken when the stack is made again.
  expect(properties(asItComes, "JanitorLogGroup")).not.toHaveProperty("LogGroupName");
});

test("the schedule is the janitor's own, with retries and a place for what cannot be delivered", () => {
  expect(properties(asItComes, "Schedule")).toMatchObject({
    ScheduleExpression: "cron(0 6 * * ? *)",
    ScheduleExpressionTimezone: "UTC",
    GroupName: "ScheduleGroup",
    Target: {
      Arn: expect.stringMatching(/:function:JanitorLambdaFunction$/),
      RoleArn: expect.stringMatching(/:role\/ScheduleRole$/),
      Input: "{}",
      RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
      DeadLetterConfig: { Arn: expect.stringMatching(/:UndeliveredQueue$/) },
    },
  });
  expect(properties(withEverything, "Schedule")).toMatchObject({
    ScheduleExpression: "cron(0 6 ? * MON-FRI *)",
    ScheduleExpressionTimezone: "Europe/Berlin",
  });
});

test("nobody is subscribed, and nothing goes to a chat, unless that was asked for", () => {
  expect(ofType(asItComes, "AWS::SNS::Subscription").size).toBe(0);
  expect(ofType(asItComes, "AWS::Chatbot::SlackChannelConfiguration").size).toBe(0);
  expect(asItComes.resources.has("SlackLambdaFunction")).toBe(false);
  expect(properties(withEverything, "EmailSubscription")).toMatchObject({
    Protocol: "email",
    Endpoint: "ops@example.com",
  });
  expect(properties(withEverything, "SlackSubscription")).toMatchObject({ Protocol: "lambda" });
});

test("people in the chat channel can do nothing with the role that posts there", () => {
  const { GuardrailPolicies, IamRoleArn } = properties(withEverything, "Chat");
  expect(GuardrailPolicies).toEqual(["arn:aws:iam::aws:policy/AWSDenyAll"]);
  expect(IamRoleArn).toMatch(/:role\/ChatRole$/);
  expect(properties(withEverything, "ChatRole")).not.toHaveProperty("Policies");
  expect(properties(withEverything, "ChatRole")).not.toHaveProperty("ManagedPolicyArns");
});

describe("alarms", () => {
  test("are there for errors, throttles, what could not be delivered, silence and the breaker; all tell the topic", () => {
    const alarms = ofType(asItComes, "AWS::CloudWatch::Alarm");
    expect([...alarms.values()].map(({ Properties }) => Properties.AlarmName)).toEqual(
      ["errors", "throttles", "undelivered", "breaker", "heartbeat"].map((name) => `elastic-janitor-prod-${name}`),
    );
    for (const { Properties } of alarms.values()) {
      expect(Properties.AlarmActions).toEqual([expect.stringMatching(/:SummaryTopic$/)]);
      expect(Properties.AlarmDescription).toMatch(/^.{30,300}$/);
    }
  });

  const ofTheFunction = [{ Name: "FunctionName", Value: "JanitorLambdaFunction" }];

  test.each([
    ["ErrorsAlarm", { Namespace: "AWS/Lambda", MetricName: "Errors", Dimensions: ofTheFunction, Statistic: "Sum" }],
    [
      "ThrottlesAlarm",
      { Namespace: "AWS/Lambda", MetricName: "Throttles", Dimensions: ofTheFunction, Statistic: "Sum" },
    ],
    [
      "UndeliveredAlarm",
      {
        Namespace: "AWS/SQS",
        MetricName: "ApproximateNumberOfMessagesVisible",
        Dimensions: [{ Name: "QueueName", Value: "UndeliveredQueue" }],
        Statistic: "Maximum",
      },
    ],
    [
      "BreakerAlarm",
      {
        Namespace: "ElasticJanitor",
        MetricName: "BreakerTripped",
        Dimensions: [{ Name: "service", Value: "elastic-janitor" }],
        Statistic: "Maximum",
      },
    ],
  ])("ring within minutes, the first time that something happens: %s", (id, watched) => {
    expect(properties(asItComes, id)).toMatchObject({
      ...watched,
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
    });
  });

  test("hear silence: a day and two hours without a successful run", () => {
    const hourly = (MetricName: string) => ({
      Metric: { Namespace: "AWS/Lambda", MetricName, Dimensions: ofTheFunction },
      Stat: "Sum",
      Period: 3600,
    });
    expect(properties(asItComes, "HeartbeatAlarm")).toMatchObject({
      EvaluationPeriods: 26,
      TreatMissingData: "breaching",
      ComparisonOperator: "LessThanThreshold",
      Threshold: 1,
      // An alarm is on exactly one of its metrics: that which does not say that its data are not returned.
      Metrics: [
        { Id: "successes", Label: "Successful runs", Expression: "invocations - errors" },
        { Id: "invocations", ReturnData: false, MetricStat: hourly("Invocations") },
        { Id: "errors", ReturnData: false, MetricStat: hourly("Errors") },
      ],
    });
    expect(properties(asItComes, "HeartbeatAlarm").AlarmDescription).toContain(" for 26 hours.");
    // From Friday to Monday, and the clock may be put back in between.
    expect(properties(withEverything, "HeartbeatAlarm")).toMatchObject({ EvaluationPeriods: 75 });
  });

  test("of all others, none rings because nothing happens", () => {
    for (const [id, { Properties }] of ofType(asItComes, "AWS::CloudWatch::Alarm")) {
      if (id !== "HeartbeatAlarm") expect(Properties.TreatMissingData, id).toBe("notBreaching");
    }
  });

  test("have no heartbeat where the schedule pauses for longer than CloudWatch looks back", () => {
    expect(fromFile.resources.has("HeartbeatAlarm")).toBe(false);
    expect(fromFile.resources.has("ErrorsAlarm")).toBe(true);
  });
});

describe("parameters.yml", () => {
  test("is where a deployment finds what it was told, unless it is told something else", () => {
    expect(properties(fromFile, "Schedule").ScheduleExpression).toBe("cron(0 6 ? * MON *)");
    expect(properties(fromFile, "JanitorLambdaFunction").Environment).toMatchObject({
      Variables: { JANITOR_MODE: "mark" },
    });
  });

  test("is answered with what it leaves out", () => {
    expect(fromFile.output).toContain("Nobody will be told anything");
    expect(fromFile.output).toContain("no alarm will tell when it stops running");
    expect(withEverything.output).not.toContain("Warning");
  });
});

describe("what alarms and the dashboard look at", () => {
  test("is what a run really counts, and all of it is shown", () => {
    const counted = metricsOfARun();
    const { widgets } = dashboard();
    const shown = (wanted: string) =>
      widgets.flatMap(linesOf).flatMap(({ namespace, name }) => (namespace === wanted ? [name] : []));
    expect(shown("ElasticJanitor").toSorted()).toEqual(counted.toSorted());
    expect(shown("AWS/Lambda")).toEqual(["Errors", "Throttles"]);
    expect(counted).toContain(properties(asItComes, "BreakerAlarm").MetricName);
  });

  test("is shown for a day at a time, ninety of them: what is there at its highest, and what was done added up", () => {
    const { start, widgets } = dashboard();
    expect(start).toBe("-P90D");
    for (const { properties: widget } of widgets) {
      expect(widget).toMatchObject({ region, view: "timeSeries", period: 86_400 });
    }
    const stats = new Map(widgets.flatMap(linesOf).map(({ name, stat }) => [name, stat]));
    const named = (wanted: string) => [...stats].filter(([, stat]) => stat === wanted).map(([name]) => name);
    expect(named("Maximum").toSorted()).toEqual(
      ["Duration", "Idle", "Kept", "MonthlyWasteUsd", "Protected", "RegionsScanned", "Waiting"].toSorted(),
    );
    expect(named("Sum").toSorted()).toEqual(
      [...stats.keys()].filter((name) => !named("Maximum").includes(name)).toSorted(),
    );
  });

  test("is this deployment's function, and the series that the runs are counted in", () => {
    for (const { namespace, name, of } of dashboard().widgets.flatMap(linesOf)) {
      const series: Readonly<Record<string, readonly unknown[]>> = {
        ElasticJanitor: ["service", "elastic-janitor"],
        "AWS/Lambda": ["FunctionName", "JanitorLambdaFunction"],
      };
      expect(of, `${namespace} ${name}`).toEqual(series[namespace]);
    }
  });

  /** The metrics that a run writes into the log. */
  function metricsOfARun(): readonly string[] {
    let output = "";
    const spy = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
      output += String(chunk);
      return true;
    });
    const run = { runId: "run-1", startedAt: now, finishedAt: now, surveys: [], findings: [] };
    measureRun(buildReport({ ...run, plan: { breaker: "closed", releases: [] } }, aPolicy()));
    spy.mockRestore();
    const emf = JSON.parse(output);
    expect(emf._aws.CloudWatchMetrics[0].Dimensions).toEqual([["service"]]);
    return emf._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
  }

  function dashboard(): z.infer<typeof dashboardBody> {
    const { DashboardName, DashboardBody } = properties(asItComes, "Dashboard");
    expect(DashboardName).toBe(`elastic-janitor-prod-${region}`);
    return z.parse(dashboardBody, JSON.parse(String(DashboardBody)));
  }

  /** The lines of a widget, `.` being what the line before says in that place. */
  function linesOf({ properties: { stat, metrics } }: z.infer<typeof dashboardBody>["widgets"][number]) {
    let before: readonly unknown[] = [];
    return metrics.map((metric) => {
      const own = z.safeParse(lineOptions, metric.at(-1));
      before = metric.slice(0, own.success ? -1 : undefined).map((each, at) => (each === "." ? before[at] : each));
      const [namespace, name, ...of] = before;
      return { namespace: String(namespace), name: String(name), of, stat: own.data?.stat ?? stat };
    });
  }
});

test("a deployment says where the summaries go and where the journal is", () => {
  const template = asItComes.service.template();
  expect(resolve(template.Outputs, { template })).toMatchObject({
    SummaryTopic: { Value: expect.stringMatching(/:SummaryTopic$/) },
    LogGroup: { Value: "JanitorLogGroup" },
  });
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const dashboardBody = z.object({
  start: z.string(),
  widgets: z.array(
    z.object({
      properties: z.looseObject({ stat: z.optional(z.string()), metrics: z.array(z.array(z.unknown())) }),
    }),
  ),
});
const lineOptions = z.looseObject({ stat: z.optional(z.string()) });
