import { type Seen, survey } from "../../functions/janitor/assess.ts";
import { decide } from "../../functions/janitor/domain/decide.ts";
import { type Evidence, evidenceFor } from "../../functions/janitor/domain/evidence.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { Problem } from "../problem.ts";
import { type Progress, startProgress, withProgress } from "../progress.ts";
import { openSession, type Session, type SessionOptions } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import { asIfDue, type Explanation, explainResource } from "./explanation.ts";
import { type Found, find } from "./find.ts";
import { writeJson } from "./json.ts";
import { type NamedId, readNamedId } from "./named-id.ts";
import { notSeen } from "./not-seen.ts";
import { writeText } from "./text.ts";

interface ExplainOptions extends SessionOptions {
  readonly output: "text" | "json";
}

/**
 * Shows the whole way to the decision about one resource. Nothing is written. Should the id stand in more than one scope, each
 * is explained: one text after the other, or one JSON document after the other.
 *
 * @throws Problem when it was not found, or, once it is explained, when something could not be read that might change that
 */
export async function explain(id: string, options: ExplainOptions, terminal: Terminal): Promise<ExitCode> {
  const named = readNamedId(id);
  const session = await openSession(options, terminal);
  try {
    const { explanations, unread } = await explainNamed(named, session, terminal);
    const texts = explanations.map((each) =>
      options.output === "json" ? writeJson(each) : writeText(each, terminal.stdout),
    );
    terminal.stdout.write(texts.join(options.output === "json" ? "" : "\n"));
    const missing = [...new Set(explanations.flatMap((each) => notSeen(each, named, unread)))];
    if (missing.length === 0) return exitCodes.fine;
    throw new Problem("not everything could be read, so there may be more to it than is explained.", missing);
  } finally {
    session.end();
  }
}

async function explainNamed(
  named: NamedId,
  session: Session,
  { stderr, clock }: Terminal,
): Promise<{ readonly explanations: readonly Explanation[]; readonly unread: readonly string[] }> {
  const { policy } = session.config;
  const now = clock.now();
  const progress = startProgress({ stderr });
  try {
    const seen = await survey(policy, withProgress(session.reading, progress, stderr), now);
    const { found, unread } = await find(named, seen, session);
    const heard = await ask(found, seen, now, session, progress);
    const notRead = seen.surveys.flatMap(({ status, scope }) => (status === "failed" ? [scope.region] : []));
    const explanations = heard.map(({ resource, usedBy, evidence }) =>
      explainResource(resource, policy, now, evidence, { usedBy, notRead }),
    );
    return { explanations, unread: unread.map(({ region }) => region) };
  } finally {
    progress.end();
  }
}

interface Heard extends Found {
  /** Absent where the guards were not asked. */
  readonly evidence: readonly Evidence[] | undefined;
}

/** Asks the guards about what is due, and about what still waits as if it were: somebody wants to know what will become of it. */
async function ask(
  found: readonly Found[],
  { surveys }: Seen,
  now: number,
  { config, reading }: Session,
  progress: Progress,
): Promise<readonly Heard[]> {
  const due = found.flatMap(
    ({ resource }) => asIfDue({ resource, decision: decide(resource, config.policy, now) }) ?? [],
  );
  if (due.length > 0) progress.line("Asking who still needs it …");
  const gathered = await reading.evidence(
    due,
    surveys.filter((each) => each.status === "failed"),
  );
  const asked = new Set(due.map(({ resource }) => resource));
  return found.map((each) => ({
    ...each,
    evidence: asked.has(each.resource) ? evidenceFor(each.resource, gathered) : undefined,
  }));
}
