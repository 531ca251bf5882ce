import type { Logger } from "@aws-lambda-powertools/logger";
import { readAccountAlias } from "./aws/account-alias.ts";
import { publishToTopic } from "./aws/topic.ts";
import type { Report } from "./domain/report.ts";
import { writeMessage } from "./notify/message.ts";
import type { LogGroup } from "./notify/tellable-report.ts";
import type { Clock } from "./ports.ts";

interface PublishOptions {
  readonly topicArn: string;
  readonly log: LogGroup | undefined;
  /** Aborted when the summary must be out. */
  readonly signal: AbortSignal;
  /** What is left of the invocation, in ms. */
  readonly remainingMs: number;
  readonly clock: Pick<Clock, "after">;
  readonly logger: Pick<Logger, "warn">;
}

/** In ms: how long a summary waits for the account's name, and no more than a quarter of the time there is. */
const patience = 2_000;

/**
 * Makes the message of a report and sends it.
 *
 * @throws the SDK's error when it did not go out
 */
export async function publish(
  report: Report,
  { topicArn, log, signal, remainingMs, clock, logger }: PublishOptions,
): Promise<void> {
  const enough = clock.after(Math.min(patience, remainingMs / 4));
  const accountAlias = await readAccountAlias(AbortSignal.any([signal, enough])).catch((error) => {
    logger.warn("the account's alias could not be read, so messages have its number", error);
    return undefined;
  });
  await publishToTopic(topicArn, writeMessage(report, { accountAlias, log }), signal);
}
