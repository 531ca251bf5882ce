import { day } from "../domain/duration.ts";
import type { Policy } from "../domain/policy.ts";

/** The policy of an empty file: report everywhere, write nothing. The schema takes its defaults from here. */
export const defaultPolicy: Policy = {
  mode: "report",
  regions: "all",
  tagPrefix: "janitor:",
  graceMs: 7 * day,
  default: "release",
  limits: { releases: 20 },
  guards: { stacks: true },
  protect: [],
  rules: [],
  owner: { tags: ["Owner", "Team"] },
  prices: { elasticIpHourlyUsd: 0.005 },
};
