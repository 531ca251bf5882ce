import { createHash } from "node:crypto";
import { instant, oneLine } from "../../../functions/janitor/notify/plain-text.ts";
import { nameAccount } from "../../../functions/janitor/notify/verdict.ts";
import type { PlanReport } from "../plan-report.ts";
import { charts } from "./charts.ts";
import { findingList } from "./finding-list.ts";
import { header } from "./header.ts";
import { html, when } from "./markup.ts";
import { sawAnything } from "./plan-verdict.ts";
import { script } from "./script.ts";
import { byStanding } from "./standing.ts";
import { style } from "./style.ts";
import { timeline } from "./timeline.ts";

/**
 * The plan as one page that needs nothing else. Whatever somebody wrote into a tag stands in it as text; and if that ever
 * failed, the page's own policy lets nothing run or load but its one script and its one style sheet.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
export function writePage(report: PlanReport): string {
  const listed = byStanding(report.findings).map((finding, at) => ({ finding, anchor: `f${at + 1}` }));
  const account = nameAccount(report);
  const head = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${account === undefined ? "Plan" : `Plan for ${oneLine(account)}`}, ${instant(report.finishedAt)}</title>`;
  const body = html`<body><main>
${header(report)}
${when(sawAnything(report), () => [charts(report), timeline(report, listed), findingList(report, listed)])}
</main>
<footer><p>Made by reading only: nothing in the account was changed. To keep something, tag it <code>${report.tagPrefix}policy</code> = <code>keep</code>. Run ${report.runId}.</p></footer>`;
  // The two that are not escaped are constants of this folder.
  return [head, `<style>${style}</style></head>`, body, `<script>${script}</script></body></html>\n`].join("\n");
}

/** Nothing but the one script and the one style sheet, by what is in them. */
const contentPolicy = [
  "default-src 'none'",
  `script-src '${hashOf(script)}'`,
  `style-src '${hashOf(style)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
