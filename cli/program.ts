import { Command } from "@commander-js/extra-typings";
import packageFile from "../package.json" with { type: "json" };
import { addApply } from "./apply/command.ts";
import type { CommandContext } from "./command-context.ts";
import { addExamples } from "./examples.ts";
import { addExplain } from "./explain/command.ts";
import { addInit } from "./init/command.ts";
import { addPlan } from "./plan/command.ts";
import { addPolicyCheck } from "./policy-check/command.ts";
import { refuseUnknownHelp } from "./refuse-unknown-help.ts";
import { addRestore } from "./restore/command.ts";
import { styled, widthOf } from "./terminal.ts";

/*
 * Every command has its options and examples in a `command.ts`, of which the help and docs/cli.md are made. What it does is loaded
 * when it is called.
 */

/** In columns: where only as few are left beside the longest option, what it is for is wrapped all the same. */
const narrowest = 20;

/** All commands, ready to parse a line. */
export function program(context: CommandContext): Command {
  const { stdout, stderr } = context.terminal;
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
    .addHelpText("beforeAll", refuseUnknownHelp)
    .configureHelp({
      styleTitle: (title) => `\u001b[1m${title}\u001b[22m`,
      showGlobalOptions: false,
      minWidthToWrap: narrowest,
    });

  for (const add of [addPlan, addApply, addExplain, addRestore, addInit, addPolicyCheck]) add(janitor, context);
  return janitor;
}
