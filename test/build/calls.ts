import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { ListHostedZonesCommand, ListResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

/**
 * The calls to other services than EC2, for a bundle of their own: `answers.test.ts` compares what the trimmed and the
 * plain one make of them. What is asked for has something in it that each protocol must escape.
 */
export const calls = {
  ListHostedZones: (endpoint: string) =>
    using(new Route53Client(settings(endpoint)), (route53) =>
      route53.send(new ListHostedZonesCommand({ Marker: "a&b", MaxItems: 2 })),
    ),
  ListResourceRecordSets: (endpoint: string) =>
    using(new Route53Client(settings(endpoint)), (route53) =>
      route53.send(
        new ListResourceRecordSetsCommand({
          HostedZoneId: "/hostedzone/Z1",
          StartRecordName: "ä.example.com",
          StartRecordType: "A",
        }),
      ),
    ),
  LookupEvents: (endpoint: string) =>
    using(new CloudTrailClient(settings(endpoint)), (cloudTrail) =>
      cloudTrail.send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: 'eni-"0123"' }],
          StartTime: new Date(Date.UTC(2026, 10, 1, 6)),
          MaxResults: 50,
        }),
      ),
    ),
  Publish: (endpoint: string) =>
    using(new SNSClient(settings(endpoint)), (sns) =>
      sns.send(
        new PublishCommand({
          TopicArn: "arn:aws:sns:us-east-1:123456789012:janitor",
          Subject: "1 <released> & more",
          Message: '{"default":"ä"}',
          MessageStructure: "json",
          MessageAttributes: {
            mode: { DataType: "String", StringValue: "release & more" },
            released: { DataType: "Number", StringValue: "1" },
          },
        }),
      ),
    ),
  ListAccountAliases: (endpoint: string) =>
    using(new IAMClient(settings(endpoint)), (iam) => iam.send(new ListAccountAliasesCommand({}))),
  FilterLogEvents: (endpoint: string) =>
    using(new CloudWatchLogsClient(settings(endpoint)), (logs) =>
      logs.send(
        new FilterLogEventsCommand({
          logGroupName: "/janitor/ä",
          startTime: Date.UTC(2026, 10, 1, 6),
          filterPattern: '{ $.journal = "told" }',
          nextToken: "a/b==",
        }),
      ),
    ),
  GetParameter: (endpoint: string) =>
    using(new SSMClient(settings(endpoint)), (ssm) =>
      ssm.send(new GetParameterCommand({ Name: '/janitor/"slack"', WithDecryption: true })),
    ),
  GetCallerIdentity: (endpoint: string) =>
    using(new STSClient(settings(endpoint)), (sts) => sts.send(new GetCallerIdentityCommand({}))),
};

async function using<C extends { destroy(): void }, Output>(client: C, call: (client: C) => Promise<Output>) {
  try {
    return await call(client);
  } finally {
    client.destroy();
  }
}

/** Two attempts: whether an error is worth the second is told by its name, its class and its status. */
function settings(endpoint: string) {
  return {
    endpoint,
    region: "us-east-1",
    maxAttempts: 2,
    retryMode: "standard",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  };
}
