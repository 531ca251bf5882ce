import type { Clock } from "../../functions/janitor/ports.ts";

/** Ms to wait before each further look. */
const pauses = [500, 1_000, 2_000] as const;

/**
 * Looks until it sees what will do, or has looked often enough: for a moment EC2 may still show what is gone, and not yet what it
 * has just made. https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 *
 * @returns what it saw last
 * @throws what the look throws
 */
export async function lookAgain<T>(
  look: () => Promise<T>,
  willDo: (seen: T) => boolean,
  { clock }: { readonly clock: Pick<Clock, "pause"> },
): Promise<T> {
  let seen = await look();
  for (const pause of pauses) {
    if (willDo(seen)) break;
    await clock.pause(pause, new AbortController().signal);
    seen = await look();
  }
  return seen;
}
