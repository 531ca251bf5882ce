import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "import-rule-"));
  for (const name of ["biome.json", ".gitignore"]) copyFileSync(join(root, name), join(folder, name));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Which of these modules the project's linter forbids a file of that name to import. */
function forbidden(file: string, modules: readonly string[]): readonly string[] {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, modules.map((name, at) => `import { a${at} } from "${name}";\nexport { a${at} };\n`).join(""));
  const { stdout, stderr } = spawnSync(
    join(root, "node_modules", ".bin", "biome"),
    ["lint", "--only=style/noRestrictedImports", "--max-diagnostics=none", "--colors=off", file],
    { cwd: folder, encoding: "utf8" },
  );
  rmSync(path);
  const places = `${stdout}${stderr}`.matchAll(/:(\d+):\d+ lint\/style\/noRestrictedImports/g);
  return [...new Set([...places].flatMap(([, line]) => modules[(Number(line) - 1) / 2] ?? []))];
}

test("domain imports nothing from outside domain", () => {
  const wrong = [
    "node:fs",
    "zod",
    "@aws-sdk/client-ec2",
    "../run.ts",
    "../aws/survey.ts",
    "./../config.ts",
    "../ports.ts",
  ];
  expect(forbidden("functions/janitor/domain/x.ts", [...wrong, "./plan.ts"])).toEqual(wrong);
});

test("aws imports the domain and the ports, and never notify, a run or the configuration", () => {
  const wrong = [
    "../notify/email.ts",
    "../run.ts",
    "../config.ts",
    "../handler.ts",
    "../policy/schema.ts",
    "../carry-out.ts",
  ];
  const right = ["../domain/plan.ts", "../ports.ts", "@aws-sdk/client-ec2"];
  expect(forbidden("functions/janitor/aws/x.ts", [...wrong, ...right])).toEqual(wrong);
  const deeper = ["../../notify/email.ts", "../../domain/plan.ts"];
  expect(forbidden("functions/janitor/aws/evidence/x.ts", deeper)).toEqual(["../../notify/email.ts"]);
});

test("notify imports the domain, and never aws, the ports or the SDK", () => {
  const wrong = ["../aws/survey.ts", "@aws-sdk/client-sns", "../ports.ts", "../run.ts", "../handler.ts"];
  expect(forbidden("functions/janitor/notify/x.ts", [...wrong, "../domain/report.ts", "./email.ts"])).toEqual(wrong);
});

test.each(["run", "assess", "carry-out", "release-one"])("%s imports the domain and the ports alone", (file) => {
  const wrong = [
    "./aws/survey.ts",
    "./notify/email.ts",
    "@aws-sdk/client-ec2",
    "node:fs",
    "../../policy.yml",
    "./handler.ts",
  ];
  expect(forbidden(`functions/janitor/${file}.ts`, [...wrong, "./domain/plan.ts", "./ports.ts"])).toEqual(wrong);
});

test("slack imports the janitor's domain and its words, and nothing else of it", () => {
  const wrong = [
    "../janitor/aws/topic.ts",
    "../janitor/aws/evidence/dns.ts",
    "../janitor/run.ts",
    "../janitor/ports.ts",
    "../janitor/config.ts",
    "../janitor/system-clock.ts",
    "../janitor/policy/schema.ts",
    "../../policy.yml",
  ];
  const right = [
    "../janitor/domain/report.ts",
    "../janitor/notify/plain-text.ts",
    "./post.ts",
    "@slack/webhook",
    "@aws-sdk/client-ssm",
    "zod/mini",
  ];
  expect(forbidden("functions/slack/x.ts", [...wrong, ...right])).toEqual(wrong);
});

test.each(["handler", "run", "journal", "domain/x", "aws/x", "aws/evidence/x", "notify/x", "policy/x"])(
  "%s of the janitor imports nothing of slack",
  (file) => {
    const wrong = `${"../".repeat(file.split("/").length)}slack/render.ts`;
    expect(forbidden(`functions/janitor/${file}.ts`, [wrong])).toEqual([wrong]);
  },
);

test("nothing imports a handler", () => {
  expect(forbidden("functions/janitor/journal.ts", ["./handler.ts", "./ports.ts"])).toEqual(["./handler.ts"]);
  const wrong = ["./handler.ts", "../janitor/handler.ts"];
  expect(forbidden("functions/slack/post.ts", [...wrong, "./render.ts"])).toEqual(wrong);
});

test("the command line imports the janitor's code, and of the build what reads and describes a policy file", () => {
  const wrong = [
    "../functions/janitor/handler.ts",
    "../functions/slack/handler.ts",
    "../functions/slack/render.ts",
    "../build/bundle.ts",
    "../build/policy-yaml.ts",
    "../infra/plugin/plugin.ts",
    "../test/simulator/simulator.ts",
    "../demo/invoke.ts",
    "../bench/figure.ts",
  ];
  const right = [
    "../functions/janitor/run.ts",
    "../functions/janitor/aws/reading.ts",
    "../functions/janitor/domain/plan.ts",
    "../build/policy-file.ts",
    "../build/policy-descriptions.ts",
    "./plan/plan.ts",
    "@clack/prompts",
    "node:fs",
  ];
  expect(forbidden("cli/x.ts", [...wrong, ...right])).toEqual(wrong);
  const deeper = [...wrong, ...right].map((name) => name.replace("../", "../../"));
  expect(forbidden("cli/plan/x.ts", deeper)).toEqual(deeper.slice(0, wrong.length));
});

test.each([
  "functions/janitor/journal",
  "functions/janitor/run",
  "functions/janitor/domain/x",
  "functions/janitor/aws/x",
  "functions/janitor/notify/x",
  "functions/janitor/policy/x",
  "functions/slack/post",
  "infra/plugin/x",
  "build/x",
])("%s imports nothing of the command line or the benchmark", (file) => {
  const up = "../".repeat(file.split("/").length - 1);
  const wrong = [`${up}cli/program.ts`, `${up}bench/figure.ts`];
  expect(forbidden(`${file}.ts`, wrong)).toEqual(wrong);
});

test.each(["build/cli-doc", "build/cli-doc/x"])("%s reads the commands themselves", (file) => {
  const up = "../".repeat(file.split("/").length - 1);
  const wrong = `${up}functions/janitor/handler.ts`;
  expect(forbidden(`${file}.ts`, [`${up}cli/program.ts`, wrong])).toEqual([wrong]);
});

test("what runs before Lambda does uses the functions' code, and never a handler", () => {
  const wrong = ["../../functions/janitor/handler.ts", "../../functions/slack/handler.ts"];
  const right = ["../../functions/janitor/config.ts", "../../build/bundle.ts"];
  expect(forbidden("infra/plugin/x.ts", [...wrong, ...right])).toEqual(wrong);
});
