import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { defaultPolicy } from "../../../functions/janitor/policy/default-policy.ts";
import { parametersInFile, parametersOnCommandLine } from "../../../infra/plugin/given.ts";
import { parameters } from "../../../infra/plugin/parameters.ts";
import { SettingsError } from "../../../infra/plugin/problems.ts";
import { readSettings, type Settings } from "../../../infra/plugin/settings.ts";

const place = { region: "eu-central-1", now: Date.parse("2026-11-22T12:00:00Z") };

async function read(options: readonly string[], policy = defaultPolicy, where = place): Promise<Settings> {
  return readSettings(parametersOnCommandLine(options), policy, where);
}

/** Every problem of these options, a sentence each. */
async function problems(options: readonly string[], policy = defaultPolicy, where = place): Promise<readonly string[]> {
  const error: unknown = await read(options, policy, where).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: "SettingsError" });
  return error !== null && typeof error === "object" && "problems" in error ? (error.problems as string[]) : [];
}

test("told nothing, a deployment only reports, everywhere, each day at six", async () => {
  const { parameters: values, policy, schedule } = await read([]);
  expect(values).toEqual({
    email: "",
    mode: "",
    regions: "",
    schedule: "cron(0 6 * * ? *)",
    timezone: "UTC",
    slackWebhook: "",
    chatWorkspace: "",
    chatChannel: "",
    alarms: "on",
    logRetention: "400",
    reserveConcurrency: "on",
  });
  expect(policy).toEqual(defaultPolicy);
  expect(policy).toMatchObject({ mode: "report", regions: "all" });
  expect(schedule.longestPause).toBe(24 * 3_600_000);
});

test("the mode and the regions of the parameters come before the policy's, up and down", async () => {
  const { policy } = await read(["mode=release", "regions=eu-west-1, us-east-1"]);
  expect(policy).toMatchObject({ mode: "release", regions: ["eu-west-1", "us-east-1"] });
  const releasing = { ...defaultPolicy, mode: "release", regions: ["eu-west-1"] } as const;
  expect((await read([], releasing)).policy).toMatchObject({ mode: "release", regions: ["eu-west-1"] });
  expect((await read(["mode=report", "regions=all"], releasing)).policy).toMatchObject({
    mode: "report",
    regions: "all",
  });
});

test("the last word counts, and white space around it does not matter", async () => {
  const { parameters: values } = await read(["alarms=on", "alarms= off ", "email=a@example.com"]);
  expect(values).toMatchObject({ alarms: "off", email: "a@example.com" });
});

test("an empty word in the file is the default, and on the command line a mistake", async () => {
  const inFile = Object.keys(parameters).map((name) => ({ name, value: " ", where: "parameters.yml" }));
  const { parameters: empty } = await readSettings(inFile, defaultPolicy, place);
  expect(empty).toEqual((await read([])).parameters);
  expect(await problems(Object.keys(parameters).map((name) => `${name}= `))).toEqual(
    Object.keys(parameters).map((name) => `--param "${name}" is empty. Leave it out, or say what it is to be.`),
  );
});

test("a value may have = in it", () => {
  expect(parametersOnCommandLine(["schedule=a=b"])).toEqual([{ name: "schedule", value: "a=b", where: "--param" }]);
  expect(parametersOnCommandLine([" mode =mark"])).toEqual([{ name: "mode", value: "mark", where: "--param" }]);
});

test("the schedule is read in its time zone", async () => {
  const { schedule } = await read(["timezone=Europe/Berlin"]);
  expect(schedule).toEqual({
    longestPause: 25 * 3_600_000,
  });
});

test.each([
  ["mode=relese", 'mode is "relese". Allowed: report, mark, release. Did you mean release?'],
  ["mode=Release", 'mode is "Release". Allowed: report, mark, release. Did you mean release?'],
  ["regions=eu-wst-1", 'regions names the region "eu-wst-1", which does not exist. Did you mean eu-west-1?'],
  [
    "regions=cn-north-1",
    "regions names cn-north-1, which is in another AWS partition than eu-central-1, where this is deployed to.",
  ],
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  [
    "logRetention=10",
    'logRetention is "10". CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days.',
  ],
  ["email=ops.example.com", 'email is "ops.example.com", which is not one email address.'],
  ["email=ops@example", 'email is "ops@example", which is not one email address.'],
  ["email=a@example.com,b@example.com", 'email is "a@example.com,b@example.com", which is not one email address.'],
  ["email=Ops <ops@example.com>", 'email is "Ops <ops@example.com>", which is not one email address.'],
  [`email=${"a".repeat(81)}`, `email is "${"a".repeat(77)}…", which is not one email address.`],
  [`email=${"a".repeat(80)}`, `email is "${"a".repeat(80)}", which is not one email address.`],
  ["email=${env:MAIL}", '--param has a ${ in "email": say what it is to be.'],
  ["slackWebhook=/${sls:stage}/hook", '--param has a ${ in "slackWebhook": say what it is to be.'],
  ["alarms=yes", 'alarms is "yes". Allowed: on, off.'],
  ["alarms=onn", 'alarms is "onn". Allowed: on, off. Did you mean on?'],
  ["reserveConcurrency=1", 'reserveConcurrency is "1". Allowed: on, off.'],
  ["chatWorkspace=T123", "chatWorkspace and chatChannel are only of use together: give both, or none."],
  ["chatChannel=C123", "chatWorkspace and chatChannel are only of use together: give both, or none."],
])("%s is refused with a sentence", async (option, sentence) => {
  expect(await problems([option])).toEqual([sentence]);
});

