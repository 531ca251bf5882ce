import { count, instant, oneLine } from "../../../functions/janitor/notify/plain-text.ts";
import { nameAccount, regionsSeen } from "../../../functions/janitor/notify/verdict.ts";
import { nextRunWords } from "../next-run-words.ts";
import type { PlanReport } from "../plan-report.ts";
import { html, type Markup, type Piece, when } from "./markup.ts";
import { money } from "./money.ts";
import { countPlan, planVerdict, sawAnything, unreadRegions, wasteWords } from "./plan-verdict.ts";

/** Whose account, what it comes to, what could not be seen, the totals, and what a run would do. */
export function header(report: PlanReport): Markup {
  const account = nameAccount(report);
  return html`<header><p class="over">elastic-janitor: the plan</p>
<h1><bdi>${account === undefined ? "AWS account not known" : oneLine(account)}</bdi></h1>
<p class="over">${instant(report.finishedAt)} · mode ${report.nextRun.mode} · ${regionsSeen(report)}</p>
${notSeen(report)}
<p class="verdict">${planVerdict(report)}</p>
<p>${wasteWords(report)}</p>
${totals(report)}
${nextRun(report)}</header>`;
}

function nextRun(report: PlanReport): Markup {
  if (!sawAnything(report)) return html`<p class="next"><strong>What the next run would do is not known.</strong></p>`;
  const asFar = when(unreadRegions(report).length > 0, () => " That is as far as could be seen now.");
  return html`<p class="next"><strong>${nextRunWords(report.nextRun)}</strong>${asFar}</p>`;
}

/** In AWS's own words, before anything else is told. */
function notSeen(report: PlanReport): Piece {
  const unread = unreadRegions(report);
  // A region that was not seen is told of with its error already.
  const alarms = report.alarms.filter(({ code }) => code !== "region-failed" || unread.length === 0);
  const isBlank = report.regions.length === 0 && alarms.length === 0;
  return [
    when(isBlank, () => html`<div class="alarm"><h2>No region was read</h2></div>`),
    when(
      unread.length > 0,
      () => html`<div class="alarm"><h2>${count(unread.length, "region")} could not be read</h2>
<p>Nothing below says anything about ${unread.length === 1 ? "it" : "them"}.</p><ul>${unread.map(
        ({ region, error }) =>
          html`<li><strong>${region}</strong> <code><bdi>${oneLine(error.code, 100)}</bdi></code> <bdi>${oneLine(error.message, 500)}</bdi></li>`,
      )}</ul></div>`,
    ),
    when(
      alarms.length > 0,
      () =>
        html`<div class="alarm"><h2>${count(alarms.length, "alarm")}</h2><ul>${alarms.map(
          ({ code, message }) => html`<li><strong>${code}</strong> <bdi>${oneLine(message, 600)}</bdi></li>`,
        )}</ul></div>`,
    ),
  ];
}

function totals(report: PlanReport): Markup {
  const counts = countPlan(report);
  const isKnown = sawAnything(report);
  const tile = (term: string, value: Piece, standing = "") =>
    html`<div class="${standing}"><dt>${term}</dt><dd>${isKnown ? value : "not known"}</dd></div>`;
  return html`<dl class="totals">${tile("Idle", counts.idle)}${tile("Due", counts.due, "due")}${when(
    counts.unchecked > 0,
    () => tile("Not checked", counts.unchecked, "unchecked"),
  )}${tile("Waiting", counts.waiting, "waiting")}${tile("Protected", counts.protected, "protected")}${tile(
    "Kept",
    counts.kept,
    "kept",
  )}${tile("Waste a month", money(report.totals.monthlyWasteUsd), "money")}</dl>`;
}
