import type { Activity, EvidenceFact, EvidenceReason } from "../../domain/evidence.ts";
import type { DueRelease } from "../../domain/plan.ts";
import type { GuardName } from "../../domain/policy.ts";
import type { ElasticIp, NetworkInterface, Resource, ResourceKind, Scope } from "../../domain/resource.ts";

/** Looks for one kind of thing, outside the resources themselves, that still needs them. */
export interface Guard {
  /** What the policy calls it. */
  readonly name: GuardName;
  /** What is said of a resource that it found something about. */
  readonly reason: EvidenceReason;
  /** The kinds of resources that it knows anything about; the others it has no say in. */
  readonly about: readonly ResourceKind[];
  /**
   * Set for a guard that is slow because its service is: it is asked after the others, first of all about what none of them
   * forbids, so that what is protected day after day does not use up its time.
   */
  readonly slow?: true;
  /**
   * Answers for each of the resources that are due. What it has not answered for when it ends, or fails, or its time is
   * over, it could not tell about.
   */
  readonly examine: (question: Question) => Promise<void>;
}

export interface Question {
  /** At least one, all of them of the kinds that the guard is about. */
  readonly due: readonly DueRelease[];
  /**
   * Every scope that the janitor is configured for, but those that did not answer the survey. Rejects when they cannot be
   * listed.
   */
  readonly scopes: () => Promise<readonly Place[]>;
  /** Aborted when its time is over. */
  readonly signal: AbortSignal;
  readonly answer: (resource: Resource, answer: Answer) => void;
}

/** Where a guard may look. */
export interface Place extends Scope {
  /**
   * Set where the survey was refused. It is worth asking, but a refusal counts for nothing: one region that is closed to the
   * janitor for good would otherwise forbid every release in all others.
   */
  readonly doubtful?: true;
}

export type Answer =
  /** Nothing found is an empty list. */
  | { readonly found: readonly EvidenceFact[]; readonly lastActivity?: Activity | undefined }
  /** It could not tell. */
  | { readonly error: unknown };

/** What is found about each of the things that are looked for, and about nothing else. */
export type Finds = ReadonlyMap<string, EvidenceFact[]>;

/** Nothing found about any of them yet. */
export function nothingAbout(names: readonly string[]): Finds {
  return new Map(names.map((name) => [name, []]));
}

/** The addresses among what is due. */
export function addressesIn(due: readonly DueRelease[]): readonly ElasticIp[] {
  return due.flatMap(({ resource }) => (resource.kind === "elastic-ip" ? [resource] : []));
}

/** The interfaces among what is due. */
export function interfacesIn(due: readonly DueRelease[]): readonly NetworkInterface[] {
  return due.flatMap(({ resource }) => (resource.kind === "network-interface" ? [resource] : []));
}

/**
 * For a region that does not have the call at all, as some are known to answer: what it would list is not there either.
 * https://github.com/hashicorp/terraform-provider-aws/issues/41177
 *
 * @throws every other error again
 */
export function nothingWhereUnknown<T>(nothing: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && error.name === "InvalidAction") return nothing;
    throw error;
  };
}

/**
 * Lets the scopes be looked into side by side, each with its own resources. One that fails could not tell about them, and
 * leaves the others alone.
 */
export async function scopeByScope<R extends Resource>(
  resources: readonly R[],
  answer: Question["answer"],
  look: (scope: Scope, resources: readonly R[]) => Promise<void>,
): Promise<void> {
  const scopes = Map.groupBy(resources, ({ scope }) => `${scope.account} ${scope.region}`);
  const lookInto = async (here: readonly R[]) => {
    const [first] = here;
    if (first === undefined) return;
    try {
      await look(first.scope, here);
    } catch (error) {
      for (const resource of here) answer(resource, { error });
    }
  };
  await Promise.all([...scopes.values()].map(lookInto));
}
