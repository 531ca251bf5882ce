import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { expect, vi } from "vitest";
import { handlerWith } from "../../functions/slack/handler.ts";
import type { Block } from "../../functions/slack/slack-message.ts";
import { problemsOf } from "./block-kit.ts";
import { readBlock } from "./read-message.ts";

/** What a webhook's URL has in it and nothing that anybody reads may have. */
export const secret = "SECRET";

/** How Slack answers a post; `hang` never does. */
export type SlackAnswer =
  | "hang"
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

interface Post {
  readonly path: string;
  /** As it was sent: a text alone has no blocks. */
  readonly message: { readonly text: string; readonly blocks?: readonly Block[] } & Readonly<Record<string, unknown>>;
}

/** A Slack and an SSM on loopback. */
export interface Slack {
  readonly url: string;
  /** A webhook's URL there. */
  readonly webhook: string;
  /** What was posted, whatever the answer was. */
  readonly posts: readonly Post[];
  /** The names of the parameters that were read, once for each request. */
  readonly reads: readonly string[];
  /** How the next posts are answered, where nothing else is said with `ok` as body; with 200 after these. */
  readonly answers: SlackAnswer[];
  /** What SSM has: values, or whole answers that are none. */
  readonly parameters: Record<string, string | { readonly status: number; readonly body: string }>;
  readonly stop: () => Promise<void>;
}

export async function startSlack(): Promise<Slack> {
  const posts: Post[] = [];
  const reads: string[] = [];
  const answers: SlackAnswer[] = [];
  const parameters: Slack["parameters"] = {};

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request));
    if (request.headers["x-amz-target"] === "AmazonSSM.GetParameter") {
      reads.push(body.Name);
      return void ssmAnswer(response, parameters[body.Name], body.WithDecryption);
    }
    posts.push({ path: request.url ?? "", message: body });
    const next = answers.shift() ?? { status: 200 };
    if (next !== "hang") response.writeHead(next.status, next.headers).end(next.body ?? "ok");
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const webhook = `${url}/services/T0${secret}/B0${secret}/x${secret}x`;
  parameters["/janitor/slack"] = webhook;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, webhook, posts, reads, answers, parameters, stop };
}

function ssmAnswer(response: ServerResponse, value: Slack["parameters"][string] | undefined, decrypted: unknown): void {
  if (value === undefined) response.writeHead(400).end('{"__type":"ParameterNotFound"}');
  else if (typeof value !== "string") response.writeHead(value.status).end(value.body);
  else {
    const Value = decrypted === true ? value : "AQICAHencrypted";
    response.end(JSON.stringify({ Parameter: { Name: "n", Type: "SecureString", Value, Version: 1 } }));
  }
}

/** The handler as it is in Lambda, but for whom it may post to. */
export function handlerFor(slack: Slack, attemptMs = 5_000): ReturnType<typeof handlerWith> {
  return handlerWith({ isWebhook: ({ origin }) => origin === slack.url, attemptMs });
}

export interface Delivered {
  readonly error: Error | undefined;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** An event of SNS with one record for each message. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function snsEvent(...messages: readonly (string | { Message: string; Subject?: string | null })[]) {
  return {
    Records: messages.map((message, at) => ({
      EventVersion: "1.0",
      EventSource: "aws:sns",
      Sns: {
        Type: "Notification",
        MessageId: `message-${at}`,
        TopicArn: "arn:aws:sns:eu-central-1:123456789012:elastic-janitor",
        Subject: null,
        ...(typeof message === "string" ? { Message: message } : message),
        Timestamp: "2026-11-02T06:00:12.000Z",
        MessageAttributes: {},
      },
    })),
  };
}

/** Invokes a handler as Lambda would. Nothing that is logged or thrown may have the webhook's URL in it: that is checked. */
export async function deliver(
  slack: Slack,
  event: unknown,
  options: { handler?: ReturnType<typeof handlerWith>; remainingMs?: number; parameter?: string } = {},
): Promise<Delivered> {
  const { handler = handlerFor(slack), remainingMs = 60_000, parameter = "/janitor/slack" } = options;
  vi.stubEnv("AWS_ENDPOINT_URL_SSM", slack.url);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "example");
  vi.stubEnv("SLACK_WEBHOOK_PARAMETER", parameter);
  let written = "";
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      written += String(chunk);
      return true;
    }),
  );
  const error = await handler(event, { getRemainingTimeInMillis: () => remainingMs })
    .then(() => undefined)
    .catch((thrown: Error) => thrown)
    .finally(() => {
      for (const spy of spies) spy.mockRestore();
      vi.unstubAllEnvs();
    });
  expect(written).not.toContain(secret);
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret);
  return {
    error,
    lines: written
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

/** What Slack was sent for one message, as people read it: the line for notifications, the header, and the texts below it. */
export async function shown(slack: Slack, message: string, subject?: string) {
  const before = slack.posts.length;
  const { error } = await deliver(
    slack,
    snsEvent({ Message: message, ...(subject !== undefined && { Subject: subject }) }),
  );
  expect(error).toBeUndefined();
  expect(slack.posts).toHaveLength(before + 1);
  const { text = "", blocks = [] } = slack.posts.at(-1)?.message ?? {};
  expect(problemsOf({ text, blocks, inShort: text })).toEqual([]);
  const [header = "", ...sections] = blocks.map(readBlock);
  return { text, header: header.replace(/^# /, ""), sections };
}
