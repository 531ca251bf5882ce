import { invalidValue, ServiceError } from "./errors.ts";
import type { Parameters } from "./parameters.ts";

interface Tagged {
  readonly tags: ReadonlyMap<string, string>;
}

/** For each filter name, the values of a resource that it looks at; a resource passes when one of them matches. */
export type FilterTable<T> = Readonly<Record<string, (resource: T) => readonly (string | undefined)[]>>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html#api-filtering */
const MAX_FILTER_VALUES = 200;

/**
 * Keeps what all filters of the call let through. Names and values are case-sensitive, `*` and `?` are wildcards,
 * values of one filter are alternatives. The tag filters work for every kind of resource.
 */
export function applyFilters<T extends Tagged>(
  resources: Iterable<T>,
  parameters: Parameters,
  table: FilterTable<T>,
): T[] {
  const filters = parameters.structures("Filter").map((filter) => {
    const name = filter.required("Name");
    return { read: reader(name, table), patterns: filter.list("Value").map(wildcard) };
  });
  if (filters.reduce((sum, filter) => sum + filter.patterns.length, 0) > MAX_FILTER_VALUES) {
    throw new ServiceError(
      "FilterLimitExceeded",
      `The maximum number of filter values specified on a single call is ${MAX_FILTER_VALUES}`,
    );
  }
  return [...resources].filter((resource) =>
    filters.every(({ read, patterns }) =>
      read(resource).some((value) => value !== undefined && patterns.some((pattern) => pattern.test(value))),
    ),
  );
}

function reader<T extends Tagged>(
  name: string,
  table: FilterTable<T>,
): (resource: T) => readonly (string | undefined)[] {
  if (name.startsWith("tag:")) {
    const key = name.slice("tag:".length);
    return (resource) => [resource.tags.get(key)];
  }
  if (name === "tag-key") return (resource) => [...resource.tags.keys()];
  if (name === "tag-value") return (resource) => [...resource.tags.values()];
  const read = Object.hasOwn(table, name) ? table[name] : undefined;
  if (read === undefined) throw invalidValue(name, "filter", `The filter '${name}' is invalid`);
  return read;
}

/** `\*`, `\?` and `\\` stand for themselves. */
function wildcard(value: string): RegExp {
  const source = value.replace(/\\[*?\\]|[\s\S]/gu, (part) => {
    if (part === "*") return "[\\s\\S]*";
    if (part === "?") return "[\\s\\S]";
    const literal = part.length === 2 && part.startsWith("\\") ? part.slice(1) : part;
    return literal.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "u");
}
