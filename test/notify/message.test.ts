import { describe, expect, test } from "vitest";
import { writeCustomNotification } from "../../functions/janitor/notify/chat.ts";
import { writeEmail } from "../../functions/janitor/notify/email.ts";
import { writeMessage } from "../../functions/janitor/notify/message.ts";
import { publishedReport, type Surroundings } from "../../functions/janitor/notify/published-report.ts";
import { writeSubject } from "../../functions/janitor/notify/subject.ts";
import { verdict } from "../../functions/janitor/notify/verdict.ts";
import { frozen, makePolicy, makeReport, notSeen } from "../domain/make.ts";
import { hostileWords, oneOfEach } from "./make.ts";
import { samples } from "./samples.ts";
import { mostBytes, protocols, send } from "./send.ts";

const report = makeReport({ findings: oneOfEach("web"), surveys: [notSeen("us-east-1")] });

const everywhere: Surroundings = { accountAlias: "acme", log: { region: "eu-central-1", name: "the-log" } };

describe("the bodies", () => {
  test("are strings, one for each protocol that differs from the others", () => {
    const { bodies } = send(report);
    expect(Object.keys(bodies)).toEqual([...protocols]);
    for (const body of Object.values(bodies)) expect(body).toBeTypeOf("string");
  });

  test.each([
    ["with nothing known besides", {}],
    ["with an alias and a log", everywhere],
  ])("are text for people, a notification for chats, and the report for machines: %s", (_, surroundings) => {
    const { message, bodies } = send(report, surroundings);
    const published = publishedReport(report, surroundings);
    expect(message.subject).toBe(writeSubject(published));
    expect(bodies.email).toBe(writeEmail(published));
    expect(bodies.default).toBe(bodies.email);
    expect(bodies.sms).toBe(message.subject.replace(" …", " ...").replace("·", "-"));
    expect(bodies.sms).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(bodies.https)).toEqual(writeCustomNotification(published));
    for (const body of [bodies.lambda, bodies.sqs, bodies["email-json"]]) expect(JSON.parse(body)).toEqual(published);
  });

  test("name the log and the run, so that the rest can be found", () => {
    const { bodies, machine } = send(report, everywhere);
    expect(bodies.email).toContain("All of it is in the log group the-log under the run run-1.");
    expect(bodies.https).toContain("under the run run-1");
    expect(machine).toMatchObject({ ...everywhere, runId: "run-1" });
  });

  test.each(hostileWords)("whatever the words, the report comes back as it was: %j", (words) => {
    const hostile = makeReport({ findings: oneOfEach(words) });
    expect(send(hostile).machine).toEqual(publishedReport(hostile));
  });

  test("are made of the report alone: twice the same, and nothing in it is touched", () => {
    const untouched = frozen(report);
    expect(writeMessage(untouched, everywhere)).toEqual(writeMessage(untouched, everywhere));
  });
});

describe("the attributes", () => {
  test("are what a subscription may want to filter by", () => {
    expect(writeMessage(report).attributes).toEqual({
      mode: "release",
      attention: "true",
      released: 2,
      failed: 1,
      alarms: report.alarms.length,
    });
    expect(report.alarms.length).toBeGreaterThan(1);
    expect(writeMessage(samples["everything-wrong"].report).attributes).toEqual({
      mode: "release",
      attention: "true",
      released: 0,
      failed: 3,
      alarms: 9,
    });
    expect(writeMessage(makeReport({}, makePolicy({ mode: "report" }))).attributes).toEqual({
      mode: "report",
      attention: "false",
      released: 0,
      failed: 0,
      alarms: 0,
    });
  });

  test("have names and values that SNS takes", () => {
    for (const [name, value] of Object.entries(writeMessage(report).attributes)) {
      expect(name).toMatch(/^[\w-]+$/);
      expect(String(value)).not.toBe("");
    }
  });
});

describe.each(Object.entries(samples))("the sample %s", (_, { report, surroundings }) => {
  const { bodies, machine, bytes, message } = send(report, surroundings);

  test("fits, and is whole but for findings at the end of the list", () => {
    expect(bytes).toBeLessThan(mostBytes);
    const { findings, findingsLeftOut = 0, ...rest } = machine;
    const { findings: all, ...whole } = publishedReport(report, surroundings);
    expect(rest).toEqual(whole);
    expect(findings).toEqual(all.slice(0, findings.length));
    expect(findings.length + findingsLeftOut).toBe(all.length);
  });

  test("has the same verdict for every reader", () => {
    const [worst = ""] = verdict(publishedReport(report, surroundings));
    for (const text of [message.subject, bodies.sms, bodies.email, JSON.parse(bodies.https).content.title]) {
      expect(text).toContain(worst);
    }
  });
});
