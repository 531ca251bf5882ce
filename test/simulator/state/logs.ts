import { partId } from "./ids.ts";
import type { LogEvent, RegionState } from "./scope.ts";

/** Makes the group unless it is there. */
export function createLogGroup({ logGroups }: RegionState, name: string): LogEvent[] {
  const events = logGroups.get(name) ?? [];
  logGroups.set(name, events);
  return events;
}

/** A line in a log, in a group that is made for it if need be. */
export function putLogEvent(state: RegionState, group: string, message: string, at: number): void {
  const events = createLogGroup(state, group);
  const sequence = events.length;
  events.push({ eventId: partId(state, `event-${group}`, sequence), sequence, at, message });
}

/** By their own time, and those of the same moment as they came. Undefined when there is no such group. */
export function logEventsOf({ logGroups }: RegionState, group: string): readonly LogEvent[] | undefined {
  return logGroups.get(group)?.toSorted((a, b) => a.at - b.at || a.sequence - b.sequence);
}
