import { day, instant } from "../../functions/janitor/notify/plain-text.ts";

/** An instant, in ms since the epoch, as a person reads it. */
export function at(ms: number): string {
  return instant(new Date(ms).toISOString());
}

/** The last day that ends before an instant. */
export function lastDay(end: number): string {
  return day(new Date(end - 1).toISOString());
}
