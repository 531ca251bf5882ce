import { expect } from "vitest";
import type { RunFacts } from "../../functions/janitor/domain/alarms.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { writeMessage } from "../../functions/janitor/notify/message.ts";
import type { Surroundings } from "../../functions/janitor/notify/published-report.ts";
import { readNotification } from "../../functions/slack/notification.ts";
import { render } from "../../functions/slack/render.ts";
import { makePolicy, makeReport } from "../domain/make.ts";
import { problemsOf } from "./block-kit.ts";
import { readBlock } from "./read-message.ts";

/** What Slack gets of a report that went through SNS as the janitor sends it. Whatever it is, Slack would take it. */
export function messageOf(report: Report, surroundings?: Surroundings) {
  const { subject, bodies } = writeMessage(report, surroundings);
  const notification = readNotification({ topic: "janitor", subject, message: JSON.parse(bodies).lambda });
  expect(notification.kind).toBe("report");
  const message = render(notification);
  expect(problemsOf(message)).toEqual([]);
  return message;
}

/** The blocks below the header, as people read them. */
export function blocksOf(changes: Partial<RunFacts>, policy = makePolicy()): readonly string[] {
  return messageOf(makeReport(changes, policy)).blocks.slice(1).map(readBlock);
}

/** The block with that title. */
export function blockOf(blocks: readonly string[], title: string): readonly string[] {
  return blocks.find((block) => block.startsWith(`*${title}`))?.split("\n") ?? [];
}

/** That many, each made for its place. */
export function times<T>(many: number, make: (at: number) => T): T[] {
  return Array.from({ length: many }, (_, at) => make(at));
}
