import { DescribeAddressesCommand, DescribeRegionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Ec2Clients } from "../../functions/janitor/aws/clients.ts";
import type { Guard } from "../../functions/janitor/aws/evidence/guard.ts";
import { awsReading, type ReadingOptions } from "../../functions/janitor/aws/reading.ts";
import type { Regions } from "../../functions/janitor/domain/policy.ts";
import type { Scope } from "../../functions/janitor/domain/resource.ts";
import { aDueRelease, anInterface, awsError, elsewhere, noEnd, scope } from "../support/samples.ts";
import { regionOf, sentCalls, signalsOf } from "./sent-calls.ts";

const farther: Scope = { ...scope, region: "ap-south-1" };

const ec2 = mockClient(EC2Client);
beforeEach(() => {
  ec2.on(DescribeRegionsCommand).resolves({ Regions: [{ RegionName: "us-east-1" }, { RegionName: "eu-central-1" }] });
});
afterEach(() => ec2.reset());

function reading(changes: Partial<ReadingOptions> = {}) {
  return awsReading({
    clients: new Ec2Clients(),
    account: async () => scope.account,
    tagPrefix: "janitor:",
    everywhere: "all",
    guards: async () => [],
    surveyEnd: noEnd(),
    evidenceEnd: noEnd(),
    ...changes,
  });
}

describe("the scopes of a run", () => {
  test("are the account in every enabled region", async () => {
    expect(await reading().scopes("all")).toEqual({
      status: "listed",
      scopes: [
        { account: "123456789012", region: "eu-central-1" },
        { account: "123456789012", region: "us-east-1" },
      ],
    });
  });

  test("are the account in the regions that are named, and nobody is asked for more", async () => {
    expect(await reading().scopes(["ap-south-1"])).toEqual({
      status: "listed",
      scopes: [{ account: "123456789012", region: "ap-south-1" }],
    });
    expect(ec2.calls()).toHaveLength(0);
  });

  test("are not all that the function is configured for, where the run is narrowed", async () => {
    expect(await reading({ everywhere: "all" }).scopes(["ap-south-1"])).toEqual({
      status: "listed",
      scopes: [farther],
    });
    expect(await reading({ everywhere: ["eu-central-1", "ap-south-1"] }).scopes(["ap-south-1"])).toEqual({
      status: "listed",
      scopes: [farther],
    });
    expect(ec2.calls()).toHaveLength(0);
  });

  test("are not listed when the regions cannot be", async () => {
    ec2.on(DescribeRegionsCommand).rejects(awsError("UnauthorizedOperation"));
    expect(await reading().scopes("all")).toEqual({
      status: "failed",
      error: { code: "UnauthorizedOperation", message: "AWS says UnauthorizedOperation" },
    });
  });

  test("are not listed when the account is unknown", async () => {
    const account = () => Promise.reject(awsError("ExpiredToken"));
    expect(await reading({ account }).scopes(["eu-central-1"])).toEqual({
      status: "failed",
      error: { code: "ExpiredToken", message: "AWS says ExpiredToken" },
    });
  });
});

test("a survey that is not over in time has failed", async () => {
  ec2.rejects(awsError("AbortError"));
  expect(await reading().survey(scope)).toMatchObject({ status: "failed", scope, error: { code: "AbortError" } });
});

test("surveys ask for the addresses of every region first, and one region after the other", async () => {
  ec2.callsFake(() => new Promise(() => undefined));
  const regions = ["ap-south-1", "eu-west-1", "us-east-1"];
  const { survey } = reading();
  for (const region of regions) void survey({ ...scope, region });
  await vi.waitFor(() => expect(ec2.calls()).toHaveLength(12));
  const sent = ec2.calls().map(({ args: [command] }) => command.constructor);
  expect(sent.map((command) => command === DescribeAddressesCommand)).toEqual([
    ...[true, true, true],
    ...Array(9).fill(false),
  ]);
  expect(await Promise.all(sentCalls(ec2).map(regionOf))).toEqual([
    ...regions,
    ...regions.flatMap((region) => [region, region, region]),
  ]);
});

