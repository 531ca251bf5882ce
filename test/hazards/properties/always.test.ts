import { type Broken, calm, liveThrough } from "./living.ts";
import { stories } from "./stories.ts";
import { testVows } from "./vow-tests.ts";
import { brokenBy, brokenByCalm, brokenInTheEnd, wrongMarks } from "./vows.ts";

/** From no mark to a release takes two runs, and one more when a mark was wrong and has to be taken off first. */
const calmRuns = 3;

/** Stories of one or two runs, and the calm ones: about fifteen hundred runs. */
const numRuns = 320;

testVows({
  stories: stories(2),
  numRuns,
  live: async (scene) => {
    const broken: Broken[] = [];
    for (const words of scene.story.runs) broken.push(...brokenBy(scene, await liveThrough(scene, words)));
    for (let left = calmRuns; left > 0; left--) {
      const lived = await liveThrough(scene, calm);
      broken.push(...brokenBy(scene, lived), ...brokenByCalm(scene, lived), ...wrongMarks(scene, lived));
      if (left === 1) broken.push(...brokenInTheEnd(scene, lived));
    }
    return broken;
  },
  vows: {
    arrival: "once the faults are over, all that is due goes within three runs, nothing else does, and no run fails",
    marks: "a calm run marks what begins to wait, and takes the mark off what does not just wait",
  },
});
