import type { Mode } from "../../functions/janitor/domain/policy.ts";
import type { ReportedFinding } from "../../functions/janitor/domain/report.ts";
import { describeWhy, keptThrough } from "../../functions/janitor/notify/describe-finding.ts";
import { instant, oneLine, quoted, usd } from "../../functions/janitor/notify/plain-text.ts";
import { serviceWords } from "../../functions/janitor/notify/service-words.ts";
import { borderlessTable, indented } from "../borderless-table.ts";
import { type Output, type Style, styled, widthOf } from "../terminal.ts";

/** A part of a table, with a title of its own. */
export interface Group {
  readonly title: string;
  readonly style: Style;
  readonly findings: readonly ReportedFinding[];
}

/** In columns. What an id, a region, an instant and a sum take at the most. */
const widths = { id: 22, region: 15, when: 21, cost: 9 } as const;

/** In columns: more than that between an id and its region and nobody sees that they belong together. */
const widestId = 36;

/** Two lines a finding: what it is, where, until when and what it costs; and below that whose it is, and why. */
export function writeFindings(groups: readonly Group[], mode: Mode, out: Output): string {
  return groups
    .filter(({ findings }) => findings.length > 0)
    .map((group) => writeGroup(group, mode, out))
    .join("\n\n");
}

function writeGroup({ title, style, findings }: Group, mode: Mode, out: Output): string {
  const width = widthOf(out);
  const { id, region, when, cost } = widths;
  const hasCost = width >= id + region + when + cost;
  const widest = Math.max(id, Math.min(widestId, width - region - when - cost));
  const table = borderlessTable([widest, region, when, ...(hasCost ? [cost] : [])]);
  for (const finding of findings) {
    const { monthlyCostUsd } = finding;
    const price = monthlyCostUsd === 0 ? "" : usd(monthlyCostUsd);
    table.push([
      styled(style, finding.publicIp ?? finding.id, out),
      finding.region,
      whenOf(finding, mode),
      ...(hasCost ? [{ content: price, hAlign: "right" } as const] : []),
    ]);
    const more = hasCost || price === "" ? [] : [`${price} a month`];
    const text = [about(finding, mode), ...more].filter(Boolean).join("; ");
    if (text !== "") table.push([{ content: indented(text, out), colSpan: hasCost ? 4 : 3 }]);
  }
  const lines = table.toString().split("\n");
  return [styled(["bold", style], `${title} (${findings.length})`, out), ...lines.map((line) => line.trimEnd())].join(
    "\n",
  );
}

function whenOf(finding: ReportedFinding, mode: Mode): string {
  const { dueAt, decision, outcome, reason } = finding;
  if (outcome !== "none" && outcome !== "marked") return "";
  if (decision === "release") return "due now";
  // Where nothing marks it, no grace begins: a day would move on with every look.
  if (mode === "report" && reason === "first-seen") return "";
  if (dueAt !== undefined && decision === "wait") return instant(dueAt);
  const through = keptThrough(finding);
  return through === undefined ? "" : `through ${through}`;
}

function about(finding: ReportedFinding, mode: Mode): string {
  const { name, owner, service, id, publicIp } = finding;
  const who = [
    ...(name === undefined ? [] : [quoted(name)]),
    ...(service === undefined ? [] : [`of ${serviceWords[service]}`]),
    ...(owner === undefined ? [] : [`owner ${oneLine(owner, 40)}`]),
    ...(publicIp === undefined ? [] : [id]),
  ].join(", ");
  return [who, describeWhy(finding, mode)].filter(Boolean).join("; ");
}
