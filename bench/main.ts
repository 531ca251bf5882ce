import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { Command, Option } from "@commander-js/extra-typings";
import { type Part, parts } from "./figure.ts";
import { withResults } from "./readme.ts";
import { measureAll, type Results } from "./results.ts";
import { full, quick } from "./scale.ts";
import { writeTable } from "./table.ts";

/*
 * `npm run bench`: measures what is promised, says so in one table, and fails where a promise is not kept.
 */

const root = new URL("../", import.meta.url);

/** What it ends with, unless somebody breaks it off: all is well, a promise is missed, nothing could be measured. */
const exitCodes = { fine: 0, missed: 1, failed: 2 } as const;

const command = new Command("npm run bench --")
  .description(
    "Measures the janitor against bounds that are worked out in the same run. It takes about three minutes, and wants the " +
      "machine for itself. It ends with 1 where a promise is missed, and with 2 where something could not be measured.",
  )
  .addOption(
    new Option("--only <parts...>", "measure these parts").choices(parts).default(parts as readonly Part[], "all"),
  )
  .option("--quick", "with small numbers, to see that it works: says nothing about speed, and judges nothing", false)
  .option("--output <file>", "where the results go as JSON", "bench-results.json")
  .option("--record", "also write them to bench/results.json, and their table into README.md", false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.fine : exitCodes.failed))
  .action(async (options) => {
    if (options.record && (options.quick || options.only.length < parts.length)) {
      command.error("error: only a whole run is recorded: leave out --quick and --only.");
    }
    // Before minutes go into what cannot be kept.
    appendFileSync(options.output, "");
    const results = await measureAll(options.quick ? quick : full, options.only, tell);
    tell();
    show(results);
    writeFileSync(options.output, json(results));
    console.log(`${options.output} has it as JSON.`);
    if (options.quick) return;
    const missed = results.figures.filter(({ kept }) => !kept);
    console.log(missed.length === 0 ? "Every promise is kept." : `${missed.length} missed.`);
    process.exitCode = missed.length === 0 ? exitCodes.fine : exitCodes.missed;
    if (options.record) record(results);
  });

try {
  await command.parseAsync();
} catch (error) {
  tell();
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = exitCodes.failed;
}

function show({ date, machine, scale, figures }: Results): void {
  console.log(writeTable(figures, scale === "full", process.stdout.columns));
  const { cores, processor, node, load } = machine;
  console.log(`${date}, ${cores} cores (${processor}), Node.js ${node}, load ${load} before it began`);
}

function record(results: Results): void {
  writeFileSync(new URL("bench/results.json", root), json(results));
  const readme = new URL("README.md", root);
  writeFileSync(readme, withResults(readFileSync(readme, "utf8"), results));
}

function json(results: Results): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}

/** On one line where there is a terminal, and a line each where there is none. */
function tell(doing = ""): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${doing}`);
  else if (doing !== "") process.stderr.write(`${doing}\n`);
}
