import type { Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { addExamples } from "../examples.ts";
import { exitCodes } from "../exit-codes.ts";
import { debugOption } from "../options.ts";

/** Defines `janitor policy check`. */
export function addPolicyCheck(janitor: Command, { terminal, ended }: CommandContext): void {
  const policy = janitor.command("policy").summary("works with policy files").description("Works with policy files.");
  addExamples(
    policy
      .command("check")
      .summary("checks a policy file as the build does")
      .description(
        "Checks a policy file as the build does, and says where the mistakes are; and what in it may not have been meant.",
      )
      .argument("[file]", "the file to check; - for standard input", "policy.yml")
      .addOption(debugOption())
      .action(async (file) => ended(await (await import("./policy-check.ts")).checkPolicy(file, terminal))),
    [
      { line: "janitor policy check", says: "check policy.yml" },
      { line: "janitor policy check policies/prod.yml", says: "check another file" },
      { line: "janitor policy check - < prod.yml", says: "check what is piped in" },
    ],
    [
      [exitCodes.fine, "it can be used"],
      [exitCodes.failed, "it cannot"],
    ],
  );
}