test.each([
  ["schedule=daily", 'schedule is "daily": it is neither cron(…) nor rate(…).'],
  ["timezone=Berlin", 'timezone is "Berlin", which is no time zone.'],
  ["emial=ops@example.com", '--param names "emial", which is no parameter. '],
  ["release", '--param "release" has no value. Write it like --param="email=ops@example.com".'],
  ["", '--param "" has no value.'],
  ["region=eu-west-1", "--param: the region of the stack is no parameter. Give it as --region."],
  ["stage=test", "--param: the stage of the stack is no parameter. Give it as --stage."],
])("%s is refused", async (option, start) => {
  const [problem, ...others] = await problems([option]);
  expect(problem).toContain(start);
  expect(others).toEqual([]);
});

test.each([
  "my hook",
  "team/hook",
  "/team/hook/",
  "/team/my hook",
  "team-/hook",
  "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16",
  `/${"a".repeat(1011)}`,
  "/aws/hook",
  "/SSM-hook",
  "aws-hook",
  "ssmhook",
])("no parameter of SSM can be named %s", async (name) => {
  expect(await problems([`slackWebhook=${name}`])).toEqual([
    "slackWebhook is not the name of an SSM parameter, such as /elastic-janitor/slack-webhook.",
  ]);
});

test("a channel's ids look like ids", async () => {
  expect(await problems(["chatWorkspace=ops", "chatChannel=#ops"])).toEqual([
    'chatWorkspace is "ops". A workspace\'s id looks like T0123ABCD.',
    'chatChannel is "#ops". A channel\'s id looks like C0123ABCD.',
  ]);
  const long = ["chatWorkspace", "chatChannel"].map((name) => `${name}=${"A".repeat(255)}`);
  await expect(read(long)).resolves.toBeDefined();
  expect(await problems(long.map((option) => `${option}A`))).toHaveLength(2);
});

test("all problems are told together", async () => {
  const found = await problems(["mode=all", "email=x", "regions=mars", "schedule=never", "colour=red", "alarms=?"]);
  expect(found).toHaveLength(6);
});

test.each([
  "https://hooks.slack.com/services/T0/B0/s3cr3t",
  "hooks.slack.com/services/T0/B0/s3cr3t",
  "HTTPS://x/s3cr3t",
  "services/T0123ABCD/B0123ABCD/s3cr3t",
  "Services/t0123abcd/b0123abcd/s3cr3t",
  "Hooks.Slack/s3cr3t",
])("the URL of a webhook is refused without being shown: %s", async (url) => {
  const [problem = "", ...others] = await problems([`slackWebhook=${url}`]);
  expect(problem).toContain("which is a secret");
  expect(problem).toContain("aws ssm put-parameter");
  expect(problem).not.toContain("s3cr3t");
  expect(others).toEqual([]);
});

test("nor is it shown where it was put by mistake", async () => {
  const url = "https://hooks.slack.com/services/T0/B0/s3cr3t";
  for (const option of [
    url,
    `email=${url}`,
    `mode=${url}`,
    `schedule=${url}`,
    `regions=${url}`,
    `chatChannel=${url}`,
  ]) {
    const found = await problems([option]);
    expect(found.join("\n"), option).not.toContain("s3cr3t");
  }
  expect(await problems([`${url}=x`])).toEqual([
    expect.stringMatching(/^--param names a URL, which is no parameter\. /),
  ]);
  expect(await problems([`email=${url}`])).toEqual(['"email" is a URL, and should not be.']);
});

test.each([
  "/elastic-janitor/slack-webhook",
  "slack-webhook",
  "team.slack_hook",
  "/team-aws/ssm",
  "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15",
  "a".repeat(1011),
])("%s may name a parameter", async (name) => {
  expect((await read([`slackWebhook=${name}`])).parameters.slackWebhook).toBe(name);
});

test("every partition is one of its own", async () => {
  const homes = [
    "eu-central-1",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "us-isof-south-1",
    "eu-isoe-west-1",
    "eusc-de-east-1",
  ];
  for (const home of homes) {
    const found = await problems([`regions=${homes.join(",")}`], defaultPolicy, { ...place, region: home });
    expect(found).toEqual(
      homes
        .filter((region) => region !== home)
        .map(
          (region) =>
            `regions names ${region}, which is in another AWS partition than ${home}, where this is deployed to.`,
        ),
    );
    await expect(read([`regions=${home}`], defaultPolicy, { ...place, region: home })).resolves.toBeDefined();
  }
});

