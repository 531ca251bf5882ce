import { assertNever } from "../../../functions/janitor/domain/assert-never.ts";
import { day as dayMs } from "../../../functions/janitor/domain/duration.ts";
import type { Mode } from "../../../functions/janitor/domain/policy.ts";
import { count, day, oneLine } from "../../../functions/janitor/notify/plain-text.ts";
import type { PlanReport } from "../plan-report.ts";
import { bar, percent } from "./charts.ts";
import { html, type Markup, type Piece, when } from "./markup.ts";
import { money, sumOf } from "./money.ts";
import { type Listed, type ReleaseDay, releaseDays } from "./release-days.ts";
import type { Standing } from "./standing.ts";

/** How many of a day are named. */
const mostNamed = 5;

/** When what would go, and whether it really would. */
export function timeline(
  report: Pick<PlanReport, "startedAt" | "nextRun" | "regions">,
  all: readonly Listed[],
): Markup {
  const { now, marked, unmarked } = releaseDays(all);
  const { mode } = report.nextRun;
  const most = Math.max(1, now.length, ...[...marked, ...unmarked].map(({ listed }) => listed.length));
  const today = day(report.startedAt);
  const dayRow = ({ day, listed }: ReleaseDay) =>
    row({ day, hint: inDays(today, day), listed, most, standing: "waiting" });
  const unread = report.regions.filter(({ status }) => status === "failed").length;
  return html`<section aria-labelledby="when"><h2 id="when">Releases to come</h2>
<p>${modeWords(mode)}${unread > 0 ? ` Nothing is known of ${count(unread, "region")} that could not be read.` : ""}</p>
${when(now.length + marked.length + unmarked.length === 0, () => html`<p class="note">Nothing listed is on its way to a release.</p>`)}
${when(
  now.length + marked.length > 0,
  () => html`<table class="chart days"><caption>${unmarked.length > 0 ? "Marked, and counting" : "By day, in UTC"}</caption><tbody>
${when(now.length > 0, () => row({ day: "Due now", hint: dueNowWords(report.nextRun), listed: now, most, standing: "due" }))}${marked.map(dayRow)}</tbody></table>`,
)}
${when(
  unmarked.length > 0,
  () => html`<table class="chart days unmarked"><caption>Not marked yet</caption><tbody>
${unmarked.map(dayRow)}</tbody></table><p class="note">${unmarkedWords(mode)}</p>`,
)}</section>`;
}

function modeWords(mode: Mode): string {
  switch (mode) {
    case "report":
    case "mark":
      return `Mode ${mode} releases nothing. The days are when each would be released if the mode were release, unless it is used or kept by then.`;
    case "release":
      return "Each is released by the first run after its time, unless it is used, kept or protected by then.";
    default:
      return assertNever(mode);
  }
}

function unmarkedWords(mode: Mode): string {
  switch (mode) {
    case "report":
      return "Mode report marks nothing, so these days move on with every run. They are the days that would hold if it were marked now.";
    case "mark":
      return "The next run marks these, and the grace begins. The days hold if it were marked now and the mode were release.";
    case "release":
      return "The next run marks these, and the grace begins then: the days are the earliest, as if it were marked now.";
    default:
      return assertNever(mode);
  }
}

function dueNowWords({ mode, releases, withheld, limit }: PlanReport["nextRun"]): string {
  if (withheld > 0) return `the next run would release none: more are due than the limit of ${limit}`;
  return mode === "release" ? `the next run would release ${releases}` : `mode ${mode} would release none`;
}

interface Row {
  readonly day: string;
  readonly hint: string;
  readonly listed: readonly Listed[];
  readonly most: number;
  readonly standing: Standing;
}

function row({ day, hint, listed, most, standing }: Row): Markup {
  const part = html`<rect class="${standing}" width="${percent(listed.length, most)}" height="100%"/>`;
  const cost = sumOf(listed.map(({ finding }) => finding));
  return html`<tr><th scope="row">${day}<span class="sub">${hint}</span></th><td class="value">${listed.length}<span class="sub">${
    cost > 0 ? `${money(cost)} a month` : "free"
  }</span></td><td class="bars">${bar([part])}<span class="sub">${names(listed)}</span></td></tr>
`;
}

function names(listed: readonly Listed[]): Piece {
  const named = listed.slice(0, mostNamed).map(({ finding: { publicIp, id, name = "" }, anchor }, at) => {
    const words = oneLine(name) || publicIp || id;
    return html`${at > 0 ? ", " : ""}<a href="#${anchor}"><bdi>${words}</bdi></a>`;
  });
  const rest = listed.length - named.length;
  return [...named, rest > 0 ? ` and ${rest} more` : undefined];
}

function inDays(today: string, then: string): string {
  const days = Math.round((Date.parse(then) - Date.parse(today)) / dayMs);
  if (Number.isNaN(days) || days < 0) return "";
  return days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
}
