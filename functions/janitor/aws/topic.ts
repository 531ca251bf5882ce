import { type MessageAttributeValue, PublishCommand, SNSClient } from "@aws-sdk/client-sns";

/** What is published: the subject, one body for each protocol of the topic's subscriptions, and facts to filter by. */
export interface TopicMessage {
  readonly subject: string;
  /** JSON with a string for `default` and for each protocol that differs from it. */
  readonly bodies: string;
  /** By name: letters, digits, `_`, `-` and single dots within. SNS refuses a text without a character. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

/**
 * Publishes one message. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 *
 * @throws the SDK's error
 */
export async function publishToTopic(topicArn: string, message: TopicMessage, signal: AbortSignal): Promise<void> {
  // The topic may live in another region than the function: its ARN says where.
  const region = topicArn.split(":")[3] ?? "";
  const sns = new SNSClient({
    region,
    maxAttempts: 4,
    retryMode: "standard",
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
  try {
    const command = new PublishCommand({
      TopicArn: topicArn,
      Subject: message.subject,
      Message: message.bodies,
      MessageStructure: "json",
      MessageAttributes: attributesOf(message),
    });
    await sns.send(command, { abortSignal: signal });
  } finally {
    sns.destroy();
  }
}

/**
 * The guide says that attributes are sent only with a message that is the same for every protocol, which this one is not, and
 * it does not say what becomes of them here. So they may be of use to a subscription's filter, and nothing rests on them.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
function attributesOf({ attributes }: TopicMessage): Record<string, MessageAttributeValue> {
  const entries = Object.entries(attributes).map(([name, value]) => {
    const DataType = typeof value === "number" ? "Number" : "String";
    return [name, { DataType, StringValue: String(value) }] as const;
  });
  return Object.fromEntries(entries);
}
