import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makesSomething, problemsOfInvocation } from "../../../infra/plugin/invocation.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "invocation-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function problems(command: string, environment: Readonly<Record<string, string>> = {}, region?: string) {
  return problemsOfInvocation({
    commands: command.split(" "),
    words: command.split(" "),
    options: { region },
    stage: "prod",
    environment,
    folder,
  });
}

const here = { AWS_REGION: "eu-central-1" };

test.each(["deploy", "remove"])("%s has to be told where: nobody wants a second janitor elsewhere", (command) => {
  expect(problems(command)).toEqual([
    "it is not said where the janitor lives: give --region eu-central-1 (or AWS_REGION), and the same one each time.",
  ]);
  expect(problems(command, { AWS_REGION: "", AWS_DEFAULT_REGION: "" }, "")).toEqual(problems(command));
  // osls would take the empty one, and then us-east-1.
  expect(problems(command, { AWS_REGION: "", AWS_DEFAULT_REGION: "eu-central-1" })).toEqual(problems(command));
  expect(problems(command, {}, "eu-central-1")).toEqual([]);
  expect(problems(command, { AWS_REGION: "eu-central-1" })).toEqual([]);
  expect(problems(command, { AWS_DEFAULT_REGION: "eu-central-1" })).toEqual([]);
});

test.each(["deploy", "remove", "package"])("%s stops at a region that does not exist", (command) => {
  expect(problems(command, {}, "eu-wst-1")).toEqual(['the region "eu-wst-1" does not exist. Did you mean eu-west-1?']);
  expect(problems(command, { AWS_REGION: "mars" })).toEqual(['the region "mars" does not exist.']);
});

test("packaging needs no place", () => {
  expect(problems("package")).toEqual([]);
});

test.each([
  ["npm_config_param", "--param"],
  ["npm_config_region", "--region"],
  ["npm_config_stage", "--stage"],
  ["npm_config_aws_profile", "--aws-profile"],
])("an option that npm has taken for itself is not lost without a word: %s", (name, option) => {
  expect(problems("package", { [name]: "x" })).toEqual([
    `npm has kept ${option} for itself. Write -- before it: npm run package -- ${option} …`,
  ]);
});

test.each([
  ["deploy function", "a function is not deployed alone, because its role has to fit it: npm run deploy."],
  [
    "rollback",
    "a rollback would bring back another mode unseen: check out the version that you want, and npm run deploy.",
  ],
  [
    "rollback function",
    "a rollback would bring back another mode unseen: check out the version that you want, and npm run deploy.",
  ],
])("%s is refused", (command, why) => {
  expect(problems(command, here)).toEqual([why]);
});

test("a package made earlier is not deployed", () => {
  const invocation = {
    commands: ["deploy"],
    words: [],
    options: { package: "old" },
    stage: "prod",
    environment: here,
    folder,
  };
  expect(problemsOfInvocation(invocation)).toEqual([
    "a package is not deployed later, because its settings could not be checked any more: npm run deploy makes its own.",
  ]);
  expect(problemsOfInvocation({ ...invocation, commands: ["package"] })).toEqual([]);
});

test("a stage fits into every name that it is part of", () => {
  const ofStage = (stage: string) =>
    problemsOfInvocation({ commands: ["deploy"], words: [], options: {}, stage, environment: here, folder });
  expect(ofStage("s".repeat(42))).toEqual([]);
  expect(ofStage("s".repeat(43))).toEqual([`the stage "${"s".repeat(43)}" is too long: at most 42 characters.`]);
});

test.each(["deploy", "package", "print"])("%s makes something", (command) => {
  expect(makesSomething({ commands: [command] })).toBe(true);
});

test.each(["remove", "info", "logs"])("%s does not", (command) => {
  expect(makesSomething({ commands: [command] })).toBe(false);
});

describe("a word that osls would leave out", () => {
  const typed = (...words: string[]) =>
    problemsOfInvocation({ commands: ["deploy"], words, options: {}, stage: "prod", environment: here, folder });

  test.each([
    [["deploy", "--param", "email=a@example.com", "mode=report"], "mode=report"],
    [["deploy", "--param=email=a@example.com", "mode=report"], "mode=report"],
    [["deploy", "--stage", "prod", "mode=report"], "mode=report"],
    [["deploy", "--verbose", "mode=report"], "mode=report"],
    [["deploy", "--stage=prod", "report"], "report"],
    [["deploy", "--verbose", "", "--param=mode=report"], ""],
    [["deploy", "--param=email=a@example.com", "--", "--param=mode=report"], "--"],
    [["deploy", "--param=email=a@example.com", "", "--param=mode=report"], ""],
    [["deploy", "--param=email=a@example.com\nmode=report"], "--param=email=a@example.com\nmode=report"],
  ])("stops: %j", (words, lost) => {
    expect(typed(...words)).toEqual([
      `${JSON.stringify(lost)} belongs to no option, and would not be heard. Write --param="name=value" for each parameter.`,
    ]);
  });

  test("is none of an option's own", () => {
    expect(
      typed("deploy", "--stage", "prod", "--verbose", "--param", "schedule=rate(12 hours)", "-r", "eu-west-1"),
    ).toEqual([]);
    expect(typed("deploy", "--param=mode=report", "--region=eu-west-1")).toEqual([]);
  });
});

test.each(["parameters.yaml", "Parameters.yml", "params.yml", "parameter.yml"])(
  "%s is not overlooked without a word",
  (name) => {
    writeFileSync(join(folder, name), "mode: release");
    expect(problems("package")).toEqual([`${name} is not read. Name it parameters.yml.`]);
    expect(problems("remove", here)).toEqual([]);
    rmSync(join(folder, name));
  },
);

test("parameters.yml itself is read", () => {
  writeFileSync(join(folder, "parameters.yml"), "mode: release");
  expect(problems("package")).toEqual([]);
});
