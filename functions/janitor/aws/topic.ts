import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";

/** What is published: the subject, and one body for each protocol of the topic's subscriptions. */
export interface TopicMessage {
  readonly subject: string;
  /** JSON with a string for `default` and for each protocol that differs from it. */
  readonly bodies: string;
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
    });
    await sns.send(command, { abortSignal: signal });
  } finally {
    sns.destroy();
  }
}
