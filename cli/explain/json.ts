import type { Explanation, Going } from "./explanation.ts";

/** An explanation for a program: one JSON document, with instants in ISO 8601. */
export function writeJson(explanation: Explanation): string {
  return `${safe(JSON.stringify(plain(explanation), null, 2))}\n`;
}

function plain({ finding, now, policy, decided, grace, going, ...rest }: Explanation): object {
  const { decision, reason, detail, idleSince, dueAt, lastActivity, outcome: _, ...resource } = finding;
  return {
    version: 1,
    at: iso(now),
    mode: policy.mode,
    resource: { ...resource, ...(rest.usedBy === undefined ? {} : { usedBy: rest.usedBy }) },
    decision,
    reason,
    line: decided.line,
    ...(detail === undefined ? {} : { detail }),
    ...(idleSince === undefined ? {} : { idleSince }),
    ...(dueAt === undefined ? {} : { dueAt }),
    lines: rest.lines,
    ...(rest.policyWord === undefined ? {} : { policyWord: rest.policyWord }),
    ...(grace === undefined
      ? {}
      : { grace: { graceMs: grace.graceMs, from: grace.from, marked: grace.mark !== undefined } }),
    guards: rest.guards.map((said) =>
      "lastActivity" in said && said.lastActivity !== undefined
        ? { ...said, lastActivity: { ...said.lastActivity, at: iso(said.lastActivity.at) } }
        : said,
    ),
    ...(lastActivity === undefined ? {} : { lastActivity }),
    going: goingAs(going),
    next: rest.next,
    ...(rest.keepCommand === undefined ? {} : { keepCommand: rest.keepCommand }),
    lettingGo: rest.lettingGo,
    regionsNotRead: rest.notRead,
  };
}

function goingAs(going: Going): object {
  if (going.goes === "not-in-mode")
    return { goes: going.goes, mode: going.mode, inModeRelease: goingAs(going.otherwise) };
  return "notBefore" in going ? { ...going, notBefore: iso(going.notBefore) } : { goes: going.goes };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Written as their numbers, which is the same JSON: some terminals obey them, wherever they stand. */
function safe(json: string): string {
  return json.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (characters) =>
    Array.from(
      { length: characters.length },
      (_, index) => `\\u${characters.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
