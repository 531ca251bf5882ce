import { CloudFormationClient, ListStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { ListSubscriptionsByTopicCommand, SNSClient, type Subscription } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeEach, expect, test } from "vitest";
import { problemOfSubscription } from "../../../infra/plugin/subscription.ts";

const topic = "arn:aws:sns:eu-central-1:123456789012:elastic-janitor-prod-SummaryTopic-1";
const cloudFormation = mockClient(CloudFormationClient);
const sns = mockClient(SNSClient);
const config = { region: "eu-central-1" };

const made = { LastUpdatedTimestamp: new Date(0), ResourceStatus: "CREATE_COMPLETE" } as const;

beforeEach(() => {
  cloudFormation.reset();
  sns.reset();
  cloudFormation.on(ListStackResourcesCommand, { StackName: "elastic-janitor-prod" }).resolves({
    StackResourceSummaries: [
      { ...made, LogicalResourceId: "JanitorLogGroup", PhysicalResourceId: "log", ResourceType: "AWS::Logs::LogGroup" },
      { ...made, LogicalResourceId: "SummaryTopic", PhysicalResourceId: topic, ResourceType: "AWS::SNS::Topic" },
    ],
  });
});
afterAll(() => {
  cloudFormation.restore();
  sns.restore();
});

function subscribed(...pages: readonly (readonly Subscription[])[]): void {
  pages.forEach((page, at) => {
    sns
      .on(ListSubscriptionsByTopicCommand, at === 0 ? { TopicArn: topic } : { TopicArn: topic, NextToken: String(at) })
      .resolves({ Subscriptions: [...page], ...(at + 1 < pages.length ? { NextToken: String(at + 1) } : {}) });
  });
}

const ours = { Protocol: "email", Endpoint: "ops@example.com" };
const look = () => problemOfSubscription("ops@example.com", "elastic-janitor-prod", config);

test("a confirmed address is no problem, on whatever page it stands", async () => {
  subscribed(
    [{ ...ours, Endpoint: "other@example.com", SubscriptionArn: "PendingConfirmation" }],
    [{ ...ours, SubscriptionArn: `${topic}:1` }],
  );
  expect(await look()).toBeUndefined();
});

test("an address that has not confirmed yet is told so", async () => {
  subscribed([{ ...ours, SubscriptionArn: "PendingConfirmation" }]);
  expect(await look()).toBe(
    "ops@example.com gets nothing yet: the mail that AWS has sent there is to be confirmed within two days.",
  );
});

test.each([
  ["nobody is", []],
  ["it has unsubscribed", [{ ...ours, SubscriptionArn: "Deleted" }]],
  ["only another address is", [{ ...ours, Endpoint: "other@example.com", SubscriptionArn: `${topic}:1` }]],
  ["only its queue is", [{ ...ours, Protocol: "sqs", SubscriptionArn: `${topic}:1` }]],
])("an address that is not subscribed is told how to be: %s", async (_, subscriptions) => {
  subscribed(subscriptions);
  expect(await look()).toBe(
    "ops@example.com is not subscribed any more, and gets nothing. Subscribe it again: " +
      `aws sns subscribe --region eu-central-1 --topic-arn ${topic} --protocol email --notification-endpoint ops@example.com`,
  );
});

test("what could not be read is not called subscribed", async () => {
  sns.on(ListSubscriptionsByTopicCommand).rejects(Object.assign(new Error("not you"), { name: "AuthorizationError" }));
  expect(await look()).toBe("Whether ops@example.com is subscribed is not known (AuthorizationError: not you).");
  cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
  expect(await look()).toBe(
    "Whether ops@example.com is subscribed is not known (Error: the stack elastic-janitor-prod has no topic).",
  );
});
