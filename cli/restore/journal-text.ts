import { type JournalLine, type LineReading, readLine } from "./journal-lines.ts";

/** All that was found in a journal. */
export interface JournalReading {
  readonly lines: readonly JournalLine[];
  /** Lines about a release that cannot be understood: what they tell must not be passed over. */
  readonly unreadable: readonly UnreadableLine[];
  /** Lines of the janitor's about other things. */
  readonly others: number;
  /** Lines that are nobody's, or somebody else's. */
  readonly foreign: number;
}

export interface UnreadableLine {
  /** Where it stands: `line 7`. */
  readonly where: string;
  readonly why: string;
}

/** Something that may be a line, as it was parsed or as it stands. */
interface Candidate {
  readonly where: string;
  readonly reading: LineReading;
}

/**
 * Reads a journal from text: a line each, with or without something in front (`aws logs tail`), or what `aws logs
 * filter-log-events` answers.
 */
export function readJournalText(text: string): JournalReading {
  const whole = parse(text);
  if (whole.parsed) return sum(readValue(whole.value, "line 1"));
  const lines = text.split("\n").map((line, before) => ({ line, where: `line ${before + 1}` }));
  return sum(lines.flatMap(({ line, where }) => (line.trim() === "" ? [] : readText(line, where))));
}

/** Reads lines that CloudWatch Logs has given out one by one. */
export function readJournalEvents(events: readonly LogEvent[], log: string): JournalReading {
  return sum(events.flatMap((event, before) => readEvent(event, `event ${before + 1} of ${log}`)));
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilteredLogEvent.html */
export interface LogEvent {
  readonly message: string;
  readonly timestamp?: number | undefined;
}

/** One journal of several. */
export function joined(readings: readonly JournalReading[]): JournalReading {
  return {
    lines: readings.flatMap(({ lines }) => lines),
    unreadable: readings.flatMap(({ unreadable }) => unreadable),
    others: readings.reduce((many, { others }) => many + others, 0),
    foreign: readings.reduce((many, { foreign }) => many + foreign, 0),
  };
}

function sum(candidates: readonly Candidate[]): JournalReading {
  return {
    lines: candidates.flatMap(({ reading }) => (reading.is === "read" ? [reading.line] : [])),
    unreadable: candidates.flatMap(({ where, reading }) =>
      reading.is === "unreadable" ? [{ where, why: reading.why }] : [],
    ),
    others: candidates.filter(({ reading }) => reading.is === "another").length,
    foreign: candidates.filter(({ reading }) => reading.is === "foreign").length,
  };
}

function readText(text: string, where: string, shownAt?: number): readonly Candidate[] {
  const start = text.indexOf("{");
  const read = start < 0 ? unparsed : parse(text.slice(start));
  if (read.parsed) return readValue(read.value, where, shownAt);
  // Broken off early, a line still says what it was: the logger puts that first.
  const isOurs = /"journal"\s*:\s*"(intent|outcome)"|"message"\s*:\s*"release (intended|ended)"/.test(text);
  return [
    { where, reading: isOurs ? { is: "unreadable", why: "it is no JSON, or not on one line" } : { is: "foreign" } },
  ];
}

function readValue(value: unknown, where: string, shownAt?: number): readonly Candidate[] {
  const events = eventsIn(value);
  if (events === undefined) return [{ where, reading: readLine(value, shownAt) }];
  return events.flatMap((event, before) => {
    const place = `event ${before + 1}`;
    return isEvent(event) ? readEvent(event, place) : [{ where: place, reading: { is: "foreign" } as const }];
  });
}

function readEvent({ message, timestamp }: LogEvent, where: string): readonly Candidate[] {
  return readText(message, where, timestamp);
}

function eventsIn(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== "object" || value === null || !("events" in value)) return undefined;
  return Array.isArray(value.events) ? value.events : undefined;
}

function isEvent(value: unknown): value is LogEvent {
  if (typeof value !== "object" || value === null || !("message" in value)) return false;
  const timestamp = "timestamp" in value ? value.timestamp : undefined;
  return typeof value.message === "string" && (timestamp === undefined || typeof timestamp === "number");
}

const unparsed = { parsed: false } as const;

function parse(text: string): { readonly parsed: true; readonly value: unknown } | typeof unparsed {
  try {
    return { parsed: true, value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch {
    return unparsed;
  }
}
