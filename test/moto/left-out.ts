import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import {
  GetFunctionEventInvokeConfigCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod/mini";
import { region, type TemplateResource } from "../infra/template.ts";
import { askMotoForSure } from "./ask-moto.ts";

/** Makes what a resource's properties ask for, and answers what then is there, as a resource's properties too. */
type Make = (properties: TemplateResource["Properties"]) => Promise<unknown>;

/**
 * What moto's CloudFormation leaves out, made as CloudFormation would: by the API of its service, which moto has. So
 * somebody else than CloudFormation has read these properties. The types are those that 5.2.1 leaves out.
 */
export function makersOf(url: string): Readonly<Record<string, Make>> {
  const config = { endpoint: url, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  const cloudWatch = new CloudWatchClient(config);
  const lambda = new LambdaClient(config);
  const sns = new SNSClient(config);
  const sqs = new SQSClient(config);

  return {
    "AWS::CloudWatch::Alarm": async (given) => {
      const { EvaluationPeriods, ...properties } = z.parse(alarm, given);
      await cloudWatch.send(
        // CloudFormation makes the number of a parameter.
        new PutMetricAlarmCommand({ ...properties, EvaluationPeriods: Number(EvaluationPeriods) }),
      );
      const AlarmNames = [properties.AlarmName];
      const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }));
      const [made] = MetricAlarms;
      return made && { ...made, EvaluationPeriods };
    },

    "AWS::SNS::Subscription": async (given) => {
      const { RedrivePolicy, ...properties } = z.parse(subscription, given);
      const { SubscriptionArn } = await sns.send(new SubscribeCommand({ ...properties, ReturnSubscriptionArn: true }));
      if (RedrivePolicy !== undefined) {
        const AttributeValue = JSON.stringify(RedrivePolicy);
        await sns.send(
          new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: "RedrivePolicy", AttributeValue }),
        );
      }
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand(properties));
      const made = Subscriptions.find(({ Endpoint }) => Endpoint === properties.Endpoint);
      if (RedrivePolicy === undefined) return made;
      const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      return { ...made, RedrivePolicy: JSON.parse(Attributes?.RedrivePolicy ?? "null") };
    },

    "AWS::SQS::QueuePolicy": async (given) => {
      const { Queues, PolicyDocument } = z.parse(queuePolicy, given);
      const [QueueUrl] = Queues;
      await sqs.send(
        new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(PolicyDocument) } }),
      );
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }));
      return { Queues, PolicyDocument: JSON.parse(Attributes?.Policy ?? "null") };
    },

    "AWS::SNS::TopicPolicy": async (given) => {
      const { Topics, PolicyDocument } = z.parse(topicPolicy, given);
      const [TopicArn] = Topics;
      const AttributeValue = JSON.stringify(PolicyDocument);
      await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
      return { Topics: [Attributes?.TopicArn], PolicyDocument: JSON.parse(Attributes?.Policy ?? "null") };
    },

    "AWS::Scheduler::ScheduleGroup": async (given) => {
      const { Name } = z.parse(named, given);
      const question = { service: "scheduler", path: `/schedule-groups/${Name}` };
      await askMotoForSure(url, { ...question, body: {} });
      return askMotoForSure(url, { ...question, method: "GET" });
    },

    "AWS::Scheduler::Schedule": async (body) => {
      const { GroupName } = z.parse(inGroup, body);
      const question = { service: "scheduler", path: "/schedules/made-up-by-cloudformation" };
      await askMotoForSure(url, { ...question, body });
      return askMotoForSure(url, { ...question, path: `${question.path}?groupName=${GroupName}`, method: "GET" });
    },

    "AWS::Lambda::EventInvokeConfig": async (given) => {
      const properties = z.parse(eventInvokeConfig, given);
      await lambda.send(new PutFunctionEventInvokeConfigCommand(properties));
      const { FunctionArn, ...made } = await lambda.send(new GetFunctionEventInvokeConfigCommand(properties));
      const [FunctionName, Qualifier = "$LATEST"] = FunctionArn?.split(":").slice(6) ?? [];
      return { ...made, FunctionName, Qualifier };
    },

    "AWS::S3::BucketPolicy": async (given) => {
      const { Bucket, PolicyDocument } = z.parse(bucketPolicy, given);
      const question = { service: "s3", path: `/${Bucket}?policy` };
      await askMotoForSure(url, { ...question, method: "PUT", body: PolicyDocument });
      const made = await askMotoForSure(url, { ...question, method: "GET" });
      // moto does not look at the condition, and lets nobody in any more.
      await askMotoForSure(url, { ...question, method: "DELETE" });
      return { Bucket, PolicyDocument: made };
    },
  };
}

const alarm = z.looseObject({ AlarmName: z.string(), EvaluationPeriods: z.union([z.string(), z.number()]) });
const subscription = z.strictObject({
  Protocol: z.string(),
  Endpoint: z.string(),
  TopicArn: z.string(),
  RedrivePolicy: z.optional(z.strictObject({ deadLetterTargetArn: z.string() })),
});
const queuePolicy = z.strictObject({ Queues: z.array(z.string()), PolicyDocument: z.unknown() });
const topicPolicy = z.strictObject({ Topics: z.array(z.string()), PolicyDocument: z.unknown() });
const named = z.strictObject({ Name: z.string() });
const inGroup = z.looseObject({ GroupName: z.string() });
const eventInvokeConfig = z.looseObject({ FunctionName: z.string(), Qualifier: z.string() });
const bucketPolicy = z.strictObject({ Bucket: z.string(), PolicyDocument: z.unknown() });
