const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
export const day = 24 * hour;
const week = 7 * day;

const short: Readonly<Record<string, number>> = { s: second, m: minute, h: hour, d: day, w: week };

/** Ten years: whatever is longer is a typing error. */
const longest = 3_650 * day;

/**
 * Reads `36h`, `14d`, `2w`, `90m`, or ISO 8601 with weeks, days and a time (`P14D`, `PT36H`, `P1DT12H`), in either case.
 * Months and years are refused because their length varies. `undefined` for everything else, for nothing at all
 * and for more than ten years.
 *
 * @returns milliseconds
 */
export function parseDuration(text: string): number | undefined {
  const normal = text.trim().toLowerCase();
  const ms = readShort(normal) ?? readIso(normal);
  return ms !== undefined && ms > 0 && ms <= longest ? ms : undefined;
}

function readShort(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})\s*([smhdw])$/.exec(text) ?? [];
  const size = unit === undefined ? undefined : short[unit];
  return size === undefined ? undefined : Number(count) * size;
}

function readIso(text: string): number | undefined {
  const parts =
    /^p(?=[\dt])(?:(\d{1,9})w)?(?:(\d{1,9})d)?(?:t(?=\d)(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?)?$/.exec(text);
  if (parts === null) return undefined;
  const sizes = [week, day, hour, minute, second];
  return sizes.reduce((sum, size, at) => sum + Number(parts[at + 1] ?? 0) * size, 0);
}

/** Writes milliseconds the way a person would say them: `14d`, `1d 12h`, `6h`. Below a second: `0s`. */
export function formatDuration(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ["d", day],
    ["h", hour],
    ["m", minute],
    ["s", second],
  ];
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(ms / second) * second);
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  return parts.length === 0 ? "0s" : parts.join(" ");
}
