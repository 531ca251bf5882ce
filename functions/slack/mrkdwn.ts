import { oneLine } from "../janitor/notify/plain-text.ts";

/**
 * A text with Slack's markup in it. https://docs.slack.dev/messaging/formatting-message-text/
 * It is only made here, so that nobody's words get into it as markup.
 */
export type Mrkdwn = Markup;

class Markup {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  /** As Slack takes it. */
  get source(): string {
    return this.#source;
  }
}

/** Markup from a template: what stands in the template is markup, and strings that are put in are words. */
export function mrkdwn(template: TemplateStringsArray, ...values: readonly (Mrkdwn | string | number)[]): Mrkdwn {
  const written = values.map((value) => (value instanceof Markup ? value.source : words(String(value))));
  return new Markup(template.map((piece, at) => `${piece}${written[at] ?? ""}`).join(""));
}

/** One below the other. */
export function linesOf(lines: readonly Mrkdwn[]): Mrkdwn {
  return new Markup(lines.map(({ source }) => source).join("\n"));
}

/** A link with words on it. */
export function link(url: string, label: string): Mrkdwn {
  return new Markup(`<${escaped(url).replaceAll("|", "%7C")}|${words(label).replaceAll("|", "¦")}>`);
}

/** Something that can be copied as it is; words, where it could not. */
export function code(text: string): Mrkdwn {
  return new Markup(isCode(text) ? `\`${escaped(text)}\`` : words(text));
}

/** Whether a text can be copied from Slack as it is: nothing in it ends the span, and nothing is hidden. */
export function isCode(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text) && !text.includes("`") && text.trim() === text;
}

/**
 * Somebody else's words as part of a line: Slack finds no line break, nothing hidden, no markup and no mention in them.
 * Slack has no way to write `*` and its like as they are, so characters that look like them take their place. Underscores
 * inside of a word mean nothing to Slack and stay.
 *
 * @param longest in characters, before they are escaped: then each can be five
 */
export function words(text: string, longest = 400): string {
  const line = oneLine(text, longest)
    .toWellFormed()
    .replaceAll(/[*＊]/g, "∗")
    .replaceAll(/[`｀]/g, "ˋ")
    .replaceAll(/[~～]/g, "∼")
    .replaceAll(/＿|(?<![a-z0-9])_|_(?![a-z0-9])/gi, "ˍ")
    // A quotation, at the beginning of a line.
    .replace(/^[>＞]/, "›")
    // The name of an emoji between two colons, which a number of an account is not.
    .replaceAll(/:(?=[\w+'-]+:)(?!\d{4,}:)/g, "∶")
    // Nothing here asks Slack to look for these. Should anything ever, they would reach everybody.
    .replaceAll(/@(?=here|channel|everyone|group)/gi, "＠");
  return escaped(line);
}

/** https://docs.slack.dev/messaging/formatting-message-text/#escaping */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
