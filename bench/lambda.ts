import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod/mini";

/*
 * What Lambda adds to a function: memory, a share of a processor that goes with it, and a price.
 */

const service = z.object({
  functions: z.array(z.union([z.object({ janitor: z.object({ memorySize: z.number() }) }), z.string()])),
});

/** The memory that serverless.yml gives the janitor, in MB. */
export function deployedMemoryMb(): number {
  const text = readFileSync(new URL("../serverless.yml", import.meta.url), "utf8");
  // CloudFormation's own tags, which nothing here asks for.
  const { functions } = z.parse(service, parse(text, { logLevel: "error" }));
  for (const each of functions) if (typeof each !== "string") return each.janitor.memorySize;
  throw new Error("serverless.yml has no function janitor with a memorySize");
}

/**
 * The limits that Lambda's Node.js runtime sets for the heap: half of a tenth for each half of the young generation, the
 * rest for the old one. They are not documented; the runtime's own start script has them.
 */
export function heapLimits(memoryMb: number): readonly string[] {
  const young = Math.floor(memoryMb / 10);
  return [`--max-semi-space-size=${Math.floor(young / 2)}`, `--max-old-space-size=${memoryMb - young}`];
}

/**
 * The share of one processor that goes with the memory: a whole one with 1,769 MB.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export function processorShare(memoryMb: number): number {
  return Math.min(1, memoryMb / 1_769);
}

/** USD, for arm64 in us-east-1, without the free tier. https://aws.amazon.com/lambda/pricing/ */
const prices = { gbSecond: 0.0000133334, request: 0.2 / 1_000_000 };

/** A year has 365.25 days and twelve months. */
export const runsAMonth = 365.25 / 12;

/** What a run a day costs in a month, in USD. Starts are billed as well as what comes after. */
export function monthlyCostUsd(memoryMb: number, billedMs: number): number {
  const gbSeconds = (memoryMb / 1_024) * (Math.ceil(billedMs) / 1_000);
  return runsAMonth * (gbSeconds * prices.gbSecond + prices.request);
}
