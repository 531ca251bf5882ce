import { Command, Option } from "@commander-js/extra-typings";
import packageFile from "../package.json" with { type: "json" };
import { addExamples, type Exit } from "./examples.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { planOutputs } from "./plan/outputs.ts";
import { shownSelections } from "./plan/selection.ts";
import { styled, type Terminal, widthOf } from "./terminal.ts";

/*
 * Every command, its options and its examples: the help, and docs/cli.md, are made of this. What a command does is loaded when it
 * is called.
 */

/** @param ended gets the exit code of the command that was run */
export function program(terminal: Terminal, ended: (code: ExitCode) => void) {
  const { stdout, stderr } = terminal;
  const janitor = addExamples(
    new Command("janitor")
      .description(
        "Finds Elastic IPs without an association and network interfaces left behind, and says what the " +
          "elastic-janitor would do about them: by the same code, the same policy and the same guards as " +
          "the Lambda function. Credentials and regions are found as by the AWS command line.",
      )
      .helpCommand("help [command]", "show the help of a command")
      .version(packageFile.version, "--version", "print the version"),
    [
      { line: "janitor plan", says: "what is idle in your account, and what the next run would do; reads only" },
      { line: "janitor explain eipalloc-0123456789abcdef0", says: "why one thing is treated as it is" },
      { line: "janitor restore --list", says: "what was released, and could be had back" },
    ],
  );
  // Inherited by every command that is added from here on.
  janitor
    .exitOverride()
    .showHelpAfterError("Try --help.")
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => widthOf(stdout),
      getErrHelpWidth: () => widthOf(stderr),
      getOutHasColors: () => styled("bold", "x", stdout) !== "x",
      getErrHasColors: () => styled("bold", "x", stderr) !== "x",
      outputError: (text, write) => write(text.replace(/^error: /, "janitor: ")),
    })
    .configureHelp({ styleTitle: (title) => `\u001b[1m${title}\u001b[22m`, showGlobalOptions: false });

  addExamples(
    janitor
      .command("plan")
      .summary("what is idle, and what the next run would do; reads only")
      .description(
        "Reads every region and says what is idle, why it is treated as it is, and what the next run would do. Reads only.",
      )
      .addOption(policyFile())
      .addOption(regions())
      .addOption(mode())
      .addOption(new Option("-o, --output <format>", "how it is shown").choices(planOutputs).default("table" as const))
      .addOption(
        new Option("--only <which>", "idle: without what is paid for and not idle; due: what would go")
          .choices(shownSelections)
          .default("all" as const),
      )
      .addOption(profile())
      .addOption(debug())
      .action(async (options) => ended(await (await import("./plan/plan.ts")).plan(options, terminal))),
    [
      { line: "janitor plan", says: "a table of all regions" },
      { line: "janitor plan --regions eu-central-1,us-east-1 --only due", says: "what would go in two regions" },
      { line: "janitor plan --mode release", says: "what a run would do if it were allowed to release" },
      { line: "janitor plan --output html > report.html", says: "a page to look at or to pass on" },
      { line: "janitor plan --output csv > idle.csv", says: "for a spreadsheet" },
    ],
    planExits,
  );

  addExamples(
    janitor
      .command("apply")
      .summary("a run by hand: marks, and releases what is due")
      .description(
        "Shows the plan, asks, and then does what the Lambda function does: the same guards, the same second look " +
          "before each release, and a journal that things can be restored from. Ctrl-C starts nothing more, and " +
          "finishes what is under way.",
      )
      .addOption(policyFile())
      .addOption(regions())
      .addOption(mode())
      .option("--only <id...>", "act on these alone: allocation ids, public addresses, interface ids")
      .option("--journal <file>", "where the journal is appended", "janitor-journal.jsonl")
      .option("-y, --yes", "do not ask")
      .addOption(profile())
      .addOption(debug())
      .action(async (options) => ended(await (await import("./apply/apply.ts")).apply(options, terminal))),
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

  addExamples(
    janitor
      .command("explain")
      .summary("why one address or interface is treated as it is; reads only")
      .description(
        "Shows the whole way to the decision about one resource: every question, and the answer to it. Reads only.",
      )
      .argument("<id>", "an allocation id (eipalloc-…), a public address, or an interface id (eni-…)")
      .addOption(policyFile())
      .addOption(regions())
      .addOption(mode())
      .addOption(
        new Option("-o, --output <format>", "how it is shown")
          .choices(["text", "json"] as const)
          .default("text" as const),
      )
      .addOption(profile())
      .addOption(debug())
      .action(async (id, options) =>
        ended(await (await import("./explain/explain.ts")).explain(id, options, terminal)),
      ),
    [
      { line: "janitor explain eipalloc-0123456789abcdef0", says: "an address by its allocation id" },
      { line: "janitor explain 198.51.100.7 --regions eu-central-1", says: "an address by itself, in one region" },
      { line: "janitor explain eni-0123456789abcdef0 --output json", says: "an interface, for a script" },
    ],
    [
      [exitCodes.fine, "it was found, and is explained"],
      [exitCodes.failed, "it was not found, or could not be read"],
    ],
  );

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
      .addOption(profile())
      .addOption(debug())
      .action(async (options) => ended(await (await import("./restore/restore.ts")).restore(options, terminal))),
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

  addExamples(
    janitor
      .command("init")
      .summary("writes a policy.yml after a few questions")
      .description(
        "Asks a few questions and writes a policy with comments. Without a terminal it takes the careful answer to each.",
      )
      .argument("[file]", "the file to write", "policy.yml")
      .option("--force", "write over a file that is there")
      .addOption(debug())
      .action(async (file, options) => ended(await (await import("./init/init.ts")).init(file, options, terminal))),
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

  const policy = janitor.command("policy").summary("works with policy files").description("Works with policy files.");
  addExamples(
    policy
      .command("check")
      .summary("checks a policy file as the build does")
      .description(
        "Checks a policy file as the build does, and says where the mistakes are; and what in it may not have been meant.",
      )
      .argument("[file]", "the file to check; - for standard input", "policy.yml")
      .addOption(debug())
      .action(async (file) =>
        ended(await (await import("./policy-check/policy-check.ts")).checkPolicy(file, terminal)),
      ),
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
  return janitor;
}

function policyFile() {
  return new Option("--policy <file>", "the policy; without it ./policy.yml, or the defaults where there is none");
}

function regions() {
  return new Option("--regions <list>", "all, or names with commas between them, instead of the policy's");
}

function mode() {
  return new Option("--mode <mode>", "report, mark or release, instead of the policy's");
}

function profile() {
  return new Option("--profile <name>", "a profile of your AWS configuration");
}

function debug() {
  return new Option("--debug", "say where in the code something went wrong");
}

const planExits: readonly Exit[] = [
  [exitCodes.fine, "everything was read, and nothing is due"],
  [exitCodes.failed, "something could not be read"],
  [exitCodes.due, "everything was read, and something is due"],
];
