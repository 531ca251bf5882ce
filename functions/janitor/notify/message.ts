import type { Report } from "../domain/report.ts";
import { writeCustomNotification } from "./chat.ts";
import { cutReport } from "./cut-report.ts";
import { writeEmail } from "./email.ts";
import { oneLine } from "./plain-text.ts";
import { type PublishedReport, publishedReport, type Surroundings } from "./published-report.ts";
import { writeSubject } from "./subject.ts";

export interface SnsMessage {
  readonly subject: string;
  /** The JSON of `MessageStructure: json`: one body for each protocol. */
  readonly bodies: string;
  /** What subscriptions can filter by. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

/**
 * The most bytes of a message that email can get, less a margin for what travels with it.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const messageBytes = 262_144 - 2_144;

/** What the email may take of that; it goes in twice, and the report three times. */
const emailBytes = 40_000;

/** What errors in many words leave to the findings of the report, at the least. */
const findingsBytes = 30_000;

/**
 * The one message of a run, in the form that each kind of subscriber reads. What is too much is cut where it hurts least:
 * first lines of the email, then findings from the end of the report (what was acted on stands first), then AWS's words.
 * Counts and totals are whole, and so are alarms, up to 500 of them.
 */
export function writeMessage(report: Report, surroundings: Surroundings = {}): SnsMessage {
  const published = publishedReport(report, surroundings);
  const subject = writeSubject(published);
  const email = emailThatFits(published);
  const bodies = (json: string) => {
    const https = JSON.stringify(writeCustomNotification(published));
    return JSON.stringify({
      default: email,
      email,
      sms: inPlainSms(subject),
      https,
      lambda: json,
      sqs: json,
      "email-json": json,
    });
  };
  const room = messageBytes - Buffer.byteLength(bodies(""));
  const cut = cutReport(inFewWords(published, room), room, thrice);
  return { subject, bodies: bodies(JSON.stringify(cut)), attributes: attributesOf(published) };
}

/** With what is in the alphabet of a text message, in which 160 characters fit into one. */
function inPlainSms(subject: string): string {
  return subject.replaceAll("·", "-").replaceAll("…", "...");
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html */
function attributesOf({ mode, attention, totals, alarms }: PublishedReport): SnsMessage["attributes"] {
  return {
    mode,
    attention: String(attention),
    released: totals.released,
    failed: totals.failed,
    alarms: alarms.length,
  };
}

/** The email with as many lines a section as leave most of the message to the report. */
function emailThatFits(report: PublishedReport): string {
  const lengths = [40, 20, 10, 5, 2];
  for (const lines of lengths) {
    const email = writeEmail(report, lines);
    if (bytesInJson(email) <= emailBytes) return email;
  }
  return writeEmail(report, 0);
}

/** The report with its errors in no more words than leave room for findings, however long they get inside of JSON. */
function inFewWords(report: PublishedReport, room: number): PublishedReport {
  const briefly = (most: number): PublishedReport => ({
    ...report,
    regions: report.regions.map((region) =>
      region.status === "failed"
        ? { ...region, error: { code: oneLine(region.error.code, most), message: oneLine(region.error.message, most) } }
        : region,
    ),
    alarms: report.alarms.map(({ code, message }) => ({ code, message: oneLine(message, most) })),
  });
  const fits = (each: PublishedReport) => thrice(JSON.stringify({ ...each, findings: [] })) <= room - findingsBytes;
  const short = [report, ...[150, 75, 25].map(briefly)].find(fits);
  return short ?? withFewerAlarms(briefly(25));
}

/** More alarms than that have more causes than anybody reads of. */
const mostAlarms = 500;

function withFewerAlarms(report: PublishedReport): PublishedReport {
  const [first, ...rest] = report.alarms.slice(mostAlarms);
  if (first === undefined) return report;
  const others = { code: first.code, message: `This alarm and ${rest.length} more are in the log.` };
  return { ...report, alarms: [...report.alarms.slice(0, mostAlarms), others] };
}

/** What a piece of the report takes in the message. */
function thrice(json: string): number {
  return 3 * bytesInJson(json);
}

/** What a text takes inside of JSON, without its quotes. */
function bytesInJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
