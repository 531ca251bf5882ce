import { createHash } from "node:crypto";
import { ServiceError } from "../protocol/errors.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { XmlObject } from "../protocol/xml.ts";
import type { RegionState } from "../state/scope.ts";
import { eventHistory, type TrailEvent } from "../state/trail.ts";
import { type ActionTable, reads } from "./action.ts";
import { CALLER_ID, CALLER_NAME } from "./sts.ts";

const MAX_RESULTS = 50;

function resourceType(name: string): string | undefined {
  if (/^eipalloc-|^\d+\.\d+\.\d+\.\d+$/.test(name)) return "AWS::EC2::EIP";
  if (name.startsWith("eni-")) return "AWS::EC2::NetworkInterface";
  if (name.startsWith("i-")) return "AWS::EC2::Instance";
  return undefined;
}

/** What an event is looked up by; any one of the values must be the one asked for. */
const ATTRIBUTES: Readonly<Record<string, (event: TrailEvent) => readonly (string | undefined)[]>> = {
  AccessKeyId: ({ accessKeyId }) => [accessKeyId],
  EventId: ({ eventId }) => [eventId],
  EventName: ({ eventName }) => [eventName],
  EventSource: ({ eventSource }) => [eventSource],
  ReadOnly: ({ readOnly }) => [String(readOnly)],
  ResourceName: ({ resources }) => resources,
  ResourceType: ({ resources }) => resources.map(resourceType),
  Username: ({ username }) => [username],
};

function attributeFilter(parameters: Parameters): (event: TrailEvent) => boolean {
  const [attribute, second] = parameters.structures("LookupAttributes");
  if (attribute === undefined) return () => true;
  const key = attribute.text("AttributeKey") ?? "";
  const value = attribute.text("AttributeValue") ?? "";
  const read = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined;
  if (read === undefined || value === "" || second !== undefined) {
    throw new ServiceError("InvalidLookupAttributesException", "Exactly one known attribute with a value is allowed.");
  }
  return (event) => read(event).includes(value);
}

/** Both ends belong to the range. Times come in seconds, fractions included; those of events have none. */
function timeFilter(parameters: Parameters): (event: TrailEvent) => boolean {
  const start = time(parameters, "StartTime") ?? Number.NEGATIVE_INFINITY;
  const end = time(parameters, "EndTime") ?? Number.POSITIVE_INFINITY;
  if (start > end) throw new ServiceError("InvalidTimeRangeException", "The start time is after the end time.");
  return ({ at }) => at >= start && at <= end;
}

function time(parameters: Parameters, name: string): number | undefined {
  const text = parameters.text(name);
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isNaN(seconds)) throw new ServiceError("InvalidTimeRangeException", `${name} is no time: ${text}`);
  return seconds * 1000;
}

/** Without the category, events of insights are not in the answer; with it, nothing else is, and there are none here. */
function categoryFilter(parameters: Parameters): () => boolean {
  const category = parameters.text("EventCategory");
  if (category !== undefined && category !== "insight") {
    throw new ServiceError("InvalidEventCategoryException", `'${category}' is no event category.`);
  }
  return () => category === undefined;
}

function pageSize(parameters: Parameters): number {
  const size = parameters.integer("MaxResults") ?? MAX_RESULTS;
  if (size < 1 || size > MAX_RESULTS) {
    throw new ServiceError("InvalidMaxResultsException", `MaxResults must be between 1 and ${MAX_RESULTS}.`);
  }
  return size;
}

/** A token is good for the same question only, in the same account and region. */
function questionOf(state: RegionState, parameters: Parameters): string {
  const { NextToken, ...question } = parameters.toRecord();
  return createHash("sha256")
    .update(JSON.stringify([state.account, state.region, question]))
    .digest("hex");
}

/** How many of the events the token's page left behind, counted from the newest: those recorded since are before it. */
function firstOf(events: readonly TrailEvent[], token: string | undefined, question: string): number {
  if (token === undefined) return 0;
  const [sequence, tokenQuestion] = Buffer.from(token, "base64url").toString().split("|");
  if (tokenQuestion !== question) {
    throw new ServiceError(
      "InvalidNextTokenException",
      "Invalid token or token that was previously used in a request with different parameters.",
    );
  }
  const last = events.findIndex((event) => event.sequence === Number(sequence));
  return last < 0 ? events.length : last + 1; // Too old by now, and so is everything behind it.
}

function eventElements({ account, region }: RegionState, event: TrailEvent): XmlObject {
  return {
    EventId: event.eventId,
    EventName: event.eventName,
    ReadOnly: String(event.readOnly),
    AccessKeyId: event.accessKeyId,
    EventTime: event.at / 1000,
    EventSource: event.eventSource,
    Username: event.username,
    Resources: event.resources.map((name) => ({ ResourceType: resourceType(name), ResourceName: name })),
    CloudTrailEvent: JSON.stringify({
      eventVersion: "1.11",
      userIdentity: {
        type: "IAMUser",
        principalId: event.username === CALLER_NAME ? CALLER_ID : undefined,
        arn: `arn:aws:iam::${account}:user/${event.username}`,
        accountId: account,
        accessKeyId: event.accessKeyId,
        userName: event.username,
      },
      eventTime: `${new Date(event.at).toISOString().slice(0, "2026-01-01T00:00:00".length)}Z`,
      eventSource: event.eventSource,
      eventName: event.eventName,
      awsRegion: region,
      sourceIPAddress: "127.0.0.1",
      userAgent: "simulator",
      errorCode: event.errorCode,
      errorMessage: event.errorMessage,
      requestParameters: event.requestParameters,
      responseElements: event.responseElements ?? null,
      eventID: event.eventId,
      readOnly: event.readOnly,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: "Management",
    }),
  };
}

export const cloudtrailActions: ActionTable = {
  /** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
  LookupEvents: reads(({ scope, parameters }) => {
    const filters = [attributeFilter(parameters), timeFilter(parameters), categoryFilter(parameters)];
    const size = pageSize(parameters);
    const token = parameters.text("NextToken");
    const question = questionOf(scope.state, parameters);
    const events = eventHistory(scope).filter((event) => filters.every((passes) => passes(event)));
    const first = firstOf(events, token, question);
    const page = events.slice(first, first + size);
    const last = page.at(-1);
    return {
      Events: page.map((event) => eventElements(scope.state, event)),
      NextToken:
        last !== undefined && events.length > first + size
          ? Buffer.from(`${last.sequence}|${question}`).toString("base64url")
          : undefined,
    };
  }),
};
