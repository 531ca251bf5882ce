import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { publishToTopic } from "../../functions/janitor/aws/topic.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { awsError, noEnd } from "../support/samples.ts";
import { regionOf, sentCalls, signalsOf } from "./sent-calls.ts";

const mockSns = () => mockClient(SNSClient);
let sns: ReturnType<typeof mockSns>;
beforeEach(() => {
  sns = mockSns();
});
afterEach(() => sns.restore());

const message = {
  subject: "2 released",
  bodies: '{"default":"2 released"}',
  attributes: { mode: "release", released: 2, "saved.usd": 7.3 },
};

test("one message is published as one body for each protocol, with a signal that can break it off", async () => {
  sns.on(PublishCommand).resolves({});
  const signal = noEnd();
  await publishToTopic("arn:aws:sns:eu-central-1:123456789012:janitor", message, signal);
  expect(sentCalls(sns)).toMatchObject([
    {
      input: {
        TopicArn: "arn:aws:sns:eu-central-1:123456789012:janitor",
        Subject: "2 released",
        Message: '{"default":"2 released"}',
        MessageStructure: "json",
        MessageAttributes: {
          mode: { DataType: "String", StringValue: "release" },
          released: { DataType: "Number", StringValue: "2" },
          "saved.usd": { DataType: "Number", StringValue: "7.3" },
        },
      },
    },
  ]);
  expect(signalsOf(sns)[0]).toBe(signal);
});

test("SNS takes the message, and a text stays a text where it looks like a number", async () => {
  sns.restore();
  const simulator = await startSimulator();
  try {
    for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
    const topicArn = simulator.world("eu-west-1").createTopic("janitor");
    const attributes = { ...message.attributes, "run-id": "7", none: 0, less: -1.5e-7 };
    await publishToTopic(topicArn, { ...message, attributes }, noEnd());
    expect(simulator.published).toMatchObject([{ topicArn, subject: "2 released", attributes }]);
  } finally {
    vi.unstubAllEnvs();
    await simulator.stop();
  }
});

test.each([
  ["arn:aws:sns:ap-southeast-2:123456789012:janitor", "ap-southeast-2"],
  ["arn:aws-cn:sns:cn-north-1:123456789012:janitor", "cn-north-1"],
  ["arn:aws-us-gov:sns:us-gov-west-1:123456789012:janitor", "us-gov-west-1"],
])("%s is published to where it lives, not to where the function runs", async (arn, region) => {
  sns.on(PublishCommand).resolves({});
  await publishToTopic(arn, message, noEnd());
  expect(await Promise.all(sentCalls(sns).map(regionOf))).toEqual([region]);
});

test("a refusal is passed on", async () => {
  sns.on(PublishCommand).rejects(awsError("AuthorizationError"));
  const publishing = publishToTopic("arn:aws:sns:eu-central-1:123456789012:janitor", message, noEnd());
  await expect(publishing).rejects.toThrow("AWS says AuthorizationError");
});
