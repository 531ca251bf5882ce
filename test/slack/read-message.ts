import type { Block, SlackMessage } from "../../functions/slack/slack-message.ts";
import { readMarkup } from "./markup.ts";

/** What people see of a message, from its notification down. */
export function readMessage({ text, blocks }: Pick<SlackMessage, "text" | "blocks">): string {
  return `(notification) ${readMarkup(text)}\n\n${blocks.map(readBlock).join("\n\n")}\n`;
}

/** A block as one text. */
export function readBlock(block: Block): string {
  switch (block.type) {
    case "header":
      return `# ${block.text.text}`;
    case "divider":
      return "----";
    case "section":
      return "fields" in block
        ? block.fields.map((field) => `| ${read(field).replace("\n", "  ")}`).join("\n")
        : read(block.text);
    case "context":
      return block.elements.map((element) => `(small) ${read(element)}`).join("\n");
  }
}

function read({ type, text }: { readonly type: string; readonly text: string }): string {
  return type === "mrkdwn" ? readMarkup(text) : text;
}
