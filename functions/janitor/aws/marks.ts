import { CreateTagsCommand, DeleteTagsCommand } from "@aws-sdk/client-ec2";
import { notStarted, type Outcome } from "../domain/outcome.ts";
import type { Resource, Scope } from "../domain/resource.ts";
import { markKey, markValue } from "../domain/tags.ts";
import type { Outcomes, Refusal } from "../ports.ts";
import type { Ec2Clients } from "./clients.ts";
import type { Pace } from "./pacing.ts";
import { readRefusal } from "./refusal.ts";

export interface Marking {
  readonly clients: Ec2Clients;
  readonly pace: Pace;
  readonly tagPrefix: string;
  /** Aborted when nothing new may be started. */
  readonly short: AbortSignal;
  /** Aborted when what is under way must end. */
  readonly giveUp: AbortSignal;
}

/** Writes the mark. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html */
export function mark(resources: readonly Resource[], idleSince: number, marking: Marking): Promise<Outcomes> {
  const Tags = [{ Key: markKey(marking.tagPrefix), Value: markValue(idleSince) }];
  return tagAll(resources, marking, {
    action: "CreateTags",
    done: "marked",
    send: async ({ region }, Resources) => {
      const command = new CreateTagsCommand({ Resources, Tags });
      await marking.clients.repeating(region).send(command, { abortSignal: marking.giveUp });
    },
  });
}

/** Takes the mark off. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html */
export function unmark(resources: readonly Resource[], marking: Marking): Promise<Outcomes> {
  const Tags = [{ Key: markKey(marking.tagPrefix) }];
  return tagAll(resources, marking, {
    action: "DeleteTags",
    done: "unmarked",
    send: async ({ region }, Resources) => {
      const command = new DeleteTagsCommand({ Resources, Tags });
      await marking.clients.repeating(region).send(command, { abortSignal: marking.giveUp });
    },
  });
}

interface Tagging {
  readonly action: "CreateTags" | "DeleteTags";
  readonly done: "marked" | "unmarked";
  readonly send: (scope: Scope, ids: string[]) => Promise<void>;
}

/** EC2 takes 1,000 resources a call; fewer keep one that fails from holding up many. */
const batchSize = 100;

async function tagAll(resources: readonly Resource[], marking: Marking, tagging: Tagging): Promise<Outcomes> {
  const scopes = Object.values(Object.groupBy(resources, ({ scope }) => `${scope.account} ${scope.region}`));
  const outcomes = new Map<Resource, Outcome>();
  const tagScope = async (each: readonly Resource[]) => {
    for (let at = 0; at < each.length; at += batchSize) {
      await tagBatch(each.slice(at, at + batchSize), outcomes, marking, tagging);
    }
  };
  await Promise.all(scopes.flatMap((each) => (each === undefined ? [] : [tagScope(each)])));
  return outcomes;
}

/**
 * One call for a batch. EC2 does all of a batch or none, so a refusal is looked into one by one: a resource that has
 * vanished, or may not be tagged, must not keep the others from it. Where one after the other is refused alike it is not
 * the resources' fault, and asking a thousand times more would only use up the time.
 */
async function tagBatch(
  batch: readonly Resource[],
  outcomes: Map<Resource, Outcome>,
  marking: Marking,
  tagging: Tagging,
): Promise<void> {
  if (batch.length > 1) {
    const whole = await tag(batch, marking, tagging);
    if (!isOnesFault(whole)) {
      for (const resource of batch) outcomes.set(resource, whole);
      return;
    }
  }
  let inARow = 0;
  let latest: Outcome = { kind: "none" };
  for (const resource of batch) {
    if (inARow < enoughAlike) {
      const outcome = await tag([resource], marking, tagging);
      inARow = isRefusedLike(latest, outcome) ? inARow + 1 : 1;
      latest = outcome;
    }
    outcomes.set(resource, latest);
  }
}

/** So many refusals in a row, all alike, and the rest of the batch counts as refused as well. */
const enoughAlike = 3;

function isRefusedLike(one: Outcome, other: Outcome): boolean {
  if (one.kind === "withheld" && other.kind === "withheld") return one.because === other.because;
  if (one.kind !== "failed" || other.kind !== "failed") return false;
  // A resource that is full of tags says nothing about the next one.
  return one.failure.class !== "protected-by-aws" && one.failure.code === other.failure.code;
}

/** Whether one of a batch may have kept the others from it. A throttled or lost call says nothing about any of them. */
function isOnesFault(outcome: Outcome): boolean {
  return outcome.kind === "already-gone" || (outcome.kind === "failed" && outcome.failure.class !== "transient");
}

async function tag(batch: readonly Resource[], marking: Marking, tagging: Tagging): Promise<Outcome> {
  const [first] = batch;
  if (first === undefined) return { kind: "none" };
  if (!(await marking.pace.take(first.scope, tagging.action, marking.short))) return notStarted(marking.short);
  try {
    await tagging.send(
      first.scope,
      batch.map(({ id }) => id),
    );
    return { kind: tagging.done };
  } catch (error) {
    return outcomeOf(readRefusal(error, tagging.action));
  }
}

function outcomeOf(refusal: Refusal): Outcome {
  switch (refusal.class) {
    case "gone":
      return { kind: "already-gone" };
    case "throttled":
      return { kind: "withheld", because: "throttled" };
    case "in-use":
      return { kind: "failed", failure: { ...refusal, class: "unexpected" } };
    case "no-answer":
      return { kind: "failed", failure: { ...refusal, class: "transient" } };
    default:
      return { kind: "failed", failure: { ...refusal, class: refusal.class } };
  }
}
