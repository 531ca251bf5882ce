/** How much is measured, and how often. */
export interface Scale {
  /** Rounds of the survey; each is one bound and one run. */
  readonly surveyRounds: number;
  /** Interfaces in each region; a tenth of them is idle. */
  readonly interfacesPerRegion: number;
  /** How much of the round trips between real regions, from 0 to 1. */
  readonly distance: number;
  /** How many addresses are due, and how many interfaces. */
  readonly releases: number;
  /** How many ms pass on the clock of the releases in one of real time. */
  readonly speed: number;
  /** Interfaces in one region, the fewest first; a tenth of them is idle. */
  readonly sizes: readonly [number, number, number];
  readonly runsPerSize: number;
  /** Starts of each of the bundles. */
  readonly starts: number;
  /** Pairs of the janitor and the script: an odd number, so that one is in the middle. */
  readonly pairs: number;
}

/** What the promises are about. */
export const full: Scale = {
  surveyRounds: 15,
  interfacesPerRegion: 300,
  distance: 1,
  releases: 1_000,
  speed: 10,
  sizes: [1_000, 10_000, 50_000],
  runsPerSize: 5,
  starts: 25,
  pairs: 3,
};

/** Enough to see that everything works, and too little to say anything of speed. */
export const quick: Scale = {
  surveyRounds: 1,
  interfacesPerRegion: 20,
  distance: 0.02,
  releases: 60,
  speed: 20,
  sizes: [1_000, 4_000, 8_000],
  runsPerSize: 1,
  starts: 1,
  pairs: 1,
};
