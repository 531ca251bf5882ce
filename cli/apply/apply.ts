import { isFailed } from "../../functions/janitor/domain/alarms.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import type { RunStep } from "../../functions/janitor/domain/steps.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Looked, look } from "../plan/plan.ts";
import { isIncomplete, type NextStep, type PlanReport, planReport } from "../plan/plan-report.ts";
import { writeTable } from "../plan/table.ts";
import { Problem } from "../problem.ts";
import { startProgress } from "../progress.ts";
import { openSession, type Session, type SessionOptions } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import { apartNames, chosenIds, isNamedBy, leftAlone } from "./choose.ts";
import { openJournal } from "./journal-file.ts";
import { ask, questionOf } from "./question.ts";
import { runByHand, stopAtInterrupt } from "./run-by-hand.ts";
import { couldNotBeDone, writeSummary } from "./summary.ts";

interface ApplyOptions extends SessionOptions {
  /** Allocation ids, public addresses or ids of interfaces; everything without it. */
  readonly only?: readonly string[] | undefined;
  /** The file that the journal is appended to. */
  readonly journal: string;
  readonly yes?: true | undefined;
}

/** Shows the plan, asks, and does what somebody has said yes to. */
export async function apply(options: ApplyOptions, terminal: Terminal): Promise<ExitCode> {
  const session = await openSession(options, terminal);
  try {
    refuseUnsaid(session);
    const names = options.only && apartNames(options.only);
    const looked = await look(session, terminal, names && isNamedBy(names));
    const { plan, chosen } = planOf(looked, session, names, terminal);
    const actedOn = plan.findings.filter(isActedOn);
    terminal.stdout.write(writeTable(plan, actedOn, terminal.stdout, "janitor plan shows all"));
    const only = new Map(actedOn.flatMap(({ id, next }) => (isStep(next) ? [[id, next] as const] : [])));
    if (only.size === 0) return nothingToDo(plan, chosen, terminal);
    if (options.yes !== true) {
      const answer = await ask(questionOf(plan), terminal);
      if (answer !== "yes") terminal.stderr.write("Nothing was changed.\n");
      if (answer === "interrupted") return exitCodes.interrupted;
      if (answer === "no") return exitCodes.due;
    }
    const code = await act(session, terminal, options.journal, only, plan);
    return code === exitCodes.fine && isMoreLeft(plan, chosen, only) ? exitCodes.due : code;
  } finally {
    session.end();
  }
}

/** What may change something has to be said: how far it may go, and, before anything is released, what is protected. */
function refuseUnsaid({ config, source }: Session): void {
  if (config.policy.mode === "report") {
    throw new Problem("the mode is report, in which nothing is ever changed, so nothing was done.", [
      "Say how far it may go: --mode mark, or --mode release.",
    ]);
  }
  if (config.policy.mode === "release" && source.from === "defaults") {
    throw new Problem(
      "there is no policy.yml here, and without a policy nothing is protected by it, so nothing was done.",
      ["Name the one that the function was deployed with: --policy FILE", "Or write one: janitor init"],
    );
  }
}

function planOf(
  { seen, assessed, facts }: Looked,
  { config }: Session,
  names: readonly string[] | undefined,
  { stderr }: Terminal,
): { readonly plan: PlanReport; readonly chosen?: ReadonlySet<string> } {
  const whole = planReport(seen, assessed, config.policy, facts);
  if (names === undefined) return { plan: whole };
  const chosen = chosenIds(names, whole);
  const plan = planReport(seen, assessed, config.policy, { ...facts, only: chosen });
  for (const line of leftAlone(chosen, plan)) stderr.write(`${line}\n`);
  return { plan, chosen };
}

function isActedOn({ next }: PlanReport["findings"][number]): boolean {
  return isStep(next);
}

function isStep(next: NextStep): next is RunStep {
  return next === "release" || next === "mark" || next === "unmark";
}

/** What is due and would be left all the same is no success: the breaker keeps it, or a guard could not tell. */
function nothingToDo(plan: PlanReport, chosen: ReadonlySet<string> | undefined, { stderr }: Terminal): ExitCode {
  stderr.write("There is nothing that can be done.\n");
  if (isIncomplete(plan)) return exitCodes.failed;
  return isMoreLeft(plan, chosen, new Map()) ? exitCodes.due : exitCodes.fine;
}

/** Whether something is due, or was named, that was not even in the question. */
function isMoreLeft(
  { findings }: PlanReport,
  chosen: ReadonlySet<string> | undefined,
  only: ReadonlyMap<string, RunStep>,
): boolean {
  // Whoever has named something wanted something to be done about it.
  if (chosen !== undefined) return [...chosen].some((id) => !only.has(id));
  return findings.some(({ next, reason }) => next === "withhold" || reason === "evidence-unavailable");
}

async function act(
  session: Session,
  terminal: Terminal,
  journalPath: string,
  only: ReadonlyMap<string, RunStep>,
  { accountAlias }: PlanReport,
): Promise<ExitCode> {
  const { clock, stdout } = terminal;
  const journal = openJournal(journalPath, clock.now);
  const progress = startProgress(terminal);
  const stop = stopAtInterrupt(terminal, progress);
  try {
    progress.line("Looking at everything anew …");
    const runId = `by-hand-${new Date(clock.now()).toISOString()}`;
    const report = await runByHand({ session, terminal, progress, journal, only, runId, stop: stop.signal });
    progress.end();
    stdout.write(`\n${writeSummary(report, { accountAlias, journal: journalPath, only }, stdout)}`);
    if (stop.signal.aborted) return exitCodes.interrupted;
    return exitCodeOf(report, only);
  } finally {
    progress.end();
    stop.end();
    journal.close();
  }
}

/** Whether everything that somebody has said yes to was done, or need not be done any more. */
function exitCodeOf({ alarms, findings }: Report, only: ReadonlyMap<string, RunStep>): ExitCode {
  if (isFailed(alarms)) return exitCodes.failed;
  const isLeft = findings.some((finding) => only.has(finding.id) && couldNotBeDone(finding));
  return isLeft ? exitCodes.due : exitCodes.fine;
}
