import { assertNever } from "../../../functions/janitor/domain/assert-never.ts";
import { formatDuration } from "../../../functions/janitor/domain/duration.ts";
import type { Mode } from "../../../functions/janitor/domain/policy.ts";
import { describeUnderReason, describeWhy, nameFinding } from "../../../functions/janitor/notify/describe-finding.ts";
import { capital, instant } from "../../../functions/janitor/notify/plain-text.ts";
import { serviceWords } from "../../../functions/janitor/notify/service-words.ts";
import type { NextStep, PlannedFinding } from "../plan-report.ts";

/** Why it is treated as it is, as a sentence, in the messages' own words. */
export function whyWords(finding: PlannedFinding, mode: Mode): string {
  if (finding.reason === "first-seen") return firstSeenWords(mode);
  return capital(describeWhy(finding, mode));
}

function firstSeenWords(mode: Mode): string {
  switch (mode) {
    case "report":
      return "Idle, without a mark: since when is not known, and mode report marks nothing";
    case "mark":
    case "release":
      return "Idle, seen without a mark: the next run marks it, and its grace begins";
    default:
      return assertNever(mode);
  }
}

/** Whose word decided, and the grace it gave; nothing where neither mattered. */
export function decidedWords(finding: PlannedFinding): string | undefined {
  const { decidedBy, graceMs, evidence } = finding.detail ?? {};
  const by =
    decidedBy === undefined || evidence !== undefined
      ? undefined
      : withoutName(describeUnderReason({ ...finding, monthlyCostUsd: 0 }), finding);
  const grace = typeof graceMs === "number" ? `grace ${formatDuration(graceMs)}` : undefined;
  const parts = [by, grace].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** The messages' lines begin with the name, which stands in the row already. */
function withoutName(line: string, finding: PlannedFinding): string {
  const name = nameFinding(finding);
  return line.startsWith(name) ? line.slice(name.length).replace(/^: /, "") : line;
}

/** Since when, as far as a mark tells; without one the plan's own instant stands there. */
export function idleSinceWords({ idleSince, reason }: PlannedFinding): string {
  if (reason === "first-seen") return "not known: it carries no mark";
  return idleSince === undefined ? "not known" : instant(idleSince);
}

/** When, and under what condition that holds. */
export function dueWords({ dueAt, reason, decision }: PlannedFinding, mode: Mode): string | undefined {
  if (dueAt === undefined) return undefined;
  if (decision === "protect") return `${instant(dueAt)}, but protected`;
  const ifs = [
    ...(reason === "first-seen" ? ["it were marked now"] : []),
    ...(mode === "release" ? [] : ["the mode were release"]),
  ];
  return ifs.length === 0 ? instant(dueAt) : `${instant(dueAt)}, if ${ifs.join(" and ")}`;
}

/** What the next run does about it. */
export const nextWords: Readonly<Record<NextStep, string>> = {
  mark: "marks it",
  unmark: "takes its mark off",
  release: "releases it",
  withhold: "withholds it",
  nothing: "nothing",
};

/** `Elastic IP`, `Network interface of EKS CNI`. */
export function kindWords({ kind, service }: Pick<PlannedFinding, "kind" | "service">): string {
  switch (kind) {
    case "elastic-ip":
      return "Elastic IP";
    case "network-interface":
      return service === undefined ? "Network interface" : `Network interface of ${serviceWords[service]}`;
    default:
      return assertNever(kind);
  }
}
