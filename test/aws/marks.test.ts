import { CreateTagsCommand, DeleteTagsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Ec2Clients } from "../../functions/janitor/aws/clients.ts";
import { type Marking, mark, unmark } from "../../functions/janitor/aws/marks.ts";
import { Pace } from "../../functions/janitor/aws/pacing.ts";
import { interrupted, type Outcome } from "../../functions/janitor/domain/outcome.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import type { Outcomes } from "../../functions/janitor/ports.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { anAddress, anInterface, awsError, elsewhere, noEnd, now, scope } from "../support/samples.ts";
import { regionOf, sentCalls, signalsOf } from "./sent-calls.ts";

const ec2 = mockClient(EC2Client);
beforeEach(() => {
  ec2.on(CreateTagsCommand).resolves({});
  ec2.on(DeleteTagsCommand).resolves({});
});
afterEach(() => ec2.reset());

function marking(changes: Partial<Marking> = {}): Marking {
  return {
    clients: new Ec2Clients(),
    pace: new Pace(fakeClock()),
    tagPrefix: "janitor:",
    short: noEnd(),
    giveUp: noEnd(),
    ...changes,
  };
}

function addresses(count: number): readonly Resource[] {
  return Array.from({ length: count }, (_, at) => anAddress({ id: `eipalloc-${at}` }));
}

/** The resources of each call, in order. */
function asked(): readonly (readonly string[])[] {
  return ec2.commandCalls(CreateTagsCommand).map(({ args: [{ input }] }) => input.Resources ?? []);
}

function kinds(outcomes: Outcomes): Readonly<Record<string, string>> {
  return Object.fromEntries([...outcomes].map(([{ id }, outcome]) => [id, describeOutcome(outcome)]));
}

function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === "withheld") return `withheld: ${outcome.because}`;
  return outcome.kind === "failed" ? `failed: ${outcome.failure.class}` : outcome.kind;
}

/** EC2 refuses every call that names one of these. */
function refuse(codes: Readonly<Record<string, string>>): void {
  ec2.on(CreateTagsCommand).callsFake(({ Resources }) => {
    const refused = Resources.find((id: string) => id in codes);
    if (refused !== undefined) throw awsError(codes[refused] ?? "");
    return {};
  });
}

describe("the mark", () => {
  test("is written with the run's instant on all of a scope in one call", async () => {
    const outcomes = await mark([anAddress(), anInterface()], now, marking());
    expect(kinds(outcomes)).toEqual({ "eipalloc-1": "marked", "eni-1": "marked" });
    expect(ec2.calls().map(({ args: [{ input }] }) => input)).toEqual([
      {
        Resources: ["eipalloc-1", "eni-1"],
        Tags: [{ Key: "janitor:idle-since", Value: "2026-11-02T06:00:00.000Z" }],
      },
    ]);
  });

  test("is taken off by its key alone, whatever its value", async () => {
    const outcomes = await unmark([anAddress(), anInterface()], marking({ tagPrefix: "eip:" }));
    expect(kinds(outcomes)).toEqual({ "eipalloc-1": "unmarked", "eni-1": "unmarked" });
    expect(ec2.calls().map(({ args: [{ input }] }) => input)).toEqual([
      { Resources: ["eipalloc-1", "eni-1"], Tags: [{ Key: "eip:idle-since" }] },
    ]);
  });

  test("is written with a signal that can break it off", async () => {
    const giveUp = noEnd();
    await mark([anAddress()], now, marking({ giveUp }));
    await unmark([anAddress()], marking({ giveUp }));
    expect(signalsOf(ec2)).toHaveLength(2);
    for (const signal of signalsOf(ec2)) expect(signal).toBe(giveUp);
  });

  test("is written a hundred at a time", async () => {
    const outcomes = await mark(addresses(201), now, marking());
    expect(asked().map((ids) => ids.length)).toEqual([100, 100, 1]);
    expect(asked().flat()).toEqual(addresses(201).map(({ id }) => id));
    expect(new Set(Object.values(kinds(outcomes)))).toEqual(new Set(["marked"]));
    expect(outcomes.size).toBe(201);
  });

  test("of nothing asks nothing", async () => {
    expect(await mark([], now, marking())).toEqual(new Map());
    expect(ec2.calls()).toHaveLength(0);
  });

  test("is written scope by scope, each with its own region's client", async () => {
    await mark([anAddress(), anAddress({ id: "eipalloc-2", scope: elsewhere })], now, marking());
    const calls = sentCalls(ec2);
    expect(await Promise.all(calls.map(regionOf))).toEqual(["eu-central-1", "us-east-1"]);
    expect(asked()).toEqual([["eipalloc-1"], ["eipalloc-2"]]);
  });

  test("that one scope refuses is still written in another", async () => {
    refuse({ "eipalloc-1": "UnauthorizedOperation" });
    const other = anAddress({ id: "eipalloc-2", scope: elsewhere });
    expect(kinds(await mark([anAddress(), other], now, marking()))).toEqual({
      "eipalloc-1": "failed: denied",
      "eipalloc-2": "marked",
    });
  });

  test("has an outcome of its own for each of two resources with the same id in two scopes", async () => {
    ec2.on(CreateTagsCommand).callsFake(async (_, getClient) => {
      if ((await getClient().config.region()) === elsewhere.region) throw awsError("UnauthorizedOperation");
      return {};
    });
    const here = anAddress();
    const twin = anAddress({ scope: elsewhere });
    const outcomes = await mark([here, twin], now, marking());
    expect(outcomes.size).toBe(2);
    expect(outcomes.get(here)).toEqual({ kind: "marked" });
    expect(outcomes.get(twin)).toMatchObject({ kind: "failed", failure: { class: "denied" } });
  });

  test("is asked for account by account, too", async () => {
    const other = anAddress({ scope: { ...scope, account: "210987654321" } });
    expect((await mark([anAddress(), other], now, marking())).size).toBe(2);
    expect(asked()).toEqual([["eipalloc-1"], ["eipalloc-1"]]);
  });
});

