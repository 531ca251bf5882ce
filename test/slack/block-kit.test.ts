import { expect, test } from "vitest";
import type { Block, SlackMessage } from "../../functions/slack/slack-message.ts";
import { problemsOf, type SlackBlock } from "./block-kit.ts";

const header: Block = { type: "header", text: { type: "plain_text", text: "x", emoji: false } };

function marked(text: string): Block {
  return { type: "section", text: { type: "mrkdwn", text, verbatim: true } };
}

function withBlocks(...blocks: readonly Block[]): SlackMessage {
  return { text: "x", blocks: [header, ...blocks], inShort: "x" };
}

test("a message that Slack would take has no problems", () => {
  const link = "<https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#x|203.0.113.1>";
  expect(
    problemsOf(withBlocks(marked(`*Title* (1)\n• ${link} a_b &amp; \`*code* <\``.replace("<`", "&lt;`")))),
  ).toEqual([]);
});

test.each<[string, SlackMessage]>([
  ["51 blocks", withBlocks(...Array.from({ length: 50 }, () => ({ type: "divider" }) as const))],
  ["no blocks", { text: "x", blocks: [], inShort: "x" }],
  ["an empty notification", { ...withBlocks(), text: "" }],
  ["a header of 151", { ...withBlocks(), blocks: [{ ...header, text: { ...plain("x".repeat(151)) } }] }],
  ["a text of 3,001", withBlocks(marked("x".repeat(3_001)))],
  ["an empty text", withBlocks(marked(" "))],
  ["no fields", withBlocks({ type: "section", fields: [] })],
  ["eleven fields", withBlocks({ type: "section", fields: Array.from({ length: 11 }, () => text("x")) })],
  ["a field of 2,001", withBlocks({ type: "section", fields: [text("x".repeat(2_001))] })],
  ["eleven elements", withBlocks({ type: "context", elements: Array.from({ length: 11 }, () => text("x")) })],
  ["blocks that are too long together", withBlocks(...Array.from({ length: 4 }, () => marked("x".repeat(3_000))))],
  ["a mention", withBlocks(marked("<!channel>"))],
  ["a mention of a user", withBlocks(marked("<@U1>"))],
  ["a link to elsewhere", withBlocks(marked("<https://example.com/|x>"))],
  ["a link to what looks like the console", withBlocks(marked("<https://console.aws.amazon.com.example.com/|x>"))],
  ["a link that hides behind the console's", withBlocks(marked("<https://x@example.com/.aws.amazon.com/|x>"))],
  ["an entity that is none", withBlocks(marked("&nbsp;"))],
  ["code that does not end", withBlocks(marked("`x"))],
  ["code over two lines", withBlocks(marked("`x\ny`"))],
  ["bold inside of a line", withBlocks(marked("• *x*"))],
  ["italic", withBlocks(marked("• _x_"))],
  ["a quotation", withBlocks(marked("&gt; x"))],
  ["an emoji", withBlocks(marked("x :tada:"))],
  ["something hidden", withBlocks(marked("x\u200b"))],
  ["half a character", withBlocks(marked("\ud83d"))],
  ["a mention in the notification", { ...withBlocks(), text: "<!here>" }],
])("the checker sees %s", (_, message) => expect(problemsOf(message)).not.toEqual([]));

test("the compiler sees what is no block of Slack's", () => {
  // @ts-expect-error A header has no markup.
  const marked: SlackBlock = { type: "header", text: { type: "mrkdwn", text: "x" } };
  // @ts-expect-error A section's text is an object.
  const bare: SlackBlock = { type: "section", text: "x" };
  // @ts-expect-error A context has elements.
  const empty: SlackBlock = { type: "context" };
  expect([marked, bare, empty]).toHaveLength(3);
});

function text(words: string) {
  return { type: "mrkdwn", text: words, verbatim: true } as const;
}

function plain(words: string) {
  return { type: "plain_text", text: words, emoji: false } as const;
}
