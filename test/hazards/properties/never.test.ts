import { afterAll, expect } from "vitest";
import { type Broken, liveThrough } from "./living.ts";
import { stories } from "./stories.ts";
import { testVows } from "./vow-tests.ts";
import { brokenBy } from "./vows.ts";

/** Stories of up to three runs each: about two thousand runs. */
const numRuns = 1_000;

/** How often each outcome and each alarm came up. Where nothing is released, nothing wrong is released either. */
const tally = new Map<string, number>();
const count = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1);

testVows({
  stories: stories(3),
  numRuns,
  live: async (scene) => {
    const broken: Broken[] = [];
    for (const words of scene.story.runs) {
      const lived = await liveThrough(scene, words);
      const { report } = lived.invocation;
      for (const { outcome } of report?.findings ?? []) count(outcome);
      for (const { code } of report?.alarms ?? []) count(code);
      broken.push(...brokenBy(scene, lived));
    }
    return broken;
  },
  vows: {
    use: "nothing that is in use is released",
    "opt-out": "nothing that its owner or the policy has opted out is released",
    "unreadable tag": "nothing with a janitor tag that cannot be read is released",
    fact: "nothing that AWS or another account holds on to is released",
    guard: "nothing that a guard protects is released",
    "blind guard": "nothing is released about which a guard could not be asked",
    grace: "nothing is released unmarked or inside its grace",
    look: "nothing is released without a look of its own right before",
    "failed region": "nothing is released in a region of which a listing failed",
    intent: "nothing is released before its intent is in the journal",
    told: "the report tells every release, and none that was not",
    regions: "the report names every region once, and calls none scanned that was not seen whole",
    alarm: "a region that failed raises an alarm and fails the run",
    complete: "whatever is idle in a region that is called scanned is in the report",
    totals: "the totals agree with the findings",
    ending: "a run returns a report, or throws a failed run with one",
    mode: "nothing is written in mode report, and nothing released in mode mark",
    tags: "no tag is written or taken off but the mark",
    limit: "no run releases more than its limit",
  },
});

afterAll(() => {
  const least = {
    released: 200,
    changed: 10,
    failed: 10,
    withheld: 20,
    "region-failed": 50,
    "evidence-unavailable": 10,
  };
  for (const [what, times] of Object.entries(least)) expect(tally.get(what), what).toBeGreaterThan(times);
});
