import { count } from "../../../functions/janitor/notify/plain-text.ts";
import { isIncomplete, type PlanReport } from "../plan-report.ts";
import { columns, findingRow } from "./finding-row.ts";
import { html, type Markup } from "./markup.ts";
import type { Listed } from "./release-days.ts";
import { standingNotes, standingOf, standings, standingWords } from "./standing.ts";

/** From how many findings on the browser lays out only those in sight. Pictures of the whole page need all of them laid out. */
const longList = 300;

/** All findings. The search and the filters come with the script: without it they would do nothing, so they are hidden. */
export function findingList(report: PlanReport, all: readonly Listed[]): Markup {
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${all.length === 0 ? html`<p class="note">${emptyWords(report)}</p>` : table(report, all)}</section>`;
}

function emptyWords(report: PlanReport): string {
  return isIncomplete(report) ? "None in what could be read." : "There is none.";
}

function table(report: PlanReport, all: readonly Listed[]): Markup {
  const many = Map.groupBy(all, ({ finding }) => standingOf(finding));
  const filters = standings
    .filter((standing) => many.has(standing))
    .map(
      (standing) =>
        html`<label class="${standing}" title="${standingNotes[standing]}"><input type="radio" name="standing" value="${standing}"><span>${standingWords[standing]} ${many.get(standing)?.length ?? 0}</span></label>`,
    );
  const glossary = standings
    .filter((standing) => many.has(standing))
    .map(
      (standing) => html`<dt class="${standing}">${standingWords[standing]}</dt><dd>${standingNotes[standing]}</dd>`,
    );
  return html`<form id="controls" role="search" hidden><input id="search" type="search" placeholder="Search all of it" aria-label="Search the findings" autocomplete="off" spellcheck="false">
<fieldset><legend>Show</legend><label><input type="radio" name="standing" value="" checked><span>all ${all.length}</span></label>${filters}</fieldset>
<p id="shown" role="status"></p></form>
<details class="glossary"><summary>What the decisions mean</summary><dl>${glossary}</dl></details>
<table id="list" class="${all.length > longList ? "long" : ""}"><caption>${count(all.length, "finding")}, what is due first. Each opens to its evidence and to how to keep it.</caption><thead><tr>${columns.map(
    ({ title, sort }) => html`<th scope="col" data-sort="${sort}">${title}</th>`,
  )}</tr></thead>
${all.map((listed) => findingRow(listed, report))}</table>`;
}
