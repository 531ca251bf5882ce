import { unwritableProtection } from "../permissions/release.ts";
import { heartbeatHours } from "./schedule.ts";
import type { Settings } from "./settings.ts";

/** What is allowed, and may not be meant: a sentence each. */
export function warningsOf({ parameters, policy, schedule }: Settings): readonly string[] {
  const { email, slackWebhook, chatChannel, alarms } = parameters;
  const hasSlack = slackWebhook !== "" || chatChannel !== "";
  const warnings: string[] = [];
  if (email === "" && !hasSlack)
    warnings.push("Nobody will be told anything: there is no email, no slackWebhook and no chatChannel.");
  if (email === "" && hasSlack) warnings.push("When Slack cannot be reached, nobody will be told: there is no email.");
  if (alarms === "off")
    warnings.push("Nobody will be told when the janitor stops running, or cannot say why it failed: alarms are off.");
  else if (heartbeatHours(schedule) === undefined)
    warnings.push(
      "With this schedule no alarm will tell when it stops running: CloudWatch looks back for seven days at the most.",
    );
  for (const protection of policy.mode === "release" ? unwritableProtection(policy) : [])
    warnings.push(`IAM does not take the characters of ${protection}: only the function protects it, not its role.`);
  return warnings;
}
