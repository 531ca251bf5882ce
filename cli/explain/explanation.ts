import { reportFinding } from "../../functions/janitor/domain/build-report.ts";
import { type Decided, type DecisionLine, decideByLine, decisionLines } from "../../functions/janitor/domain/decide.ts";
import { type Evidence, lastActivityIn } from "../../functions/janitor/domain/evidence.ts";
import type { DueRelease, Judged } from "../../functions/janitor/domain/plan.ts";
import type { GuardName, Mode, Policy } from "../../functions/janitor/domain/policy.ts";
import type { ReportedFinding } from "../../functions/janitor/domain/report.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { tagStep } from "../../functions/janitor/domain/steps.ts";
import { keepCommand } from "../../functions/janitor/notify/commands.ts";
import { forbiddingGuards, type GuardSaid, whatGuardsSaid } from "./guards-said.ts";
import { type LettingGo, lettingGo } from "./letting-go.ts";
import type { UsedBy } from "./look-up.ts";
import { type Grace, graceOf, type PolicyWord, policyWordOf } from "./policy-word.ts";

/** The whole way to the decision about one resource. Instants in ms since the epoch, but for those in `finding`. */
export interface Explanation {
  readonly resource: Resource;
  /** The same as a report would have it. */
  readonly finding: ReportedFinding;
  /** The instant that it was decided by. */
  readonly now: number;
  readonly policy: Pick<Policy, "mode" | "tagPrefix" | "limits">;
  readonly lines: readonly AskedLine[];
  readonly decided: Decided;
  /** Whose word says what is to be done with it; only where the decision came as far as that. */
  readonly policyWord: PolicyWord | undefined;
  /** Likewise. */
  readonly grace: Grace | undefined;
  readonly guards: readonly GuardSaid[];
  readonly going: Going;
  /** What the next run does about it in its mode; `release` on the conditions that going with the next run has. */
  readonly next: "mark" | "unmark" | "release" | "nothing";
  /** A line for the AWS command line that opts it out, where that would change anything. */
  readonly keepCommand: string | undefined;
  /** What to do so that it would go; empty where nothing is to be done, or nothing can be. */
  readonly lettingGo: LettingGo;
  /** What uses it, where that is known. */
  readonly usedBy: UsedBy | undefined;
  /** The regions that could not be read: what is there, no guard may have seen. */
  readonly notRead: readonly string[];
}

/** One line of the decision, and what it says. */
export interface AskedLine {
  readonly line: DecisionLine;
  readonly answer: "yes" | "no" | "not-reached";
}

/** When it would go by itself. */
export type Going =
  | GoingInRelease
  | { readonly goes: "not-in-mode"; readonly mode: Mode; readonly otherwise: GoingInRelease };

/** The same in mode `release`. */
export type GoingInRelease =
  /** It is due. */
  | { readonly goes: "with-next-run" }
  /** Once its grace is over. */
  | ({ readonly goes: "when-due" } & Later)
  /** A run has to mark it first, and then its grace has to pass. */
  | ({ readonly goes: "once-marked" } & Later)
  | { readonly goes: "not-as-decided" };

interface Later {
  readonly notBefore: number;
  /** The guards that would forbid it as things are, because of what they found or because they could not tell. */
  readonly forbiddenBy: readonly GuardName[];
}

/** What is known besides the resource. */
export interface Surroundings {
  readonly usedBy?: UsedBy | undefined;
  readonly notRead?: readonly string[];
}

/**
 * Explains what is decided about a resource, and why. Pure.
 *
 * @param now ms since the epoch
 * @param evidence what the guards answered, `undefined` where they were not asked; of what still waits it changes no decision
 */
export function explainResource(
  resource: Resource,
  policy: Policy,
  now: number,
  evidence?: readonly Evidence[],
  { usedBy, notRead = [] }: Surroundings = {},
): Explanation {
  const decided = decideByLine(resource, policy, now, evidence);
  const { decision } = decided;
  const lastActivity = evidence === undefined ? undefined : lastActivityIn(evidence);
  const finding = reportFinding({ resource, decision, outcome: { kind: "none" }, lastActivity }, policy);
  const guards = whatGuardsSaid(resource, policy, decided, evidence);
  const isKept = decision.kind === "keep" || ("facts" in decision && decision.kind === "protect");
  return {
    resource,
    finding,
    now,
    policy,
    lines: answers(decided.line),
    decided,
    policyWord: policyWordOf(resource, policy, now, decision),
    grace: graceOf(resource, policy, now, decision),
    guards,
    going: goingOf(decided, policy, forbiddingGuards(guards)),
    next: nextOf({ resource, decision }, policy),
    keepCommand: isKept || decision.kind === "report" ? undefined : keepCommand(finding, policy.tagPrefix),
    lettingGo: lettingGo(resource, policy, decision),
    usedBy,
    notRead,
  };
}

/** Every line before the one that decided had no answer, and none after it was asked. */
function answers(decidedOn: DecisionLine): readonly AskedLine[] {
  const at = decisionLines.indexOf(decidedOn);
  return decisionLines.map((line, each) => ({ line, answer: each < at ? "no" : each === at ? "yes" : "not-reached" }));
}

function goingOf({ decision }: Decided, { mode }: Policy, forbiddenBy: readonly GuardName[]): Going {
  const going = goingInRelease(decision, forbiddenBy);
  return mode === "release" || going.goes === "not-as-decided"
    ? going
    : { goes: "not-in-mode", mode, otherwise: going };
}

function goingInRelease(decision: Decided["decision"], forbiddenBy: readonly GuardName[]): GoingInRelease {
  switch (decision.reason) {
    case "grace-over":
      return { goes: "with-next-run" };
    case "grace":
      return { goes: "when-due", notBefore: decision.dueAt, forbiddenBy };
    case "first-seen":
      return { goes: "once-marked", notBefore: decision.dueAt, forbiddenBy };
    default:
      return { goes: "not-as-decided" };
  }
}

function nextOf(judged: Judged, policy: Policy): Explanation["next"] {
  if (judged.decision.kind === "release") return policy.mode === "release" ? "release" : "nothing";
  return tagStep(judged, policy) ?? "nothing";
}

/** What guards can be asked about: what is due, and what would be if only its grace were over. */
export function asIfDue({ resource, decision }: Judged): DueRelease | undefined {
  if (decision.kind !== "wait" && decision.kind !== "release") return undefined;
  const { decidedBy, idleSince, graceMs, dueAt } = decision;
  return { resource, decision: { kind: "release", reason: "grace-over", decidedBy, idleSince, graceMs, dueAt } };
}
