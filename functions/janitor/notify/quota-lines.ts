import { count } from "./plain-text.ts";
import type { TellableRegion, TellableReport } from "./tellable-report.ts";

/** The regions where the next address may be refused, a line each. */
export function quotaLines({ regions }: Pick<TellableReport, "regions">): readonly string[] {
  return regions
    .filter(isNearlyFull)
    .map(
      ({ region, elasticIps: { total, idle, quota } }) =>
        `${region}: ${count(total, "Elastic IP")} of ${quota} allowed, ${idle} of them idle`,
    );
}

/** The regions where the next address will be refused. */
export function fullRegions({ regions }: Pick<TellableReport, "regions">): readonly string[] {
  return regions
    .filter((each) => each.status === "scanned" && each.elasticIps.total >= each.elasticIps.quota)
    .map(({ region }) => region);
}

/** One more address, at most, and the region is full. */
function isNearlyFull(region: TellableRegion): region is Extract<TellableRegion, { status: "scanned" }> {
  return region.status === "scanned" && region.elasticIps.total >= region.elasticIps.quota - 1;
}
