/** What is wrong with what a deployment was told: a sentence each, with what to do instead. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`nothing was done, because of these settings:\n${problems.map((each) => `- ${each}`).join("\n")}`);
    this.problems = problems;
  }
}

/** What was found, short enough for a message. The URL of a webhook is a secret, wherever it was put. */
export function quote(value: string): string {
  if (looksLikeWebhook(value)) return "a URL";
  return JSON.stringify(value.length <= 80 ? value : `${value.slice(0, 77)}…`);
}

/** Whether a text is, or has in it, what may be the URL of a Slack webhook or the secret part of one. */
export function looksLikeWebhook(text: string): boolean {
  return /:\/\/|hooks\.slack|services\/T\w+\/B\w+/i.test(text);
}
