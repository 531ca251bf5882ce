import { isFailed } from "../domain/alarms.ts";
import type { Report } from "../domain/report.ts";
import { oneLine, usd } from "./plain-text.ts";
import { accountOf, sawAnything, verdict } from "./verdict.ts";

/**
 * A custom notification of Amazon Q Developer in chat applications, which brings it to Slack and Teams.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export interface CustomNotification {
  readonly version: "1.0";
  readonly source: "custom";
  readonly id: string;
  readonly content: {
    readonly textType: "client-markdown";
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
  };
}

/** The summary for a chat: counts, alarms and money. Resources' names stay out of it: they are anybody's words. */
export function writeCustomNotification(report: Report): CustomNotification {
  const { alarms, totals, mode, runId } = report;
  const account = accountOf(report) ?? "unknown account";
  const waste = sawAnything(report)
    ? `${usd(totals.monthlyWasteUsd)} a month for idle and unused addresses`
    : "What idle and unused addresses cost is not known";
  const summary = verdict(report).join(", ");
  return {
    version: "1.0",
    source: "custom",
    id: runId,
    content: {
      textType: "client-markdown",
      title: `${isFailed(alarms) ? ":warning: " : ""}elastic-janitor: ${summary}`,
      description: [
        ...alarms.slice(0, 10).map(({ message }) => `- ${plain(message)}`),
        ...(alarms.length > 10 ? [`- and ${alarms.length - 10} more`] : []),
        `Account ${account}, mode ${mode}. ${waste}.`,
      ].join("\n"),
      nextSteps: ["To keep a resource, tag it `janitor:policy` = `keep`."],
      keywords: ["elastic-janitor", mode],
    },
    metadata: { threadId: `elastic-janitor-${account}`, summary, eventType: isFailed(alarms) ? "failed" : "run" },
  };
}

/** AWS's words without what a chat would read as markup or as a mention. */
function plain(text: string): string {
  return oneLine(text, 300).replace(/[<>&*_~`@[\]]/g, " ");
}
