import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { writeMessage } from "../../functions/janitor/notify/message.ts";
import { handlerWith } from "../../functions/slack/handler.ts";
import { isSlackWebhook } from "../../functions/slack/webhook-url.ts";
import { samples } from "../notify/samples.ts";
import { problemsOfMarkup, readMarkup } from "./markup.ts";
import { deliver, handlerFor, type Slack, type SlackAnswer, secret, snsEvent, startSlack } from "./slack.ts";

let slack: Slack;
beforeAll(async () => {
  slack = await startSlack();
});
beforeEach(() => {
  slack.parameters["/janitor/slack"] = slack.webhook;
});
afterAll(() => slack.stop());

/** How often something was posted, what came of it and how long that took, when Slack answers like this. */
async function posting(answers: readonly SlackAnswer[], attemptMs?: number, remainingMs?: number) {
  const posted = slack.posts.length;
  slack.answers.push(...answers);
  const start = performance.now();
  const { error, lines } = await deliver(slack, snsEvent("x"), {
    handler: handlerFor(slack, attemptMs),
    ...(remainingMs !== undefined && { remainingMs }),
  });
  const took = performance.now() - start;
  slack.answers.length = 0;
  const messages = slack.posts.slice(posted).map(({ message }) => message);
  return { error, took, posts: messages.length, messages, lines };
}

describe("a 429", () => {
  test.each([{ "retry-after": "1" }, { "retry-after": "0" }, { "retry-after": "soon" }, {}])(
    "is tried again after the time that Slack asks for, and never at once: %j",
    async (headers) => {
      const { error, took, posts } = await posting([{ status: 429, headers }]);
      expect(error).toBeUndefined();
      expect(posts).toBe(2);
      expect(took).toBeGreaterThan(990);
    },
  );

  test("that asks for two seconds gets two", async () => {
    const { error, took } = await posting([{ status: 429, headers: { "retry-after": "2" } }]);
    expect(error).toBeUndefined();
    expect(took).toBeGreaterThan(1_990);
  });

  test("that asks for more than the invocation has is not waited for", async () => {
    const { error, took, posts } = await posting([{ status: 429, headers: { "retry-after": "30" } }], 5_000, 35_000);
    expect(error).toMatchObject({
      because: "rate-limited",
      message: "1 of 1 did not reach Slack: Slack answered 429 and asked to wait for 30 s",
    });
    expect(posts).toBe(1);
    expect(took).toBeLessThan(5_000);
  });

  test("again and again ends with the invocation's time", async () => {
    const always = Array.from({ length: 9 }, () => ({ status: 429, headers: { "retry-after": "1" } }));
    const { error, posts } = await posting(always, 200, 3_500);
    expect(error).toMatchObject({ because: "rate-limited" });
    expect(posts).toBe(3);
  });
});

test.each([500, 502, 503])("a %d is left to Lambda's retries", async (status) => {
  const { error, posts } = await posting([{ status, body: "rollup_error" }]);
  expect(error).toMatchObject({
    because: "slack-failed",
    message: `1 of 1 did not reach Slack: Slack answered ${status} (rollup_error)`,
  });
  expect(posts).toBe(1);
});

describe("a message that Slack refuses", () => {
  test.each([
    [400, "invalid_blocks"],
    [400, "invalid_payload"],
    [400, "msg_blocks_too_long"],
    [413, "request_too_large"],
  ])("goes out as text, and a warning says why: %d %s", async (status, body) => {
    const { error, messages, lines } = await posting([{ status, body }]);
    expect(error).toBeUndefined();
    expect(messages).toEqual([
      expect.objectContaining({ text: "Message of elastic-janitor", blocks: expect.any(Array) }),
      { text: "Message of elastic-janitor\nx", unfurl_links: false, unfurl_media: false },
    ]);
    expect(lines).toEqual([
      expect.objectContaining({
        level: "WARN",
        message: "Slack refused the blocks, so it gets a text",
        messageId: "message-0",
        kind: "text",
        reason: `Slack answered ${status} (${body})`,
      }),
      expect.objectContaining({ level: "INFO", message: "posted to Slack" }),
    ]);
  });

  test("tells a report in short", async () => {
    const { report, surroundings } = samples["everything-wrong"];
    slack.answers.push({ status: 400, body: "invalid_blocks" });
    const { error } = await deliver(slack, snsEvent(JSON.parse(writeMessage(report, surroundings).bodies).lambda));
    expect(error).toBeUndefined();
    const { text = "" } = slack.posts.at(-1)?.message ?? {};
    expect(problemsOfMarkup(text)).toEqual([]);
    await expect(`${readMarkup(text)}\n`).toMatchFileSnapshot("messages/everything-wrong-in-short.txt");
  });

  test("as text too has failed", async () => {
    const { error, posts, lines } = await posting([
      { status: 400, body: "invalid_blocks" },
      { status: 400, body: "user_not_found" },
    ]);
    expect(error).toMatchObject({
      because: "refused",
      message: "1 of 1 did not reach Slack: Slack answered 400 (user_not_found)",
    });
    expect(posts).toBe(2);
    expect(lines.map(({ level }) => level)).toEqual(["WARN", "ERROR"]);
  });

  test("is waited for as any other when it goes out as text", async () => {
    const { error, posts, took } = await posting([
      { status: 400, body: "invalid_blocks" },
      { status: 429, headers: { "retry-after": "1" } },
    ]);
    expect(error).toBeUndefined();
    expect(posts).toBe(3);
    expect(took).toBeGreaterThan(990);
  });

  test("is no more than refused when Slack fails over its text", async () => {
    const { error, posts } = await posting([{ status: 400, body: "invalid_blocks" }, { status: 500 }]);
    expect(error).toMatchObject({ because: "slack-failed" });
    expect(posts).toBe(2);
  });
});

