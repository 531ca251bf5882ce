import type { Command } from "@commander-js/extra-typings";
import type { CommandContext } from "../command-context.ts";
import { addExamples } from "../examples.ts";
import { exitCodes } from "../exit-codes.ts";
import { debugOption, profileOption } from "../options.ts";

/** Defines `janitor restore`. */
export function addRestore(janitor: Command, { terminal, ended }: CommandContext): void {
  addExamples(
    janitor
      .command("restore")
      .summary("gives back what was released, from the journal")
      .description(
        "Reads the journal and gives back what was released: an address by allocating the same one again, an interface " +
          "by making one with the same private addresses, groups, description and tags. What is given back carries a " +
          "keep-until of seven days. Without --run or --id it only lists. What is there already is left alone.",
      )
      .option("--list", "only list what could be given back")
      .option("--run <id>", "give back everything that one run has released")
      .option("--id <id...>", "give back these: allocation ids, public addresses, interface ids")
      .option("--journal <file>", "a file with lines of the journal (- for standard input), instead of the log")
      .option("--log-group <name>", "the function's log group; without it those that a deployment makes are looked for")
      .option("--since <duration>", "how far back to read the log, such as 36h or 14d; a file is read whole", "30d")
      .option("--tag-prefix <prefix>", "what the janitor's tags start with", "janitor:")
      .addOption(profileOption())
      .addOption(debugOption())
      .action(async (options, command) => {
        const isPrefixSaid = command.getOptionValueSource("tagPrefix") === "cli";
        const { restore } = await import("./restore.ts");
        ended(await restore({ ...options, isPrefixSaid }, terminal));
      }),
    [
      { line: "janitor restore --list", says: "what was released in the last 30 days" },
      { line: "janitor restore --id 198.51.100.7", says: "give one address back" },
      { line: "janitor restore --run 2f1c9a5e-…", says: "give back all that one run has released" },
      { line: "janitor restore --journal janitor-journal.jsonl --list", says: "from a run by hand" },
    ],
    [
      [exitCodes.fine, "all of it is there again, or was listed"],
      [exitCodes.failed, "something could not be had back, or could not be read"],
    ],
  );
}
