import { type Assessed, assess, type Seen, survey } from "../../functions/janitor/assess.ts";
import { readAccountAlias } from "../../functions/janitor/aws/account-alias.ts";
import type { Judged } from "../../functions/janitor/domain/plan.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { startProgress, withProgress } from "../progress.ts";
import { openSession, type Session, type SessionOptions } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import type { PlanOutput } from "./outputs.ts";
import {
  isDueFinding,
  isIncomplete,
  type PlanFacts,
  type PlannedFinding,
  type PlanReport,
  planReport,
} from "./plan-report.ts";
import { type Selection, select } from "./selection.ts";

interface PlanOptions extends SessionOptions {
  readonly output: PlanOutput;
  readonly only: Selection;
}

/** Reads the account and shows what the next run would do. Nothing is written. */
export async function plan(options: PlanOptions, terminal: Terminal): Promise<ExitCode> {
  const session = await openSession(options, terminal);
  try {
    const { seen, assessed, facts } = await look(session, terminal);
    const whole = planReport(seen, assessed, session.config.policy, facts);
    terminal.stdout.write(await write(whole, select(whole.findings, options.only), options.output, terminal));
    return exitCodeOf(whole);
  } finally {
    session.end();
  }
}

/** What a look at the account gave, and what was decided. */
export interface Looked {
  readonly seen: Seen;
  readonly assessed: Assessed;
  readonly facts: PlanFacts;
}

/** In ms: how long a plan waits for the account's name. */
const patience = 2_000;

/**
 * Looks at everything and decides, with the guards' word on what is due.
 *
 * @param isAsked what guards are asked about; what is due and they were not asked about is not proven
 */
export async function look(
  { config, reading, deadlines, shared }: Session,
  { stderr, clock }: Pick<Terminal, "stderr" | "clock">,
  isAsked?: (due: Judged) => boolean,
): Promise<Looked> {
  const startedAt = clock.now();
  const progress = startProgress({ stderr });
  try {
    const watched = withProgress(reading, progress, stderr);
    // The summary is nicer for it, and need not be had.
    const enough = AbortSignal.any([deadlines.surveyEnd, clock.after(patience)]);
    const alias = readAccountAlias(enough, shared).catch(() => undefined);
    const seen = await survey(config.policy, watched, startedAt);
    const assessed = await assess(seen, config.policy, startedAt, watched, isAsked);
    const runId = `plan-${new Date(startedAt).toISOString()}`;
    return { seen, assessed, facts: { runId, startedAt, finishedAt: clock.now(), accountAlias: await alias } };
  } finally {
    progress.end();
  }
}

/** What is shown has those findings alone; totals and what was not read are always those of all. */
async function write(
  report: PlanReport,
  findings: readonly PlannedFinding[],
  output: PlanOutput,
  { stdout }: Terminal,
): Promise<string> {
  switch (output) {
    case "table":
      return (await import("./table.ts")).writeTable(report, findings, stdout);
    case "json":
      return `${JSON.stringify({ ...report, findings }, null, 2)}\n`;
    case "csv":
      return (await import("./csv.ts")).writeCsv({ ...report, findings });
    case "html":
      return (await import("./html/page.ts")).writePage({ ...report, findings });
    default:
      return output satisfies never;
  }
}

function exitCodeOf(report: PlanReport): ExitCode {
  if (isIncomplete(report)) return exitCodes.failed;
  return report.findings.some(isDueFinding) ? exitCodes.due : exitCodes.fine;
}
