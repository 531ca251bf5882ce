import type { ResourceKind } from "./resource.ts";
import type { Service } from "./service.ts";

/**
 * What the user wants done. `policy.yml` in its checked form: every default filled in,
 * durations in milliseconds. The whole of it is plain JSON, so that it can be compiled into a bundle.
 */
export interface Policy {
  /** How far a run may go. Each mode is a superset of the one before. */
  readonly mode: Mode;
  readonly regions: Regions;
  /** What the janitor's own tags start with, `janitor:` unless configured. */
  readonly tagPrefix: string;
  /** How long a mark must stand before a release is due, in ms. */
  readonly graceMs: number;
  /** What to do with an idle resource that no rule matches. */
  readonly default: Action;
  readonly limits: {
    /** The most releases one run may find due; more means that something is wrong. */
    readonly releases: number;
  };
  /** Guards that a policy can switch off. `true` is on. */
  readonly guards: Guards;
  /** Any of these tags on a resource opts it out. */
  readonly protect: readonly TagMatch[];
  /** The first rule that matches decides. */
  readonly rules: readonly Rule[];
  readonly owner: {
    /** Tag keys that name an owner; the first one present wins. */
    readonly tags: readonly string[];
  };
  readonly notify: Notify;
  readonly prices: {
    /** USD an hour for one public IPv4 address. https://aws.amazon.com/vpc/pricing/ */
    readonly elasticIpHourlyUsd: number;
  };
}

export interface Notify {
  /** `attention`: a run is published when something in it was not told before, was done or is alarming; `always`: every run. */
  readonly when: (typeof notifyWhen)[number];
  /** The day, in UTC, from which on one summary goes out whatever is in it. */
  readonly digest: (typeof digestDays)[number];
}

export const notifyWhen = ["attention", "always"] as const;

export const digestDays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
  "never",
] as const;

/** What a release is forbidden by, whatever the rules say. All but `stacks` look outside the resource itself. */
export interface Guards {
  /** A record in one of the account's Route 53 zones names the address. */
  readonly dns: boolean;
  /** Reverse DNS is set for the address. */
  readonly ptr: boolean;
  /** A security group in a configured region allows the address. */
  readonly "allow-lists": boolean;
  /** CloudTrail knows of something that was done to the resource since it was marked. */
  readonly activity: boolean;
  /** The address is being handed over to another account. */
  readonly transfers: boolean;
  /** A route table sends traffic to the interface. */
  readonly routes: boolean;
  /** A launch template names the interface. */
  readonly templates: boolean;
  /** A CloudFormation stack owns the resource. */
  readonly stacks: boolean;
}

export type GuardName = keyof Guards;

export type Regions = "all" | readonly string[];

export const modes = ["report", "mark", "release"] as const;
export type Mode = (typeof modes)[number];

export const actions = ["keep", "report", "release"] as const;
export type Action = (typeof actions)[number];

/** A tag key, and the values that count; without `values` any value does. Compared without regard to case. */
export interface TagMatch {
  readonly tag: string;
  readonly values?: readonly string[] | undefined;
}

export interface Rule {
  readonly name: string;
  /** Everything given must hold; at least one thing is given. */
  readonly match: {
    readonly kind?: ResourceKind | undefined;
    readonly tag?: string | undefined;
    readonly values?: readonly string[] | undefined;
    readonly regions?: readonly string[] | undefined;
    /** The service that an ENI belongs to, as far as it can be told. */
    readonly service?: Service | undefined;
    /** Found anywhere in an ENI's description, without regard to case. */
    readonly description?: string | undefined;
  };
  readonly action: Action;
  /** In ms; the policy's own grace when absent. */
  readonly graceMs?: number | undefined;
}

/**
 * The shortest grace that is accepted, in ms: one hour. Terraform allocates an address minutes before it attaches it;
 * whatever is shorter would race with people at work.
 */
export const shortestGraceMs = 3_600_000;
