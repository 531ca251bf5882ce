import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handler, handlerWith } from "../../functions/slack/handler.ts";
import { readBlock } from "./read-message.ts";
import { deliver, handlerFor, type Slack, snsEvent, startSlack } from "./slack.ts";

let slack: Slack;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.stop());

test("what SNS delivers is posted, and logged without its words", async () => {
  const { error, lines } = await deliver(slack, snsEvent("private words"));
  expect(error).toBeUndefined();
  expect(slack.posts.map(({ message }) => message)).toEqual([
    expect.objectContaining({ text: "Message of elastic-janitor", unfurl_links: false, unfurl_media: false }),
  ]);
  expect(lines).toEqual([
    expect.objectContaining({ message: "posted to Slack", messageId: "message-0", kind: "text", level: "INFO" }),
  ]);
  expect(JSON.stringify(lines)).not.toContain("private words");
});

test("every record is posted, in order, and one that fails does not stop the others", async () => {
  const posted = slack.posts.length;
  slack.answers.push({ status: 200 }, { status: 500 });
  const { error, lines } = await deliver(slack, snsEvent("one", "two", "three"));
  const texts = slack.posts.slice(posted).map(({ message }) => message.blocks?.slice(1).map(readBlock));
  expect(texts).toEqual([["one"], ["two"], ["three"]]);
  expect(error).toMatchObject({
    name: "Undelivered",
    because: "slack-failed",
    message: "1 of 3 did not reach Slack: Slack answered 500",
  });
  expect(lines.map(({ message }) => message)).toEqual(["posted to Slack", "not posted to Slack", "posted to Slack"]);
  expect(lines[1]).toMatchObject({ level: "ERROR", because: "slack-failed", reason: "Slack answered 500" });
});

test("a record that is not of SNS is told, and the others are posted", async () => {
  const posted = slack.posts.length;
  const { Records } = snsEvent("good");
  const { error } = await deliver(slack, { Records: [{ body: "of SQS" }, ...Records] });
  expect(slack.posts).toHaveLength(posted + 1);
  expect(error).toMatchObject({
    because: "not-from-sns",
    message: "1 of 2 did not reach Slack: a record of the event is not one of SNS",
  });
});

test.each([[{}], [{ Records: [] }], ["text"], [null], [undefined]])(
  "an event that is not of SNS fails: %j",
  async (event) => {
    const { error } = await deliver(slack, event);
    expect(error).toMatchObject({ because: "not-from-sns" });
  },
);

test("the handler that Lambda calls posts to Slack alone", async () => {
  const posted = slack.posts.length;
  const { error } = await deliver(slack, snsEvent("x"), { handler });
  expect(error).toMatchObject({ because: "not-a-webhook" });
  expect(slack.posts).toHaveLength(posted);
});

test("an error that nobody expected is told by its name alone", async () => {
  const broken = handlerWith({
    isWebhook: (url) => {
      throw new RangeError(url.href);
    },
    attemptMs: 5_000,
  });
  const { error } = await deliver(slack, snsEvent("x"), { handler: broken });
  expect(error).toMatchObject({
    because: "unexpected",
    message: "1 of 1 did not reach Slack: an unexpected RangeError",
  });
});

describe("the webhook's URL", () => {
  test("is read once for as long as the container lives", async () => {
    const reads = slack.reads.length;
    const warm = handlerFor(slack);
    for (const status of [200, 500, 401, 200]) {
      slack.answers.push({ status });
      await deliver(slack, snsEvent("x"), { handler: warm });
    }
    expect(slack.reads).toHaveLength(reads + 1);
  });

  test.each([403, 404, 410])("is read anew after a %d, so that a new one is found", async (status) => {
    const warm = handlerFor(slack);
    await deliver(slack, snsEvent("x"), { handler: warm });
    slack.answers.push({ status, body: "no_service" });
    slack.parameters["/janitor/slack"] = `${slack.webhook}/new`;
    const failed = await deliver(slack, snsEvent("x"), { handler: warm });
    expect(failed.error).toMatchObject({
      because: "webhook-gone",
      message: `1 of 1 did not reach Slack: Slack answered ${status} (no_service)`,
    });
    const again = await deliver(slack, snsEvent("x"), { handler: warm });
    slack.parameters["/janitor/slack"] = slack.webhook;
    expect(again.error).toBeUndefined();
    expect(slack.posts.at(-1)?.path).toMatch(/\/new$/);
  });

  test("is read anew after an answer that is not that of a webhook", async () => {
    const warm = handlerFor(slack);
    const reads = slack.reads.length;
    slack.answers.push({ status: 200, body: '{"ok":true}' });
    expect((await deliver(slack, snsEvent("x"), { handler: warm })).error).toMatchObject({ because: "not-confirmed" });
    expect((await deliver(slack, snsEvent("x"), { handler: warm })).error).toBeUndefined();
    expect(slack.reads).toHaveLength(reads + 2);
  });

  test("is read anew after it could not be", async () => {
    const warm = handlerFor(slack);
    slack.parameters["/janitor/slack"] = { status: 400, body: '{"__type":"AccessDeniedException"}' };
    const { error } = await deliver(slack, snsEvent("x"), { handler: warm });
    slack.parameters["/janitor/slack"] = slack.webhook;
    expect(error).toMatchObject({ because: "parameter-unreadable" });
    expect((await deliver(slack, snsEvent("x"), { handler: warm })).error).toBeUndefined();
  });
});
