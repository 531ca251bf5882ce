import type { Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { addExamples } from "../examples.ts";
import { exitCodes } from "../exit-codes.ts";
import { debugOption, modeOption, policyFileOption, profileOption, regionsOption } from "../options.ts";

/** Defines `janitor apply`. */
export function addApply(janitor: Command, { terminal, ended }: CommandContext): void {
  addExamples(
    janitor
      .command("apply")
      .summary("a run by hand: marks, and releases what is due")
      .description(
        "Shows the plan, asks, and then does what the Lambda function does: the same guards, the same second look " +
          "before each release, and a journal that things can be restored from. Ctrl-C starts nothing more, and " +
          "finishes what is under way.",
      )
      .addOption(policyFileOption())
      .addOption(regionsOption())
      .addOption(modeOption())
      .option("--only <id...>", "act on these alone: allocation ids, public addresses, interface ids")
      .option("--journal <file>", "where the journal is appended", "janitor-journal.jsonl")
      .option("-y, --yes", "do not ask")
      .addOption(profileOption())
      .addOption(debugOption())
      .action(async (options) => ended(await (await import("./apply.ts")).apply(options, terminal))),
    [
      { line: "janitor apply --mode mark", says: "mark what is idle, so that its grace begins" },
      { line: "janitor apply --mode release", says: "release what is due, after a question" },
      { line: "janitor apply --mode release --only eipalloc-0123456789abcdef0", says: "release one address" },
      { line: "janitor apply --mode release --yes", says: "in a script" },
    ],
    [
      [exitCodes.fine, "all of it was done, or there was nothing to do"],
      [exitCodes.failed, "something failed, or could not be read"],
      [exitCodes.due, "something is left: it was held back, or the question was answered with no"],
      [exitCodes.interrupted, "somebody pressed Ctrl-C"],
    ],
  );
}
