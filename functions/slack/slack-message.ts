import { oneLine } from "../janitor/notify/plain-text.ts";

/** A message as Slack takes it. https://docs.slack.dev/reference/block-kit/blocks/ */
export interface SlackMessage {
  /** What a notification shows, and a client that shows no blocks. Slack reads markup in it. */
  readonly text: string;
  readonly blocks: readonly (
    | { readonly type: "header"; readonly text: PlainText }
    | { readonly type: "section"; readonly text: PlainText }
  )[];
}

/** Text in which Slack sees neither markup nor mentions. */
interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}

/** In characters. https://docs.slack.dev/reference/block-kit/blocks/header-block/ */
const headerLength = 150;

/** In characters. https://docs.slack.dev/reference/block-kit/composition-objects/text-object/ */
export const sectionLength = 3_000;

/** What stands at the end of a text that had to be cut. */
const cutMark = "… (cut)";

/**
 * A headline and texts below it. Anybody may have written the words: they are shown as they are, and what they would do
 * elsewhere (ping a channel, be a link, be bold) they do not do here.
 */
export function slackMessage(headline: string, texts: readonly string[]): SlackMessage {
  const header = cut(safeLine(headline) || "elastic-janitor", headerLength);
  return {
    text: escaped(header),
    blocks: [
      { type: "header", text: plain(header) },
      ...texts
        .map((text) => cut(safeLines(text), sectionLength))
        // Slack refuses a message that has an empty text in it.
        .filter((text) => text !== "")
        .map((text) => ({ type: "section", text: plain(text) }) as const),
    ],
  };
}

/**
 * How long Slack may take a text to be. Whether it counts before or after escaping it does not say, and a text that is too
 * long costs the whole message.
 */
export function lengthOf(text: string): number {
  return escaped(text).length;
}

function plain(text: string): PlainText {
  return { type: "plain_text", text, emoji: false };
}

/** https://docs.slack.dev/messaging/formatting-message-text/#escaping */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function safeLines(text: string): string {
  return text
    .split(/\r\n|\n/)
    .map(safeLine)
    .join("\n")
    .trim();
}

/** With nothing hidden in it and no halves of characters, which are not JSON to everybody. */
function safeLine(line: string): string {
  return oneLine(line, Number.POSITIVE_INFINITY).toWellFormed();
}

function cut(text: string, longest: number): string {
  if (lengthOf(text) <= longest) return text;
  let room = longest - lengthOf(cutMark);
  let kept = "";
  for (const character of text) {
    room -= lengthOf(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}${cutMark}`;
}
