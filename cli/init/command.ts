import type { Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { addExamples } from "../examples.ts";
import { exitCodes } from "../exit-codes.ts";
import { debugOption } from "../options.ts";

/** Defines `janitor init`. */
export function addInit(janitor: Command, { terminal, ended }: CommandContext): void {
  addExamples(
    janitor
      .command("init")
      .summary("writes a policy.yml after a few questions")
      .description(
        "Asks a few questions and writes a policy with comments. Without a terminal it takes the careful answer to each.",
      )
      .argument("[file]", "the file to write", "policy.yml")
      .option("--force", "write over a file that is there")
      .addOption(debugOption())
      .action(async (file, options) => ended(await (await import("./init.ts")).init(file, options, terminal))),
    [
      { line: "janitor init", says: "write policy.yml here" },
      { line: "janitor init --force policies/prod.yml < /dev/null", says: "with the careful answers, in a script" },
    ],
    [
      [exitCodes.fine, "it was written"],
      [exitCodes.failed, "it was not"],
      [exitCodes.interrupted, "somebody pressed Ctrl-C"],
    ],
  );
}
