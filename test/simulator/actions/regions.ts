import { ServiceError } from "../protocol/errors.ts";
import { applyFilters } from "../protocol/filters.ts";
import { DEFAULT_REGIONS, OPT_IN_REGIONS, optInStatus } from "../state/regions.ts";
import { type ActionTable, reads } from "./action.ts";

const NO_TAGS = new Map<string, string>();

export const regionActions: ActionTable = {
  /** Lists the enabled regions, or with AllRegions (or by name) the others too. */
  DescribeRegions: reads(({ scope: { cloud }, parameters }) => {
    const names = parameters.list("RegionName");
    const all = new Set([...DEFAULT_REGIONS, ...OPT_IN_REGIONS, ...cloud.enabledRegions].sort());
    const unknown = names.find((name) => !all.has(name));
    if (unknown !== undefined) {
      throw new ServiceError("InvalidParameterValue", `Invalid region provided: ${unknown}`);
    }
    const everything = parameters.flag("AllRegions") ?? false;
    const candidates = [...all]
      .filter((name) => (names.length > 0 ? names.includes(name) : everything || cloud.enabledRegions.includes(name)))
      .map((regionName) => ({
        regionName,
        regionEndpoint: `ec2.${regionName}.amazonaws.com`,
        optInStatus: optInStatus(regionName, cloud.enabledRegions),
        tags: NO_TAGS,
      }));
    const found = applyFilters(candidates, parameters, {
      endpoint: ({ regionEndpoint }) => [regionEndpoint],
      "opt-in-status": (region) => [region.optInStatus],
      "region-name": ({ regionName }) => [regionName],
    });
    return { regionInfo: found.map(({ tags: _, ...elements }) => elements) };
  }),
};
