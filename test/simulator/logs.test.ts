import {
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";
import type { World } from "./world.ts";

const NOW = Date.UTC(2026, 10, 1, 6);
const logGroupName = "janitor";
const told = '{ $.journal = "told" }';

let simulator: Simulator;
let world: World;
beforeEach(async () => {
  simulator = await startSimulator({ now: NOW, frozenClock: true });
  world = simulator.world("us-east-1");
});
afterEach(() => simulator.stop());

type Question = Partial<FilterLogEventsCommandInput>;

function filter(input: Question = {}, region = "us-east-1") {
  const { logs } = createClients(simulator, { region });
  return logs.send(new FilterLogEventsCommand({ logGroupName, ...input }));
}

/** The messages on each page. */
async function pages(input: Question = {}): Promise<(string | undefined)[][]> {
  const { logs: client } = createClients(simulator);
  const read: (string | undefined)[][] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName, ...input })) {
    read.push(events.map(({ message }) => message));
  }
  return read;
}

const messages = async (input?: Question) => (await pages(input)).flat();

describe("a log", () => {
  test("has its lines with all that the SDK reads, and the clock's time unless told another", async () => {
    world.putLogEvent(logGroupName, "hello\n<&>");
    expect(await filter()).toMatchObject({
      events: [
        {
          timestamp: NOW,
          ingestionTime: NOW,
          message: "hello\n<&>",
          eventId: expect.any(String),
          logStreamName: expect.any(String),
        },
      ],
      searchedLogStreams: [],
    });
    expect(simulator.calls).toMatchObject([{ service: "logs", action: "FilterLogEvents", writes: false }]);
  });

  test("is one account's in one region, until all is reset", async () => {
    world.putLogEvent(logGroupName, "here");
    const missing = { name: "ResourceNotFoundException", $metadata: { httpStatusCode: 400 } };
    await expect(filter({}, "eu-west-1")).rejects.toMatchObject(missing);
    await expect(filter({ logGroupName: "another" })).rejects.toMatchObject(missing);
    expect(await messages()).toEqual(["here"]);
    simulator.reset();
    await expect(filter()).rejects.toMatchObject(missing);
  });

  test("that is empty has one empty page", async () => {
    world.createLogGroup(logGroupName);
    expect(await pages()).toEqual([[]]);
  });

  test("stays as it is when it is made again", async () => {
    world.putLogEvent(logGroupName, "here");
    world.createLogGroup(logGroupName);
    expect(await messages()).toEqual(["here"]);
  });

  test("is listed by the time of its lines, not by when they came", async () => {
    for (const at of [3, 1, 2, 1]) world.putLogEvent(logGroupName, `${at}`, NOW + at);
    expect(await messages()).toEqual(["1", "1", "2", "3"]);
  });
});

describe("of the lines there are given", () => {
  test("those from the start to the end, both of them with it", async () => {
    for (const at of [0, 1, 2, 3]) world.putLogEvent(logGroupName, `${at}`, NOW + at);
    expect(await messages({ startTime: NOW + 1 })).toEqual(["1", "2", "3"]);
    expect(await messages({ startTime: NOW + 1, endTime: NOW + 2 })).toEqual(["1", "2"]);
  });

  test.each([
    ['{"journal":"told"}', true],
    [' {"a": {"b": []}, "journal" : "told"}\n', true],
    ['{"journal":"tolds"}', false],
    ['{"journal":["told"]}', false],
    ['{"inner":{"journal":"told"}}', false],
    ["journal told", false],
    ['"told"', false],
    ["null", false],
  ])("by a pattern, of %j: %j", async (message, given) => {
    world.putLogEvent(logGroupName, message);
    expect(await messages({ filterPattern: told })).toEqual(given ? [message] : []);
  });
});

