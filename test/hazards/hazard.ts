import { describe } from "vitest";
import type { HazardId } from "./hazards.ts";

/** The tests of one hazard: each is there to fail when what the janitor does about it is taken out. */
export function hazard(id: HazardId, tests: () => void): void {
  describe(id, tests);
}
