import { describe, expect, test } from "vitest";
import { publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { readNotification } from "../../functions/slack/notification.ts";
import { render } from "../../functions/slack/render.ts";
import { failed, makeAddress, makeFinding, makeInterface, makeReport } from "../domain/make.ts";
import { samples } from "../notify/samples.ts";

const good = publishedReport(
  makeReport({ findings: [makeFinding(makeAddress(), failed()), makeFinding(makeInterface(), { kind: "released" })] }),
  { accountAlias: "prod", log: { region: "eu-central-1", name: "/aws/lambda/janitor" } },
);
const [finding] = good.findings;

/** One that a tag kept at the last moment. */
const left = { ...without("error"), outcome: "changed", decision: "keep", reason: "keep-until" };
const counts = { ...good.counts, changed: 1 };

function read(report: object) {
  return readNotification({ topic: "janitor", subject: "s", message: JSON.stringify(report) });
}

test.each(Object.entries(samples))("%s is read as it was published, in all that is told", (_, sample) => {
  const published = publishedReport(sample.report, sample.surroundings);
  const notification = read(published);
  expect(notification.kind).toBe("report");
  expect({ ...published, findings: [...published.findings] }).toMatchObject(
    notification.kind === "report" ? notification.report : {},
  );
});

describe("a report that is not as it should be is text", () => {
  test.each<[string, object]>([
    ["of another version", { ...good, version: 2 }],
    ["without findings", { ...good, findings: undefined }],
    ["without counts", { ...good, counts: undefined }],
    ["without one of the counts", { ...good, counts: { ...good.counts, due: undefined } }],
    ["with a number that is none", { ...good, totals: { ...good.totals, idle: "many" } }],
    ["with a mode that nobody knows", { ...good, mode: "destroy" }],
    ["with an outcome that nobody knows", { ...good, findings: [{ ...finding, outcome: "sold" }] }],
    ["with a region that is neither seen nor not", { ...good, regions: [{ ...good.regions[0], status: "perhaps" }] }],
    ["with a region that was seen and not counted", { ...good, regions: [{ ...good.regions[0], elasticIps: {} }] }],
    ["with an end that is no instant", { ...good, finishedAt: "2026-11-22 06:00\n*Released*" }],
    ["with an end that no calendar has", { ...good, finishedAt: "2026-99-99T06:00:00.000Z" }],
  ])("%s", (_, report) => {
    expect(read(report)).toEqual({ kind: "text", topic: "janitor", subject: "s", text: JSON.stringify(report) });
  });
});

describe("a detail that nobody knows costs the message nothing but itself", () => {
  test.each<[string, object, object]>([
    ["fields", { ...good, more: 1, findings: [{ ...finding, more: 1 }] }, { ...good, findings: [finding] }],
    ["a section", { ...good, counts: { ...good.counts, sold: 3 } }, good],
    ["a service", { ...good, findings: [{ ...finding, service: "constructor" }] }, { ...good, findings: [finding] }],
    [
      "a cause",
      { ...good, findings: [{ ...finding, withheldBecause: "constructor" }] },
      { ...good, findings: [finding] },
    ],
    ["an instant", { ...good, findings: [{ ...finding, dueAt: "soon" }] }, { ...good, findings: [without("dueAt")] }],
    [
      "a day that it is kept until",
      { ...good, counts, findings: [{ ...left, detail: { keptUntil: "whenever" } }] },
      { ...good, counts, findings: [{ ...left, detail: undefined }] },
    ],
    [
      "a class of errors",
      { ...good, findings: [{ ...finding, error: { ...finding?.error, class: "funny" } }] },
      { ...good, findings: [{ ...finding, error: { ...finding?.error, class: "unexpected" } }] },
    ],
    ["the name of a log", { ...good, log: { region: "eu-central-1", name: "\ud800" } }, { ...good, log: undefined }],
  ])("%s", (_, report, same) => {
    const notification = read(report);
    expect(notification.kind).toBe("report");
    expect(render(notification)).toEqual(render(read(same)));
  });
});

function without(name: string): object {
  return Object.fromEntries(Object.entries(finding ?? {}).filter(([key]) => key !== name));
}
