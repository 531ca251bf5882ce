import { assertNever } from "../janitor/domain/assert-never.ts";
import { instant, oneLine } from "../janitor/notify/plain-text.ts";
import type { Notification, ReceivedAlarm, ReceivedInvocation, ReceivedText } from "./notification.ts";
import { renderReport } from "./render-report.ts";
import { plainContext, plainSection, type SlackMessage, slackMessage } from "./slack-message.ts";

/** What Slack shows of a notification. */
export function render(notification: Notification): SlackMessage {
  switch (notification.kind) {
    case "report":
      return renderReport(notification.report);
    case "alarm":
      return renderAlarm(notification.alarm);
    case "invocation":
      return renderInvocation(notification.invocation);
    case "text":
      return renderText(notification);
    default:
      return assertNever(notification);
  }
}

function renderAlarm(alarm: ReceivedAlarm): SlackMessage {
  const { AlarmName, NewStateValue, OldStateValue, NewStateReason, AlarmDescription } = alarm;
  const { AWSAccountId, Region, StateChangeTime } = alarm;
  const circumstances = facts([
    ["It was", OldStateValue],
    ["account", AWSAccountId],
    ["region", Region],
    ["at", written(StateChangeTime)],
  ]);
  return told(`${NewStateValue}: ${AlarmName}`, [AlarmDescription ?? "", NewStateReason ?? ""], circumstances);
}

function renderInvocation({ timestamp, requestContext, responsePayload }: ReceivedInvocation): SlackMessage {
  const { functionArn, condition, requestId, approximateInvokeCount } = requestContext;
  const [, name = functionArn] = /:function:([^:]+)/.exec(functionArn) ?? [];
  const { errorType, errorMessage } = responsePayload ?? {};
  const circumstances = facts([
    ["Condition", condition],
    ["invocations", approximateInvokeCount?.toString()],
    ["at", written(timestamp)],
    ["request", requestId],
    ["function", functionArn],
  ]);
  const error = [errorType, errorMessage].filter((words) => words !== undefined).join(": ");
  return told(`${name} ${condition === "Success" ? "succeeded" : "failed"}`, [error], circumstances);
}

function renderText({ topic, subject, text }: ReceivedText): SlackMessage {
  return told(subject ?? `Message of ${topic}`, [text], "");
}

/** In plain text: there is nothing here that markup would make clearer, and all of it is anybody's words. */
function told(headline: string, texts: readonly string[], circumstances: string): SlackMessage {
  const blocks = [...texts.flatMap(plainSection), ...plainContext(circumstances)];
  return slackMessage(
    headline,
    blocks,
    [...texts, circumstances].flatMap((text) => text.split("\n")),
  );
}

/** What is known, as one line. */
function facts(each: readonly (readonly [what: string, value: string | undefined])[]): string {
  return each.flatMap(([what, value]) => (value ? [`${what} ${oneLine(value, 200)}`] : [])).join(", ");
}

/** An instant in UTC as people read it; whatever else AWS writes, as it is. */
function written(timestamp: string | undefined): string | undefined {
  const isUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+0000)$/.test(timestamp ?? "");
  return timestamp !== undefined && isUtc ? instant(timestamp) : timestamp;
}
