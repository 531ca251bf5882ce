import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod/mini";
import { bundleJanitor, bundleSlack } from "../../../build/bundle.ts";
import JanitorPlugin from "../../../infra/plugin/plugin.ts";
import { type Loopback, startLoopback } from "../loopback.ts";

// It takes seconds, and has tests of its own.
vi.mock(import("../../../build/bundle.ts"), () => ({ bundleJanitor: vi.fn(), bundleSlack: vi.fn() }));

/** The plugin alone, with no more of osls than it takes: what only shows from within, or takes minutes with all of osls. */
let folder: string;
let aws: Loopback;
/** What the deployed function answers. */
let answer: { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string };
let said: string[];
let exitCode: typeof process.exitCode;

const noticed = JSON.stringify({
  version: 1,
  regions: [{ region: "eu-central-1", status: "scanned" }],
  totals: { idle: 0, monthlyWasteUsd: 0 },
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "plugin-"));
  writeFileSync(join(folder, "policy.yml"), "version: 1\n");
  answer = { status: 200, body: noticed };
  aws = await startLoopback(() => answer);
  said = [];
  exitCode = process.exitCode;
});
afterEach(async () => {
  process.exitCode = exitCode;
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.clearAllMocks();
  rmSync(folder, { recursive: true });
  await aws.stop();
});

/** What osls shows by its message alone. */
class Shown extends Error {
  override readonly name = "Shown";
}

interface Typed {
  readonly command?: string;
  readonly param?: readonly string[];
  readonly region?: string;
  readonly stage?: string;
  /** Where osls keeps whether there is nothing to deploy. */
  readonly provider?: { shouldNotDeploy?: boolean };
  /** All that was typed, where it is not only the command. */
  readonly words?: readonly string[];
}

function plugin({
  command = "package",
  param = [],
  region,
  provider = {},
  stage = "prod",
  words = [command],
}: Typed = {}): JanitorPlugin {
  const say = (kind: string) => (text: string) => void said.push(`${kind}: ${text}`);
  const osls = {
    serviceDir: folder,
    service: { getFunction: (name: string) => ({ name: `elastic-${name}-prod` }), provider },
    processedInput: { commands: [command] },
    getProvider: () => ({
      getRegion: () => region ?? "eu-central-1",
      getStage: () => stage,
      getAwsSdkV3Config: async () => ({
        endpoint: aws.url,
        region: "eu-central-1",
        credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" },
      }),
      naming: { getStackName: () => "elastic-janitor-prod" },
    }),
    classes: { Error: Shown },
  };
  const progress = { create: () => ({ remove: () => void said.push("done waiting") }) };
  const options = { param, ...(region === undefined ? {} : { region }) };
  return new JanitorPlugin(
    osls,
    options,
    { log: { notice: say("notice"), warning: say("warning"), success: say("success") }, progress },
    words,
  );
}

async function value(address: string, typed: Typed = {}): Promise<unknown> {
  const { value } = await plugin(typed).configurationVariablesSources.janitor.resolve({ address });
  return value;
}

const policies = z.array(z.object({ PolicyName: z.string() }));

describe("policy.yml", () => {
  test("is what a deployment goes by where no parameter says otherwise", async () => {
    writeFileSync(join(folder, "policy.yml"), "version: 1\nmode: mark\nregions: [eu-west-1, eu-west-2]\n");
    expect(await value("mode")).toBe("mark");
    expect(await value("regions")).toBe("eu-west-1,eu-west-2");
    const names = z.parse(policies, await value("policies")).map(({ PolicyName }) => PolicyName);
    expect(names).toContain("mark");
    expect(names).not.toContain("release");
    expect(await value("mode", { param: ["mode=report"] })).toBe("report");
  });

  test.each(["deploy", "package", "print"])("with a mistake in it stops %s with its own message", async (command) => {
    writeFileSync(join(folder, "policy.yml"), "version: 1\nmode: relase\n");
    const typed = { command, region: "eu-central-1" };
    await expect(plugin(typed).asyncInit()).rejects.toThrow(Shown);
    await expect(plugin(typed).asyncInit()).rejects.toThrow(/policy\.yml:2:7 mode: .*relase/);
  });
});

