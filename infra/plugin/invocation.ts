import { readdirSync } from "node:fs";
import { knownRegions } from "../../functions/janitor/domain/regions.ts";
import { nearest } from "../../functions/janitor/nearest.ts";
import { quote } from "./problems.ts";

/** The file next to serverless.yml that may hold parameters. */
export const parametersFile = "parameters.yml";

/** What was typed, as osls has understood it. */
export interface Invocation {
  /** The words of the command: `deploy`, or `deploy function`. */
  readonly commands: readonly string[];
  /** Everything behind `osls`, as it was typed. */
  readonly words: readonly string[];
  readonly options: { readonly region?: string | undefined; readonly package?: string | undefined };
  readonly stage: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where serverless.yml is. */
  readonly folder: string;
}

/** Whether a command makes something, which must not begin with a setting that is wrong. */
export function makesSomething({ commands: [command = ""] }: Pick<Invocation, "commands">): boolean {
  return ["deploy", "package", "print"].includes(command);
}

/** What was said and would not be heard, or not as it is meant: a sentence each. */
export function problemsOfInvocation(invocation: Invocation): readonly string[] {
  return [
    ...problemsOfCommand(invocation),
    ...droppedByOsls(invocation),
    ...problemsOfRegion(invocation),
    ...problemsOfStage(invocation),
    ...keptByNpm(invocation),
    ...(makesSomething(invocation) ? overlookedFiles(invocation) : []),
  ];
}

/** Only a whole deployment has a role that fits its function, and settings that were checked. */
function problemsOfCommand({ commands, options }: Invocation): readonly string[] {
  const [command, what] = commands;
  if (command === "deploy" && what === "function")
    return ["a function is not deployed alone, because its role has to fit it: npm run deploy."];
  if (command === "rollback")
    return [
      "a rollback would bring back another mode unseen: check out the version that you want, and npm run deploy.",
    ];
  if (command === "deploy" && options.package !== undefined)
    return [
      "a package is not deployed later, because its settings could not be checked any more: npm run deploy makes its own.",
    ];
  return [];
}

function problemsOfRegion({ commands: [command = ""], options, environment }: Invocation): readonly string[] {
  // As serverless.yml reads them: an empty AWS_REGION hides the other.
  const where = options.region || (environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION);
  if (!where) {
    return ["deploy", "remove"].includes(command)
      ? [
          "it is not said where the janitor lives: give --region eu-central-1 (or AWS_REGION), and the same one each time.",
        ]
      : [];
  }
  if (knownRegions.includes(where)) return [];
  const near = nearest(where, knownRegions);
  return [`the region ${quote(where)} does not exist.${near === undefined ? "" : ` Did you mean ${near}?`}`];
}

/** The longest name with the stage in it; functions have the shortest limit. */
function problemsOfStage({ stage }: Invocation): readonly string[] {
  const longest = `elastic-janitor-${stage}-slack`.length;
  return longest <= 64
    ? []
    : [`the stage ${quote(stage)} is too long: at most ${64 - longest + stage.length} characters.`];
}

/** osls leaves out without a word what belongs to no option, and all that stands behind an empty word or a `--`. */
function droppedByOsls({ commands, words }: Invocation): readonly string[] {
  return words
    .filter((word, at) => {
      if (word === "" || word === "--" || word.includes("\n")) return true;
      if (at < commands.length || word.startsWith("-")) return false;
      const before = words[at - 1] ?? "";
      const isValue = before.startsWith("-") && !before.includes("=");
      return !isValue || (word.includes("=") && before !== "--param");
    })
    .map(
      (word) =>
        `${quote(word)} belongs to no option, and would not be heard. Write --param="name=value" for each parameter.`,
    );
}

/** Files that somebody may have meant as the one that is read. */
function overlookedFiles({ folder }: Invocation): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name !== parametersFile && /^param(eter)?s?\.ya?ml$/i.test(name))
    .map((name) => `${name} is not read. Name it ${parametersFile}.`);
}

/** npm takes for itself what does not stand behind `--`, and puts it into the environment. */
function keptByNpm({ commands: [command = ""], environment }: Invocation): readonly string[] {
  return ["param", "region", "stage", "aws_profile"]
    .filter((option) => environment[`npm_config_${option}`] !== undefined)
    .map((option) => option.replace("_", "-"))
    .map((option) => `npm has kept --${option} for itself. Write -- before it: npm run ${command} -- --${option} …`);
}
