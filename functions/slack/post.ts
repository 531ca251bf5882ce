import { setTimeout as wait } from "node:timers/promises";
import { IncomingWebhook, IncomingWebhookHTTPError, IncomingWebhookRequestError } from "@slack/webhook";
import type { SlackMessage } from "./slack-message.ts";
import { Undelivered } from "./undelivered.ts";

export interface Patience {
  /** When to give up, by `performance.now()`. */
  readonly deadline: number;
  /** In ms: how long Slack may take for one answer. */
  readonly attemptMs: number;
}

/** What is sent: a text, or blocks and what stands for them where they are not shown. */
type Payload = Pick<SlackMessage, "text"> & Partial<Pick<SlackMessage, "blocks">>;

type Answer =
  | { readonly kind: "posted" }
  | { readonly kind: "wait"; readonly ms: number }
  /** Slack takes messages, but not this one. */
  | { readonly kind: "refused"; readonly reason: Undelivered };

/**
 * Posts one message. Only a 429 is tried again here, when the time it asks for is there: Lambda tries everything else again
 * in a minute, when there is more hope. But the blocks of a message that Slack refuses it would refuse again, so such a
 * message is posted once more, in short and as text. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
 *
 * @param onRefusal is told why the blocks were refused
 * @throws Undelivered
 */
export async function post(
  url: string,
  { text, blocks, inShort }: SlackMessage,
  patience: Patience,
  onRefusal: (reason: string) => void,
): Promise<void> {
  const refusal = await deliver(url, { text, blocks }, patience);
  if (refusal === undefined) return;
  onRefusal(refusal.message);
  const again = await deliver(url, { text: inShort }, patience);
  if (again !== undefined) throw again;
}

/** Why Slack refused it, where it did. */
async function deliver(url: string, payload: Payload, { deadline, attemptMs }: Patience) {
  for (;;) {
    const left = Math.floor(deadline - performance.now());
    if (left <= 0) throw new Undelivered("no-time", "the invocation's time was over before it could be posted");
    const answer = await attempt(url, payload, Math.min(attemptMs, left));
    if (answer.kind === "posted") return undefined;
    if (answer.kind === "refused") return answer.reason;
    if (performance.now() + answer.ms + attemptMs > deadline)
      throw new Undelivered("rate-limited", `Slack answered 429 and asked to wait for ${answer.ms / 1_000} s`);
    await wait(answer.ms);
  }
}

/** What Slack says when it does not like a message, and not the webhook. A body may be too large for what is in front of it. */
const refusesMessage: readonly number[] = [400, 413];

async function attempt(url: string, { text, blocks }: Payload, timeout: number): Promise<Answer> {
  let retryAfter: string | null = null;
  const webhook = new IncomingWebhook(url, {
    timeout,
    // The library's error tells the status of an answer and not its headers.
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      retryAfter = response.headers.get("retry-after");
      return response;
    },
  });
  try {
    const content = { text, ...(blocks && { blocks: [...blocks] }) };
    const { text: answer } = await webhook.send({ ...content, unfurl_links: false, unfurl_media: false });
    if (answer.trim() === "ok") return { kind: "posted" };
  } catch (error) {
    if (error instanceof IncomingWebhookHTTPError && error.statusCode === 429)
      return { kind: "wait", ms: readRetryAfter(retryAfter) };
    if (error instanceof IncomingWebhookHTTPError && refusesMessage.includes(error.statusCode))
      return { kind: "refused", reason: refusal(error) };
    throw inOwnWords(error, timeout);
  }
  // An incoming webhook says `ok`. Whatever else answers 200 need not have posted anything.
  throw new Undelivered("not-confirmed", "Slack did not answer ok, so nobody knows whether it was posted");
}

/** In ms, a second at least. Slack gives whole seconds. https://docs.slack.dev/apis/web-api/rate-limits/ */
function readRetryAfter(seconds: string | null): number {
  return /^\d{1,6}$/.test(seconds ?? "") ? Math.max(1, Number(seconds)) * 1_000 : 1_000;
}

function inOwnWords(error: unknown, timeout: number): Undelivered {
  if (error instanceof IncomingWebhookHTTPError) return refusal(error);
  if (error instanceof IncomingWebhookRequestError) {
    const { original } = error;
    return original.name === "TimeoutError"
      ? new Undelivered("no-answer", `Slack did not answer within ${timeout / 1_000} s`)
      : new Undelivered("no-answer", `Slack could not be reached${inBrackets(codeOf(original.cause))}`);
  }
  return new Undelivered("unexpected", "the message could not be sent");
}

function refusal({ statusCode, body }: IncomingWebhookHTTPError): Undelivered {
  // Slack's reason is a word such as `no_service`; whatever else comes back may repeat what was asked, with the URL.
  const reason = /^[a-z]+(_[a-z]+)+$/.test(body) && body.length <= 60 ? body : undefined;
  const words = `Slack answered ${statusCode}${inBrackets(reason)}`;
  if (statusCode >= 500) return new Undelivered("slack-failed", words);
  return new Undelivered([403, 404, 410].includes(statusCode) ? "webhook-gone" : "refused", words);
}

/** What Node.js names the trouble below HTTP, for example `ECONNREFUSED`. */
function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error && "code" in cause) || typeof cause.code !== "string") return undefined;
  return /^[A-Z_]{1,60}$/.test(cause.code) ? cause.code : undefined;
}

function inBrackets(words: string | undefined): string {
  return words === undefined ? "" : ` (${words})`;
}
