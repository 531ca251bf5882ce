import { usd } from "../../../functions/janitor/notify/plain-text.ts";

const known = new Map<number, string>();

/** `$3.65`. Almost all amounts of a page are the same few, and writing one out is slow. */
export function money(amount: number): string {
  const written = known.get(amount) ?? usd(amount);
  known.set(amount, written);
  return written;
}

/** In USD. Sums of floating-point numbers, without the dust. */
export function sumOf(findings: readonly { readonly monthlyCostUsd: number }[]): number {
  return Math.round(findings.reduce((sum, { monthlyCostUsd }) => sum + monthlyCostUsd, 0) * 100) / 100;
}