test.each(["deploy", "package", "print"])("a wrong parameter stops %s, told by its message alone", async (command) => {
  const typed = { command, region: "eu-central-1", param: ["mode=relase"] };
  await expect(plugin(typed).asyncInit()).rejects.toThrow(Shown);
  await expect(plugin(typed).asyncInit()).rejects.toThrow('- mode is "relase".');
});

test("parameters.yml is heard, and the command line has the last word", async () => {
  writeFileSync(join(folder, "parameters.yml"), "mode: mark\nlogRetention: 30\n");
  const typed = { param: ["mode=release"] };
  expect(await value("mode")).toBe("mark");
  expect(await value("mode", typed)).toBe("release");
  expect(await value("logRetention", typed)).toBe(30);
});

test("a parameters.yml that cannot be read is not left out without a word", async () => {
  mkdirSync(join(folder, "parameters.yml"));
  await expect(plugin().asyncInit()).rejects.toThrow("EISDIR");
});

test("all that is wrong with the policy, the file and the command line is told together", async () => {
  writeFileSync(join(folder, "policy.yml"), "version: 1\nmode: relase\n");
  writeFileSync(join(folder, "parameters.yml"), "- mode\n");
  const problems = plugin({ param: ["alarms=maybe"] }).asyncInit();
  await expect(problems).rejects.toThrow(/policy\.yml:2:7 mode: /);
  await expect(problems).rejects.toThrow(/^- parameters\.yml is not a mapping/m);
  await expect(problems).rejects.toThrow(/^- alarms is "maybe"/m);
});

test.each(["remove", "info"])("%s works whatever the settings and the policy say now", async (command) => {
  writeFileSync(join(folder, "policy.yml"), "nonsense");
  writeFileSync(join(folder, "parameters.yml"), "mode: relase\n");
  const typed = { command, region: "eu-central-1", param: ["nonsense=1"] };
  await expect(plugin(typed).asyncInit()).resolves.toBeUndefined();
  expect(await value("mode", typed)).toBe("report");
});

test("a schedule is read from today on: one that is over is refused", async () => {
  const param = ["schedule=cron(0 6 * * ? 2030)"];
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2029-06-01T00:00:00Z") });
  await expect(plugin({ param }).asyncInit()).resolves.toBeUndefined();
  vi.setSystemTime(Date.parse("2031-06-01T00:00:00Z"));
  await expect(plugin({ param }).asyncInit()).rejects.toThrow("it never comes");
});

test("the region is the one that osls deploys to", async () => {
  const typed = { region: "cn-north-1", param: ["regions=cn-north-1"] };
  await expect(plugin(typed).asyncInit()).resolves.toBeUndefined();
  await expect(plugin({ ...typed, region: "eu-central-1" }).asyncInit()).rejects.toThrow("another AWS partition");
});

describe("what was typed and not heard stops, whatever the command", () => {
  test.each(["deploy", "remove"])("%s without a region", async (command) => {
    await expect(plugin({ command }).asyncInit()).rejects.toThrow(Shown);
    await expect(plugin({ command }).asyncInit()).rejects.toThrow("it is not said where the janitor lives");
    await expect(plugin({ command, region: "eu-west-1" }).asyncInit()).resolves.toBeUndefined();
    vi.stubEnv("AWS_REGION", "eu-west-1");
    await expect(plugin({ command }).asyncInit()).resolves.toBeUndefined();
  });

  test("a stage that is too long for a function's name", async () => {
    await expect(plugin({ stage: "s".repeat(50) }).asyncInit()).rejects.toThrow("is too long");
  });

  test("an option that npm has kept", async () => {
    vi.stubEnv("npm_config_param", "mode=release");
    await expect(plugin({ command: "info" }).asyncInit()).rejects.toThrow("npm run info -- --param");
  });

  test("a file that is not quite called parameters.yml", async () => {
    writeFileSync(join(folder, "parameters.yaml"), "mode: release\n");
    await expect(plugin().asyncInit()).rejects.toThrow("parameters.yaml is not read");
  });
});

test.each([
  ["/elastic-janitor/hook", "elastic-janitor/hook"],
  ["hook", "hook"],
])("a webhook in the parameter %s is read at the path %s of an ARN", async (name, path) => {
  const param = [`slackWebhook=${name}`];
  expect(await value("slackWebhookPath", { param })).toBe(path);
  expect(await value("slackWebhook", { param })).toBe(name);
});

