import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { UnreadableAnswer } from "../../functions/janitor/aws/answer.ts";
import { readToldLines } from "../../functions/janitor/aws/told-lines.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import type { World } from "../simulator/world.ts";
import { awsError, noEnd } from "../support/samples.ts";
import { regionOf, sentCalls, signalsOf } from "./sent-calls.ts";

const log = { region: "eu-west-1", name: "janitor-log" };
const since = Date.UTC(2026, 10, 1, 6);
const line = (run: number) => JSON.stringify({ level: "INFO", journal: "told", run });

describe("from CloudWatch Logs", () => {
  let simulator: Simulator;
  let world: World;
  beforeEach(async () => {
    simulator = await startSimulator({ now: since, frozenClock: true });
    world = simulator.world(log.region);
    world.createLogGroup(log.name);
    for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await simulator.stop();
  });

  const runsIn = async () => (await readToldLines(log, since, noEnd())).map((each) => Object(each).run);

  test("the lines come as they were written, out of the log in its own region", async () => {
    world.putLogEvent(log.name, `${line(1)}\n`, since);
    simulator.world("us-east-1").putLogEvent(log.name, line(2));
    expect(await readToldLines(log, since, noEnd())).toEqual([{ level: "INFO", journal: "told", run: 1 }]);
  });

  test("only the journal's told lines come, and none from before", async () => {
    world.putLogEvent(log.name, line(1), since - 1);
    world.putLogEvent(log.name, JSON.stringify({ journal: "report", run: 2 }), since);
    world.putLogEvent(log.name, JSON.stringify({ inner: { journal: "told" }, run: 3 }), since);
    world.putLogEvent(log.name, `told "told" ${line(4)}`, since);
    world.putLogEvent(log.name, line(5), since);
    expect(await runsIn()).toEqual([5]);
  });

  test("all pages are read, with empty ones among them, and the oldest line comes first", async () => {
    for (let run = 20; run > 0; run -= 1) {
      world.putLogEvent(log.name, line(run), since + run);
      for (let at = 0; at < 7; at += 1) world.putLogEvent(log.name, "START RequestId", since + run);
    }
    expect(await runsIn()).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(simulator.calls.length).toBeGreaterThan(20);
  });

  test("a log with nothing in it has no lines", async () => {
    expect(await runsIn()).toEqual([]);
  });

  test("a log that is not there is an error, and so is one page that is refused", async () => {
    const missing = readToldLines({ ...log, name: "another" }, since, noEnd());
    await expect(missing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    for (let run = 0; run < 10; run += 1) world.putLogEvent(log.name, line(run), since);
    simulator.fault({ service: "logs", nth: (n) => n > 1, answer: { kind: "error", code: "AccessDeniedException" } });
    await expect(runsIn()).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  test("a failure in passing is repeated, once", async () => {
    world.putLogEvent(log.name, line(1), since);
    simulator.fault({ service: "logs", times: 1, answer: { kind: "reset" } });
    expect(await runsIn()).toEqual([1]);
    simulator.fault({ service: "logs", answer: { kind: "error", code: "ServiceUnavailableException", status: 503 } });
    await expect(runsIn()).rejects.toMatchObject({ $metadata: { attempts: 2 } });
  });

  test("a signal ends the wait for an answer at once", async () => {
    simulator.fault({ service: "logs", answer: { kind: "hang" } });
    const ending = new AbortController();
    const reading = expect(readToldLines(log, since, ending.signal)).rejects.toMatchObject({ name: "AbortError" });
    await expect.poll(() => simulator.calls.length).toBe(1);
    ending.abort();
    await reading;
  });
});

describe("of pages", () => {
  const mockLogs = () => mockClient(CloudWatchLogsClient);
  let logs: ReturnType<typeof mockLogs>;
  beforeEach(() => {
    logs = mockLogs();
  });
  afterEach(() => logs.restore());

  test("each is asked for with the same question, where the log is, and with a signal that can break it off", async () => {
    logs.on(FilterLogEventsCommand).resolvesOnce({ events: [], nextToken: "next" }).resolves({ events: [] });
    const signal = noEnd();
    await readToldLines(log, since, signal);
    const question = { logGroupName: "janitor-log", startTime: since, filterPattern: '{ $.journal = "told" }' };
    expect(sentCalls(logs).map(({ input }) => input)).toMatchObject([question, question]);
    expect(await Promise.all(sentCalls(logs).map(regionOf))).toEqual(["eu-west-1", "eu-west-1"]);
    for (const each of signalsOf(logs)) expect(each).toBe(signal);
  });

  test("those that lead in a circle are no whole listing", async () => {
    const page = { events: [], nextToken: "same" };
    logs.on(FilterLogEventsCommand).resolvesOnce(page).resolvesOnce(page).resolves({ events: [] });
    await expect(readToldLines(log, since, noEnd())).rejects.toThrow(UnreadableAnswer);
    expect(logs.calls()).toHaveLength(2);
  });

  test.each([{}, { events: [{ message: line(1) }] }])("%j lacks what a page always has", async (page) => {
    logs.on(FilterLogEventsCommand).resolves(page);
    await expect(readToldLines(log, since, noEnd())).rejects.toThrow(UnreadableAnswer);
  });

  test("lines of the same moment stay in their order, and what is no JSON is left out", async () => {
    const at = (timestamp: number, message?: string) => ({ timestamp, ...(message !== undefined && { message }) });
    const events = [at(2, line(3)), at(1, line(1)), at(1, line(2)), at(1, '{ "journal": "told", '), at(1), at(3, "7")];
    logs.on(FilterLogEventsCommand).resolves({ events });
    const run = (each: number) => ({ level: "INFO", journal: "told", run: each });
    expect(await readToldLines(log, since, noEnd())).toEqual([run(1), run(2), run(3), 7]);
  });

  test("AWS's refusal is passed on", async () => {
    logs.on(FilterLogEventsCommand).rejects(awsError("AccessDeniedException"));
    await expect(readToldLines(log, since, noEnd())).rejects.toThrow("AWS says AccessDeniedException");
  });
});
