import { oneLine } from "../janitor/notify/plain-text.ts";
import { escaped, linesOf, type Mrkdwn, words } from "./mrkdwn.ts";

/** A message as Slack takes it. */
export interface SlackMessage {
  /** What a notification shows, and a client that shows no blocks. Slack reads markup in it. */
  readonly text: string;
  readonly blocks: readonly Block[];
  /** All of it in short, as one text, for when Slack does not take the blocks. Markup too. */
  readonly inShort: string;
}

/** https://docs.slack.dev/reference/block-kit/blocks/ */
export type Block =
  | { readonly type: "header"; readonly text: PlainText }
  | { readonly type: "section"; readonly text: PlainText | MrkdwnText }
  | { readonly type: "section"; readonly fields: MrkdwnText[] }
  | { readonly type: "context"; readonly elements: (PlainText | MrkdwnText)[] }
  | { readonly type: "divider" };

/** Text in which Slack sees neither markup nor mentions. */
interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}

/** Text with our markup, in which Slack does not look for more. */
interface MrkdwnText {
  readonly type: "mrkdwn";
  readonly text: string;
  readonly verbatim: true;
}

/** In characters. https://docs.slack.dev/reference/block-kit/blocks/header-block/ */
export const headerLength = 150;

/** In characters. https://docs.slack.dev/reference/block-kit/composition-objects/text-object/ */
const textLength = 3_000;

/** In characters: more than that Slack recommends for no text. https://docs.slack.dev/reference/methods/chat.postMessage */
const inShortLength = 4_000;

/** What stands at the end of a text that had to be cut. */
const cutMark = "… (cut)";

/** A message under its headline, with blocks below it. What is told in short is the headline and these lines. */
export function slackMessage(headline: string, blocks: readonly Block[], inShort: readonly string[]): SlackMessage {
  const header = cut(safeLine(headline) || "elastic-janitor", headerLength);
  const lines = [header, ...inShort].map((line) => words(line, 700)).filter((line) => line !== "");
  return {
    text: words(header, headerLength),
    blocks: [{ type: "header", text: plain(header) }, ...blocks],
    inShort: firstThat(lines, inShortLength).join("\n"),
  };
}

/** A text with our markup. */
export function section(text: Mrkdwn): Block {
  return { type: "section", text: marked(text) };
}

/** A text as somebody wrote it, on as many lines; none where there is nothing to be read, which Slack would refuse. */
export function plainSection(text: string): readonly Block[] {
  const safe = cut(safeLines(text), textLength);
  return safe === "" ? [] : [{ type: "section", text: plain(safe) }];
}

/** Ten at most, side by side; none where there are none. */
export function fields(each: readonly Mrkdwn[]): readonly Block[] {
  return each.length === 0 ? [] : [{ type: "section", fields: each.slice(0, 10).map(marked) }];
}

/** What stands below in small letters. */
export function context(each: readonly Mrkdwn[]): Block {
  return { type: "context", elements: each.slice(0, 10).map(marked) };
}

/** The same in somebody's words. */
export function plainContext(text: string): readonly Block[] {
  const safe = cut(safeLine(text), textLength);
  return safe === "" ? [] : [{ type: "context", elements: [plain(safe)] }];
}

/** What comes first, and then as many items as one text has room for; last, how many of them it has not. */
export function fitting(
  first: readonly Mrkdwn[],
  items: readonly Mrkdwn[],
  more: (shown: number) => readonly Mrkdwn[],
) {
  for (let shown = items.length; shown > 0; shown -= 1) {
    const text = linesOf([...first, ...items.slice(0, shown), ...more(shown)]);
    if (text.source.length <= textLength) return text;
  }
  return linesOf([...first, ...more(0)]);
}

/** How long Slack may take a text to be. Whether it counts before or after escaping it does not say. */
export function lengthOf(text: string): number {
  return escaped(text).length;
}

function plain(text: string): PlainText {
  return { type: "plain_text", text, emoji: false };
}

function marked({ source }: Mrkdwn): MrkdwnText {
  return { type: "mrkdwn", text: source, verbatim: true };
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

function firstThat(lines: readonly string[], longest: number): readonly string[] {
  const kept: string[] = [];
  let room = longest;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return kept;
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
