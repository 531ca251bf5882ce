import { assess, survey } from "../../functions/janitor/assess.ts";
import { readAccountAlias } from "../../functions/janitor/aws/account-alias.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { startProgress, withProgress } from "../progress.ts";
import { openSession, type Session, type SessionOptions } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import type { PlanOutput } from "./outputs.ts";
import { isDueFinding, isIncomplete, type PlanReport, planReport } from "./plan-report.ts";
import { type Selection, select } from "./selection.ts";

interface PlanOptions extends SessionOptions {
  readonly output: PlanOutput;
  readonly only: Selection;
}

/** Reads the account and shows what the next run would do. Nothing is written. */
export async function plan(options: PlanOptions, terminal: Terminal): Promise<ExitCode> {
  const session = await openSession(options, terminal);
  try {
    const whole = await makePlan(session, terminal);
    const shown = { ...whole, findings: select(whole.findings, options.only) };
    terminal.stdout.write(await write(shown, options.output, terminal));
    return exitCodeOf(whole);
  } finally {
    session.end();
  }
}

/** Looks at everything and decides, with the guards' word on what is due. */
export async function makePlan(
  { config, reading, deadlines }: Session,
  { stderr, clock }: Pick<Terminal, "stderr" | "clock">,
  only?: ReadonlySet<string>,
): Promise<PlanReport> {
  const startedAt = clock.now();
  const progress = startProgress({ stderr });
  try {
    const watched = withProgress(reading, progress, stderr);
    // Only the page's and the table's first line are nicer for it.
    const alias = readAccountAlias(deadlines.surveyEnd).catch(() => undefined);
    const seen = await survey(config.policy, watched);
    const assessed = await assess(seen.surveys, config.policy, startedAt, watched);
    const facts = { runId: `plan-${new Date(startedAt).toISOString()}`, startedAt, finishedAt: clock.now(), only };
    return planReport(seen, assessed, config.policy, { ...facts, accountAlias: await alias });
  } finally {
    progress.end();
  }
}

async function write(report: PlanReport, output: PlanOutput, { stdout }: Terminal): Promise<string> {
  switch (output) {
    case "table":
      return (await import("./table.ts")).writeTable(report, stdout);
    case "json":
      return `${JSON.stringify(report, null, 2)}\n`;
    case "csv":
      return (await import("./csv.ts")).writeCsv(report);
    case "html":
      return (await import("./html/page.ts")).writePage(report);
    default:
      return output satisfies never;
  }
}

function exitCodeOf(report: PlanReport): ExitCode {
  if (isIncomplete(report)) return exitCodes.failed;
  return report.findings.some(isDueFinding) ? exitCodes.due : exitCodes.fine;
}
