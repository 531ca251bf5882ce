import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handler } from "../../functions/slack/handler.ts";
import { isSlackWebhook } from "../../functions/slack/webhook-url.ts";
import { deliver, type Slack, secret, snsEvent, startSlack } from "./slack.ts";

let slack: Slack;
beforeAll(async () => {
  slack = await startSlack();
});
beforeEach(() => {
  slack.parameters["/janitor/slack"] = slack.webhook;
});
afterAll(() => slack.stop());

test.each(["https://hooks.slack.com/services/T/B/x", "https://hooks.slack-gov.com/services/T/B/x"])(
  "%s is Slack's",
  (url) => expect(isSlackWebhook(new URL(url))).toBe(true),
);

test.each([
  "http://hooks.slack.com/services/T/B/x",
  "https://slack.com/services/T/B/x",
  "https://hooks.slack.com.example.com/services/T/B/x",
  "https://example.com/hooks.slack.com",
  "https://hooks.slack.com@example.com/",
  "https://hooks.slack.com:8443/services/T/B/x",
  "file:///services/T/B/x",
])("%s is not", (url) => expect(isSlackWebhook(new URL(url))).toBe(false));

test.each([
  ["not https", `http://hooks.slack.com/services/${secret}`],
  ["another host", `https://example.com/services/${secret}`],
  ["no URL", secret],
  ["empty", ""],
])("a parameter that holds no webhook is refused and not quoted: %s", async (_, value) => {
  slack.parameters["/janitor/slack"] = value;
  const { error, lines } = await deliver(slack, snsEvent("x"), { handler });
  expect(error).toMatchObject({
    because: "not-a-webhook",
    message:
      "1 of 1 did not reach Slack: the parameter does not hold the URL of a Slack webhook, which begins with https://hooks.slack.com/",
  });
  expect(lines).toHaveLength(1);
  expect(slack.posts).toHaveLength(0);
});

test("white space around the URL does not matter", async () => {
  slack.parameters["/janitor/slack"] = `  ${slack.webhook}\n`;
  expect((await deliver(slack, snsEvent("x"))).error).toBeUndefined();
});

describe("a parameter that cannot be read is named", () => {
  test.each([
    ["a missing one", { status: 400, body: '{"__type":"ParameterNotFound"}' }, "ParameterNotFound"],
    ["a missing permission", { status: 400, body: '{"__type":"AccessDeniedException"}' }, "AccessDeniedException"],
    ["an SSM that is down", { status: 500, body: '{"__type":"InternalServerError"}' }, "InternalServerError"],
    // The parser's error quotes what it could not read.
    ["an answer that is no JSON", { status: 200, body: `${secret} https://x/${secret}` }, "SyntaxError"],
  ])("%s", async (_, answer, code) => {
    slack.parameters["/janitor/slack"] = answer;
    const { error } = await deliver(slack, snsEvent("x"));
    expect(error).toMatchObject({
      because: "parameter-unreadable",
      message: `1 of 1 did not reach Slack: SSM did not give the parameter /janitor/slack (${code})`,
    });
  });

  test("SSM's patience ends with the invocation's", async () => {
    const { error } = await deliver(slack, snsEvent("x"), { remainingMs: 0 });
    expect(error).toMatchObject({ because: "parameter-unreadable", message: expect.stringContaining("Abort") });
  });
});

test("its ARN will do instead of its name", async () => {
  const arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/janitor/slack";
  slack.parameters[arn] = slack.webhook;
  expect((await deliver(slack, snsEvent("x"), { parameter: arn })).error).toBeUndefined();
  expect(slack.reads.at(-1)).toBe(arn);
});

test.each([
  ["", "is not set"],
  ["  ", "is not set"],
  [`https://hooks.slack.com/services/${secret}`, "is not the name of an SSM parameter"],
])("SLACK_WEBHOOK_PARAMETER = %j is refused, and not quoted", async (parameter, problem) => {
  const reads = slack.reads.length;
  const { error } = await deliver(slack, snsEvent("x"), { parameter });
  expect(error).toMatchObject({
    because: "not-configured",
    message: `1 of 1 did not reach Slack: SLACK_WEBHOOK_PARAMETER ${problem}`,
  });
  expect(slack.reads).toHaveLength(reads);
});
