import type { Report } from "../../functions/janitor/domain/report.ts";
import type { CutReport } from "../../functions/janitor/notify/cut-report.ts";
import { type SnsMessage, writeMessage } from "../../functions/janitor/notify/message.ts";
import type { PublishedReport, Surroundings } from "../../functions/janitor/notify/published-report.ts";

/** The most that SNS takes. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const mostBytes = 262_144;

/** Those whose subscribers have a body of their own. */
export const protocols = ["default", "email", "sms", "https", "lambda", "sqs", "email-json"] as const;

type Bodies = Readonly<Record<(typeof protocols)[number], string>>;

/** A report as its readers get it, and how much room that takes. */
export function send(report: Report, surroundings?: Surroundings) {
  const message = writeMessage(report, surroundings);
  const bodies: Bodies = JSON.parse(message.bodies);
  const machine: CutReport<PublishedReport> = JSON.parse(bodies.lambda);
  return { message, bodies, machine, bytes: bytesOf(message) };
}

/** As SNS counts: with the subject and the attributes, each of which has a type besides its name and value. */
function bytesOf({ subject, bodies, attributes }: SnsMessage): number {
  const words = Object.entries(attributes).flatMap(([name, value]) => [name, String(value), "Number"]);
  return Buffer.byteLength([subject, bodies, ...words].join(""));
}
