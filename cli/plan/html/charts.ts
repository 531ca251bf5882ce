import { count, oneLine } from "../../../functions/janitor/notify/plain-text.ts";
import type { PlanReport } from "../plan-report.ts";
import { html, type Markup, type Piece, when } from "./markup.ts";
import { money, sumOf } from "./money.ts";
import { type Payer, type Place, payersOf, placesOf } from "./places.ts";
import { standings, standingWords } from "./standing.ts";

/** How many bars a chart has; the rest is added up in one more. */
const mostBars = 24;

type Seen = Extract<Place, { status: "read" }>;

/** What is idle where, and what it costs whom. Tables with bars in them, so that they can be read without seeing. */
export function charts(report: Pick<PlanReport, "regions" | "findings" | "totals">): Markup {
  const places = placesOf(report);
  const unread = places.filter(({ status }) => status === "unread");
  const seen = places.filter((place) => place.status === "read");
  return html`<section aria-labelledby="where"><h2 id="where">Where it is, and what it costs</h2>
${leftOut(report)}<div class="charts">
${idleByRegion(seen, unread)}
${costByRegion(seen, unread)}
${costByOwner(payersOf(report.findings), unread)}
</div></section>`;
}

/** `--only` leaves findings out of the list, never out of the totals. */
function leftOut({ findings, totals }: Pick<PlanReport, "findings" | "totals">): Piece {
  const rest = Math.round((totals.monthlyWasteUsd - sumOf(findings)) * 100) / 100;
  const isCut =
    rest > 0 ||
    totals.waiting > findings.filter(({ decision }) => decision === "wait").length ||
    totals.protected > findings.filter(({ decision }) => decision === "protect").length ||
    totals.kept > findings.filter(({ decision, reason }) => decision === "keep" && reason !== "in-use").length;
  return when(
    isCut,
    () =>
      html`<p class="note">Only a selection is shown from here on: the totals above count more than is listed${
        rest > 0 ? `, and ${money(rest)} a month more` : ""
      }.</p>`,
  );
}

function idleByRegion(seen: readonly Seen[], unread: readonly Place[]): Markup {
  const most = Math.max(1, ...seen.map(({ idle }) => idle));
  const some = seen.filter(({ idle }) => idle > 0);
  const used = standings.filter((standing) =>
    some.some(({ byStanding }) => byStanding.some(([is]) => is === standing)),
  );
  const legend = used.map((standing) => html`<li class="${standing}">${standingWords[standing]}</li>`);
  const rows = some.map(({ label, idle, byStanding }) => {
    const starts = byStanding.map((_, at) => byStanding.slice(0, at).reduce((sum, [, many]) => sum + many, 0));
    const parts = byStanding.map(
      ([standing, many], at) =>
        html`<rect class="${standing}" x="${percent(starts[at] ?? 0, most)}" width="${percent(many, most)}" height="100%"/>`,
    );
    const words = byStanding.map(([standing, many]) => `${many} ${standingWords[standing]}`).join(", ");
    return row({ label, bar: bar(parts), value: idle, words });
  });
  const nothing = seen.filter(({ idle }) => idle === 0);
  return chart("Idle, by region", rows, unread, [
    when(used.length > 1, () => html`<ul class="legend">${legend}</ul>`),
    nothing.length === 0
      ? undefined
      : note(`Nothing idle listed in ${count(nothing.length, "region")} that could be read`, nothing),
  ]);
}

function costByRegion(seen: readonly Seen[], unread: readonly Place[]): Markup {
  const paying = seen
    .filter(({ monthlyCostUsd }) => monthlyCostUsd > 0)
    .toSorted((one, other) => other.monthlyCostUsd - one.monthlyCostUsd);
  return chart("Cost a month, by region", costRows(paying), unread, [
    when(
      paying.length === 0 && seen.length > 0,
      () => html`<p class="note">Nothing listed costs anything in what could be read.</p>`,
    ),
  ]);
}

function costByOwner(payers: readonly Payer[], unread: readonly Place[]): Markup {
  const rows = payers.map(({ owner, many, monthlyCostUsd }) => ({
    label: owner === undefined ? "no owner" : oneLine(owner) || "no owner",
    monthlyCostUsd,
    words: count(many, "address", "addresses"),
  }));
  const foot =
    unread.length > 0
      ? html`<p class="note">Without ${count(unread.length, "region")} that could not be read.</p>`
      : when(rows.length === 0, () => html`<p class="note">Nothing listed costs anything.</p>`);
  return chart("Cost a month, by owner", costRows(rows), [], [foot]);
}

interface Cost {
  readonly label: string;
  readonly monthlyCostUsd: number;
  readonly words?: string;
}

function costRows(costs: readonly Cost[]): readonly Markup[] {
  const rest = costs.slice(mostBars);
  const shown: readonly Cost[] = [
    ...costs.slice(0, mostBars),
    ...(rest.length === 0 ? [] : [{ label: `${rest.length} others`, monthlyCostUsd: sumOf(rest) }]),
  ];
  const most = Math.max(0.01, ...shown.map(({ monthlyCostUsd }) => monthlyCostUsd));
  return shown.map(({ label, monthlyCostUsd, words }) => {
    const part = html`<rect class="cost" width="${percent(monthlyCostUsd, most)}" height="100%"/>`;
    return row({ label, bar: bar([part]), value: money(monthlyCostUsd), words });
  });
}

/** What could not be read has a bar of its own, as long as any: nobody may take it for an empty one. */
function chart(title: string, rows: readonly Markup[], unread: readonly Place[], foot: Piece): Markup {
  const unknown = unread.map(({ label }) =>
    row({ label, bar: bar([html`<rect class="unread" width="100%" height="100%"/>`]), value: "not read" }),
  );
  return html`<figure><table class="chart"><caption>${title}</caption><tbody>${unknown}${rows}</tbody></table>${foot}</figure>`;
}

function row({
  label,
  bar,
  value,
  words,
}: {
  label: string;
  bar: Markup;
  value: Piece;
  words?: string | undefined;
}): Markup {
  return html`<tr><th scope="row"><bdi>${label}</bdi></th><td class="value">${value}</td><td class="bars">${bar}${
    words === undefined ? undefined : html`<span class="sub">${words}</span>`
  }</td></tr>
`;
}

/** The bar says nothing that does not stand beside it in words. */
export function bar(parts: readonly Markup[]): Markup {
  return html`<svg class="bar" aria-hidden="true" width="100%" height="10">${parts}</svg>`;
}

export function percent(part: number, most: number): string {
  return `${Math.round((part / most) * 10_000) / 100}%`;
}

function note(words: string, places: readonly Seen[]): Markup {
  return html`<p class="note">${words}: ${places.map(({ label }) => label).join(", ")}.</p>`;
}