test("where Amazon Q Developer in chat applications does not exist, nothing is deployed for it", async () => {
  const chat = ["chatWorkspace=T1", "chatChannel=C1"];
  await expect(read(chat)).resolves.toMatchObject({ parameters: { chatWorkspace: "T1" } });
  for (const region of ["cn-north-1", "us-gov-west-1"]) {
    const [problem] = await problems(chat, defaultPolicy, { ...place, region });
    expect(problem).toContain(`does not exist in ${region}`);
  }
});

test("a policy whose tags do not fit into a role stops, and says how much there is", async () => {
  const protect = Array.from({ length: 80 }, (_, at) => ({ tag: `team-${at}`, values: ["prod", "production"] }));
  await expect(read(["mode=mark"], { ...defaultPolicy, protect })).resolves.toBeDefined();
  const [problem] = await problems(["mode=release"], { ...defaultPolicy, protect });
  expect(problem).toMatch(
    /^the role would have policies of \d+ characters, and there is room for 9240: name fewer tags/,
  );
});

test("a prefix that IAM cannot take stops, unless nothing is to be tagged", async () => {
  const policy = { ...defaultPolicy, tagPrefix: "管理人:" };
  await expect(read([], policy)).resolves.toBeDefined();
  expect(await problems(["mode=mark"], policy)).toEqual([
    'the tagPrefix "管理人:" has characters that IAM does not take: choose another in policy.yml.',
  ]);
});

describe("parameters.yml", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "parameters-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const inFile = (text: string) => {
    const path = join(folder, "parameters.yml");
    writeFileSync(path, text);
    return parametersInFile(path, "parameters.yml");
  };

  test("says the same as the command line, which comes after it", async () => {
    const given = inFile("email: ops@example.com\nmode: mark # for now\nalarms: off\nlogRetention: 365\nregions:\n");
    const { parameters: values } = await readSettings(
      [...given, ...parametersOnCommandLine(["mode=release"])],
      defaultPolicy,
      place,
    );
    expect(values).toMatchObject({
      email: "ops@example.com",
      mode: "release",
      alarms: "off",
      logRetention: "365",
      regions: "",
    });
  });

  test("may be absent, or empty", () => {
    expect(parametersInFile(join(folder, "none.yml"), "none.yml")).toEqual([]);
    expect(inFile("# nothing yet\n")).toEqual([]);
  });

  test.each([
    ["- mode", "is not a mapping. It holds a line for each parameter: mode: report."],
    ["report", "is not a mapping. It holds a line for each parameter: mode: report."],
    ["regions: [[eu-west-1]]", 'has something else than a text for "regions".'],
    ["alarms: { on: true }", 'has something else than a text for "alarms".'],
    ["mode: 'report", "is not YAML, in line 1."],
    ["mode: mark\nslackWebhook: https://hooks.slack.com/s3cr3t: x\n", "is not YAML, in line 2."],
    ["mode: mark\nemail: a@example.com\nmode: report\n", "names something twice, in line 3."],
  ])("that cannot be read stops: %s", (text, why) => {
    expect(() => inFile(text)).toThrow(new SettingsError([`parameters.yml ${why}`]));
  });

  test("may have a list of regions, and what YAML takes for another type is checked as it is written", async () => {
    const { policy } = await readSettings(inFile("regions: [eu-west-1, us-east-1]\n"), defaultPolicy, place);
    expect(policy.regions).toEqual(["eu-west-1", "us-east-1"]);
    await expect(readSettings(inFile("alarms: true\n"), defaultPolicy, place)).rejects.toThrow(
      'alarms is "true". Allowed: on, off.',
    );
  });

  test("is not shown where YAML only wonders about it", () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    inFile("slackWebhook: !!secret https://hooks.slack.com/s3cr3t\n");
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  test.each(["- mode", "alarms: { on: true }", "mode: 'report"])("that is wrong is a wrong setting: %s", (text) => {
    expect(() => inFile(text)).toThrow(SettingsError);
  });

  test("that is there and cannot be read is not taken for one that is absent", () => {
    expect(() => parametersInFile(folder, "parameters.yml")).toThrow("EISDIR");
  });

  test("an unknown name in it is told with the file's own", async () => {
    const given = inFile("mod: release\n");
    await expect(readSettings(given, defaultPolicy, place)).rejects.toThrow(
      'parameters.yml names "mod", which is no parameter.',
    );
  });
});

test("every parameter has a meaning on one line", () => {
  for (const { meaning } of Object.values(parameters)) expect(meaning).toMatch(/^[^\n|]{10,160}$/);
});
