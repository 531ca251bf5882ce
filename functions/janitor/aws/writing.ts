import type { Resource } from "../domain/resource.ts";
import type { Clock, Writing } from "../ports.ts";
import type { Ec2Clients } from "./clients.ts";
import { lookAgain } from "./look-again.ts";
import { mark, unmark } from "./marks.ts";
import { Pace } from "./pacing.ts";
import { release } from "./release.ts";

export interface WritingOptions {
  readonly clients: Ec2Clients;
  readonly tagPrefix: string;
  readonly clock: Clock;
  /** Aborted when nothing new may be started. */
  readonly short: AbortSignal;
  /** Aborted when what is under way must end, so that the summary can still go out. */
  readonly giveUp: AbortSignal;
  /** Aborted when a look must end. */
  readonly lastLook: AbortSignal;
}

/** The writing side of a run, over AWS. */
export function awsWriting({ clients, tagPrefix, clock, short, giveUp, lastLook }: WritingOptions): Writing {
  const pace = new Pace(clock);
  const marking = { clients, pace, tagPrefix, short, giveUp };
  return {
    mark: (resources, idleSince) => mark(resources, idleSince, marking),
    unmark: (resources) => unmark(resources, marking),
    turn: (resource) => takeTurn(resource, pace, short),
    lookAgain: (resource) => lookAgain(resource, clients.repeating(resource.scope.region), lastLook),
    release: (resource) => release(resource, clients.once(resource.scope.region), giveUp),
  };
}

/** Both tokens before the look, so that nothing waits between the look and the release that stands on it. */
async function takeTurn({ kind, scope }: Resource, pace: Pace, short: AbortSignal): Promise<boolean> {
  const isAddress = kind === "elastic-ip";
  const granted = await Promise.all([
    pace.take(scope, isAddress ? "DescribeAddresses" : "DescribeNetworkInterfaces", short),
    pace.take(scope, isAddress ? "ReleaseAddress" : "DeleteNetworkInterface", short),
  ]);
  return granted.every(Boolean) && !short.aborted;
}
