import { type Command, Option } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { addExamples } from "../examples.ts";
import { exitCodes } from "../exit-codes.ts";
import { debugOption, modeOption, policyFileOption, profileOption, regionsOption } from "../options.ts";
import { planOutputs } from "./outputs.ts";
import { shownSelections } from "./selection.ts";

/** Defines `janitor plan`. */
export function addPlan(janitor: Command, { terminal, ended }: CommandContext): void {
  addExamples(
    janitor
      .command("plan")
      .summary("what is idle, and what the next run would do; reads only")
      .description(
        "Reads every region and says what is idle, why it is treated as it is, and what the next run would do. Reads only.",
      )
      .addOption(policyFileOption())
      .addOption(regionsOption())
      .addOption(modeOption())
      .addOption(new Option("-o, --output <format>", "how it is shown").choices(planOutputs).default("table" as const))
      .addOption(
        new Option("--only <which>", "idle: without what is paid for and not idle; due: what would go")
          .choices(shownSelections)
          .default("all" as const),
      )
      .addOption(profileOption())
      .addOption(debugOption())
      .action(async (options) => ended(await (await import("./plan.ts")).plan(options, terminal))),
    [
      { line: "janitor plan", says: "a table of all regions" },
      { line: "janitor plan --regions eu-central-1,us-east-1 --only due", says: "what would go in two regions" },
      { line: "janitor plan --mode release", says: "what a run would do if it were allowed to release" },
      { line: "janitor plan --output html > report.html", says: "a page to look at or to pass on" },
      { line: "janitor plan --output csv > idle.csv", says: "for a spreadsheet" },
    ],
    [
      [exitCodes.fine, "everything was read, and nothing is due"],
      [exitCodes.failed, "something could not be read"],
      [exitCodes.due, "everything was read, and something is due"],
    ],
  );
}
