import * as z from "zod/mini";
import { type ReceivedReport, receivedReport } from "./received-report.ts";
import type { Delivery } from "./sns-event.ts";

/** What a message of the topic turned out to be. */
export type Notification =
  | { readonly kind: "report"; readonly report: ReceivedReport }
  | { readonly kind: "alarm"; readonly alarm: ReceivedAlarm }
  | { readonly kind: "invocation"; readonly invocation: ReceivedInvocation }
  | ReceivedText;

/** Anything else, to be shown as it is. */
export interface ReceivedText {
  readonly kind: "text";
  readonly topic: string;
  readonly subject: string | undefined;
  readonly text: string;
}

/** What is left out, `null` or of another type is as good as absent: no detail may cost a message its form. */
const detail = z.catch(z.optional(z.string()), undefined);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html and what CloudWatch sends. */
const alarm = z.object({
  AlarmName: z.string(),
  NewStateValue: z.string(),
  OldStateValue: detail,
  NewStateReason: detail,
  AlarmDescription: detail,
  AWSAccountId: detail,
  Region: detail,
  StateChangeTime: detail,
});
export type ReceivedAlarm = z.infer<typeof alarm>;

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations */
const invocation = z.object({
  timestamp: detail,
  requestContext: z.object({
    functionArn: z.string(),
    condition: z.string(),
    requestId: detail,
    approximateInvokeCount: z.catch(z.optional(z.number()), undefined),
  }),
  responsePayload: z.catch(z.optional(z.object({ errorType: detail, errorMessage: detail })), undefined),
});
export type ReceivedInvocation = z.infer<typeof invocation>;

/** Recognises what was delivered by its own words. Whatever is not recognised, or not whole, is text: nothing is lost. */
export function readNotification({ topic, subject, message }: Omit<Delivery, "messageId">): Notification {
  const content = parseJson(message);
  const asReport = z.safeParse(receivedReport, content);
  if (asReport.success) return { kind: "report", report: asReport.data };
  const asAlarm = z.safeParse(alarm, content);
  if (asAlarm.success) return { kind: "alarm", alarm: asAlarm.data };
  const asInvocation = z.safeParse(invocation, content);
  if (asInvocation.success) return { kind: "invocation", invocation: asInvocation.data };
  return { kind: "text", topic, subject, text: message };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
