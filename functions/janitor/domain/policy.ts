import type { ResourceKind } from "./resource.ts";

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
  readonly guards: {
    /** Protect what a CloudFormation stack owns. */
    readonly stacks: boolean;
  };
  /** Any of these tags on a resource opts it out. */
  readonly protect: readonly TagMatch[];
  /** The first rule that matches decides. */
  readonly rules: readonly Rule[];
  readonly owner: {
    /** Tag keys that name an owner; the first one present wins. */
    readonly tags: readonly string[];
  };
  readonly prices: {
    /** USD an hour for one public IPv4 address. https://aws.amazon.com/vpc/pricing/ */
    readonly elasticIpHourlyUsd: number;
  };
}

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