describe("a listing in pages", () => {
  test("has empty ones among them, and one at its end", async () => {
    for (let at = 0; at < 12; at += 1) {
      world.putLogEvent(logGroupName, at === 5 ? '{"journal":"told"}' : "noise", NOW + at);
    }
    expect(await pages({ filterPattern: told })).toEqual([[], ['{"journal":"told"}'], [], []]);
    expect(await messages()).toHaveLength(12);
  });

  test.each<[string, Question, string]>([
    ["of another question", { filterPattern: told }, "us-east-1"],
    ["of another region", {}, "eu-west-1"],
    ["that is none", { nextToken: "x" }, "us-east-1"],
  ])("takes no token %s", async (_, input, region) => {
    for (const each of [world, simulator.world("eu-west-1")]) each.putLogEvent(logGroupName, "line");
    const { nextToken } = await filter();
    expect(nextToken).toBeTruthy();
    const another = filter({ ...(nextToken !== undefined && { nextToken }), ...input }, region);
    await expect(another).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});

test("a pattern may name several alternatives", async () => {
  for (const journal of ["intent", "told", "outcome"]) world.putLogEvent(logGroupName, JSON.stringify({ journal }));
  const filterPattern = '{ ($.journal = "intent") || ($.journal = "outcome") }';
  expect(await messages({ filterPattern })).toEqual(['{"journal":"intent"}', '{"journal":"outcome"}']);
});

test("a pattern may be a phrase, which will do wherever it stands", async () => {
  const lines = [
    '{"message":"release ended"}',
    '{"message":"release inten',
    "release intended",
    "Release ended",
    "release",
  ];
  for (const line of lines) world.putLogEvent(logGroupName, line);
  expect(await messages({ filterPattern: '"release ended"' })).toEqual([lines[0]]);
  expect(await messages({ filterPattern: '"release intended"' })).toEqual([lines[2]]);
});

test("log groups are listed by name, in pages, and by what is in their names", async () => {
  const names = ["b-Log-1", "a-Log-2", "c-log-3", "d-Log-4"];
  for (const name of names) world.createLogGroup(name);
  const { logs: client } = createClients(simulator);
  const list = async (question: { logGroupNamePattern?: string }) => {
    const pages = [];
    for await (const { logGroups } of paginateDescribeLogGroups({ client }, question)) {
      pages.push(logGroups?.map((each) => each.logGroupName));
    }
    return pages;
  };
  expect(await list({})).toEqual([
    ["a-Log-2", "b-Log-1"],
    ["c-log-3", "d-Log-4"],
  ]);
  expect(await list({ logGroupNamePattern: "-Log-" })).toEqual([["a-Log-2", "b-Log-1"], ["d-Log-4"]]);
  expect(await list({ logGroupNamePattern: "-Log-9" })).toEqual([[]]);
  const wrong = client.send(new DescribeLogGroupsCommand({ nextToken: "x" }));
  await expect(wrong).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test.each<[string, Question]>([
  ["alternatives without brackets", { filterPattern: '{ $.journal = "told" || $.journal = "outcome" }' }],
  ["another pattern", { filterPattern: "ERROR" }],
  ["a pattern with a wildcard", { filterPattern: '{ $.journal = "to*" }' }],
  ["an end before the start", { startTime: NOW, endTime: NOW - 1 }],
  ["a time that is none", { startTime: -1 }],
  ["no log group", { logGroupName: "" }],
])("%s is refused", async (_, input) => {
  world.createLogGroup(logGroupName);
  await expect(filter(input)).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("what the simulator does not know is refused, and so is a region that is not enabled", async () => {
  world.createLogGroup(logGroupName);
  await expect(filter({ unmask: true })).rejects.toMatchObject({ name: "UnknownParameter" });
  await expect(filter({}, "me-south-1")).rejects.toMatchObject({ name: "UnrecognizedClientException" });
});

test("a fault meets it like every service", async () => {
  world.createLogGroup(logGroupName);
  simulator.fault({ service: "logs", answer: { kind: "error", code: "AccessDeniedException" } });
  await expect(filter()).rejects.toMatchObject({ name: "AccessDeniedException" });
});
