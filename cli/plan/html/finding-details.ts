import { keepCommand } from "../../../functions/janitor/notify/commands.ts";
import { linkToResource } from "../../../functions/janitor/notify/console-links.ts";
import { oneLine } from "../../../functions/janitor/notify/plain-text.ts";
import type { PlannedFinding, PlanReport } from "../plan-report.ts";
import { detailLines } from "./detail-lines.ts";
import { evidenceList } from "./evidence-list.ts";
import { decidedWords, dueWords, idleSinceWords } from "./finding-words.ts";
import { html, type Markup, type Piece } from "./markup.ts";
import { standingOf } from "./standing.ts";

/** What the page is about, as far as it matters for one finding. */
export type PageFacts = Pick<PlanReport, "tagPrefix"> & { readonly nextRun: Pick<PlanReport["nextRun"], "mode"> };

/** All there is to know about a finding, and what can be done about it. */
export function findingDetails(finding: PlannedFinding, { tagPrefix, nextRun: { mode } }: PageFacts): Markup {
  const standing = standingOf(finding);
  const link = linkToResource(finding);
  const keep = canBeKept(finding) ? keepCommand(finding, tagPrefix) : undefined;
  return html`<dl>${[
    fact("Decided", decidedWords(finding)),
    fact("Facts", lines(detailLines(finding.detail))),
    fact("Guards", evidenceList(finding)),
    fact("Idle since", finding.decision === "report" || standing === "in-use" ? undefined : idleSinceWords(finding)),
    fact("Due", dueWords(finding, mode)),
    fact("Tags", tagList(finding.tags)),
    fact("Keep it", keep === undefined ? undefined : html`<code class="command">${keep}</code>`),
    fact(
      "Console",
      link === undefined ? undefined : html`<a href="${link}" rel="noreferrer">${finding.id} in the AWS console</a>`,
    ),
  ]}</dl>`;
}

function fact(term: string, words: Piece): Piece {
  return words === undefined ? undefined : html`<dt>${term}</dt><dd>${words}</dd>`;
}

function canBeKept({ reason }: PlannedFinding): boolean {
  return reason !== "keep-tag" && reason !== "in-use";
}

const lineBreak = html`<br>`;

function lines(words: readonly string[]): Piece {
  if (words.length === 0) return undefined;
  return words.map((line, at) => [at > 0 ? lineBreak : undefined, line]);
}

function tagList(tags: PlannedFinding["tags"]): Piece {
  const entries = Object.entries(tags);
  if (entries.length === 0) return "none";
  return entries.map(
    ([key, value], at) =>
      html`${at > 0 ? lineBreak : undefined}<bdi>${oneLine(key, 128)}</bdi> = <bdi>${oneLine(value, 256)}</bdi>`,
  );
}
