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
  guards: {
    dns: true,
    ptr: true,
    "allow-lists": true,
    activity: true,
    transfers: true,
    routes: true,
    templates: true,
    stacks: true,
  },
  protect: [],
  rules: [],
  owner: { tags: ["Owner", "Team"] },
  notify: { when: "attention", digest: "monday" },
  prices: { elasticIpHourlyUsd: 0.005 },
};
