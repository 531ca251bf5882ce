import { createHash } from "node:crypto";
import type { Scope } from "./scope.ts";

/** How long CloudTrail's event history reaches back. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const HISTORY_MS = 90 * 24 * 3_600_000;

/** What stands in a request or an answer, as it would in JSON. */
export type EventValue = string | number | boolean | null | undefined | EventObject | readonly EventValue[];
export interface EventObject {
  readonly [name: string]: EventValue;
}

/** One thing that somebody did, or was refused. */
export interface TrailEvent {
  readonly eventId: string;
  /** Its place in the order of recording. */
  readonly sequence: number;
  /** In ms, whole seconds: CloudTrail knows no smaller unit. */
  readonly at: number;
  readonly eventName: string;
  readonly eventSource: string;
  readonly readOnly: boolean;
  readonly username: string;
  readonly accessKeyId: string | undefined;
  /** Ids and public addresses; the only thing an event can be found by that says what it was about. */
  readonly resources: readonly string[];
  readonly requestParameters: EventObject;
  readonly responseElements: EventObject | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
}

function eventsOf({ state, cloud }: Scope): TrailEvent[] {
  const key = `${state.account}/${state.region}`;
  const events = cloud.trails.get(key) ?? [];
  cloud.trails.set(key, events);
  return events;
}

export function recordEvent(scope: Scope, event: Omit<TrailEvent, "eventId" | "sequence">): void {
  const events = eventsOf(scope);
  const sequence = events.length;
  const { account, region } = scope.state;
  const at = Math.floor(event.at / 1000) * 1000;
  events.push({ ...event, at, sequence, eventId: eventId(`${account}/${region}/event/${sequence}`) });
}

/** The same in every run, like all ids here. */
function eventId(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

/** What the history still has, newest first. */
export function eventHistory(scope: Scope): TrailEvent[] {
  const oldest = scope.cloud.clock.now() - HISTORY_MS;
  return eventsOf(scope)
    .filter(({ at }) => at >= oldest)
    .sort((a, b) => b.at - a.at || b.sequence - a.sequence);
}
