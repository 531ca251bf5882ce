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

type Answer = { readonly kind: "posted" } | { readonly kind: "wait"; readonly ms: number };

/**
 * Posts one message. Only a 429 is tried again here, when the time it asks for is there: Lambda tries everything else again
 * in a minute, when there is more hope. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
 *
 * @throws Undelivered
 */
export async function post(url: string, message: SlackMessage, { deadline, attemptMs }: Patience): Promise<void> {
  for (;;) {
    const left = Math.floor(deadline - performance.now());
    if (left <= 0) throw new Undelivered("no-time", "the invocation's time was over before it could be posted");
    const answer = await attempt(url, message, Math.min(attemptMs, left));
    if (answer.kind === "posted") return;
    if (performance.now() + answer.ms + attemptMs > deadline)
      throw new Undelivered("rate-limited", `Slack answered 429 and asked to wait for ${answer.ms / 1_000} s`);
    await wait(answer.ms);
  }
}

async function attempt(url: string, { text, blocks }: SlackMessage, timeout: number): Promise<Answer> {
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
    await webhook.send({ text, blocks: [...blocks], unfurl_links: false, unfurl_media: false });
    return { kind: "posted" };
  } catch (error) {
    if (error instanceof IncomingWebhookHTTPError && error.statusCode === 429)
      return { kind: "wait", ms: readRetryAfter(retryAfter) };
    throw inOwnWords(error, timeout);
  }
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
