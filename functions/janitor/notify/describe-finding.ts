import type { Mode } from "../domain/policy.ts";
import type { ReportedFinding } from "../domain/report.ts";
import { day, instant, oneLine, quoted, usd } from "./plain-text.ts";
import { reasonWords } from "./reason-words.ts";
import { serviceWords } from "./service-words.ts";
import type { TellableFinding } from "./tellable-report.ts";

/** One finding as one line: what it is, where, and why it is treated as it is. */
export function describeFinding(finding: TellableFinding, mode: Mode): string {
  const facts = [describeWhy(finding, mode), ...cost(finding)].filter(Boolean);
  return [nameFinding(finding), facts.join(", ")].filter(Boolean).join(": ");
}

/** Why it is treated as it is, and nothing of what it is. */
export function describeWhy(finding: TellableFinding, mode: Mode): string {
  return [...why(finding, mode), ...lately(finding)].join(", ");
}

/** The same under a heading that tells the reason. */
export function describeUnderReason(finding: TellableFinding): string {
  return [nameFinding(finding), [...factsOf(finding), ...cost(finding)].join(", ")].filter(Boolean).join(": ");
}

/** What it is and where, with its id. */
export function nameFinding({ publicIp, id, name, region, service }: TellableFinding): string {
  return [
    publicIp ?? id,
    ...(name && oneLine(name) ? [quoted(name)] : []),
    ...(service ? [`of ${serviceWords[service]}`] : []),
    `in ${region}`,
    ...(publicIp === undefined ? [] : [`(${id})`]),
  ].join(" ");
}

/** The last day on which a resource is kept, by its tag. */
export function keptThrough({ detail }: TellableFinding): string | undefined {
  const keptUntil = textAt(detail, "keptUntil");
  // What stands there is the first instant that is not covered any more.
  const end = Date.parse(keptUntil ?? "");
  return Number.isNaN(end) ? undefined : day(new Date(end - 1).toISOString());
}

function cost({ monthlyCostUsd, outcome }: TellableFinding): readonly string[] {
  if (monthlyCostUsd === 0 || outcome === "already-gone") return [];
  return [`${outcome === "released" ? "saves " : ""}${usd(monthlyCostUsd)} a month`];
}

function lately({ lastActivity }: TellableFinding): readonly string[] {
  if (lastActivity === undefined) return [];
  const { event, at, by } = lastActivity;
  return [`last ${oneLine(event)} by ${oneLine(by)} on ${instant(at)}`];
}

function why(finding: TellableFinding, mode: Mode): readonly string[] {
  const { error, outcome, withheldBecause } = finding;
  if (error !== undefined) return [failure(error)];
  if (withheldBecause !== undefined) return [withheldWords[withheldBecause], ...since(finding)];
  if (finding.reason === "in-use" && outcome === "unmarked") return [];
  if (outcome === "changed") return [`changed right before its release, so it was left: ${reason(finding)}`];
  if (outcome === "already-gone") return ["gone before the janitor came to it"];
  if (outcome === "released") return since(finding);
  return whenDue(finding, mode) ?? [reason(finding), ...since(finding)];
}

const withheldWords: Readonly<Record<NonNullable<ReportedFinding["withheldBecause"]>, string>> = {
  "breaker-tripped": "not released because too many are due at once",
  deadline: "not done because time ran out; the next run takes it up",
  interrupted: "not done because the run was interrupted",
  throttled: "not done because EC2 throttled the call; the next run takes it up",
};

type FailureClass = NonNullable<TellableFinding["error"]>["class"];

const classWords: Readonly<Record<FailureClass, string>> = {
  denied: "a permission is missing",
  "protected-by-aws": "AWS holds on to it",
  transient: "not possible for now; the next run tries again",
  unexpected: "AWS answered something that the janitor does not know",
};

const actionWords: Readonly<Record<string, string>> = {
  ReleaseAddress: "not released",
  DeleteNetworkInterface: "not deleted",
  CreateTags: "not marked",
  DeleteTags: "its mark not taken off",
};

function failure({ action, class: kind, code, message, mayBeDone }: NonNullable<TellableFinding["error"]>): string {
  if (mayBeDone) return `AWS did not answer, so it may be gone (${oneLine(code)}: ${oneLine(message, 200)})`;
  const what = actionWords[action] ?? `${oneLine(action)} failed`;
  return `${what}: ${classWords[kind]} (${oneLine(code)}: ${oneLine(message, 200)})`;
}

