import {
  CreateTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  type PublishInput,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

let simulator: Simulator;
let topicArn: string;
beforeEach(async () => {
  simulator = await startSimulator();
  topicArn = simulator.world("us-east-1").createTopic("janitor");
});
afterEach(() => simulator.stop());

function publish(input: Partial<PublishInput>, region = "us-east-1") {
  const { sns } = createClients(simulator, { region });
  return sns.send(new PublishCommand({ TopicArn: topicArn, Message: "hello", ...input }));
}

test("a message arrives with everything that was said about it", async () => {
  const Message = JSON.stringify({ default: "a\n<b> 🙂", lambda: "{}", unheard: "of" });
  const { MessageId } = await publish({
    Message,
    MessageStructure: "json",
    Subject: "2 idle — 漢字",
    MessageAttributes: {
      severity: { DataType: "String", StringValue: "high" },
      released: { DataType: "Number", StringValue: "-1.50" },
      id: { DataType: "String", StringValue: "007" },
      raw: { DataType: "Binary", BinaryValue: Buffer.from("é") },
    },
  });

  expect(MessageId).toBeTruthy();
  expect(simulator.published).toEqual([
    {
      topicArn,
      message: Message,
      messageStructure: "json",
      subject: "2 idle — 漢字",
      attributes: { severity: "high", released: -1.5, id: "007", raw: "w6k=" },
      region: "us-east-1",
      account: "123456789012",
    },
  ]);
  expect(simulator.calls).toMatchObject([{ service: "sns", action: "Publish", writes: false }]);
});

describe("refused", () => {
  test.each<[string, Partial<PublishInput>, object]>([
    ["an unknown topic", { TopicArn: "arn:aws:sns:us-east-1:123456789012:other" }, { name: "NotFoundException" }],
    ["no message", { Message: "" }, { name: "InvalidParameterException" }],
    ["one byte too many", { Message: `${"x".repeat(262_141)}é!!` }, { name: "InvalidParameterException" }],
    ["too long a subject", { Subject: "x".repeat(100) }, { name: "InvalidParameterException" }],
    ["a line break in the subject", { Subject: "a\nb" }, { name: "InvalidParameterException" }],
    ["an empty subject", { Subject: "" }, { name: "InvalidParameterException" }],
    ["no JSON", { MessageStructure: "json", Message: "{" }, { message: /failed to parse/ }],
    ["JSON that is no object", { MessageStructure: "json", Message: "[]" }, { message: /failed to parse/ }],
    ["no default", { MessageStructure: "json", Message: '{"email":"x"}' }, { message: /No default entry/ }],
    ["a default that is no string", { MessageStructure: "json", Message: '{"default":{}}' }, { message: /string/ }],
    ["another structure", { MessageStructure: "xml" }, { name: "InvalidParameterException" }],
  ])("%s", async (_, input, error) => {
    const expected = Object.fromEntries(
      Object.entries(error).map(([key, value]) => [
        key,
        value instanceof RegExp ? expect.stringMatching(value) : value,
      ]),
    );
    await expect(publish(input)).rejects.toMatchObject(expected);
    expect(simulator.published).toEqual([]);
  });

  test("a topic of another region", async () => {
    await expect(publish({}, "eu-west-1")).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});

describe("of attributes", () => {
  const attribute = (name: string, DataType: string, StringValue?: string) => ({
    MessageAttributes: { [name]: { DataType, ...(StringValue !== undefined && { StringValue }) } },
  });

  test.each<[string, Partial<PublishInput>]>([
    ["an empty text", attribute("mode", "String", "")],
    ["no value", attribute("mode", "String")],
    ["a value of another type", attribute("raw", "Binary", "text")],
    ["a number that is none", attribute("released", "Number", "many")],
    ["a number that is not finite", attribute("released", "Number", "Infinity")],
    ["a number with a space", attribute("released", "Number", " 1")],
    ["no type", attribute("mode", "", "x")],
    ["an unknown type", attribute("mode", "Boolean", "true")],
    ["a type that begins like another", attribute("mode", "Numbers", "1")],
    ["a name without a character", attribute("", "String", "x")],
    ["a space in a name", attribute("a b", "String", "x")],
    ["a dot at the beginning", attribute(".a", "String", "x")],
    ["a dot at the end", attribute("a.", "String", "x")],
    ["two dots", attribute("a..b", "String", "x")],
    ["too long a name", attribute("a".repeat(257), "String", "x")],
    ["a name that AWS keeps for itself", attribute("AWS.mode", "String", "x")],
    ["another one", attribute("amazon.mode", "String", "x")],
  ])("SNS refuses %s", async (_, input) => {
    await expect(publish(input)).rejects.toMatchObject({ name: "InvalidParameterValueException" });
    expect(simulator.published).toEqual([]);
  });

  test("names, types and values count for the size of a message", async () => {
    const Message = "x".repeat(262_144 - "mode".length - "String".length - "é".length - 1);
    await publish({ Message, ...attribute("mode", "String", "é") });
    const larger = publish({ Message, ...attribute("mode", "String", "éx") });
    await expect(larger).rejects.toMatchObject({ message: expect.stringContaining("too long") });
    expect(simulator.published).toHaveLength(1);
  });
});

test("the largest message and the longest subject are taken", async () => {
  await publish({ Message: "x".repeat(262_144), Subject: "x".repeat(99) });
  expect(simulator.published).toHaveLength(1);
});

test("topics are made once, listed, and subscribed to", async () => {
  const { sns } = createClients(simulator);
  const again = await sns.send(new CreateTopicCommand({ Name: "janitor" }));
  expect(again.TopicArn).toBe(topicArn);
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: topicArn }]);
  const subscription = await sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: "email", Endpoint: "team@example.com" }),
  );
  expect(subscription.SubscriptionArn).toContain(topicArn);
});
