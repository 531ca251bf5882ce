import { isCancel, text } from "@clack/prompts";
import { count, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import type { PlannedFinding, PlanReport } from "../plan/plan-report.ts";
import { Problem } from "../problem.ts";
import type { Terminal } from "../terminal.ts";

/** What is about to be done, with its counts, as a question. */
export function questionOf({ findings, regions, accountAlias }: PlanReport): string {
  const [first] = regions;
  const account = [accountAlias, first?.account]
    .flatMap((name) => (name === undefined ? [] : [oneLine(name)]))
    .join(", ");
  const unread = regions.filter(({ status }) => status === "failed").length;
  const left =
    unread === 0 ? "" : ` ${count(unread, "region")} could not be read and ${unread === 1 ? "is" : "are"} left alone.`;
  return `${stepsOf(findings)} in the account ${account}?${left}`;
}

function stepsOf(findings: readonly PlannedFinding[]): string {
  const releases = findings.filter(({ next }) => next === "release");
  const addresses = releases.filter(({ kind }) => kind === "elastic-ip").length;
  const interfaces = releases.length - addresses;
  const marks = findings.filter(({ next }) => next === "mark").length;
  const unmarks = findings.filter(({ next }) => next === "unmark").length;
  const steps = [
    ...(addresses > 0 ? [`release ${count(addresses, "Elastic IP")}`] : []),
    ...(interfaces > 0 ? [`delete ${count(interfaces, "network interface")}`] : []),
    ...(marks > 0 ? [`mark ${marks} as idle`] : []),
    ...(unmarks > 0 ? [`take ${count(unmarks, "mark")} off`] : []),
  ].join(", ");
  return steps.charAt(0).toUpperCase() + steps.slice(1);
}

/**
 * Asks, and takes nothing but the whole word for a yes: what somebody has typed ahead was meant for something else.
 *
 * @throws Problem where there is nobody to ask
 */
export async function ask(question: string, { stdin, stderr }: Terminal): Promise<"yes" | "no" | "interrupted"> {
  if (stdin.isTTY !== true || stderr.isTTY !== true) {
    throw new Problem(`nobody can be asked here, so nothing was done. The question was: ${question}`, [
      "In a script, --yes answers it.",
    ]);
  }
  const message = `${question}\nOnly yes is taken for one.`;
  const answer = await text({ message, placeholder: "no", input: stdin, output: stderr });
  if (isCancel(answer)) return "interrupted";
  return answer?.trim().toLowerCase() === "yes" ? "yes" : "no";
}
