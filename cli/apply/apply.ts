import { isFailed } from "../../functions/janitor/domain/alarms.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Looked, look } from "../plan/plan.ts";
import { isIncomplete, type PlanReport, planReport } from "../plan/plan-report.ts";
import { writeTable } from "../plan/table.ts";
import { Problem } from "../problem.ts";
import { startProgress } from "../progress.ts";
import { openSession, type Session, type SessionOptions } from "../session.ts";
import { isLively, type Terminal } from "../terminal.ts";
import { chosenIds, leftAlone } from "./choose.ts";
import { openJournal } from "./journal-file.ts";
import { ask, questionOf } from "./question.ts";
import { runByHand, stopAtInterrupt } from "./run-by-hand.ts";
import { writeSummary } from "./summary.ts";

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
    if (session.config.policy.mode === "report") throw nothingAllowed(session);
    const looked = await look(session, terminal);
    const plan = planOf(looked, session, options.only, terminal);
    const actedOn = plan.findings.filter(isActedOn);
    terminal.stdout.write(writeTable(plan, actedOn, terminal.stdout, "janitor plan shows all"));
    const only = new Set(actedOn.map(({ id }) => id));
    if (only.size === 0) return nothingToDo(plan, terminal);
    if (options.yes !== true) {
      const answer = await ask(questionOf(plan), terminal);
      if (answer !== "yes") terminal.stderr.write("Nothing was changed.\n");
      if (answer === "interrupted") return exitCodes.interrupted;
      if (answer === "no") return exitCodes.due;
    }
    return await act(session, terminal, options.journal, only, plan);
  } finally {
    session.end();
  }
}

function nothingAllowed({ policyFile }: Session): Problem {
  return new Problem(`the mode is report, in which nothing is ever changed, so nothing was done.`, [
    "Say how far it may go: --mode mark, or --mode release.",
    `What stands in ${policyFile ?? "the default policy"} is what a deployed function goes by.`,
  ]);
}

function planOf(
  { seen, assessed, facts }: Looked,
  { config }: Session,
  names: readonly string[] | undefined,
  { stderr }: Terminal,
): PlanReport {
  const whole = planReport(seen, assessed, config.policy, facts);
  if (names === undefined) return whole;
  const only = chosenIds(names, whole);
  const chosen = planReport(seen, assessed, config.policy, { ...facts, only });
  for (const line of leftAlone(only, chosen)) stderr.write(`${line}\n`);
  return chosen;
}

function isActedOn({ next }: PlanReport["findings"][number]): boolean {
  return next === "release" || next === "mark" || next === "unmark";
}

function nothingToDo(plan: PlanReport, { stderr }: Terminal): ExitCode {
  stderr.write("There is nothing to do.\n");
  if (isIncomplete(plan)) return exitCodes.failed;
  return plan.nextRun.withheld > 0 ? exitCodes.due : exitCodes.fine;
}

async function act(
  session: Session,
  terminal: Terminal,
  journalPath: string,
  only: ReadonlySet<string>,
  { accountAlias }: PlanReport,
): Promise<ExitCode> {
  const { clock, stdout, stderr } = terminal;
  const journal = openJournal(journalPath, clock.now);
  const progress = startProgress(terminal);
  const stop = stopAtInterrupt(terminal, progress);
  try {
    if (!isLively(stderr, process.env)) progress.line("Looking at everything anew …");
    progress.at("done", 0, only.size);
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
function exitCodeOf({ alarms, findings }: Report, only: ReadonlySet<string>): ExitCode {
  if (isFailed(alarms)) return exitCodes.failed;
  const isLeft = findings.some(({ id, outcome }) => only.has(id) && (outcome === "withheld" || outcome === "failed"));
  return isLeft ? exitCodes.due : exitCodes.fine;
}
