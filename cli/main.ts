import { CommanderError } from "@commander-js/extra-typings";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { program } from "./program.ts";
import { tellRefusals } from "./tell-refusals.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs one command. Never rejects: what goes wrong is told on the terminal's second stream.
 *
 * @param args as the shell gave them, without the program's own name
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.fine;
  const commands = program({
    terminal,
    ended: (given) => {
      code = given;
    },
  });
  tellRefusals(commands);
  const { AWS_PROFILE: inherited } = process.env;
  try {
    await commands.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    // The library has said what was wrong with the line, or has shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.failed;
    const { tellFailure } = await import("./tell-failure.ts");
    const { AWS_PROFILE: chosen } = process.env;
    const circumstances = {
      environment: process.env,
      // A command hands the option on to the SDK as this variable.
      profile: chosen === inherited ? undefined : chosen,
      now: terminal.clock.now(),
    };
    await tellFailure(error, terminal, circumstances, args.includes("--debug"));
    return exitCodes.failed;
  }
}
