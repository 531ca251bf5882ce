import { expect, test } from "vitest";
import type { ReportedFinding } from "../../functions/janitor/domain/report.ts";
import { findingTitles, titleOf } from "../../functions/janitor/notify/finding-title.ts";

test.each<[ReportedFinding["outcome"], ReportedFinding["decision"], string, string]>([
  ["failed", "release", "grace-over", "Failed"],
  ["released", "release", "grace-over", "Released"],
  ["withheld", "release", "grace-over", "Withheld"],
  ["changed", "keep", "in-use", "Changed before they were released"],
  ["already-gone", "release", "grace-over", "Gone already"],
  ["none", "release", "grace-over", "Due"],
  ["none", "wait", "grace", "Waiting"],
  ["marked", "wait", "first-seen", "Waiting"],
  ["none", "report", "stopped-instance", "Reported"],
  ["none", "protect", "dns-record", "Protected"],
  ["unmarked", "protect", "dns-record", "Protected"],
  ["none", "keep", "tag-keep", "Kept"],
  ["unmarked", "keep", "tag-keep", "Kept"],
  ["unmarked", "keep", "in-use", "In use again"],
])("%s, %s, %s is listed under %s", (outcome, decision, reason, title) => {
  expect(titleOf({ outcome, decision, reason })).toBe(title);
  expect(findingTitles).toContain(title);
});
