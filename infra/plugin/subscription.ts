import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import { paginateListSubscriptionsByTopic, SNSClient, type SNSClientConfig } from "@aws-sdk/client-sns";

/**
 * What stands between an address and its mails, if anything. AWS waits two days for somebody to confirm, and a mail scanner
 * that follows the link at the end of a mail unsubscribes everybody. CloudFormation sees neither.
 * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 *
 * @param stackName the stack whose topic the address is to hear
 */
export async function problemOfSubscription(
  email: string,
  stackName: string,
  config: SNSClientConfig & CloudFormationClientConfig,
): Promise<string | undefined> {
  const cloudFormation = new CloudFormationClient(config);
  const sns = new SNSClient(config);
  try {
    const topicArn = await topicOf(cloudFormation, stackName);
    const arns = await subscriptionsOf(sns, email, topicArn);
    if (arns.some((arn) => arn.startsWith("arn:"))) return undefined;
    return arns.length > 0
      ? `${email} gets nothing yet: the mail that AWS has sent there is to be confirmed within two days.`
      : `${email} is not subscribed any more, and gets nothing. Subscribe it again: ` +
          `aws sns subscribe --region ${topicArn.split(":")[3]} --topic-arn ${topicArn} --protocol email --notification-endpoint ${email}`;
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return `Whether ${email} is subscribed is not known (${why}).`;
  } finally {
    cloudFormation.destroy();
    sns.destroy();
  }
}

async function topicOf(cloudFormation: CloudFormationClient, StackName: string): Promise<string> {
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client: cloudFormation },
    { StackName },
  )) {
    const topic = StackResourceSummaries.find(({ LogicalResourceId }) => LogicalResourceId === "SummaryTopic");
    if (topic?.PhysicalResourceId !== undefined) return topic.PhysicalResourceId;
  }
  throw new Error(`the stack ${StackName} has no topic`);
}

/** The ARN of each, or `PendingConfirmation` (or `Deleted`) in its stead. */
async function subscriptionsOf(sns: SNSClient, email: string, TopicArn: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
    const ours = Subscriptions.filter(({ Protocol, Endpoint }) => Protocol === "email" && Endpoint === email);
    found.push(...ours.map(({ SubscriptionArn = "" }) => SubscriptionArn));
  }
  return found.filter((arn) => arn !== "Deleted");
}