describe("a batch that is refused", () => {
  test("is tried one by one: one that is gone does not keep the others from their mark", async () => {
    refuse({ "eipalloc-1": "InvalidElasticIpID.NotFound" });
    expect(kinds(await mark(addresses(3), now, marking()))).toEqual({
      "eipalloc-0": "marked",
      "eipalloc-1": "already-gone",
      "eipalloc-2": "marked",
    });
    expect(asked()).toEqual([
      ["eipalloc-0", "eipalloc-1", "eipalloc-2"],
      ["eipalloc-0"],
      ["eipalloc-1"],
      ["eipalloc-2"],
    ]);
  });

  test("of one is not asked for twice", async () => {
    refuse({ "eipalloc-0": "UnauthorizedOperation" });
    const [only = anAddress()] = addresses(1);
    const outcomes = await mark([only], now, marking());
    expect(outcomes.get(only)).toEqual({
      kind: "failed",
      failure: {
        action: "CreateTags",
        class: "denied",
        code: "UnauthorizedOperation",
        message: "AWS says UnauthorizedOperation",
      },
    });
    expect(asked()).toHaveLength(1);
  });

  test.each([
    ["InvalidID", "already-gone"],
    ["InvalidElasticIpID.NotFound", "already-gone"],
    ["InvalidAllocationID.NotFound", "already-gone"],
    ["InvalidNetworkInterfaceID.NotFound", "already-gone"],
    ["UnauthorizedOperation", "failed: denied"],
    ["TagLimitExceeded", "failed: protected-by-aws"],
    ["AuthFailure", "failed: unexpected"],
    ["InvalidNetworkInterface.InUse", "failed: unexpected"],
    ["SomethingNew", "failed: unexpected"],
  ])("with %s for one of two is %s for that one alone", async (code, expected) => {
    refuse({ "eipalloc-1": code });
    expect(kinds(await mark(addresses(2), now, marking()))).toEqual({ "eipalloc-0": "marked", "eipalloc-1": expected });
    expect(asked()).toEqual([["eipalloc-0", "eipalloc-1"], ["eipalloc-0"], ["eipalloc-1"]]);
  });

  test("and then throttled or lost for one is so for that one alone", async () => {
    refuse({ "eipalloc-0": "InvalidID", "eipalloc-1": "RequestLimitExceeded", "eipalloc-2": "InternalError" });
    expect(kinds(await mark(addresses(4), now, marking()))).toEqual({
      "eipalloc-0": "already-gone",
      "eipalloc-1": "withheld: throttled",
      "eipalloc-2": "failed: transient",
      "eipalloc-3": "marked",
    });
    expect(asked()).toHaveLength(5);
  });

  test.each([
    ["UnauthorizedOperation", "failed: denied"],
    ["AuthFailure", "failed: unexpected"],
    ["SomethingNew", "failed: unexpected"],
  ])("stops asking when three in a row get %s, and says so of the rest", async (code, expected) => {
    ec2.on(CreateTagsCommand).rejects(awsError(code));
    const outcomes = await mark(addresses(50), now, marking());
    expect(asked().map((ids) => ids.length)).toEqual([50, 1, 1, 1]);
    expect(outcomes.size).toBe(50);
    expect(new Set(Object.values(kinds(outcomes)))).toEqual(new Set([expected]));
  });

  test.each([
    ["RequestLimitExceeded", "withheld: throttled"],
    ["InternalError", "failed: transient"],
  ])("stops asking when three in a row then get %s, and leaves the rest to the next run", async (code, expected) => {
    ec2.on(CreateTagsCommand).rejectsOnce(awsError("InvalidID")).rejects(awsError(code));
    const outcomes = await mark(addresses(50), now, marking());
    expect(asked().map((ids) => ids.length)).toEqual([50, 1, 1, 1]);
    expect(outcomes.size).toBe(50);
    expect(new Set(Object.values(kinds(outcomes)))).toEqual(new Set([expected]));
  });

  test("goes on asking when three in a row are refused, and not alike", async () => {
    refuse({
      "eipalloc-0": "InternalError",
      "eipalloc-1": "ServiceUnavailable",
      "eipalloc-2": "UnauthorizedOperation",
      "eipalloc-3": "AccessDenied",
      "eipalloc-4": "RequestLimitExceeded",
      "eipalloc-5": "RequestLimitExceeded",
    });
    ec2.on(CreateTagsCommand, { Resources: addresses(7).map(({ id }) => id) }).rejects(awsError("InvalidID"));
    expect(kinds(await mark(addresses(7), now, marking()))).toEqual({
      "eipalloc-0": "failed: transient",
      "eipalloc-1": "failed: transient",
      "eipalloc-2": "failed: denied",
      "eipalloc-3": "failed: denied",
      "eipalloc-4": "withheld: throttled",
      "eipalloc-5": "withheld: throttled",
      "eipalloc-6": "marked",
    });
    expect(asked()).toHaveLength(8);
  });

  test("asks about every one that is gone: each of them is its own fault", async () => {
    ec2.on(CreateTagsCommand).rejects(awsError("InvalidElasticIpID.NotFound"));
    const outcomes = await mark(addresses(6), now, marking());
    expect(new Set(Object.values(kinds(outcomes)))).toEqual(new Set(["already-gone"]));
    expect(asked()).toHaveLength(7);
  });

  test("asks about every one behind some that are full of tags: each of them is its own fault", async () => {
    const full = addresses(5).map(({ id }) => [id, "TagLimitExceeded"]);
    refuse(Object.fromEntries(full));
    ec2.on(CreateTagsCommand, { Resources: addresses(7).map(({ id }) => id) }).rejects(awsError("TagLimitExceeded"));
    expect(Object.values(kinds(await mark(addresses(7), now, marking())))).toEqual([
      ...full.map(() => "failed: protected-by-aws"),
      "marked",
      "marked",
    ]);
  });

  test("has the next one of a scope tried anew", async () => {
    refuse(Object.fromEntries(addresses(100).map(({ id }) => [id, "UnauthorizedOperation"])));
    const outcomes = Object.values(kinds(await mark(addresses(102), now, marking())));
    expect(asked().map((ids) => ids.length)).toEqual([100, 1, 1, 1, 2]);
    expect(outcomes.slice(100)).toEqual(["marked", "marked"]);
  });

  test("is looked into as soon when marks are taken off", async () => {
    ec2.on(DeleteTagsCommand).rejects(awsError("UnauthorizedOperation"));
    const outcomes = await unmark(addresses(50), marking());
    expect(ec2.commandCalls(DeleteTagsCommand)).toHaveLength(4);
    expect([...outcomes.values()]).toEqual(
      addresses(50).map(() => ({
        kind: "failed",
        failure: {
          action: "DeleteTags",
          class: "denied",
          code: "UnauthorizedOperation",
          message: "AWS says UnauthorizedOperation",
        },
      })),
    );
  });

  test("goes on asking when fewer than three in a row are denied", async () => {
    refuse({
      "eipalloc-0": "UnauthorizedOperation",
      "eipalloc-1": "UnauthorizedOperation",
      "eipalloc-3": "UnauthorizedOperation",
      "eipalloc-4": "UnauthorizedOperation",
    });
    expect(kinds(await mark(addresses(6), now, marking()))).toEqual({
      "eipalloc-0": "failed: denied",
      "eipalloc-1": "failed: denied",
      "eipalloc-2": "marked",
      "eipalloc-3": "failed: denied",
      "eipalloc-4": "failed: denied",
      "eipalloc-5": "marked",
    });
  });
});

