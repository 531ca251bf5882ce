import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { environmentFor, readCaller } from "../simulator/credentials.ts";
import { type Loopback, startLoopback } from "./loopback.ts";
import { copyService, params, type ServiceCopy } from "./service-copy.ts";
import { account, region } from "./template.ts";

/** What a webhook's URL has in it and nobody may read anywhere. */
const secret = "xS3CR3Tx";
const webhook = `https://hooks.slack.com/services/T0123ABCD/B0123ABCD/${secret}`;

describe("a deployment", { timeout: 180_000 }, () => {
  let service: ServiceCopy;
  let aws: Loopback;

  beforeEach(async () => {
    service = copyService();
    aws = await startLoopback(() => ({ status: 403, headers: { "x-amzn-errortype": "AccessDenied" } }));
  });
  afterEach(async () => {
    service.remove();
    await aws.stop();
  });

  const deploy = (...words: readonly string[]) =>
    service.osls(["deploy", ...words], environmentFor(aws.url, account, region));

  test("asks AWS when its settings are right", async () => {
    const { code, output } = await deploy(...params({ mode: "release" }));
    expect(aws.received.length).toBeGreaterThan(0);
    expect(code).toBe(1);
    expect(output).not.toContain("because of these settings");
  });

  // The last one is a region that osls does not know.
  test.each([
    [["--region", "eu-west-1"], { AWS_REGION: "us-west-2", AWS_DEFAULT_REGION: "us-west-1" }, "eu-west-1"],
    [[], { AWS_REGION: "us-west-2", AWS_DEFAULT_REGION: "us-west-1" }, "us-west-2"],
    [[], { AWS_DEFAULT_REGION: "eusc-de-east-1" }, "eusc-de-east-1"],
  ])("is looked for where %j and %j say: in %s", async (words, said, where) => {
    const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...environment } = environmentFor(aws.url, account, region);
    const { output } = await service.osls(["info", ...words], { ...environment, ...said });
    const asked = aws.received.map(({ headers }) => readCaller(headers.authorization)?.region);
    expect(new Set(asked), output).toEqual(new Set([where]));
  });

  test("with wrong settings says all that is wrong with them, asks AWS nothing and writes nothing", async () => {
    const before = filesOf(service.folder);
    service.write("parameters.yml", "alarms: maybe\nlogRetention: 401\n");
    const { code, output } = await deploy(
      ...params({
        email: "ops.example.com",
        mode: "relase",
        regions: "eu-central-1,eu-central-9",
        schedule: "cron(0 6 * *)",
        timezone: "Europe/Berln",
        slakWebhook: "/elastic-janitor/hook",
      }),
    );
    expect(code).toBe(1);
    const [, sentences = ""] = output.split("because of these settings:\n");
    expect(sentences.trim().split("\n")).toEqual([
      expect.stringMatching(/^- --param names "slakWebhook", which is no parameter\..* Did you mean slackWebhook\?$/),
      '- email is "ops.example.com", which is not one email address.',
      expect.stringMatching(/^- timezone is "Europe\/Berln", .* Did you mean Europe\/Berlin\?$/),
      expect.stringMatching(/^- alarms is "maybe"\. Allowed: on, off\.$/),
      expect.stringMatching(/^- logRetention is "401"\. CloudWatch keeps logs for .* days\.$/),
      expect.stringMatching(/^- schedule is "cron\(0 6 \* \*\)": it has 4 fields, and six are needed/),
      expect.stringMatching(/^- mode is "relase"\. Allowed: report, mark, release\. Did you mean release\?$/),
      expect.stringMatching(/^- regions names the region "eu-central-9", which does not exist\./),
    ]);
    expect(aws.received).toEqual([]);
    expect(filesOf(service.folder).toSorted()).toEqual([...before, "parameters.yml"].toSorted());
  });

  test.each(["mode", "schedule", "timezone", "email", "regions", "nonsense"])(
    "is stopped by a wrong %s alone",
    async (name) => {
      const { code, output } = await deploy(...params({ [name]: "wrong" }));
      expect(code).toBe(1);
      expect(output).toMatch(new RegExp(`settings:\n- [^\n]*\\b${name}\\b[^\n]*\n*$`));
      expect(aws.received).toEqual([]);
    },
  );

  test.each([
    ["on the command line", ["--verbose", ...params({ slackWebhook: webhook })], ""],
    ["in its file", ["--verbose"], `slackWebhook: ${webhook}\n`],
    ["under another parameter's name", ["--verbose", ...params({ slackWebhok: webhook })], ""],
  ])("refuses the URL of a webhook %s, and repeats it nowhere", async (_, words, file) => {
    service.write("parameters.yml", file);
    const { code, output } = await deploy(...words);
    expect(code).toBe(1);
    expect(output).toMatch(/settings:\n- .*slackWebho.*\bURL\b/);
    expect(output).not.toContain(secret);
    expect(aws.received).toEqual([]);
    const written = filesOf(service.folder).filter((name) => name !== "parameters.yml");
    expect(written.filter((name) => readFileSync(join(service.folder, name)).includes(secret))).toEqual([]);
    expect(existsSync(join(service.folder, ".serverless"))).toBe(false);
  });
});

/** All files in a folder; not what is linked into it. */
function filesOf(folder: string, below = ""): readonly string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return filesOf(folder, path);
    return entry.isFile() ? [path] : [];
  });
}
