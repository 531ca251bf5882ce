import { ServiceError } from "./protocol/errors.ts";
import type { Clock } from "./state/clock.ts";

interface Bucket {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/**
 * EC2's published request buckets, per account, region and action.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const EC2_BUCKETS: Readonly<Record<string, Bucket>> = {
  DescribeAddresses: { capacity: 100, refillPerSecond: 20 },
  DescribeNetworkInterfaces: { capacity: 100, refillPerSecond: 20 },
  ReleaseAddress: { capacity: 50, refillPerSecond: 5 },
  DeleteNetworkInterface: { capacity: 100, refillPerSecond: 5 },
  CreateTags: { capacity: 100, refillPerSecond: 10 },
  DeleteTags: { capacity: 100, refillPerSecond: 10 },
};

/** Listing all interfaces in one go has a smaller bucket of its own. */
const UNPAGINATED: Bucket = { capacity: 50, refillPerSecond: 10 };
const READING: Bucket = { capacity: 100, refillPerSecond: 20 };
const CHANGING: Bucket = { capacity: 50, refillPerSecond: 5 };

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-route-53 */
const ROUTE53: Bucket = { capacity: 5, refillPerSecond: 5 };
/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const CLOUDTRAIL: Bucket = { capacity: 2, refillPerSecond: 2 };

export interface ThrottledCall {
  readonly service: string;
  readonly account: string;
  readonly region: string;
  readonly action: string;
  readonly writes: boolean;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Limit {
  /** Who shares the bucket. */
  readonly key: string;
  readonly bucket: Bucket;
  readonly refusal: () => ServiceError;
}

/** Undefined for services that are never throttled here. */
function limitFor(call: ThrottledCall): Limit | undefined {
  const { service, account, region } = call;
  if (service === "ec2") {
    const { name, bucket } = ec2Bucket(call);
    const refusal = () => new ServiceError("RequestLimitExceeded", "Request limit exceeded.", 503);
    return { key: `${account}/${region}/${name}`, bucket, refusal };
  }
  if (service === "route53") {
    return {
      key: `${account}/route53`,
      bucket: ROUTE53,
      refusal: () => new ServiceError("Throttling", "Rate exceeded"),
    };
  }
  if (service === "cloudtrail") {
    const refusal = () => new ServiceError("ThrottlingException", "Rate exceeded");
    return { key: `${account}/${region}/cloudtrail`, bucket: CLOUDTRAIL, refusal };
  }
  return undefined;
}

function ec2Bucket({ action, writes, parameters }: ThrottledCall): { name: string; bucket: Bucket } {
  const narrowed = Object.keys(parameters).some((name) => /^(Filter\.|MaxResults$|NextToken$|\w+Id\.)/.test(name));
  if (action === "DescribeNetworkInterfaces" && !narrowed) {
    return { name: `${action} unpaginated`, bucket: UNPAGINATED };
  }
  return { name: action, bucket: EC2_BUCKETS[action] ?? (writes ? CHANGING : READING) };
}

/** Takes one token for a call, or throws what its service answers then. Refused calls cost nothing. */
export function createThrottle(clock: Clock): { take(call: ThrottledCall): void; clear(): void } {
  const levels = new Map<string, { tokens: number; at: number }>();
  return {
    take(call) {
      const limit = limitFor(call);
      if (limit === undefined) return;
      const { key, bucket } = limit;
      const now = clock.now();
      const level = levels.get(key) ?? { tokens: bucket.capacity, at: now };
      const refilled = (Math.max(0, now - level.at) / 1000) * bucket.refillPerSecond;
      const tokens = Math.min(bucket.capacity, level.tokens + refilled);
      if (tokens < 1) {
        levels.set(key, { tokens, at: now });
        throw limit.refusal();
      }
      levels.set(key, { tokens: tokens - 1, at: now });
    },
    clear: () => levels.clear(),
  };
}
