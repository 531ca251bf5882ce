/** A link to where one can only look at things: the console of AWS. */
const consoleLink =
  /<https:\/\/[\w.-]+\.(?:aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)\/[^<>|\s]*\|([^<>|\n]+)>/g;

/** One span of code on one line. */
const codeSpan = /`([^`\n]+)`/g;

/**
 * What Slack would read in our markup besides console links, code, and titles in bold at the beginning of a line.
 * https://docs.slack.dev/messaging/formatting-message-text/
 */
export function problemsOfMarkup(source: string): readonly string[] {
  const withoutLinks = source.replaceAll(consoleLink, "$1");
  const words = withoutLinks.replaceAll(codeSpan, "").replaceAll(/^\*[^*\n]+\*(?=$| )/gm, "");
  const rules: readonly (readonly [string, RegExp, string])[] = [
    ["a link or a mention", /[<>]/, withoutLinks],
    ["an ampersand by itself", /&(?!amp;|lt;|gt;)/, withoutLinks],
    ["code that does not end", /[`｀]/, words],
    ["bold", /[*＊]/, words],
    ["struck", /~/, words],
    ["italic", /(?<![a-z0-9])_|_(?![a-z0-9])|＿/i, words],
    ["an emoji", /:(?!\d{4,}:)[\w+'-]+:/, words],
    ["a quotation", /^(?:&gt;|＞)/m, words],
    ["a mention by its name", /@(?:here|channel|everyone|group)/i, words],
  ];
  return rules
    .filter(([, pattern, text]) => pattern.test(text))
    .map(([name]) => `${name} in ${JSON.stringify(source)}`);
}

/** Our markup as a reader sees it, but for what is bold or code: a link has its address in brackets. */
export function readMarkup(source: string): string {
  return source
    .replaceAll(/<(https:[^|>]+)\|([^>]+)>/g, "[$2]($1)")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
