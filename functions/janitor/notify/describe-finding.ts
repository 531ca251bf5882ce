import type { Failure } from "../domain/outcome.ts";
import type { ReportedFinding } from "../domain/report.ts";
import { instant, oneLine, usd } from "./plain-text.ts";
import { serviceWords } from "./service-words.ts";

/** What is told of a finding. A report's own has it, and so has one that was read from JSON. */
export interface TellableFinding {
  readonly id: string;
  readonly region: string;
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
  readonly publicIp?: string | undefined;
  readonly service?: ReportedFinding["service"] | undefined;
  readonly reason: string;
  readonly detail?: ReportedFinding["detail"] | undefined;
  readonly idleSince?: string | undefined;
  readonly dueAt?: string | undefined;
  readonly lastActivity?: ReportedFinding["lastActivity"] | undefined;
  readonly outcome: ReportedFinding["outcome"];
  readonly withheldBecause?: ReportedFinding["withheldBecause"] | undefined;
  readonly error?: Pick<Failure, "action" | "code" | "message"> | undefined;
  readonly monthlyCostUsd: number;
}

/** One finding as one line: what it is, where, and why it is treated as it is. */
export function describeFinding(finding: TellableFinding): string {
  const { publicIp, id, name, owner, region, service, monthlyCostUsd } = finding;
  const thing = publicIp === undefined ? id : `${publicIp} (${id})`;
  return [
    `${thing}${name ? ` "${oneLine(name)}"` : ""} in ${region}`,
    ...(service ? [`of ${serviceWords[service]}`] : []),
    ...(owner ? [`owner ${oneLine(owner)}`] : []),
    why(finding),
    ...lately(finding),
    ...(monthlyCostUsd > 0 && finding.outcome !== "already-gone" ? [`${usd(monthlyCostUsd)} a month`] : []),
  ].join(", ");
}

function lately({ lastActivity }: TellableFinding): readonly string[] {
  if (lastActivity === undefined) return [];
  const { event, at, by } = lastActivity;
  return [`last ${oneLine(event)} by ${oneLine(by)} on ${instant(at)}`];
}

function why(finding: TellableFinding): string {
  const { error, outcome, withheldBecause } = finding;
  if (error !== undefined) return `${error.action} failed: ${oneLine(error.message, 200)} (${oneLine(error.code)})`;
  if (withheldBecause !== undefined) return `${since(finding)}, ${withheldWords[withheldBecause]}`;
  if (outcome === "changed") return `changed before its release: ${reason(finding)}`;
  if (outcome === "already-gone") return "was gone already";
  if (outcome === "released") return since(finding);
  return reason(finding);
}

const withheldWords: Readonly<Record<NonNullable<ReportedFinding["withheldBecause"]>, string>> = {
  "breaker-tripped": "not released because too many are due at once",
  deadline: "not done because time ran out",
  throttled: "not done because EC2 throttled the call",
};

function reason(finding: TellableFinding): string {
  const facts = factsOf(finding.detail ?? {});
  const also = facts.length > 0 ? `: ${facts.join("; ")}` : "";
  const { idleSince, dueAt } = finding;
  switch (finding.reason) {
    case "grace":
      return `${since(finding)}, due ${dueAt ? instant(dueAt) : "later"}`;
    case "first-seen":
      return `seen idle for the first time, due ${dueAt ? instant(dueAt) : "later"} at the earliest`;
    case "grace-over":
      return `${since(finding)}, due since ${dueAt ? instant(dueAt) : "now"}`;
    default:
      return `${finding.reason}${also}${idleSince ? `, ${since(finding)}` : ""}`;
  }
}

function since({ idleSince }: TellableFinding): string {
  return idleSince === undefined ? "idle" : `idle since ${instant(idleSince)}`;
}

/** The facts behind a reason, cut to a length; those of several guards each by itself, so that none hides another. */
function factsOf(detail: Readonly<Record<string, unknown>>): readonly string[] {
  const { evidence } = detail;
  return Array.isArray(evidence) ? evidence.flatMap((each) => inWords(each, 100)) : inWords(detail, 160);
}

function inWords(facts: unknown, length: number): readonly string[] {
  const words = leaves(facts);
  return words.length > 0 ? [oneLine(words.join(" "), length)] : [];
}

/** What stands elsewhere in the line, or is of no use to a reader. */
const untold: ReadonlySet<string> = new Set(["reason", "class", "lastActivity"]);

/** The words and numbers in the facts behind a reason, without the reasons that they repeat. */
function leaves(value: unknown): readonly string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (untold.has(key) ? [] : leaves(inner)));
}
