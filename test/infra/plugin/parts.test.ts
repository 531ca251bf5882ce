import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { defaultPolicy } from "../../../functions/janitor/policy/default-policy.ts";
import { parametersOnCommandLine } from "../../../infra/plugin/given.ts";
import { partsOf, slackFunctionOf } from "../../../infra/plugin/parts.ts";
import { readSettings } from "../../../infra/plugin/settings.ts";

const place = { region: "eu-central-1", now: Date.parse("2026-11-22T12:00:00Z") };
const always = ["log", "topic", "permissions", "schedule", "failures"];

async function parts(options: readonly string[]): Promise<readonly string[]> {
  const settings = await readSettings(parametersOnCommandLine(options), defaultPolicy, place);
  return partsOf(settings).map((part) => /^\$\{file\(infra\/(.+)\.yml\)\}$/.exec(part)?.[1] ?? part);
}

test("what nobody asked for is not there", async () => {
  expect(await parts([])).toEqual(
    expect.arrayContaining([...always, "one-at-a-time", "alarms", "heartbeat", "dashboard"]),
  );
  expect((await parts([])).toSorted()).not.toEqual(expect.arrayContaining(["email"]));
  expect((await parts(["alarms=off", "reserveConcurrency=off"])).toSorted()).toEqual(always.toSorted());
});

test.each([
  [["email=ops@example.com"], ["email"]],
  [["chatWorkspace=T1", "chatChannel=C1"], ["chat"]],
  [["slackWebhook=/hook"], ["slack-webhook"]],
])("%s brings %s", async (options, brought) => {
  const without = await parts([]);
  expect((await parts(options)).filter((part) => !without.includes(part))).toEqual(brought);
});

test("a schedule that pauses for more than a week has alarms, and no heartbeat", async () => {
  const weekly = await parts(["schedule=cron(0 6 ? * MON *)"]);
  expect(weekly).toContain("alarms");
  expect(weekly).not.toContain("heartbeat");
});

test("the function for Slack comes with the webhook", async () => {
  const settings = (options: readonly string[]) => readSettings(parametersOnCommandLine(options), defaultPolicy, place);
  expect(slackFunctionOf(await settings([]))).toEqual({});
  expect(slackFunctionOf(await settings(["slackWebhook=/hook"]))).toBe("${file(infra/slack-function.yml)}");
});

test("every file of infra belongs to some deployment, and is there", async () => {
  const infra = new URL("../../../infra/", import.meta.url);
  const all = await parts(["email=a@example.com", "chatWorkspace=T1", "chatChannel=C1", "slackWebhook=/hook"]);
  for (const part of all) expect(existsSync(new URL(`${part}.yml`, infra)), part).toBe(true);
  const files = readdirSync(infra).filter((name) => name.endsWith(".yml"));
  expect(files.toSorted()).toEqual([...all.map((part) => `${part}.yml`), "slack-function.yml"].toSorted());
});
