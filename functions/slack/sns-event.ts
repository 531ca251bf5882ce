import * as z from "zod/mini";
import { Undelivered } from "./undelivered.ts";

/** One message that SNS delivered. */
export interface Delivery {
  readonly messageId: string;
  /** The name of the topic, without the rest of its ARN. */
  readonly topic: string;
  readonly subject: string | undefined;
  readonly message: string;
}

const eventSchema = z.object({ Records: z.array(z.unknown()).check(z.minLength(1)) });

const recordSchema = z.object({
  Sns: z.object({
    MessageId: z.string(),
    TopicArn: z.string(),
    Subject: z.optional(z.nullable(z.string())),
    Message: z.string(),
  }),
});

/**
 * The records of an event. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 *
 * @throws Undelivered
 */
export function readEvent(event: unknown): readonly unknown[] {
  const parsed = z.safeParse(eventSchema, event);
  if (!parsed.success) throw new Undelivered("not-from-sns", "the event is not one of SNS: it has no Records");
  return parsed.data.Records;
}

/** @throws Undelivered */
export function readRecord(record: unknown): Delivery {
  const parsed = z.safeParse(recordSchema, record);
  if (!parsed.success) throw new Undelivered("not-from-sns", "a record of the event is not one of SNS");
  const { MessageId, TopicArn, Subject, Message } = parsed.data.Sns;
  return {
    messageId: MessageId,
    topic: TopicArn.split(":").at(-1) ?? TopicArn,
    subject: Subject?.trim() || undefined,
    message: Message,
  };
}