describe("an answer that does not say ok", () => {
  test.each([
    [200, '{"ok":true}'],
    [200, ""],
    [200, "<html>"],
    [200, secret],
    [202, "accepted"],
    [204, ""],
  ])("is not taken for a message that was posted, nor is it asked again here: %d %j", async (status, body) => {
    const { error, posts } = await posting([{ status, body }]);
    expect(error).toMatchObject({
      because: "not-confirmed",
      message: "1 of 1 did not reach Slack: Slack did not answer ok, so nobody knows whether it was posted",
    });
    expect(posts).toBe(1);
  });

  test("may say it with a line break", async () => {
    expect((await posting([{ status: 200, body: "ok\n" }])).error).toBeUndefined();
  });
});

test.each([
  [401, "invalid_token", "refused"],
  [403, "action_prohibited", "webhook-gone"],
  [404, "no_service", "webhook-gone"],
  [410, "channel_is_archived", "webhook-gone"],
])("a %d is told with Slack's word for it: %s", async (status, body, because) => {
  const { error, posts } = await posting([{ status, body }]);
  expect(error).toMatchObject({
    because,
    message: `1 of 1 did not reach Slack: Slack answered ${status} (${body})`,
  });
  expect(posts).toBe(1);
});

test.each([`<html>/services/${secret}</html>`, secret.toLowerCase(), `a_${"b".repeat(60)}`, "line_one\nline_two"])(
  "an answer that is no such word is not repeated: %j",
  async (body) => {
    const { error } = await posting([{ status: 404, body }]);
    expect(error?.message).toBe("1 of 1 did not reach Slack: Slack answered 404");
  },
);

test("an answer that does not come is not waited for", async () => {
  const { error, took, posts } = await posting(["hang"], 100);
  expect(error).toMatchObject({
    because: "no-answer",
    message: "1 of 1 did not reach Slack: Slack did not answer within 0.1 s",
  });
  expect(posts).toBe(1);
  expect(took).toBeLessThan(4_000);
});

test("nor for longer than the invocation has", async () => {
  const { error, took } = await posting(["hang"], 60_000, 1_500);
  expect(error).toMatchObject({ because: "no-answer" });
  expect(took).toBeLessThan(4_000);
});

test("a message whose turn comes too late is told", async () => {
  const posted = slack.posts.length;
  slack.answers.push("hang");
  const { error, lines } = await deliver(slack, snsEvent("one", "two"), { remainingMs: 1_500 });
  expect(slack.posts).toHaveLength(posted + 1);
  expect(error?.message).toMatch(/^2 of 2 did not reach Slack/);
  expect(lines.map(({ because }) => because)).toEqual(["no-answer", "no-time"]);
});

test("a redirect is not followed", async () => {
  const { error, posts } = await posting([{ status: 302, headers: { location: `${slack.url}/${secret}` } }]);
  expect(error).toMatchObject({
    because: "no-answer",
    message: "1 of 1 did not reach Slack: Slack could not be reached",
  });
  expect(posts).toBe(1);
});

test("a Slack that is not there is told with the system's word for it", async () => {
  const gone = await startSlack();
  await gone.stop();
  slack.parameters["/janitor/slack"] = gone.webhook;
  const { error } = await deliver(slack, snsEvent("x"), {
    handler: handlerWith({ isWebhook: () => true, attemptMs: 5_000 }),
  });
  expect(error).toMatchObject({
    because: "no-answer",
    message: "1 of 1 did not reach Slack: Slack could not be reached (ECONNREFUSED)",
  });
});

test("an error of fetch that quotes the URL is not passed on", async () => {
  slack.parameters["/janitor/slack"] = `https://user:${secret}@hooks.slack.com/services/${secret}`;
  const handler = handlerWith({ isWebhook: isSlackWebhook, attemptMs: 5_000 });
  const { error } = await deliver(slack, snsEvent("x"), { handler });
  expect(error).toMatchObject({ because: "no-answer" });
});