/** What is told of something that only time is missing for, or that is due. */
function whenDue(finding: TellableFinding, mode: Mode): readonly string[] | undefined {
  const due = finding.dueAt === undefined ? "later" : instant(finding.dueAt);
  switch (finding.reason) {
    case "first-seen":
      // Without a mark the next run sees it for the first time again: nothing is ever due.
      return mode === "report" ? [] : [`due ${due} at the earliest`];
    case "grace":
      return [`due ${due}`, ...since(finding)];
    case "grace-over":
      return [`due since ${due}`, ...since(finding)];
    default:
      return undefined;
  }
}

function since({ idleSince, dueAt }: TellableFinding): readonly string[] {
  if (idleSince === undefined) return dueAt === undefined ? [] : ["idle"];
  return [`idle since ${day(idleSince)}`];
}

function reason(finding: TellableFinding): string {
  if (finding.reason === "policy") return factsOf(finding).join("; ");
  return [reasonWords(finding.reason), factsOf(finding).join("; ")].filter(Boolean).join(": ");
}

/** The facts behind a reason; those of several guards each by itself, so that none hides another. */
function factsOf(finding: TellableFinding): readonly string[] {
  const { detail = {}, reason } = finding;
  const until = keptThrough(finding);
  if (until !== undefined) return [`through ${until} UTC`];
  const { unreadable, decidedBy, evidence, facts } = detail;
  if (Array.isArray(unreadable)) return unreadable.map(unreadableTag);
  if (decidedBy !== undefined && evidence === undefined) return decider(decidedBy);
  const several = [evidence, facts].find(Array.isArray);
  return several === undefined ? leavesOf(detail, 160) : several.flatMap((each) => oneOfSeveral(each, reason));
}

function unreadableTag(tag: unknown): string {
  const [key, value, expected] = ["key", "value", "expected"].map((name) => textAt(tag, name) ?? "");
  return `${quoted(key ?? "")} is ${quoted(value ?? "")}, expected ${oneLine(expected ?? "", 160)}`;
}

function decider(decidedBy: unknown): readonly string[] {
  const rule = textAt(decidedBy, "rule");
  if (rule !== undefined) return [`by the policy's rule ${quoted(rule)}`];
  return textAt(decidedBy, "by") === "tag" ? ["by its own tag"] : ["by the policy's default"];
}

/** A fact on the resource, what a guard found, or why it could not tell. */
function oneOfSeveral(each: unknown, reason: string): readonly string[] {
  const error = at(each, "error");
  if (error !== undefined) {
    const [message = "", code = ""] = ["message", "code"].map((name) => textAt(error, name));
    return [`the guard ${textAt(each, "guard")} could not tell: ${oneLine(message, 160)} (${oneLine(code)})`];
  }
  const own = textAt(each, "reason");
  const words = own === undefined || own === reason ? "" : `${reasonWords(own)}: `;
  const found = at(each, "found");
  const facts = Array.isArray(found) ? found.map(labelled) : leaves(each);
  return facts.length === 0 ? [] : [`${words}${oneLine(facts.join("; "), 160)}`];
}

/** `record www.example.com, type A, …`; without a label where there is only one thing to tell. */
export function labelled(fact: unknown): string {
  if (typeof fact !== "object" || fact === null) return "";
  const entries = Object.entries(fact).map(([key, value]) => ({ key: inWords(key), value: readable(String(value)) }));
  return entries.length === 1
    ? entries.map(({ value }) => value).join("")
    : entries.map(({ key, value }) => `${key} ${value}`).join(", ");
}

/** `zoneId` as `zone id`. */
function inWords(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function readable(value: string): string {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? instant(value) : value;
}

function leavesOf(facts: unknown, length: number): readonly string[] {
  const words = leaves(facts);
  return words.length > 0 ? [oneLine(words.join(" "), length)] : [];
}

/** The words and numbers in the facts behind a reason, without the reasons that they repeat. */
function leaves(value: unknown): readonly string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "reason" ? [] : leaves(inner)));
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const found = at(value, key);
  return typeof found === "string" ? found : undefined;
}
