import * as fc from "fast-check";
import { type PolicyWords, policy } from "./policies.ts";
import { type RunWords, runWords } from "./troubles.ts";
import { type Thing, things } from "./worlds.ts";

/** One account, and what happens to it in a few runs. */
export interface Story {
  readonly regions: readonly string[];
  readonly policy: PolicyWords;
  readonly things: readonly Thing[];
  readonly runs: readonly RunWords[];
}

const names = ["us-east-1", "eu-west-1", "us-west-2"] as const;

/** @param most how many runs there are at the most */
export function stories(most: number): fc.Arbitrary<Story> {
  return fc
    .record({
      regions: fc.constantFrom(1, 1, 1, 2, 2, 3),
      policy,
      things,
      runs: fc.array(runWords, { minLength: 1, maxLength: most }),
    })
    .map(({ regions, ...rest }) => ({ regions: names.slice(0, regions), ...rest }));
}
