import { assertNever } from "../janitor/domain/assert-never.ts";
import { instant, oneLine } from "../janitor/notify/plain-text.ts";
import type { Notification, ReceivedAlarm, ReceivedInvocation } from "./notification.ts";
import { renderReport } from "./render-report.ts";
import { type SlackMessage, slackMessage } from "./slack-message.ts";

/** What Slack shows of a notification. */
export function render(notification: Notification): SlackMessage {
  switch (notification.kind) {
    case "report":
      return renderReport(notification.report, notification.subject);
    case "alarm":
      return renderAlarm(notification.alarm);
    case "invocation":
      return renderInvocation(notification.invocation);
    case "text":
      return slackMessage(notification.subject ?? `Message of ${notification.topic}`, [notification.text]);
    default:
      return assertNever(notification);
  }
}

function renderAlarm(alarm: ReceivedAlarm): SlackMessage {
  const { AlarmName, NewStateValue, OldStateValue, NewStateReason, AlarmDescription } = alarm;
  const { AWSAccountId, Region, StateChangeTime } = alarm;
  return slackMessage(`${NewStateValue}: ${AlarmName}`, [
    AlarmDescription ?? "",
    NewStateReason ?? "",
    facts([
      ["It was", OldStateValue],
      ["account", AWSAccountId],
      ["region", Region],
      ["at", written(StateChangeTime)],
    ]),
  ]);
}

function renderInvocation({ timestamp, requestContext, responsePayload }: ReceivedInvocation): SlackMessage {
  const { functionArn, condition, requestId, approximateInvokeCount } = requestContext;
  const [, name = functionArn] = /:function:([^:]+)/.exec(functionArn) ?? [];
  const { errorType, errorMessage } = responsePayload ?? {};
  return slackMessage(`${name} ${condition === "Success" ? "succeeded" : "failed"}`, [
    [errorType, errorMessage].filter((words) => words !== undefined).join(": "),
    facts([
      ["Condition", condition],
      ["invocations", approximateInvokeCount?.toString()],
      ["at", written(timestamp)],
      ["request", requestId],
      ["function", functionArn],
    ]),
  ]);
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
