import { createHash } from "node:crypto";
import { ServiceError } from "../protocol/errors.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { XmlObject } from "../protocol/xml.ts";
import { logEventsOf } from "../state/logs.ts";
import type { LogEvent, Scope } from "../state/scope.ts";
import { type ActionTable, reads } from "./action.ts";

/** The lines that one call looks through, whatever matches of them: few, so that tests see many pages, and empty ones. */
const SCANNED = 4;

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterException", message);
}

function eventsIn(scope: Scope, parameters: Parameters): readonly LogEvent[] {
  const name = parameters.text("logGroupName");
  if (!name) throw invalid("Either logGroupName or logGroupIdentifier must be given.");
  const events = logEventsOf(scope.state, name);
  if (events === undefined) {
    throw new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
  }
  const start = time(parameters, "startTime") ?? 0;
  const end = time(parameters, "endTime") ?? Number.POSITIVE_INFINITY;
  if (start > end) throw invalid("The start time is after the end time.");
  return events.filter(({ at }) => at >= start && at <= end);
}

function time(parameters: Parameters, name: string): number | undefined {
  const text = parameters.text(name);
  if (text !== undefined && !/^\d+$/.test(text)) throw invalid(`${name} is no time in ms since 1970: ${text}`);
  return text === undefined ? undefined : Number(text);
}

/**
 * Of all patterns only `{ $.field = "value" }`, for a field on the top level, and several of these in brackets with `||`
 * between them; and `"one phrase"`, for what has it in it, in this very case.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
function patternFilter(parameters: Parameters): (event: LogEvent) => boolean {
  const pattern = parameters.text("filterPattern") ?? "";
  if (pattern === "") return () => true;
  const [, phrase] = /^"([^"]+)"$/.exec(pattern) ?? [];
  if (phrase !== undefined) {
    return ({ message }) => message.includes(phrase);
  }
  const [, inner = ""] = /^\{(.*)\}$/.exec(pattern) ?? [];
  const parts = inner.split("||").map((part) => part.trim());
  const alternatives = parts.map((part) => {
    const bare = parts.length === 1 ? part : /^\((.*)\)$/.exec(part)?.[1]?.trim();
    const [, field, value] = /^\$\.(\w+)\s*=\s*"([^"*]*)"$/.exec(bare ?? "") ?? [];
    if (field === undefined || value === undefined) throw invalid(`The simulator does not know the pattern ${pattern}`);
    return { field, value };
  });
  return ({ message }) =>
    fieldsOf(message).some(([name, content]) =>
      alternatives.some(({ field, value }) => name === field && content === value),
    );
}

/** None of what is not JSON. */
function fieldsOf(message: string): [string, unknown][] {
  try {
    return Object.entries(Object(JSON.parse(message)));
  } catch {
    return [];
  }
}

/** How many lines the pages before have looked through. A token is good for the same question, account and region only. */
function firstOf(token: string | undefined, question: string): number {
  if (token === undefined) return 0;
  const [first = "", asked] = Buffer.from(token, "base64url").toString().split("|");
  if (asked !== question || !/^\d+$/.test(first)) throw invalid("The specified nextToken is invalid.");
  return Number(first);
}

function questionOf({ state }: Scope, parameters: Parameters): string {
  const { nextToken, ...question } = parameters.toRecord();
  return createHash("sha256")
    .update(JSON.stringify([state.account, state.region, question]))
    .digest("hex");
}

function eventElements({ eventId, at, message }: LogEvent): XmlObject {
  return { logStreamName: "simulator", timestamp: at, message, ingestionTime: at, eventId };
}

/** The names that one page of groups has at the most: few, so that tests see several pages. */
const GROUPS_A_PAGE = 2;

export const logsActions: ActionTable = {
  /**
   * By name, and of these those that have the pattern anywhere in them, in this very case.
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
   */
  DescribeLogGroups: reads(({ scope, parameters }) => {
    const wanted = parameters.text("logGroupNamePattern") ?? "";
    const question = questionOf(scope, parameters);
    const first = firstOf(parameters.text("nextToken"), question);
    const names = [...scope.state.logGroups.keys()].filter((name) => name.includes(wanted)).toSorted();
    const shown = names.slice(first, first + GROUPS_A_PAGE);
    const next = first + shown.length;
    return {
      logGroups: shown.map((logGroupName) => ({ logGroupName })),
      nextToken: next < names.length ? Buffer.from(`${next}|${question}`).toString("base64url") : undefined,
    };
  }),

  /**
   * As in AWS, a page may be empty and have a token all the same. Where there are any lines to look through, so has the page
   * that looks through the last of them; the one behind it is empty and ends the listing.
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
   */
  FilterLogEvents: reads(({ scope, parameters }) => {
    const events = eventsIn(scope, parameters);
    const passes = patternFilter(parameters);
    const question = questionOf(scope, parameters);
    const first = firstOf(parameters.text("nextToken"), question);
    const scanned = events.slice(first, first + SCANNED);
    const next = Buffer.from(`${first + scanned.length}|${question}`).toString("base64url");
    return {
      events: scanned.filter(passes).map(eventElements),
      searchedLogStreams: [],
      nextToken: scanned.length > 0 ? next : undefined,
    };
  }),
};
