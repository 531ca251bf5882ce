import { CloudFormationClient, DescribeStacksCommand, ListStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, GetDashboardCommand, ListDashboardsCommand } from "@aws-sdk/client-cloudwatch";
import { GetRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { GetFunctionCommand, GetPolicyCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { GetTopicAttributesCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { type Ended, params } from "../infra/service-copy.ts";
import { account, region } from "../infra/template.ts";
import { askMoto, askMotoForSure } from "./ask-moto.ts";
import { type Deployments, startDeployments } from "./deployments.ts";
import { everythingInEc2, putIntoEc2 } from "./ec2-snapshot.ts";
import { makersOf } from "./left-out.ts";
import { skipWithoutMoto } from "./moto-server.ts";
import { policiesOf } from "./role-policies.ts";
import { readStack, type StackInMoto } from "./stack-in-moto.ts";

/** A deployment takes seconds where nothing else is done, and much longer on a busy machine. */
const timeout = 180_000;

const webhook = "/elastic-janitor/hook";

/**
 * The service as osls deploys, updates and removes it, in an AWS that nobody here wrote. Two deployments stand side by
 * side in one account: `prod`, and another stage.
 */
describe.skipIf(skipWithoutMoto())("deployed to moto", { timeout }, () => {
  let all: Deployments;
  let iam: IAMClient;
  let lambda: LambdaClient;
  let sns: SNSClient;
  let cloudFormation: CloudFormationClient;

  beforeAll(async () => {
    all = await startDeployments();
    iam = client(IAMClient);
    lambda = client(LambdaClient);
    sns = client(SNSClient);
    cloudFormation = client(CloudFormationClient);
    return () => all.stop();
  }, timeout);

  function client<T>(Client: new (options: object) => T): T {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    return new Client({ endpoint: all.moto.url, region, credentials });
  }

  describe("without any parameter", () => {
    const name = "elastic-janitor-prod";
    let before: unknown;
    let deployed: Ended;
    let stack: StackInMoto;

    beforeAll(async () => {
      await putIntoEc2(all.moto.url);
      before = await everythingInEc2(all.moto.url);
      deployed = await all.osls("prod", ["deploy"]);
      if (deployed.code !== 0) throw new Error(deployed.output);
      stack = await readStack(cloudFormation, name);
    }, timeout);

    const idOf = (logicalId: string) => stack.physicalIds[logicalId] ?? "";

    test("changes nothing in EC2, though the function itself has looked at it", async () => {
      expect(deployed.output).toContain(
        "Look: 2 of 2 regions read; 3 idle resources; idle and unused addresses cost $7.30 a month.",
      );
      expect(await everythingInEc2(all.moto.url)).toEqual(before);
    });

    test("asks nothing but the services that a deployment is made of", () => {
      const services = all.asked.map(({ headers }) => /\/(\w+)\/aws4_request/.exec(headers.authorization ?? "")?.[1]);
      expect(new Set(services)).toEqual(new Set(["cloudformation", "lambda", "s3", "sts"]));
    });

    test("makes the function, and not that for Slack", async () => {
      const { Configuration, Concurrency } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
      expect(Configuration).toMatchObject({
        Runtime: "nodejs24.x",
        MemorySize: 512,
        Timeout: 300,
        Handler: "dist/janitor/index.handler",
        Role: `arn:aws:iam::${account}:role/${idOf("JanitorRole")}`,
        Environment: {
          Variables: { JANITOR_MODE: "report", JANITOR_REGIONS: "all", JANITOR_TOPIC_ARN: idOf("SummaryTopic") },
        },
      });
      expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 1 });
      const { Functions } = await lambda.send(new ListFunctionsCommand());
      expect(Functions?.map(({ FunctionName }) => FunctionName)).toEqual([name]);
    });

    test("asks for an architecture and a log format, which moto does not take from CloudFormation", async () => {
      expect(stack.resources.get("JanitorLambdaFunction")?.Properties).toMatchObject({
        Architectures: ["arm64"],
        LoggingConfig: {
          LogFormat: "JSON",
          ApplicationLogLevel: "INFO",
          SystemLogLevel: "INFO",
          LogGroup: idOf("JanitorLogGroup"),
        },
      });
      const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
      expect(Configuration?.Architectures).toEqual(["x86_64"]);
      expect(Configuration?.LoggingConfig).toBeUndefined();
    });

    test("lets the function read, log and publish, and write to nothing", async () => {
      const policies = await policiesOf(iam, idOf("JanitorRole"));
      expect([...policies.keys()].toSorted()).toEqual([
        "guards",
        "name-account",
        "publish-summary",
        "read-log",
        "survey",
        "write-log",
      ]);
      const actions = [...policies.values()].flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
      expect(actions.filter((action) => !/:(Describe|List|Lookup)\w+$/.test(action)).toSorted()).toEqual([
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "logs:CreateLogStream",
        "logs:FilterLogEvents",
        "logs:PutLogEvents",
        "sns:Publish",
      ]);
      expect(policies.get("publish-summary")?.Statement.map(({ Resource }) => Resource)).toEqual([
        [idOf("SummaryTopic")],
        [`arn:aws:kms:${region}:${account}:key/${idOf("SummaryKey")}`],
      ]);
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: idOf("JanitorRole") }));
      expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""))).toMatchObject({
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      });
    });

    test("encrypts the topic with a key of its own, which is rotated", async () => {
      const KeyId = idOf("SummaryKey");
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: idOf("SummaryTopic") }));
      expect(Attributes).toMatchObject({ KmsMasterKeyId: `arn:aws:kms:${region}:${account}:key/${KeyId}` });
      const ask = (action: string, body: object) =>
        askMotoForSure(all.moto.url, { service: "kms", target: `TrentService.${action}`, body: { KeyId, ...body } });
      expect(await ask("GetKeyRotationStatus", {})).toMatchObject({ KeyRotationEnabled: true });
      expect(await ask("GetKeyPolicy", { PolicyName: "default" })).toMatchObject({
        Policy: stack.resources.get("SummaryKey")?.Properties.KeyPolicy,
      });
    });

    test("encrypts the queue, and keeps what is in it for as long as a queue can", async () => {
      const { Attributes } = await client(SQSClient).send(
        new GetQueueAttributesCommand({ QueueUrl: idOf("UndeliveredQueue"), AttributeNames: ["All"] }),
      );
      expect(Attributes).toMatchObject({ SqsManagedSseEnabled: "true", MessageRetentionPeriod: "1209600" });
    });

    test("keeps the journal for 400 days", async () => {
      const answer = await askMotoForSure(all.moto.url, {
        service: "logs",
        target: "Logs_20140328.DescribeLogGroups",
        body: { logGroupNamePrefix: idOf("JanitorLogGroup") },
      });
      expect(answer).toMatchObject({
        logGroups: [{ logGroupName: idOf("JanitorLogGroup"), retentionInDays: 400 }],
      });
    });

    test("makes a dashboard that shows this function in this region", async () => {
      const { DashboardBody = "" } = await client(CloudWatchClient).send(
        new GetDashboardCommand({ DashboardName: `${name}-${region}` }),
      );
      const { widgets } = z.parse(dashboard, JSON.parse(DashboardBody));
      expect(new Set(widgets.map(({ properties }) => properties.region))).toEqual(new Set([region]));
      expect(widgets.flatMap(({ properties }) => properties.metrics)).toContainEqual([
        "AWS/Lambda",
        "Errors",
        "FunctionName",
        name,
        { label: "Failed runs" },
      ]);
    });

    test("makes no subscription: nobody is named who should get anything", () => {
      const types = [...stack.resources.values()].map(({ Type }) => Type);
      expect(types).not.toContain("AWS::SNS::Subscription");
    });
  });

  describe("as another stage, with an email address and a webhook", () => {
    const name = "elastic-janitor-trial";
    const trial = (parameters: Readonly<Record<string, string>>) =>
      all.osls("trial", ["deploy", "--stage", "trial", ...params({ slackWebhook: webhook, ...parameters })]);
    let deployed: Ended;
    let stack: StackInMoto;

    beforeAll(async () => {
      all.simulator.world("eu-west-1").allocateAddress();
      all.simulator.world("us-west-2").createNetworkInterface();
      deployed = await trial({ email: "ops@example.com" });
      if (deployed.code !== 0) throw new Error(deployed.output);
      stack = await readStack(cloudFormation, name);
    }, timeout);

    test("looks at the account, and the summary goes to the new topic", () => {
      expect(deployed.output).toContain(
        "Look: 17 of 17 regions read; 2 idle resources; idle and unused addresses cost $3.65 a month.",
      );
      expect(all.simulator.published.map(({ topicArn }) => topicArn)).toEqual([stack.physicalIds.SummaryTopic]);
      expect(all.simulator.calls.filter(({ writes }) => writes)).toEqual([]);
    });

    test("tells that there is no parameter with the URL of the webhook", () => {
      expect(deployed.output).toContain(`There is no SSM parameter ${webhook} in this region`);
    });

    test("tells that the address is not subscribed, which in moto it is not", () => {
      expect(deployed.output).toContain(
        `ops@example.com is not subscribed any more, and gets nothing. Subscribe it again: aws sns subscribe --region ${region} --topic-arn ${stack.physicalIds.SummaryTopic} `,
      );
    });

    test("asks for these resources that moto's CloudFormation does not make", () => {
      expect(new Map([...stack.leftOut].map(([id, { Type }]) => [id, Type]))).toEqual(
        new Map([
          ["ServerlessDeploymentBucketPolicy", "AWS::S3::BucketPolicy"],
          ["SummaryTopicPolicy", "AWS::SNS::TopicPolicy"],
          ["EmailSubscription", "AWS::SNS::Subscription"],
          ["ScheduleGroup", "AWS::Scheduler::ScheduleGroup"],
          ["Schedule", "AWS::Scheduler::Schedule"],
          ["FailedRuns", "AWS::Lambda::EventInvokeConfig"],
          ["ErrorsAlarm", "AWS::CloudWatch::Alarm"],
          ["ThrottlesAlarm", "AWS::CloudWatch::Alarm"],
          ["UndeliveredAlarm", "AWS::CloudWatch::Alarm"],
          ["HeartbeatAlarm", "AWS::CloudWatch::Alarm"],
          ["BreakerAlarm", "AWS::CloudWatch::Alarm"],
          ["SlackSubscription", "AWS::SNS::Subscription"],
          ["UndeliveredQueuePolicy", "AWS::SQS::QueuePolicy"],
          ["SlackFailures", "AWS::Lambda::EventInvokeConfig"],
        ]),
      );
    });

    test("asks for them in a way that their services take", async () => {
      const makers = makersOf(all.moto.url);
      for (const [id, { Type, Properties }] of stack.leftOut) {
        expect(await makers[Type]?.(Properties), id).toMatchObject(Properties);
      }
    });

    test("has every alarm watch what was made, and tell the topic", () => {
      const alarms = [...stack.leftOut.values()].filter(({ Type }) => Type === "AWS::CloudWatch::Alarm");
      expect(alarms.map(({ Properties }) => Properties.AlarmActions)).toEqual(
        alarms.map(() => [stack.physicalIds.SummaryTopic]),
      );
      const watched = JSON.stringify(alarms.map(({ Properties }) => Properties)).matchAll(
        /"Name":"(?:FunctionName|QueueName)","Value":"([^"]+)"/g,
      );
      const queue = stack.physicalIds.UndeliveredQueue?.split("/").at(-1);
      expect(new Set([...watched].map(([, value]) => value))).toEqual(new Set([name, queue]));
    });

    test("lets the topic, and nothing else, start the function for Slack", async () => {
      const { Policy = "" } = await lambda.send(new GetPolicyCommand({ FunctionName: `${name}-slack` }));
      expect(JSON.parse(Policy)).toMatchObject({
        Statement: [
          {
            Action: "lambda:InvokeFunction",
            Principal: { Service: "sns.amazonaws.com" },
            Condition: { ArnLike: { "AWS:SourceArn": stack.physicalIds.SummaryTopic } },
          },
        ],
      });
    });

    // osls compares with what it uploaded last, and that may have been rolled back.
    test("is deployed and looked at again also when osls sees no change", async () => {
      const { code, output } = await trial({ email: "ops@example.com" });
      expect(code, output).toBe(0);
      expect(output).not.toMatch(/no changes|skipped/i);
      expect(output).toContain("Service deployed");
      expect(output).toContain("17 of 17 regions read");
    });

    test("is deployed and looked at again when only a parameter has changed", async () => {
      const { code, output } = await trial({ email: "others@example.com" });
      expect(code, output).toBe(0);
      expect(output).toContain("Service deployed");
      expect(output).toContain("17 of 17 regions read");
      const { resources } = await readStack(cloudFormation, name);
      expect(resources.get("EmailSubscription")?.Properties.Endpoint).toBe("others@example.com");
    });
  });

  describe("updated to release, with an email address and a webhook and without alarms", () => {
    const name = "elastic-janitor-prod";
    let before: unknown;
    let updated: Ended;
    let stack: StackInMoto;

    beforeAll(async () => {
      before = await everythingInEc2(all.moto.url);
      const parameters = params({ email: "b@example.com", mode: "release", alarms: "off", slackWebhook: webhook });
      updated = await all.osls("prod", ["deploy", ...parameters]);
      if (updated.code !== 0) throw new Error(updated.output);
      stack = await readStack(cloudFormation, name);
    }, timeout);

    test("looks again, and changes nothing in EC2 by that", async () => {
      expect(updated.output).toContain("2 of 2 regions read");
      expect(await everythingInEc2(all.moto.url)).toEqual(before);
    });

    test("lets the function mark and release, but nothing that is to be kept", async () => {
      const RoleName = stack.physicalIds.JanitorRole ?? "";
      // moto's CloudFormation leaves the policies of a role as they were.
      expect([...(await policiesOf(iam, RoleName)).keys()]).not.toContain("release");
      const { Policies } = z.parse(role, stack.resources.get("JanitorRole")?.Properties);
      for (const { PolicyName, PolicyDocument } of Policies) {
        await iam.send(
          new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) }),
        );
      }
      const policies = await policiesOf(iam, RoleName);
      expect([...policies.keys()].toSorted()).toEqual([
        "guards",
        "mark",
        "name-account",
        "publish-summary",
        "read-log",
        "release",
        "survey",
        "write-log",
      ]);
      const releases = ["ec2:ReleaseAddress", "ec2:DeleteNetworkInterface"];
      const { Statement = [] } = policies.get("release") ?? {};
      const allowed = Statement.filter(({ Effect }) => Effect === "Allow");
      expect(allowed.flatMap(({ Action }) => Action)).toEqual(releases);
      expect(allowed.map(({ Condition }) => Condition)).toEqual(
        releases.map(() => ({ Null: { "aws:ResourceTag/janitor:idle-since": "false" } })),
      );
      const denied = Statement.filter(({ Effect }) => Effect === "Deny");
      expect(denied.map(({ Sid }) => Sid)).toEqual(
        expect.arrayContaining(["KeepUnlessItSaysRelease", "KeepWhatStacksOwn"]),
      );
      expect(denied.map(({ Action, Resource }) => ({ Action, Resource }))).toEqual(
        denied.map(() => ({ Action: releases, Resource: "*" })),
      );
    });

    test("tells the function its mode", async () => {
      const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
      expect(Configuration?.Environment?.Variables).toMatchObject({ JANITOR_MODE: "release" });
    });

    test("has the function for Slack, which knows where the URL is and not the URL", async () => {
      const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: `${name}-slack` }));
      expect(Configuration).toMatchObject({
        Runtime: "nodejs24.x",
        MemorySize: 256,
        Timeout: 60,
        Environment: { Variables: { SLACK_WEBHOOK_PARAMETER: webhook } },
      });
    });

    test("has no alarm and no dashboard any more", async () => {
      const types = [...stack.resources.values()].map(({ Type }) => Type);
      expect(types.filter((type) => type.startsWith("AWS::CloudWatch::"))).toEqual([]);
      const { DashboardEntries } = await client(CloudWatchClient).send(new ListDashboardsCommand());
      expect(DashboardEntries?.map(({ DashboardName }) => DashboardName)).not.toContain(`${name}-${region}`);
    });
  });

  describe("removed", () => {
    const name = "elastic-janitor-prod";
    let stack: StackInMoto;

    beforeAll(async () => {
      stack = await readStack(cloudFormation, name);
      const { code, output } = await all.osls("prod", ["remove"]);
      if (code !== 0) throw new Error(output);
    }, timeout);

    test("leaves no stack, function, topic or bucket behind", async () => {
      await expect(cloudFormation.send(new DescribeStacksCommand({ StackName: name }))).rejects.toThrow(
        "does not exist",
      );
      await expect(lambda.send(new GetFunctionCommand({ FunctionName: name }))).rejects.toThrow("not found");
      const { Topics = [] } = await sns.send(new ListTopicsCommand());
      expect(Topics.map(({ TopicArn }) => TopicArn)).not.toContain(stack.physicalIds.SummaryTopic);
      const bucket = `/${stack.physicalIds.ServerlessDeploymentBucket}`;
      expect(await askMoto(all.moto.url, { service: "s3", method: "HEAD", path: bucket })).toMatchObject({
        status: 404,
      });
    });

    test("leaves the other stage as it is", async () => {
      const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand());
      const there = StackSummaries.filter(({ StackStatus }) => StackStatus !== "DELETE_COMPLETE");
      expect(there.map(({ StackName }) => StackName)).toEqual(["elastic-janitor-trial"]);
      const { Functions } = await lambda.send(new ListFunctionsCommand());
      expect(Functions?.map(({ FunctionName }) => FunctionName).toSorted()).toEqual([
        "elastic-janitor-trial",
        "elastic-janitor-trial-slack",
      ]);
    });
  });
});

const role = z.object({ Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })) });

const dashboard = z.object({
  widgets: z.array(z.object({ properties: z.object({ region: z.string(), metrics: z.array(z.unknown()) }) })),
});
