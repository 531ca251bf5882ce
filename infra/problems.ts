/** What is wrong with what a deployment was told: a sentence each, with what to do instead. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`nothing was deployed, because of these settings:\n${problems.map((each) => `- ${each}`).join("\n")}`);
    this.problems = problems;
  }
}

/** What was found, short enough for a message. */
export function quote(value: string): string {
  return JSON.stringify(value.length <= 80 ? value : `${value.slice(0, 77)}…`);
}
