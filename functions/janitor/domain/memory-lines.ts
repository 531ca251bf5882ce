import type { Memory } from "./memory.ts";

/*
 * A memory as lines of the journal, and back. Lines are read that another version of the janitor has written, or somebody
 * else: what is not understood is left out, and then nobody was told.
 */

/** One resource of a memory. */
export interface MemoryEntry {
  readonly scope: string;
  readonly id: string;
  readonly state: string;
}

/** Everything in a memory, one entry a resource: what a line is too short for all of. */
export function entriesOf({ states }: Memory): readonly MemoryEntry[] {
  return [...states].flatMap(([scope, told]) => [...told].map(([id, state]) => ({ scope, id, state })));
}

/** What one line holds besides the run's id. Plain JSON; instants are ISO 8601 in UTC. */
export interface MemoryLine {
  readonly version: 1;
  readonly at: string;
  readonly toldAt?: string;
  /** Counted from 1. */
  readonly part: number;
  readonly parts: number;
  /** By scope, and in there by resource. */
  readonly scopes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * The lines, one by one: nobody needs all of them at once.
 *
 * @param parts the entries of the memory, as many of them together as fit into a line; a memory without any is a line, too
 */
export function* linesOf(
  { at = 0, toldAt }: Pick<Memory, "at" | "toldAt">,
  parts: readonly (readonly MemoryEntry[])[],
): Generator<MemoryLine> {
  const written = parts.length === 0 ? [[]] : parts;
  for (const [before, entries] of written.entries()) {
    yield {
      version: 1,
      at: new Date(at).toISOString(),
      ...(toldAt === undefined ? {} : { toldAt: new Date(toldAt).toISOString() }),
      part: before + 1,
      parts: written.length,
      scopes: Object.fromEntries(
        [...Map.groupBy(entries, ({ scope }) => scope)].map(([scope, all]) => [
          scope,
          Object.fromEntries(all.map(({ id, state }) => [id, state])),
        ]),
      ),
    };
  }
}

/**
 * The memory of the run that ended last, of those that have left all of theirs. `undefined` when there is none.
 *
 * @param lines JSON as it was parsed
 */
export function readMemory(lines: readonly unknown[]): Memory | undefined {
  const runs = Map.groupBy(lines.flatMap(readLine), ({ runId, at }) => `${runId} ${at}`);
  return [...runs.values()]
    .filter(isComplete)
    .map(joined)
    .reduce<Memory | undefined>((latest, each) => ((each.at ?? 0) > (latest?.at ?? -1) ? each : latest), undefined);
}

interface ReadLine extends Pick<Memory, "states"> {
  readonly runId: string;
  readonly at: number;
  readonly toldAt: number | undefined;
  readonly part: number;
  readonly parts: number;
}

function readLine(line: unknown): readonly ReadLine[] {
  if (!isRecord(line) || line.version !== 1) return [];
  const { runId, part, parts, scopes } = line;
  const at = readInstant(line.at);
  const toldAt = readInstant(line.toldAt);
  const states = readStates(scopes);
  if (at === undefined || states === undefined || (line.toldAt !== undefined && toldAt === undefined)) return [];
  if (typeof runId !== "string" || typeof part !== "number" || !Number.isInteger(part) || typeof parts !== "number") {
    return [];
  }
  return [{ runId, at, toldAt, part, parts, states }];
}

function readInstant(value: unknown): number | undefined {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function readStates(scopes: unknown): Memory["states"] | undefined {
  if (!isRecord(scopes)) return undefined;
  const states = Object.entries(scopes).map(([scope, told]) => [scope, readTold(told)] as const);
  const known = states.flatMap(([scope, told]) => (told === undefined ? [] : [[scope, told] as const]));
  return known.length === states.length ? new Map(known) : undefined;
}

function readTold(told: unknown): ReadonlyMap<string, string> | undefined {
  if (!isRecord(told)) return undefined;
  const states = Object.entries(told);
  const known = states.flatMap(([id, state]) => (typeof state === "string" ? [[id, state] as const] : []));
  return known.length === states.length ? new Map(known) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isComplete(lines: readonly ReadLine[]): boolean {
  const found = new Set(lines.map(({ part }) => part));
  return lines.every(({ part, parts }) => part >= 1 && part <= parts && found.size === parts);
}

/** The parts of one run. A log may hold one of them twice. */
function joined(lines: readonly ReadLine[]): Memory {
  const states = new Map<string, Map<string, string>>();
  for (const line of lines) {
    for (const [scope, told] of line.states) {
      states.set(scope, new Map([...(states.get(scope) ?? []), ...told]));
    }
  }
  const [first] = lines;
  return { at: first?.at, toldAt: first?.toldAt, states };
}
