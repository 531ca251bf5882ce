import { CloudTrailClient, type Event, type LookupAttribute, paginateLookupEvents } from "@aws-sdk/client-cloudtrail";
import type { Activity } from "../../domain/evidence.ts";
import type { DueRelease } from "../../domain/plan.ts";
import type { Resource, Scope } from "../../domain/resource.ts";
import type { Clock } from "../../ports.ts";
import { listOf, required, textOf } from "../answer.ts";
import { clientOptions, type SharedOptions } from "../clients.ts";
import { Gate } from "../pacing.ts";
import { checkedPages } from "../pages.ts";
import { NoAnswerInTime } from "../refusal.ts";
import type { Answer, Guard } from "./guard.ts";

/**
 * What CloudTrail knows to have been done to the resource since it was marked: every look sees it idle, and yet a batch
 * job attaches it every night. Anything that is not just a look or a tag counts, the creation of the resource too, because
 * a mark that is older than its resource was copied from another one.
 *
 * It is asked by the resource's name, and for an address by both of its names. Which names an event is filed under is not
 * documented event by event; that these are is an assumption. So a finding forbids, and silence proves nothing: it never
 * shortens a grace. An event needs some minutes to appear, and is kept for 90 days.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export function activityGuard(clock: Clock, shared: SharedOptions = {}): Guard {
  /** By region: whoever asks, and about whatever, there is one rate. */
  const gates = new Map<string, Gate>();
  const gateOf = (region: string) => {
    const gate = gates.get(region) ?? new Gate(published, clock);
    gates.set(region, gate);
    return gate;
  };
  return {
    name: "activity",
    reason: "recent-activity",
    about: ["elastic-ip", "network-interface"],
    slow: true,
    examine: async ({ due, answer, signal }) => {
      const scopes = Map.groupBy(due, ({ resource: { scope } }) => `${scope.account} ${scope.region}`);
      await Promise.all(
        [...scopes.values()].map(async (here) => {
          const [first] = here;
          if (first === undefined) return;
          const { scope } = first.resource;
          const trail = new Trail(scope, shared, gateOf(scope.region), signal);
          try {
            for (const each of here) answer(each.resource, await examine(each, trail));
          } finally {
            trail.close();
          }
        }),
      );
    },
  };
}

async function examine({ resource, decision }: DueRelease, trail: Trail): Promise<Answer> {
  try {
    // CloudTrail's instants are whole seconds: what happened in the second of the mark may have been after it.
    const since = Math.floor(decision.idleSince / 1_000) * 1_000;
    /** By event: what is filed under both names of an address is one thing all the same. */
    const events = new Map<string, Activity>();
    for (const name of namesOf(resource)) {
      for (const { id, ...activity } of await trail.history(name, since)) events.set(id, activity);
    }
    const activities = [...events.values()].toSorted((one, other) => other.at - one.at);
    const found = activities.filter(({ at }) => at >= since).slice(0, fewFacts);
    return { found: found.map(toFact), lastActivity: activities[0] };
  } catch (error) {
    return { error };
  }
}

/** So many are enough to show what goes on. */
const fewFacts = 3;

function toFact({ event, at, by }: Activity) {
  return { event, at: new Date(at).toISOString(), by };
}

function namesOf(resource: Resource): readonly string[] {
  return resource.kind === "elastic-ip" ? [resource.id, resource.publicIp] : [resource.id];
}

/**
 * Calls that say nothing about a use: tags, the janitor's own among them, and attempts to get rid of the resource.
 */
const unimportant: ReadonlySet<string> = new Set([
  "CreateTags",
  "DeleteTags",
  "ReleaseAddress",
  "DeleteNetworkInterface",
]);

/**
 * CloudTrail takes two lookups a second from an account in a region: evenly, and no more of them at once.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
const published = { capacity: 1, refill: 2 };

/** Pages that are read beyond the mark, only to learn who did something last. */
const curiosity = 2;

/** Ten thousand events are more than daily looks leave behind in 90 days; whoever has more is not understood. */
const mostPages = 200;

/** CloudTrail's memory of one scope. */
class Trail {
  readonly #client: CloudTrailClient;
  readonly #gate: Gate;
  readonly #signal: AbortSignal;

  constructor({ region }: Scope, shared: SharedOptions, gate: Gate, signal: AbortSignal) {
    this.#client = new CloudTrailClient({ ...clientOptions, ...shared, region });
    this.#gate = gate;
    this.#signal = signal;
  }

  close(): void {
    this.#client.destroy();
  }

  /**
   * What was done to the resource of that name, the latest first, as CloudTrail lists it: enough to tell whether anything
   * was done since the given instant, and the last thing before it if that is not far.
   */
  async history(name: string, since: number): Promise<readonly Recorded[]> {
    const activities: Recorded[] = [];
    let beyond = 0;
    try {
      for await (const events of this.#pages(name)) {
        activities.push(...events.filter(isImportant).map(readActivity));
        if (endsBefore(since, events)) beyond += 1;
        const known = beyond > 0 && activities.length > 0;
        if (known || beyond >= curiosity || activities.length >= fewFacts) break;
      }
    } catch (error) {
      // Everything since the mark has been seen by then; only who was there before is not known.
      if (beyond === 0) throw error;
    }
    return activities;
  }

  async *#pages(name: string): AsyncGenerator<readonly Event[]> {
    const LookupAttributes: LookupAttribute[] = [{ AttributeKey: "ResourceName", AttributeValue: name }];
    const pages = paginateLookupEvents({ client: this.#client }, { LookupAttributes }, { abortSignal: this.#signal });
    await this.#turn();
    for await (const page of checkedPages(pages, mostPages)) {
      yield listOf(page.Events, "Events");
      if (page.NextToken) await this.#turn();
    }
  }

  async #turn(): Promise<void> {
    if (!(await this.#gate.take(this.#signal))) throw new NoAnswerInTime("CloudTrail could not be read in time");
  }
}

function endsBefore(instant: number, events: readonly Event[]): boolean {
  const oldest = events.at(-1)?.EventTime?.getTime();
  return oldest !== undefined && oldest < instant;
}

/** `ReadOnly` is text. What does not say that it only reads has done something. */
function isImportant({ EventName, ReadOnly }: Event): boolean {
  return ReadOnly !== "true" && !unimportant.has(EventName ?? "");
}

type Recorded = Activity & { readonly id: string };

function readActivity(event: Event): Recorded {
  const activity = {
    event: event.EventName ?? "unknown",
    at: required(event.EventTime, "EventTime").getTime(),
    by: whoDid(event),
  };
  return { ...activity, id: textOf(event.EventId) ?? JSON.stringify(activity) };
}

/** The identity that made the call, such as `assumed-role/deploy/jane`; the user's name alone is often that of a session. */
function whoDid({ CloudTrailEvent: record, Username }: Event): string {
  const [, identity] =
    /"userIdentity"\s*:\s*\{[^{}]*"arn"\s*:\s*"arn:[\w-]+:(?:iam|sts)::\d*:([^"]+)"/.exec(record ?? "") ?? [];
  return identity ?? textOf(Username) ?? "unknown";
}
