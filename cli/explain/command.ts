import { type Command, Option } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { addExamples } from "../examples.ts";
import { exitCodes } from "../exit-codes.ts";
import { debugOption, modeOption, policyFileOption, profileOption, regionsOption } from "../options.ts";

/** Defines `janitor explain`. */
export function addExplain(janitor: Command, { terminal, ended }: CommandContext): void {
  addExamples(
    janitor
      .command("explain")
      .summary("why one address or interface is treated as it is; reads only")
      .description(
        "Shows the whole way to the decision about one resource: every question, and the answer to it. Reads only.",
      )
      .argument("<id>", "an allocation id (eipalloc-…), a public address, or an interface id (eni-…)")
      .addOption(policyFileOption())
      .addOption(regionsOption())
      .addOption(modeOption())
      .addOption(
        new Option("-o, --output <format>", "how it is shown")
          .choices(["text", "json"] as const)
          .default("text" as const),
      )
      .addOption(profileOption())
      .addOption(debugOption())
      .action(async (id, options) => ended(await (await import("./explain.ts")).explain(id, options, terminal))),
    [
      { line: "janitor explain eipalloc-0123456789abcdef0", says: "an address by its allocation id" },
      { line: "janitor explain 198.51.100.7 --regions eu-central-1", says: "an address by itself, in one region" },
      { line: "janitor explain eni-0123456789abcdef0 --output json", says: "an interface, for a script" },
    ],
    [
      [exitCodes.fine, "it is explained, and all that matters for it was read"],
      [exitCodes.failed, "it was not found, or a guard or a region could not be read"],
    ],
  );
}
