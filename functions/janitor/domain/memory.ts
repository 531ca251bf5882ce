import type { RunFacts } from "./alarms.ts";
import { day } from "./duration.ts";
import type { Report, ReportedFinding } from "./report.ts";
import type { Scope } from "./resource.ts";
import { soonMs } from "./soon.ts";
import { readOwnTags } from "./tags.ts";

/**
 * What the readers of the summaries know: written by every run, read by the next one. Instants in ms since the epoch.
 * It decides about messages only; nothing is kept or released by it.
 */
export interface Memory {
  /** When the run ended that remembers this. Absent where no run has left a word: then nobody was told anything. */
  readonly at?: number | undefined;
  /** When the last run began that saw everything and whose summary went out. Absent where that is not known. */
  readonly toldAt?: number | undefined;
  /** By scope, and in there by resource. */
  readonly states: States;
}

type States = ReadonlyMap<string, ReadonlyMap<string, State>>;

/** What was told of a resource, in a few words: as long as they stay the same, there is nothing to tell. */
type State = string;

/** The memory of a janitor that has never run. */
export const nothingRemembered: Memory = { states: new Map() };

/** What a run has to say of one resource. Of two runs that say the same, the second one need not. */
export function stateOf(
  finding: ReportedFinding,
  { startedAt, tagPrefix, mode }: Pick<Report, "startedAt" | "tagPrefix" | "mode">,
): State {
  const { decision, reason, dueAt, error, tags } = finding;
  const stage = dueAt === undefined ? [] : [stageOf(Date.parse(dueAt) - Date.parse(startedAt))];
  const isNear = stage.some((each) => each !== "later") && (decision === "wait" || decision === "release");
  const unreadable = reason === "unreadable-tag" ? readOwnTags(tags, tagPrefix).unreadable : [];
  return [
    decision,
    // Before its mark and under it a resource waits all the same.
    ...(decision === "wait" ? [] : [reason]),
    ...stage,
    // Who was told that nothing is released has not been warned of a release.
    ...(isNear && mode !== "release" ? ["not released"] : []),
    // EC2 promises no order.
    ...unreadable.map(({ key, value }) => `${key}=${value}`).toSorted(),
    ...(error === undefined ? [] : ["failed", error.code]),
    ...(error?.mayBeDone ? [unanswered] : []),
  ].join(" ");
}

const unanswered = "unanswered";

/** Whether a release was asked for and not answered. Words of tags come under other decisions. */
function isUnanswered(state: State): boolean {
  return state.startsWith("release ") && state.endsWith(` ${unanswered}`);
}

/** What was to be released without an answer from AWS, and is not among what is idle in the scopes that a run has seen. */
export function goneWithoutAnswer(
  { states }: Memory,
  { seen }: Coverage,
  found: ReadonlySet<string>,
): readonly string[] {
  return seen.flatMap((scope) =>
    [...(states.get(keyOf(scope)) ?? [])]
      .filter(([id, state]) => isUnanswered(state) && !found.has(`${keyOf(scope)} ${id}`))
      .map(([id]) => id),
  );
}

/** How near a release is: each of these is told once. */
function stageOf(left: number): string {
  if (left > soonMs) return "later";
  if (left > day) return "2d";
  return left > 0 ? "1d" : "due";
}

/** What was last told of a resource, if anything. */
export function rememberedOf({ states }: Memory, finding: Scope & { readonly id: string }): State | undefined {
  return states.get(keyOf(finding))?.get(finding.id);
}

/** How much of the account a run has seen. */
export interface Coverage {
  readonly seen: readonly Scope[];
  /** Whether that is all that the function is there for. */
  readonly whole: boolean;
}

/** @param narrowed whether an event has narrowed the run to some of the configured regions */
export function coverageOf(
  run: Pick<RunFacts, "surveys" | "regionsUnknown" | "brokenOff">,
  narrowed: boolean,
): Coverage {
  // Of what a run saw before it broke off it does not know what to say.
  const scanned = run.brokenOff === undefined ? run.surveys.filter(({ status }) => status === "scanned") : [];
  const missed = run.regionsUnknown !== undefined || scanned.length < run.surveys.length;
  return { seen: scanned.map(({ scope }) => scope), whole: !narrowed && !missed };
}

/** What became of the summary of a run. */
export type Summary = "not-needed" | "went-out" | "did-not-go-out";

/**
 * What is known when a run is over. What it has not seen is as it was; what it could not tell counts as not told, so that
 * the next run tells it. What is gone is forgotten: should it come back, it is new. A release without an answer is not
 * forgotten before somebody was told what became of it.
 */
export function remember(report: Report, coverage: Coverage, summary: Summary, before = nothingRemembered): Memory {
  const isTold = summary !== "did-not-go-out";
  const known = (finding: ReportedFinding) =>
    isTold || finding.error?.mayBeDone ? stateOf(finding, report) : rememberedOf(before, finding);
  const found = Map.groupBy(report.findings, keyOf);
  const states = new Map(before.states);
  for (const scope of coverage.seen.map(keyOf)) {
    const idle = (found.get(scope) ?? []).filter((finding) => !isOver(finding));
    const open = isTold ? [] : [...(before.states.get(scope) ?? [])].filter(([, state]) => isUnanswered(state));
    states.set(scope, new Map([...open, ...idle.flatMap((finding) => entryOf(finding.id, known(finding)))]));
  }
  const isToldWhole = summary === "went-out" && coverage.whole;
  return {
    at: Date.parse(report.finishedAt),
    toldAt: isToldWhole ? Date.parse(report.startedAt) : before.toldAt,
    states,
  };
}

function entryOf(id: string, state: State | undefined): readonly (readonly [string, State])[] {
  return state === undefined ? [] : [[id, state]];
}

/** What is gone, or in use again, is not idle any more. */
function isOver({ outcome, reason }: ReportedFinding): boolean {
  return outcome === "released" || outcome === "already-gone" || (reason === "in-use" && outcome !== "failed");
}

export function keyOf({ account, region }: Scope): string {
  return `${account} ${region}`;
}
