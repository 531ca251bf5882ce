import { day, oneLine } from "../../../functions/janitor/notify/plain-text.ts";
import { findingDetails, type PageFacts } from "./finding-details.ts";
import { kindWords, nextWords, whyWords } from "./finding-words.ts";
import { html, type Markup } from "./markup.ts";
import { money } from "./money.ts";
import type { Listed } from "./release-days.ts";
import { standingOf, standingWords } from "./standing.ts";

/** The columns, in the order of the cells below, and what the script sorts them as. */
export const columns = [
  { title: "Resource", sort: "text" },
  { title: "Decision", sort: "text" },
  { title: "Region", sort: "text" },
  { title: "Owner", sort: "text" },
  { title: "Idle since", sort: "number" },
  { title: "Due", sort: "number" },
  { title: "A month", sort: "number" },
  { title: "Next run", sort: "text" },
] as const;

/** A finding: a line of facts, the reason under it, and all the rest for whoever opens it. */
export function findingRow({ finding, anchor }: Listed, facts: PageFacts): Markup {
  const { publicIp, id, name = "", owner = "", region, idleSince, dueAt, reason, monthlyCostUsd, next } = finding;
  const standing = standingOf(finding);
  const { mode } = facts.nextRun;
  // Without a mark, what stands there is when the plan was made.
  const since = reason === "first-seen" ? undefined : idleSince;
  const due = reason === "first-seen" && mode === "report" ? undefined : dueAt;
  const [shownName, shownOwner] = [name, owner].map((words) => oneLine(words, 256));
  const words = kindWords(finding);
  return html`<tbody id="${anchor}" class="${standing}"><tr><th scope="row">${publicIp ?? id}${
    shownName ? html` <bdi class="name">${shownName}</bdi>` : undefined
  }<span class="sub">${publicIp === undefined ? words : `${words} ${id}`}</span></th>
<td>${standingWords[standing]}</td><td>${region}</td>
<td>${shownOwner}</td>${dateCell(since)}${dateCell(due)}
<td data-key="${monthlyCostUsd}">${monthlyCostUsd > 0 ? money(monthlyCostUsd) : undefined}</td>
<td>${nextWords[next]}</td></tr>
<tr class="more"><td colspan="${columns.length}"><details><summary>${whyWords(finding, mode)}</summary>
${findingDetails(finding, facts)}</details></td></tr></tbody>
`;
}

function dateCell(iso: string | undefined): Markup {
  return iso === undefined ? html`<td></td>` : html`<td data-key="${Date.parse(iso)}">${day(iso)}</td>`;
}