describe("a batch that was throttled, or got no answer", () => {
  const lost = Object.assign(new Error("the connection is gone"), { code: "ECONNRESET" });

  test.each<[string, Error, Outcome]>([
    ["RequestLimitExceeded", awsError("RequestLimitExceeded"), { kind: "withheld", because: "throttled" }],
    ["ThrottlingException", awsError("ThrottlingException"), { kind: "withheld", because: "throttled" }],
    ...[
      awsError("InternalError"),
      awsError("ServiceUnavailable"),
      awsError("TimeoutError"),
      awsError("AbortError"),
    ].map((error): [string, Error, Outcome] => [error.name, error, transient(error.name, error.message)]),
    ["a lost connection", lost, transient("Error", "the connection is gone")],
  ])("(%s) is not asked again one by one: the one call speaks for all of it", async (_, error, expected) => {
    ec2.on(CreateTagsCommand).rejects(error);
    const batch = addresses(100);
    const outcomes = await mark(batch, now, marking());
    expect(asked().map((ids) => ids.length)).toEqual([100]);
    expect(batch.map((resource) => outcomes.get(resource))).toEqual(batch.map(() => expected));
  });

  test("is neither when marks are taken off", async () => {
    ec2.on(DeleteTagsCommand).rejects(awsError("RequestLimitExceeded"));
    expect(new Set(Object.values(kinds(await unmark(addresses(3), marking()))))).toEqual(
      new Set(["withheld: throttled"]),
    );
    expect(ec2.commandCalls(DeleteTagsCommand)).toHaveLength(1);
  });

  test("does not keep the next batch from its mark", async () => {
    ec2.on(CreateTagsCommand).rejectsOnce(awsError("RequestLimitExceeded")).resolves({});
    const outcomes = Object.values(kinds(await mark(addresses(150), now, marking())));
    expect(asked().map((ids) => ids.length)).toEqual([100, 50]);
    expect(outcomes.filter((each) => each === "withheld: throttled")).toHaveLength(100);
    expect(outcomes.filter((each) => each === "marked")).toHaveLength(50);
  });

  function transient(code: string, message: string): Outcome {
    return { kind: "failed", failure: { action: "CreateTags", class: "transient", code, message } };
  }
});

