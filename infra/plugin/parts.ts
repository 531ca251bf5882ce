import { heartbeatHours } from "./schedule.ts";
import type { Settings } from "./settings.ts";

/** The files of infra/ that make up a deployment. What was not asked for is not in its template at all. */
export function partsOf({ parameters, schedule }: Settings): readonly string[] {
  const { email, chatChannel, slackWebhook, alarms, reserveConcurrency } = parameters;
  const hasAlarms = alarms === "on";
  const parts = {
    log: true,
    topic: true,
    email: email !== "",
    permissions: true,
    schedule: true,
    failures: true,
    "one-at-a-time": reserveConcurrency === "on",
    alarms: hasAlarms,
    heartbeat: hasAlarms && heartbeatHours(schedule) !== undefined,
    dashboard: hasAlarms,
    chat: chatChannel !== "",
    "slack-webhook": slackWebhook !== "",
  };
  return Object.entries(parts)
    .filter(([, isThere]) => isThere)
    .map(([name]) => `\${file(infra/${name}.yml)}`);
}

/** The function that posts to Slack, where there is something to post to. */
export function slackFunctionOf({ parameters }: Settings): string | object {
  return parameters.slackWebhook === "" ? {} : "${file(infra/slack-function.yml)}";
}
