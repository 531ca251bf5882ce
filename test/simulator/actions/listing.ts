import { notFound, type ResourceKind } from "../protocol/errors.ts";
import type { Scope } from "../state/scope.ts";

/** The resources with these ids, or all of them without ids. */
export function named<T>(resources: ReadonlyMap<string, T>, ids: readonly string[], kind: ResourceKind): T[] {
  const unknown = ids.filter((id) => !resources.has(id));
  if (unknown.length > 0) throw notFound(kind, unknown);
  return ids.length === 0 ? [...resources.values()] : ids.flatMap((id) => resources.get(id) ?? []);
}

/** The rules for the pages of one listing, whose tokens are good for this account and region only. */
export function pageRules({ state }: Scope, action: string, limits: { min: number; max: number; ids?: string }) {
  return { owner: `${action}|${state.account}|${state.region}`, ...limits };
}