describe("when time is short", () => {
  test("nothing is asked, and all is left to the next run", async () => {
    const outcomes = await mark(addresses(3), now, marking({ short: AbortSignal.abort() }));
    expect(kinds(outcomes)).toEqual({
      "eipalloc-0": "withheld: deadline",
      "eipalloc-1": "withheld: deadline",
      "eipalloc-2": "withheld: deadline",
    });
    expect(ec2.calls()).toHaveLength(0);
  });

  test("because somebody broke the run off, that is what is said", async () => {
    const outcomes = await mark(addresses(1), now, marking({ short: AbortSignal.abort(interrupted) }));
    expect(kinds(outcomes)).toEqual({ "eipalloc-0": "withheld: interrupted" });
    expect(ec2.calls()).toHaveLength(0);
  });

  test("what has begun is finished, and the next batch is not begun", async () => {
    const short = new AbortController();
    ec2.on(CreateTagsCommand).callsFake(() => short.abort());
    const outcomes = kinds(await mark(addresses(150), now, marking({ short: short.signal })));
    expect(asked().map((ids) => ids.length)).toEqual([100]);
    expect(Object.values(outcomes).filter((each) => each === "marked")).toHaveLength(100);
    expect(Object.values(outcomes).filter((each) => each === "withheld: deadline")).toHaveLength(50);
  });
});
