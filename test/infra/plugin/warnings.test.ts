import { expect, test } from "vitest";
import { defaultPolicy } from "../../../functions/janitor/policy/default-policy.ts";
import { parametersOnCommandLine } from "../../../infra/plugin/given.ts";
import { readSettings } from "../../../infra/plugin/settings.ts";
import { warningsOf } from "../../../infra/plugin/warnings.ts";

const place = { region: "eu-central-1", now: Date.parse("2026-11-22T12:00:00Z") };

async function warnings(options: readonly string[], policy = defaultPolicy): Promise<readonly string[]> {
  return warningsOf(await readSettings(parametersOnCommandLine(options), policy, place));
}

test("an address that hears everything gives nothing to warn of", async () => {
  expect(await warnings(["email=ops@example.com"])).toEqual([]);
  expect(await warnings(["email=ops@example.com", "slackWebhook=/hook"])).toEqual([]);
});

test.each([
  [[], "Nobody will be told anything: there is no email, no slackWebhook and no chatChannel."],
  [["slackWebhook=/hook"], "When Slack cannot be reached, nobody will be told: there is no email."],
  [["chatWorkspace=T1", "chatChannel=C1"], "When Slack cannot be reached, nobody will be told: there is no email."],
  [
    ["email=ops@example.com", "alarms=off"],
    "Nobody will be told when the janitor stops running, or cannot say why it failed: alarms are off.",
  ],
  [
    ["email=ops@example.com", "schedule=rate(8 days)"],
    "With this schedule no alarm will tell when it stops running: CloudWatch looks back for seven days at the most.",
  ],
])("%s: %s", async (options, warning) => {
  expect(await warnings(options)).toEqual([warning]);
});

test("what the role cannot protect is told, where it matters", async () => {
  const protect = [{ tag: "環境" }, { tag: "env", values: ["prod", "продакшн"] }];
  const policy = { ...defaultPolicy, protect };
  expect(await warnings(["email=ops@example.com", "mode=release"], policy)).toEqual([
    "IAM does not take the characters of 環境: only the function protects it, not its role.",
    "IAM does not take the characters of env = продакшн: only the function protects it, not its role.",
  ]);
  expect(await warnings(["email=ops@example.com", "mode=mark"], policy)).toEqual([]);
});