test("both functions are bundled before they are packaged, with the SDK trimmed", async () => {
  await plugin().hooks["before:package:createDeploymentArtifacts"]();
  expect(vi.mocked(bundleJanitor).mock.calls).toEqual([[{ outdir: join(folder, "dist", "janitor"), trim: true }]]);
  expect(vi.mocked(bundleSlack).mock.calls).toEqual([[{ outdir: join(folder, "dist", "slack"), trim: true }]]);
});

test("the mode and the regions are told before anything is made", async () => {
  const param = ["mode=release", "regions=eu-west-1,us-east-1"];
  await plugin({ param }).hooks["before:package:createDeploymentArtifacts"]();
  expect(said).toContain("notice: Mode release, for eu-west-1, us-east-1");
});

test("what osls would leave out stops", async () => {
  const words = ["package", "--param", "email=a@example.com", "mode=report"];
  await expect(plugin({ words }).asyncInit()).rejects.toThrow('"mode=report" belongs to no option');
});

test("what may not be meant is told when everything is packaged", async () => {
  await plugin().hooks["before:package:createDeploymentArtifacts"]();
  expect(said).toEqual([
    "notice: Mode report, for all regions",
    expect.stringMatching(/^warning: Nobody will be told anything/),
  ]);
});

test("a deployment is done even where osls believes that nothing has changed", () => {
  const osls = { shouldNotDeploy: true };
  plugin({ provider: osls }).hooks["after:aws:deploy:deploy:checkForChanges"]();
  expect(osls.shouldNotDeploy).toBe(false);
});

describe("after a deployment", () => {
  const deployed = (typed: Typed = {}) =>
    plugin({ command: "deploy", region: "eu-central-1", ...typed }).hooks["after:deploy:deploy"]();

  test("the function that was deployed is asked to look, and what it sees is told", async () => {
    await deployed();
    expect(aws.received.map(({ path }) => path)).toEqual(["/2015-03-31/functions/elastic-janitor-prod/invocations"]);
    expect(said).toEqual([
      "done waiting",
      expect.stringMatching(/^success: Deployed in mode report. Look: 1 of 1 regions read; /),
    ]);
    expect(process.exitCode).toBe(exitCode);
  });

  test("a run that fails is told, and the command fails", async () => {
    const body = JSON.stringify({ errorMessage: "eu-west-1 was not seen" });
    answer = { status: 200, headers: { "x-amz-function-error": "Unhandled" }, body };
    await deployed({ region: "eu-west-3" });
    expect(said).toEqual([
      "done waiting",
      expect.stringMatching(/^warning: Deployed in mode report, but a run fails:\neu-west-1 was/),
    ]);
    expect(said[1]).toContain("aws lambda invoke --region eu-west-3 --function-name elastic-janitor-prod ");
    expect(process.exitCode).toBe(1);
  });

  test("a look that could not be had is told, and the deployment is done all the same", async () => {
    answer = { status: 403, headers: { "x-amzn-errortype": "AccessDeniedException" }, body: "{}" };
    await deployed();
    expect(said).toEqual([
      "done waiting",
      expect.stringMatching(/^warning: Deployed in mode report, but nobody has looked yet \(AccessDeniedException/),
    ]);
    expect(process.exitCode).toBe(exitCode);
  });

  test("it is told when nobody can say whether the address that gets the summaries is subscribed", async () => {
    answer = { status: 403, headers: { "x-amzn-errortype": "AccessDenied" }, body: "" };
    await deployed({ param: ["email=ops@example.com"] });
    expect(said).toContainEqual(expect.stringMatching(/^warning: Whether ops@example.com is subscribed is not known/));
  });

  test("it is told when nobody can say whether the webhook is where it should be", async () => {
    answer = { status: 403, headers: { "x-amzn-errortype": "AccessDenied" }, body: "" };
    await deployed({ param: ["slackWebhook=/hook"] });
    expect(said).toContainEqual(
      expect.stringMatching(/^warning: Whether the SSM parameter \/hook is there is not known/),
    );
  });

  test("nobody looks for an address or a webhook that was not given", async () => {
    await deployed();
    expect(aws.received.filter(({ path }) => path === "/")).toEqual([]);
  });
});