test("what one region asks can leave before the next one asks anything", async () => {
  let pass = 0;
  let counting = true;
  const count = () => {
    pass += 1;
    if (counting) setImmediate(count);
  };
  count();
  const asked: number[] = [];
  ec2.callsFake(() => {
    asked.push(pass);
    return new Promise(() => undefined);
  });
  const { survey } = reading();
  for (const region of ["ap-south-1", "eu-west-1", "us-east-1"]) void survey({ ...scope, region });
  await vi.waitFor(() => expect(asked).toHaveLength(12));
  counting = false;
  // In as many passes of Node.js's event loop: three times one call, and three times three.
  expect(new Set(asked).size).toBe(6);
});

test("the first region is asked before the clients of the others are made", async () => {
  const clients = new Ec2Clients();
  const made = vi.spyOn(clients, "repeating");
  const before: number[] = [];
  ec2.callsFake(() => {
    before.push(made.mock.calls.length);
    return new Promise(() => undefined);
  });
  const { survey } = reading({ clients });
  for (const region of ["ap-south-1", "eu-west-1", "us-east-1"]) void survey({ ...scope, region });
  await vi.waitFor(() => expect(before).toHaveLength(12));
  expect(before.slice(0, 3)).toEqual([1, 2, 3]);
});

test("a survey asks its own region, and can be broken off", async () => {
  const surveyEnd = new AbortController();
  ec2.callsFake(() => new Promise(() => undefined));
  const surveyed = reading({ surveyEnd: surveyEnd.signal }).survey({ ...scope, region: "ap-south-1" });
  await vi.waitFor(() => expect(ec2.calls()).toHaveLength(4));
  for (const call of sentCalls(ec2)) expect(await regionOf(call)).toBe("ap-south-1");
  expect(signalsOf(ec2).map(({ aborted }) => aborted)).toEqual([false, false, false, false]);
  surveyEnd.abort();
  expect(signalsOf(ec2).map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
  expect(surveyed).toBeInstanceOf(Promise);
});

test("the list of regions can be broken off with the surveys", async () => {
  const surveyEnd = noEnd();
  await reading({ surveyEnd }).scopes("all");
  expect(signalsOf(ec2)[0]).toBe(surveyEnd);
});

describe("evidence", () => {
  const due = aDueRelease();

  function guard(examine: Guard["examine"]): Guard {
    return { name: "dns", reason: "dns-record", about: ["elastic-ip"], examine };
  }

  /** What is found out, and where the one guard that was asked may look. */
  async function askWhere(options: Partial<ReadingOptions>, unseen: readonly Scope[] = [], code = "TimeoutError") {
    const where: unknown[] = [];
    const examine: Guard["examine"] = async ({ due, scopes, answer }) => {
      where.push(await scopes());
      for (const { resource } of due) answer(resource, { found: [] });
    };
    const evidence = await reading({ ...options, guards: async () => [guard(examine)] }).evidence(
      [due],
      unseen.map((each) => ({ status: "failed", scope: each, error: { code, message: "?" } })),
    );
    return { where, said: evidence.get(due.resource) };
  }

  test("is that nobody could tell, when the guards cannot even be fetched", async () => {
    const other = aDueRelease(anInterface());
    const broken = reading({ guards: () => Promise.reject(awsError("ERR_MODULE_NOT_FOUND", "no such chunk")) });
    const evidence = await broken.evidence([due, other], []);
    for (const { resource } of [due, other]) {
      expect(evidence.get(resource)).toEqual([
        {
          guard: "evidence",
          answer: "could-not-tell",
          error: { code: "ERR_MODULE_NOT_FOUND", message: "no such chunk", class: "unexpected" },
        },
      ]);
    }
  });

  test("is what the guards say", async () => {
    const answering = guard(async ({ due, answer }) => {
      for (const { resource } of due) answer(resource, { found: [] });
    });
    const evidence = await reading({ guards: async () => [answering] }).evidence([due], []);
    expect([...evidence]).toEqual([[due.resource, [{ guard: "dns", answer: "nothing-found" }]]]);
    // No guard that needs the regions, no call for them.
    expect(ec2.calls()).toHaveLength(0);
  });

  test.each([
    ["every region that is named, also where the run sees fewer", [], [scope, elsewhere, farther]],
    ["none that the run could not see", [elsewhere], [scope, farther]],
    ["those the run could not see, whatever they are", [farther, scope], [elsewhere]],
    [
      "whatever region the run could not see beside them",
      [{ ...scope, region: "sa-east-1" }],
      [scope, elsewhere, farther],
    ],
  ])("is looked for in a list of regions: %s; and nobody is asked for more", async (_, unseen, where) => {
    const everywhere = [scope, elsewhere, farther].map(({ region }) => region);
    expect((await askWhere({ everywhere }, unseen)).where).toEqual([where]);
    expect(ec2.calls()).toHaveLength(0);
  });

  test.each([
    ["all that are enabled now", [], [scope, elsewhere]],
    ["but for those the run could not see", [scope], [elsewhere]],
  ])("is looked for in all regions: %s", async (_, unseen, where) => {
    const evidenceEnd = noEnd();
    const options = { everywhere: "all", evidenceEnd, surveyEnd: AbortSignal.abort() } as const;
    expect((await askWhere(options, unseen)).where).toEqual([where]);
    expect(ec2.commandCalls(DescribeRegionsCommand)).toHaveLength(1);
    expect(signalsOf(ec2)[0]).toBe(evidenceEnd);
  });

  test.each<[string, Partial<ReadingOptions>, () => void]>([
    [
      "the regions cannot be listed",
      { everywhere: "all" },
      () => ec2.on(DescribeRegionsCommand).rejects(awsError("AccessDenied")),
    ],
    [
      "the account is unknown",
      { everywhere: ["eu-central-1"], account: () => Promise.reject(awsError("AccessDenied")) },
      () => undefined,
    ],
  ])("could not be had from whoever needs the regions when %s", async (_, options, prepare) => {
    prepare();
    expect(await askWhere(options)).toMatchObject({
      where: [],
      said: [{ guard: "dns", answer: "could-not-tell", error: { code: "AccessDenied", class: "denied" } }],
    });
  });

  test.each(["UnauthorizedOperation", "RequestLimitExceeded", "InternalError"])(
    "is looked for in a region that refused its survey as well (%s), but not as if it had to answer",
    async (code) => {
      const everywhere = ["eu-central-1", "us-east-1"];
      const { where } = await askWhere({ everywhere }, [elsewhere], code);
      expect(where).toEqual([[scope, { ...elsewhere, doubtful: true }]]);
    },
  );

  test.each(["TimeoutError", "AbortError"])("is not looked for in a region that did not answer: %s", async (code) => {
    const everywhere = ["eu-central-1", "us-east-1"];
    expect((await askWhere({ everywhere }, [elsewhere], code)).where).toEqual([[scope]]);
  });

  test.each<[Regions]>([["all"], [["eu-central-1"]]])(
    "is not asked for when nothing is due: neither guards nor regions (%j) are fetched",
    async (everywhere) => {
      const guards = vi.fn(async () => []);
      const account = vi.fn(async () => scope.account);
      expect(await reading({ guards, everywhere, account }).evidence([], [])).toEqual(new Map());
      expect(guards).not.toHaveBeenCalled();
      expect(account).not.toHaveBeenCalled();
      expect(ec2.calls()).toHaveLength(0);
    },
  );

  test("has its time after the surveys, until the rest of the time belongs to what is proven", async () => {
    const end = new AbortController();
    const asked = Promise.withResolvers<AbortSignal>();
    const examine: Guard["examine"] = ({ signal }) => {
      asked.resolve(signal);
      return new Promise(() => undefined);
    };
    const options = { surveyEnd: AbortSignal.abort(), evidenceEnd: end.signal };
    const gathered = reading({ guards: async () => [guard(examine)], ...options }).evidence([due], []);
    expect(await asked.promise).toBe(end.signal);
    end.abort();
    expect((await gathered).get(due.resource)).toMatchObject([
      { guard: "dns", answer: "could-not-tell", error: { message: "the guard did not answer in time" } },
    ]);
  });
});
