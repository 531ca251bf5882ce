import { Cron } from "croner";
import { nearest } from "../../functions/janitor/nearest.ts";
import { quote } from "./problems.ts";

/** What follows from a schedule that EventBridge Scheduler takes. */
export interface Schedule {
  /** The longest that the janitor pauses, in ms. `Infinity` where the schedule ends. */
  readonly longestPause: number;
}

type Read = { readonly ok: true; readonly schedule: Schedule } | { readonly ok: false; readonly problem: string };

const hour = 3_600_000;
const day = 24 * hour;

/** How far ahead a cron expression is looked at: every month, and both changes of the clock. */
const horizon = 400 * day;

const example = "Write it like cron(0 6 * * ? *) or rate(12 hours).";

/**
 * Reads a schedule as EventBridge Scheduler does. Once an hour is the most that is accepted: no grace is shorter.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 *
 * @param from when it starts to count, in ms since the epoch
 */
export function readSchedule(expression: string, timezone: string, from: number): Read {
  const wrong = (why: string): Read => ({ ok: false, problem: `schedule is ${quote(expression)}: ${why} ${example}` });
  const cron = /^cron\((.+)\)$/.exec(expression)?.[1];
  const pauses = cron === undefined ? pausesOfRate(expression) : pausesOfCron(cron, timezone, from);
  if (typeof pauses === "string") return wrong(pauses);
  if (pauses.shortest < hour) return wrong("more than one run an hour finds nothing new, as no grace is shorter.");
  return { ok: true, schedule: { longestPause: pauses.longest } };
}

interface Pauses {
  /** In ms. */
  readonly shortest: number;
  readonly longest: number;
}

const unitMs = { minute: 60_000, hour, day } as const;

function pausesOfRate(expression: string): Pauses | string {
  const [, digits, unit, plural] = /^rate\(([1-9]\d{0,5}) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const ms = Object.entries(unitMs).find(([name]) => name === unit)?.[1];
  if (digits === undefined || ms === undefined) return "it is neither cron(…) nor rate(…).";
  if ((digits === "1") !== (plural === "")) return "the unit is in the plural, unless it is 1.";
  const pause = Number(digits) * ms;
  return { shortest: pause, longest: pause };
}

/** What AWS takes in each field; `Cron` takes more. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
const fields = [
  { name: "minute", allowed: /^[\d,*/-]+$/ },
  { name: "hour", allowed: /^[\d,*/-]+$/ },
  { name: "day of the month", allowed: /^([\d,*/-]+|\?|L|\d{1,2}W)$/ },
  { name: "month", allowed: /^[\dA-Z,*/-]+$/ },
  { name: "day of the week", allowed: /^([1-7A-Z,*/-]+|\?|[1-7]L|[1-7]#[1-5])$/ },
  { name: "year", allowed: /^(\*|(19[7-9]|20\d|21\d)\d([,/-]\d{1,4})*)$/ },
] as const;

function pausesOfCron(text: string, timezone: string, from: number): Pauses | string {
  const parts = text.split(" ");
  const [, , dayOfMonth, , dayOfWeek] = parts;
  if (parts.length !== 6)
    return `it has ${parts.length} fields, and six are needed: minute hour day month weekday year.`;
  if ((dayOfMonth === "?") === (dayOfWeek === "?"))
    return "one of its third and its fifth field, the day of the month and of the week, is to be a question mark.";
  const odd = fields.find(({ allowed }, at) => !allowed.test(parts[at] ?? ""));
  if (odd !== undefined) return `EventBridge Scheduler does not take that ${odd.name}.`;
  try {
    // Seconds come first here. AWS counts weekdays from 1, a Sunday, and lets a step start anywhere: 0/15.
    const cron = new Cron(`0 ${parts.join(" ")}`, {
      mode: "7-part",
      alternativeWeekdays: true,
      sloppyRanges: true,
      timezone,
    });
    return pausesBetween(cron, from);
  } catch (error) {
    return `${error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error)}.`;
  }
}

/** The wait before the first run counts as well: so long there is no run either. */
function pausesBetween(cron: Cron, from: number): Pauses | string {
  const first = nextRun(cron, new Date(from));
  if (first === null) return "it never comes.";
  let last = first;
  let [shortest, longest] = [Number.POSITIVE_INFINITY, first.getTime() - from];
  while (last.getTime() < from + horizon) {
    const next = nextRun(cron, last);
    const pause: number = next === null ? Number.POSITIVE_INFINITY : next.getTime() - last.getTime();
    shortest = Math.min(shortest, pause);
    longest = Math.max(longest, pause);
    if (next === null || shortest < hour) break;
    last = next;
  }
  return { shortest, longest };
}

/** EventBridge Scheduler leaves out a time that the clock skips when it is put forward; `Cron` moves it. */
function nextRun(cron: Cron, after: Date): Date | null {
  const next = cron.nextRun(after);
  return next === null || cron.match(next) ? next : nextRun(cron, next);
}

/** What is wrong with the name of a time zone, if anything. */
export function problemOfTimezone(name: string): string | undefined {
  const known = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  if (known.includes(name)) return undefined;
  const near = known.find((each) => each.toLowerCase() === name.toLowerCase()) ?? nearest(name, known);
  // Old names (US/Eastern) are not in the list, but they are known. Offsets (+02:00) and letters (PST) are no time zones.
  if (/^[A-Z]\w*(\/[\w+-]+)+$/.test(name) && isKnown(name) && near?.toLowerCase() !== name.toLowerCase())
    return undefined;
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  return `timezone is ${quote(name)}, which is no time zone. Name one like UTC or Europe/Berlin.${hint}`;
}

function isKnown(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}

/**
 * How many hours without a successful run are too many: the longest pause and two more. `undefined` where that is longer
 * than a CloudWatch alarm can look back.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function heartbeatHours({ longestPause }: Schedule): number | undefined {
  const hours = Math.ceil(longestPause / hour) + 2;
  return hours <= 7 * 24 ? hours : undefined;
}
