import { readFileSync, writeFileSync } from "node:fs";
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

const command = new Command("npm run bench --")
  .description(
    "Measures the janitor against bounds that are worked out in the same run, and ends with 1 where a promise is not kept. " +
      "It takes about three minutes, and wants the machine for itself.",
  )
  .addOption(
    new Option("--only <parts...>", "measure these parts").choices(parts).default(parts as readonly Part[], "all"),
  )
  .option("--quick", "with small numbers, to see that it works: says nothing about speed, and judges nothing", false)
  .option("--output <file>", "where the results go as JSON", "bench-results.json")
  .option("--record", "also write them to bench/results.json, and their table into README.md", false)
  .action(async (options) => {
    if (options.record && (options.quick || options.only.length < parts.length)) {
      command.error("error: only a whole run is recorded: leave out --quick and --only.");
    }
    const results = await measureAll(options.quick ? quick : full, options.only, tell);
    tell();
    console.log(writeTable(results.figures));
    const { cores, processor, node, load } = results.machine;
    console.log(`${results.date}, ${cores} cores (${processor}), Node.js ${node}, load ${load} before it began`);
    writeFileSync(options.output, json(results));
    console.log(`${options.output} has it as JSON.`);
    if (options.record) record(results);
    if (options.quick) return;
    const missed = results.figures.filter(({ kept }) => !kept);
    console.log(missed.length === 0 ? "Every promise is kept." : `${missed.length} missed.`);
    process.exitCode = missed.length === 0 ? 0 : 1;
  });

await command.parseAsync();

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
