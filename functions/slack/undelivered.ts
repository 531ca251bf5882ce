/**
 * Why a message did not reach Slack.
 *
 * - `not-configured`: the environment names no parameter
 * - `parameter-unreadable`: SSM did not give it
 * - `not-a-webhook`: what it holds is not the URL of a Slack webhook
 * - `not-from-sns`: the event or the record is not one of SNS
 * - `webhook-gone`: Slack does not know or allow the webhook any more, or its channel is gone
 * - `refused`: Slack did not take the message, nor the same in short where that was worth trying
 * - `not-confirmed`: what answered did not say that it was posted
 * - `rate-limited`: Slack asked to wait for longer than the invocation has left
 * - `slack-failed`: Slack answered with a status of 500 or more
 * - `no-answer`: no answer came, or not in time
 * - `no-time`: the invocation was over before it was this message's turn
 * - `unexpected`: anything else
 */
export type Because =
  | "not-configured"
  | "parameter-unreadable"
  | "not-a-webhook"
  | "not-from-sns"
  | "webhook-gone"
  | "refused"
  | "not-confirmed"
  | "rate-limited"
  | "slack-failed"
  | "no-answer"
  | "no-time"
  | "unexpected";

/**
 * A message that did not reach Slack, in words of our own. Whoever has a webhook's URL can post to its channel, and the
 * errors of `fetch` and of what stands on it may have the URL in them. Lambda logs an error with everything that hangs on
 * it, so there is no `cause`.
 */
export class Undelivered extends Error {
  override readonly name = "Undelivered";
  readonly because: Because;

  constructor(because: Because, message: string) {
    super(message);
    this.because = because;
  }
}
