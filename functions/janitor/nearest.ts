import { distance } from "fastest-levenshtein";

/**
 * The candidate that somebody most likely meant by `word`, whatever its case: one letter wrong in three at most, or two
 * letters swapped. `undefined` when nothing is really near, because a wrong guess is worse than none.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.trim().toLowerCase();
  if (wanted === "") return undefined;
  let best: { readonly candidate: string; readonly away: number } | undefined;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    const limit = sameLetters(wanted, known) ? 2 : Math.floor(Math.max(wanted.length, known.length) / 3);
    // Lengths first: whatever is fed in, no long text is ever compared letter by letter.
    if (Math.abs(wanted.length - known.length) > limit) continue;
    const away = distance(wanted, known);
    if (away <= limit && (best === undefined || away < best.away)) best = { candidate, away };
  }
  return best?.candidate;
}

/** A swap counts as two edits; too many for a short word, though it is the most common slip. */
function sameLetters(a: string, b: string): boolean {
  return a.length === b.length && [...a].sort().join("") === [...b].sort().join("");
}
