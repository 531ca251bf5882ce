import { assertNever } from "../../../functions/janitor/domain/assert-never.ts";
import type { Evidence, EvidenceFact } from "../../../functions/janitor/domain/evidence.ts";
import { labelled } from "../../../functions/janitor/notify/describe-finding.ts";
import { instant, oneLine } from "../../../functions/janitor/notify/plain-text.ts";
import { reasonWords } from "../../../functions/janitor/notify/reason-words.ts";
import type { PlannedFinding } from "../plan-report.ts";
import { guardWords } from "./guard-words.ts";
import { html, type Markup, type Piece } from "./markup.ts";

/** Every guard's answer, also where it found nothing: that is what a release rests on. */
export function evidenceList({ evidence, decision }: Pick<PlannedFinding, "evidence" | "decision">): Piece {
  if (evidence === undefined) return decision === "wait" ? "Asked once it is due." : "Not asked: it is not due.";
  if (evidence.length === 0) return "None is switched on for it.";
  return html`<ul class="guards">${evidence.map(
    (each) => html`<li class="${each.answer}"><span>${guardWords[each.guard]}:</span> ${answer(each)}</li>`,
  )}</ul>`;
}

function answer(evidence: Evidence): Piece {
  switch (evidence.answer) {
    case "nothing-found":
      return ["nothing found", activity(evidence)];
    case "found":
      return [
        html`<strong>${reasonWords(evidence.reason)}</strong>`,
        facts(evidence.found, evidence.more),
        activity(evidence),
      ];
    case "could-not-tell":
      return html`<strong>could not tell</strong>, <code><bdi>${oneLine(evidence.error.code, 100)}</bdi></code> <bdi>${oneLine(evidence.error.message, 500)}</bdi>`;
    default:
      return assertNever(evidence);
  }
}

function facts(found: readonly EvidenceFact[], more = 0): Piece {
  return [
    ...found.map((fact): Markup => html`<br><bdi>${oneLine(labelled(fact), 400)}</bdi>`),
    more > 0 ? html`<br>and ${more} more` : undefined,
  ];
}

function activity({ lastActivity }: Exclude<Evidence, { answer: "could-not-tell" }>): Piece {
  if (lastActivity === undefined) return undefined;
  const { event, by, at } = lastActivity;
  return html`, last <bdi>${oneLine(event)}</bdi> by <bdi>${oneLine(by, 200)}</bdi> on ${instant(new Date(at).toISOString())}`;
}
