import { expect, test } from "vitest";
import { heartbeatHours, problemOfTimezone, readSchedule } from "../../../infra/plugin/schedule.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const hour = 3_600_000;

function read(expression: string, timezone = "UTC") {
  return readSchedule(expression, timezone, now);
}

/** The longest pause in hours, or what is wrong. */
function longestPause(expression: string, timezone?: string): number | string {
  const result = read(expression, timezone);
  return result.ok ? result.schedule.longestPause / hour : result.problem;
}

test.each([
  ["cron(0 6 * * ? *)", "UTC", 24],
  // The night on which the clock is put back is an hour longer.
  ["cron(0 6 * * ? *)", "Europe/Berlin", 25],
  ["cron(0 6 ? * MON-FRI *)", "UTC", 72],
  ["cron(0 6 ? * 2-6 *)", "UTC", 72],
  ["cron(0 6 ? * 2 *)", "UTC", 168],
  // Weekdays count from Sunday, so that 3 is a Tuesday: from there to Monday.
  ["cron(0 6 ? * MON,3 *)", "UTC", 144],
  ["cron(0/60 6 * * ? *)", "UTC", 24],
  ["cron(30 0/6 * * ? *)", "UTC", 6],
  ["cron(0 6,18 * * ? *)", "UTC", 12],
  ["cron(0 6 1 * ? *)", "UTC", 31 * 24],
  ["cron(0 6 L * ? *)", "UTC", 31 * 24],
  // From Friday the 14th of May 2027, as the 15th is a Saturday, to Tuesday the 15th of June.
  ["cron(0 6 15W * ? *)", "UTC", 32 * 24],
  ["cron(0 6 ? * 6L *)", "UTC", 35 * 24],
  ["cron(0 6 ? * 3#1 *)", "UTC", 35 * 24],
  ["cron(0 6 * * ? 2026)", "UTC", Number.POSITIVE_INFINITY],
  // In the night on which the clock is put forward there is no half past two: that run is left out.
  ["cron(30 2 * * ? *)", "Europe/Berlin", 47],
  ["cron(0 0 * * ? *)", "Africa/Cairo", 47],
  ["rate(12 hours)", "UTC", 12],
  ["rate(1 day)", "UTC", 24],
  ["rate(90 minutes)", "UTC", 1.5],
])("%s in %s pauses for %d hours at the most", (expression, timezone, hours) => {
  expect(longestPause(expression, timezone)).toBe(hours);
});

test("the wait for the first run counts as a pause, too", () => {
  const first = Date.parse("2028-02-29T06:00:00Z");
  expect(longestPause("cron(0 6 29 2 ? *)")).toBe((first - now) / hour);
  expect(longestPause("cron(0 6 * * ? 2030-2040)")).toBe((Date.parse("2030-01-01T06:00:00Z") - now) / hour);
});

test.each([
  ["0 6 * * ? *", "it is neither cron(…) nor rate(…)"],
  ["at(2027-01-01T00:00:00)", "it is neither cron(…) nor rate(…)"],
  ["rate(0 hours)", "it is neither cron(…) nor rate(…)"],
  ["rate(2 hour)", "the unit is in the plural, unless it is 1"],
  ["rate(1 hours)", "the unit is in the plural, unless it is 1"],
  ["rate(12 hours)s", "it is neither cron(…) nor rate(…)"],
  ["arate(12 hours)", "it is neither cron(…) nor rate(…)"],
  ["rate(1000000 hours)", "it is neither cron(…) nor rate(…)"],
  ["acron(0 6 * * ? *)", "it is neither cron(…) nor rate(…)"],
  ["cron(0 6 * * ? *)s", "it is neither cron(…) nor rate(…)"],
  ["cron( 0 6 * * ? * )", "it has 8 fields"],
  ["cron(0 6 ? * 8 *)", "EventBridge Scheduler does not take that day of the week"],
  ["cron(0 6 ? * +MON *)", "does not take that day of the week"],
  ["cron(0 ? * * ? *)", "does not take that hour"],
  ["cron(0 6 ? ? 2 *)", "does not take that month"],
  ["cron(0 6 * * ? ?)", "does not take that year"],
  ["cron(0 6 * * ? 2500)", "does not take that year"],
  ["cron(@ 6 * * ? *)", "does not take that minute"],
  ["cron(0 6 W * ? *)", "does not take that day of the month"],
  ["rate(1 week)", "it is neither cron(…) nor rate(…)"],
  ["", "it is neither cron(…) nor rate(…)"],
  ["cron(0 6 * * *)", "it has 5 fields, and six are needed"],
  ["cron(0 6 * * * *)", "is to be a question mark"],
  ["cron(0 6 ? * ? *)", "is to be a question mark"],
  ["cron(61 6 * * ? *)", ": Invalid value for minute: 61. "],
  ["cron(0 25 * * ? *)", "Invalid value for hour: 25"],
  ["cron(0 6 ? * MOO *)", "MOO"],
  ["cron(0 6 * * ? 2020)", "it never comes"],
  ["cron(0 6 30 2 ? *)", "it never comes"],
  ["cron(0/15 * * * ? *)", "more than one run an hour"],
  ["cron(0,59 6 * * ? *)", "more than one run an hour"],
  ["rate(5 minutes)", "more than one run an hour"],
])("%s is refused: %s", (expression, why) => {
  const problem = longestPause(expression);
  expect(problem).toContain(`schedule is "${expression}": `);
  expect(problem).toContain(why);
  expect(problem).toContain("Write it like cron(0 6 * * ? *) or rate(12 hours).");
});

test("once an hour is not too often", () => {
  expect(longestPause("cron(0 * * * ? *)")).toBe(1);
  expect(longestPause("rate(1 hour)")).toBe(1);
});

test.each([
  ["cron(0 6 * * ? *)", "UTC", 26],
  ["cron(0 6 * * ? *)", "Europe/Berlin", 27],
  ["rate(90 minutes)", "UTC", 4],
  ["cron(0 6 ? * MON-FRI *)", "UTC", 74],
  // CloudWatch looks back for seven days at the most.
  ["rate(166 hours)", "UTC", 168],
  ["rate(167 hours)", "UTC", undefined],
  ["cron(0 6 ? * MON *)", "UTC", undefined],
  ["cron(0 6 * * ? 2026)", "UTC", undefined],
])("the heartbeat of %s in %s is missed after %s hours", (expression, timezone, hours) => {
  const result = read(expression, timezone);
  expect(result.ok && heartbeatHours(result.schedule)).toBe(hours);
});

test.each(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "US/Eastern", "Asia/Calcutta"])(
  "%s is a time zone",
  (name) => {
    expect(problemOfTimezone(name)).toBeUndefined();
  },
);

test.each([
  ["Europe/Berln", "Europe/Berlin"],
  ["europe/berlin", "Europe/Berlin"],
  ["Europe/berlin", "Europe/Berlin"],
  ["utc", "UTC"],
])("%s is none, but %s is", (name, meant) => {
  expect(problemOfTimezone(name)).toBe(
    `timezone is "${name}", which is no time zone. Name one like UTC or Europe/Berlin. Did you mean ${meant}?`,
  );
});

test.each(["+02:00", "Mars/Base", "CEST or so", "PST", "IST"])("%s is no time zone, and nothing near one", (name) => {
  expect(problemOfTimezone(name)).toBe(
    `timezone is "${name}", which is no time zone. Name one like UTC or Europe/Berlin.`,
  );
});
