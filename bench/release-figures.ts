import type { Call } from "../test/simulator/calls.ts";
import type { Figure } from "./figure.ts";

/** EC2's buckets for what releases, as published: so many at once, and so many a second. */
const buckets = {
  ReleaseAddress: { capacity: 50, refill: 5 },
  DeleteNetworkInterface: { capacity: 100, refill: 5 },
} as const;

/** In s: the slower of the two kinds, as both go on at the same time. */
export function boundS(releases: number): number {
  const each = Object.values(buckets).map(({ capacity, refill }) => Math.max(0, releases - capacity) / refill);
  return Math.max(...each);
}

/**
 * What the calls of a run tell of its releases.
 *
 * @param releases how many of each kind were due
 */
export function releaseFigures(calls: readonly Call[], releases: number): readonly Figure[] {
  const acts = calls.filter(({ action }) => Object.hasOwn(buckets, action));
  const looks = acts.map((act) => lookBefore(act, calls));
  const proven = looks.filter((look) => look !== undefined);
  const begin = Math.min(...proven.map(({ at }) => at));
  const end = Math.max(...acts.map(({ at, answeredAt = at }) => answeredAt));
  const throttled = (some: readonly Call[]) =>
    some.filter(({ errorCode }) => errorCode === "RequestLimitExceeded").length;
  const gaps = acts.map(({ at }, index) => at - (looks[index]?.answeredAt ?? at));
  const looksMade = calls.filter((call) => isLook(call) && idIn(call) !== undefined);
  const part = "release";
  return [
    {
      part,
      name: `${releases} addresses and ${releases} interfaces in one region, from the first look to the last release, without the guard activity`,
      value: (end - begin) / 1_000,
      bound: boundS(releases),
      unit: "s",
      derivation: `EC2's buckets, both kinds at once: the slower of (${releases} − 50) / 5 s and (${releases} − 100) / 5 s`,
      most: 1.05,
    },
    {
      part,
      name: "calls that EC2 throttles",
      value: (100 * throttled(calls)) / calls.length,
      bound: 1,
      unit: "%",
      derivation: "a limit",
      most: 1,
    },
    {
      part,
      name: "releases without a look of their own before them",
      value: acts.length - proven.length,
      bound: 2 * releases,
      unit: "calls",
      derivation: "all of them; a look was answered before, and stands for one attempt",
      most: 0,
    },
    {
      part,
      name: "longest time between a look and its release",
      value: Math.max(...gaps),
      bound: 2_000,
      unit: "ms",
      derivation: "the bucket lets as many through as are under way at once, ten of a kind, in 2 s",
      most: 1,
    },
    {
      part,
      name: "looks that EC2 throttles",
      value: throttled(looksMade),
      bound: looksMade.length,
      unit: "calls",
      derivation: "all of them",
      most: 0,
    },
  ];
}

/** The last look or release before it that was about the same resource, if that was a look and was answered by then. */
function lookBefore(act: Call, calls: readonly Call[]): Call | undefined {
  const id = idIn(act);
  const before = calls.slice(0, calls.indexOf(act)).findLast((call) => idIn(call) === id);
  if (before === undefined || !isLook(before) || before.status !== 200) return undefined;
  return before.answeredAt !== undefined && before.answeredAt <= act.at ? before : undefined;
}

function isLook({ action }: Call): boolean {
  return action.startsWith("Describe");
}

/** The one resource that a call is about. */
function idIn({ action, parameters }: Call): string | undefined {
  switch (action) {
    case "ReleaseAddress":
      return parameters.AllocationId;
    case "DeleteNetworkInterface":
      return parameters.NetworkInterfaceId;
    case "DescribeAddresses":
      return parameters["AllocationId.1"];
    case "DescribeNetworkInterfaces":
      return parameters["Filter.1.Name"] === "network-interface-id" ? parameters["Filter.1.Value.1"] : undefined;
    default:
      return undefined;
  }
}
