import { oneLine } from "./plain-text.ts";
import type { TellableReport } from "./tellable-report.ts";
import { accountOf, verdict } from "./verdict.ts";

/**
 * SNS takes fewer than 100 characters of UTF-8 in one line; whether it counts bytes it does not say, so bytes are counted.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const subjectBytes = 99;

/** What an alias may take of it. */
const aliasBytes = 24;

/** The subject of the email: the verdict, the worst first, and whose account it is. What does not fit is the best news. */
export function writeSubject(report: TellableReport): string {
  const { alias, id } = accountOf(report);
  const account = [...(alias ? [cut(oneLine(alias), aliasBytes)] : []), ...(id ? [id] : [])].join(" ");
  const end = account ? ` · ${account}` : "";
  const parts = verdict(report);
  const subjects = parts.map((_, at) => {
    const told = parts.slice(0, parts.length - at);
    return `[elastic-janitor] ${told.join(", ")}${at > 0 ? " …" : ""}${end}`;
  });
  const fitting = subjects.find((subject) => Buffer.byteLength(subject) <= subjectBytes);
  return fitting ?? cut(subjects.at(-1) ?? "", subjectBytes);
}

function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = "";
  for (const character of text) {
    if (Buffer.byteLength(`${kept}${character}…`) > bytes) break;
    kept += character;
  }
  return `${kept}…`;
}
