import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { problemsOfInvocation } from "../../infra/invocation.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "invocation-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function problems(command: string, environment: Readonly<Record<string, string>> = {}, region?: string) {
  return problemsOfInvocation({ command, region, environment, folder });
}

test.each(["deploy", "remove"])("%s has to be told where: nobody wants a second janitor elsewhere", (command) => {
  expect(problems(command)).toEqual([
    "it is not said where the janitor lives: give --region eu-central-1 (or AWS_REGION), and the same one each time.",
  ]);
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

test("a file that is nearly called parameters.yml is not overlooked without a word", () => {
  writeFileSync(join(folder, "parameters.yaml"), "mode: release");
  expect(problems("package")).toEqual(["parameters.yaml is not read. Name it parameters.yml."]);
});
