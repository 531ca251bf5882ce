import type { RunFacts } from "../../functions/janitor/domain/alarms.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import { writeEmail } from "../../functions/janitor/notify/email.ts";
import { makePublished } from "./make.ts";

/** The email of a run that saw one region and found nothing as long as nothing else is said. */
export function email(changes: Partial<RunFacts> = {}, policy?: Policy): string {
  return writeEmail(makePublished(changes, policy));
}

/** The lines under a heading, down to the next empty one. */
export function under(heading: string, text: string): readonly string[] {
  const lines = text.split("\n");
  const from = lines.indexOf(heading);
  return from === -1 ? [] : lines.slice(from + 1, lines.indexOf("", from));
}
