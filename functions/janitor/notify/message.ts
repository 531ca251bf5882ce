import type { Report } from "../domain/report.ts";
import { writeCustomNotification } from "./chat.ts";
import { writeEmail, writeSubject } from "./email.ts";
import { oneLine } from "./plain-text.ts";
import { cutReport, type PublishedReport } from "./published-report.ts";

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

/** The one message of a run, in the form that each kind of subscriber reads. */
export function writeMessage(report: PublishedReport): SnsMessage {
  const email = emailThatFits(report);
  const bodies = (json: string) => {
    const https = JSON.stringify(writeCustomNotification(report));
    return JSON.stringify({ default: email, email, https, lambda: json, sqs: json, "email-json": json });
  };
  const room = messageBytes - Buffer.byteLength(bodies(""));
  const cut = cutReport(inFewWords(report, room), room, thrice);
  const { mode, totals, alarms } = report;
  const attributes = { mode, released: totals.released, failed: totals.failed, alarms: alarms.length };
  return { subject: writeSubject(report), bodies: bodies(JSON.stringify(cut)), attributes };
}

/** The email with as many lines a section as leave most of the message to the report. */
function emailThatFits(report: Report): string {
  const lengths = [40, 20, 10, 5, 2];
  for (const lines of lengths) {
    const email = writeEmail(report, lines);
    if (bytesInJson(email) <= emailBytes) return email;
  }
  return writeEmail(report, 0);
}

/** The report with its errors in no more words than leave room for findings, however long they get inside of JSON. */
function inFewWords(report: Report, room: number): Report {
  const briefly = (most: number): Report => ({
    ...report,
    regions: report.regions.map((region) =>
      region.status === "failed"
        ? { ...region, error: { code: oneLine(region.error.code, most), message: oneLine(region.error.message, most) } }
        : region,
    ),
    alarms: report.alarms.map(({ code, message }) => ({ code, message: oneLine(message, most) })),
  });
  const fits = (each: Report) => thrice(JSON.stringify({ ...each, findings: [] })) <= room - findingsBytes;
  return fits(report) ? report : ([150, 75].map(briefly).find(fits) ?? briefly(25));
}

/** What a piece of the report takes in the message. */
function thrice(json: string): number {
  return 3 * bytesInJson(json);
}

/** What a text takes inside of JSON, without its quotes. */
function bytesInJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
