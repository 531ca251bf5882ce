import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CustomNotification } from "../functions/janitor/notify/chat.ts";
import { type SnsMessage, writeMessage } from "../functions/janitor/notify/message.ts";
import type { PublishedReport } from "../functions/janitor/notify/published-report.ts";
import { readNotification } from "../functions/slack/notification.ts";
import { render } from "../functions/slack/render.ts";
import type { SlackMessage } from "../functions/slack/slack-message.ts";
import { leftovers } from "../test/notify/samples/five-thousand.ts";
import { oneRelease, ordinary } from "../test/notify/samples/ordinary.ts";
import type { Sample } from "../test/notify/samples.ts";
import { readMessage } from "../test/slack/read-message.ts";

/*
 * Writes the samples into docs/messages.md, each between two comments: what people get is shown by the code that writes it,
 * from the same reports that the tests read.
 */

const file = fileURLToPath(new URL("../docs/messages.md", import.meta.url));

/** By what the comment before each place says. */
const samples = {
  email: () => {
    const { subject, bodies } = messageOf(ordinary);
    return fenced("text", `Subject: ${subject}\n\n${bodies.email}`);
  },
  chat: () => fenced("json", pretty(messageOf(ordinary).bodies.https)),
  "chat as read": () => asRead(JSON.parse(messageOf(ordinary).bodies.https)),
  slack: () => fenced("json", JSON.stringify(slackOf(ordinary).blocks, undefined, 2)),
  "slack as read": () => fenced("text", readMessage(slackOf(ordinary))),
  json: () => fenced("json", pretty(messageOf(oneRelease).bodies.lambda)),
  attributes: () => fenced("json", JSON.stringify(messageOf(ordinary).message.attributes, undefined, 2)),
  sizes: () => sizes([0, 50, 5_000]),
} as const;

/** The page with every sample as it is. */
export function withSamples(text: string): string {
  let page = text;
  for (const [name, write] of Object.entries(samples)) {
    const place = new RegExp(`(?<=<!-- npm run messages: ${name} -->\n)[\\s\\S]*?(?=<!-- end -->)`);
    if (!place.test(page)) throw new Error(`docs/messages.md has no place for the sample "${name}"`);
    page = page.replace(place, () => `${write()}\n`);
  }
  return page;
}

interface Bodies {
  readonly email: string;
  readonly https: string;
  readonly lambda: string;
}

function messageOf({ report, surroundings }: Sample): {
  readonly message: SnsMessage;
  readonly bodies: Bodies;
  readonly subject: string;
} {
  const message = writeMessage(report, surroundings);
  return { message, bodies: JSON.parse(message.bodies), subject: message.subject };
}

/** What the function for Slack makes of the same message. */
function slackOf(sample: Sample): SlackMessage {
  const { subject, bodies } = messageOf(sample);
  return render(readNotification({ topic: "elastic-janitor", subject, message: bodies.lambda }));
}

function fenced(language: string, text: string): string {
  const fence = "```";
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

function pretty(json: string): string {
  return JSON.stringify(JSON.parse(json), undefined, 2);
}

/** What a chat makes of it, roughly: the title in bold, the description by lines, the next steps as a list. */
function asRead({ content }: CustomNotification): string {
  const { title, description, nextSteps } = content;
  const lines = [
    `**${title}**`,
    "",
    ...description.split("\n").flatMap((line) => [line, ""]),
    "**Next steps**",
    "",
    ...nextSteps.map((step) => `- ${step}`),
  ];
  return lines.map((line) => `> ${line}`.trimEnd()).join("\n");
}

function sizes(many: readonly number[]): string {
  const rows = many.map((findings) => {
    const { message, bodies } = messageOf(leftovers(findings));
    const published: PublishedReport = JSON.parse(bodies.lambda);
    const bytes = [
      Buffer.byteLength(message.subject + message.bodies),
      Buffer.byteLength(bodies.email),
      Buffer.byteLength(bodies.lambda),
      Buffer.byteLength(JSON.stringify(slackOf(leftovers(findings)).blocks)),
    ];
    return [findings, ...bytes, published.findings.length].map((each) => each.toLocaleString("en")).join(" | ");
  });
  return [
    "| findings | message, bytes | email, bytes | report as JSON, bytes | blocks for Slack, bytes | findings in the JSON |",
    "|---|---|---|---|---|---|",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, withSamples(readFileSync(file, "utf8")));
}
