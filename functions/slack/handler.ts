import { Logger } from "@aws-lambda-powertools/logger";
import { readNotification } from "./notification.ts";
import { post } from "./post.ts";
import { render } from "./render.ts";
import { readEvent, readRecord } from "./sns-event.ts";
import { type Because, Undelivered } from "./undelivered.ts";
import { isSlackWebhook, WebhookUrl } from "./webhook-url.ts";

/** What this function takes from Lambda's context. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
interface InvocationContext {
  readonly getRemainingTimeInMillis: () => number;
}

/** What is different in a test, where no Slack is. */
export interface Surroundings {
  /** Whether messages may be posted to that URL. */
  readonly isWebhook: (url: URL) => boolean;
  /** In ms: how long Slack may take for one answer. */
  readonly attemptMs: number;
}

const logger = new Logger({ serviceName: "elastic-janitor-slack" });

/** After these the URL is read anew: it may have been exchanged. */
const doubtful: readonly Because[] = ["webhook-gone", "not-confirmed"];

/** In ms: what is left of an invocation for its last log lines and its error. */
const reserveMs = 1_000;

/**
 * Lambda's entry: posts what SNS delivers to a Slack incoming webhook, whose URL is in the SSM parameter that
 * `SLACK_WEBHOOK_PARAMETER` names.
 *
 * @throws Undelivered after every record was tried, so that Lambda tries again and then tells the failure destination
 */
export const handler = handlerWith({ isWebhook: isSlackWebhook, attemptMs: 5_000 });

/** The same in other surroundings. */
export function handlerWith({
  isWebhook,
  attemptMs,
}: Surroundings): (event: unknown, context: InvocationContext) => Promise<void> {
  const webhook = new WebhookUrl(isWebhook);

  /** @throws Undelivered, or what nobody expected */
  async function deliver(record: unknown, deadline: number): Promise<void> {
    const { messageId, ...delivery } = readRecord(record);
    const notification = readNotification(delivery);
    const url = await webhook.read(process.env.SLACK_WEBHOOK_PARAMETER, deadline);
    try {
      await post(url, render(notification), { deadline, attemptMs }, (reason) =>
        logger.warn("Slack refused the blocks, so it gets a text", { messageId, kind: notification.kind, reason }),
      );
    } catch (error) {
      if (error instanceof Undelivered && doubtful.includes(error.because)) webhook.forget();
      throw error;
    }
    logger.info("posted to Slack", { messageId, kind: notification.kind });
  }

  return async (event, context) => {
    const deadline = performance.now() + context.getRemainingTimeInMillis() - reserveMs;
    const records = readEvent(event);
    const failures: Undelivered[] = [];
    // One after the other, for Slack takes one message a second. SNS sends one record an event; were it several, a retry by
    // Lambda would post again those that had arrived. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
    for (const record of records) {
      try {
        await deliver(record, deadline);
      } catch (error) {
        const failure = error instanceof Undelivered ? error : unexpected(error);
        failures.push(failure);
        logger.error("not posted to Slack", { because: failure.because, reason: failure.message });
      }
    }
    const [first] = failures;
    if (first !== undefined) {
      const many = `${failures.length} of ${records.length}`;
      throw new Undelivered(first.because, `${many} did not reach Slack: ${first.message}`);
    }
  };
}

/** Only its name: nobody knows what an error that nobody expected has in its message. */
function unexpected(error: unknown): Undelivered {
  return new Undelivered("unexpected", `an unexpected ${error instanceof Error ? error.name : typeof error}`);
}
