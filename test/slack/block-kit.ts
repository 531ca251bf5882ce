import type { IncomingWebhookSendArguments } from "@slack/webhook";
import type { Block, SlackMessage } from "../../functions/slack/slack-message.ts";
import { problemsOfMarkup } from "./markup.ts";

/** The blocks that are used here, as Slack's own types have them. https://docs.slack.dev/reference/block-kit/blocks/ */
export type SlackBlock = Extract<
  NonNullable<IncomingWebhookSendArguments["blocks"]>[number],
  { type: Block["type"]; block_id?: string }
>;

/** Slack's limits, in characters or pieces. */
const most = {
  /** https://docs.slack.dev/reference/block-kit/blocks/ */
  blocks: 50,
  /** The same page. */
  blockId: 255,
  /** https://docs.slack.dev/reference/block-kit/blocks/header-block/ */
  header: 150,
  /** https://docs.slack.dev/reference/block-kit/composition-objects/text-object/ */
  text: 3_000,
  /** https://docs.slack.dev/reference/block-kit/blocks/section-block/ */
  fields: 10,
  field: 2_000,
  /** https://docs.slack.dev/reference/block-kit/blocks/context-block/ */
  elements: 10,
  /** Not documented; the lowest that anybody has met. https://github.com/slackapi/bolt-js/issues/2867 */
  together: 11_000,
  /** The best practice for a message's text. https://docs.slack.dev/reference/methods/chat.postMessage */
  message: 4_000,
};

type Text = Extract<Block, { text: unknown }>["text"];

/** That our blocks are Slack's is for the compiler to say: this is where it says it. */
export function asSlackTypes(blocks: readonly Block[]): readonly SlackBlock[] {
  return blocks;
}

/** What Slack would refuse in a message, or read in it that is not meant; nothing where it is right. */
export function problemsOf(message: SlackMessage): readonly string[] {
  const blocks = asSlackTypes(message.blocks);
  const json = JSON.stringify(message.blocks);
  return [
    ...range("blocks", blocks.length, most.blocks),
    ...range("all blocks", json.length, most.together),
    ...problem(!json.isWellFormed(), "half a character"),
    ...problem(blocks[0]?.type !== "header", "no header on top"),
    ...blocks.flatMap(({ block_id = "x" }) => range("block_id", block_id.length, most.blockId)),
    ...message.blocks.flatMap(problemsOfBlock),
    ...(["text", "inShort"] as const).flatMap((name) => [
      ...range(name, message[name].length, most.message),
      ...problemsOfMarkup(message[name]),
    ]),
  ];
}

function problemsOfBlock(block: Block): readonly string[] {
  switch (block.type) {
    case "header":
      return [
        ...problem(block.text.type !== "plain_text", "markup in a header"),
        ...problem(/\n/.test(block.text.text), "a header of two lines"),
        ...problemsOfText(block.text, most.header),
      ];
    case "section":
      return "fields" in block
        ? [
            ...range("fields", block.fields.length, most.fields),
            ...block.fields.flatMap((text) => problemsOfText(text, most.field)),
          ]
        : problemsOfText(block.text, most.text);
    case "context":
      return [
        ...range("elements", block.elements.length, most.elements),
        ...block.elements.flatMap((text) => problemsOfText(text, most.text)),
      ];
    case "divider":
      return problem(Object.keys(block).length > 1, "more than a divider");
    default:
      return [`a block of another type: ${JSON.stringify(block)}`];
  }
}

function problemsOfText(text: Text, longest: number): readonly string[] {
  const sayable = text.text.replaceAll("\n", "");
  const hidden = problem(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(sayable), `something hidden: ${text.text}`);
  const empty = problem(text.text.trim() === "", "an empty text");
  if (text.type === "mrkdwn") {
    const parsed = problem(text.verbatim !== true, `not verbatim: ${text.text}`);
    return [
      ...range("mrkdwn", text.text.length, longest),
      ...hidden,
      ...empty,
      ...parsed,
      ...problemsOfMarkup(text.text),
    ];
  }
  // Slack may count what stands for these inside of markup.
  const escaped = text.text.replaceAll("&", "&amp;").replaceAll(/[<>]/g, "&lt;");
  return [
    ...range("plain_text", escaped.length, longest),
    ...hidden,
    ...empty,
    ...problem(text.emoji !== false, "emoji where words are meant"),
  ];
}

function range(what: string, many: number, longest: number): readonly string[] {
  return problem(many < 1 || many > longest, `${what}: ${many}, and 1 to ${longest} are allowed`);
}

function problem(is: boolean, words: string): readonly string[] {
  return is ? [words] : [];
}
