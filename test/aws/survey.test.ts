import {
  type Address,
  DescribeAccountAttributesCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  EC2Client,
  type NetworkInterface as SdkNetworkInterface,
} from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { surveyScope } from "../../functions/janitor/aws/survey.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { awsError, noEnd, rawAddress, rawInterface, scope } from "../support/samples.ts";
import { signalsOf } from "./sent-calls.ts";

const ec2 = mockClient(EC2Client);
const mark = { Key: "janitor:idle-since", Value: "2026-11-01T06:00:00.000Z" };

interface Account {
  readonly addresses?: readonly Address[];
  /** What the listing of available interfaces gives, page by page. An error fails its page. */
  readonly available?: readonly (readonly SdkNetworkInterface[] | Error)[];
  /** The same for the listing of marked ones. */
  readonly marked?: readonly (readonly SdkNetworkInterface[] | Error)[];
  readonly stopped?: readonly string[];
}

function has({ addresses = [], available = [[]], marked = [[]], stopped = [] }: Account): void {
  ec2.on(DescribeAddressesCommand).resolves({ Addresses: [...addresses] });
  ec2.on(DescribeAccountAttributesCommand).resolves(quotaOf("5"));
  ec2.on(DescribeNetworkInterfacesCommand).callsFake((input) => {
    const pages = input.Filters[0].Name === "status" ? available : marked;
    const at = Number(input.NextToken ?? 0);
    const page = pages[at];
    if (page instanceof Error) throw page;
    return { NetworkInterfaces: page, NextToken: at + 1 < pages.length ? String(at + 1) : undefined };
  });
  ec2.on(DescribeInstancesCommand).callsFake((input) => {
    const asked: string[] = input.Filters[0].Values;
    return {
      Reservations: stopped.filter((id) => asked.includes(id)).map((id) => ({ Instances: [{ InstanceId: id }] })),
    };
  });
}

function quotaOf(...values: readonly string[]) {
  return {
    AccountAttributes: [
      { AttributeName: "max-instances", AttributeValues: [{ AttributeValue: "20" }] },
      { AttributeName: "vpc-max-elastic-ips", AttributeValues: values.map((AttributeValue) => ({ AttributeValue })) },
    ],
  };
}

/** Nobody else waits. */
const turn = async () => undefined;

function survey(tagPrefix = "janitor:") {
  return surveyScope({ ec2: new EC2Client({ region: scope.region }), scope, tagPrefix, signal: noEnd(), turn });
}

/** What was seen, by id. Fails the test when the scope was not seen. */
async function surveyResources(): Promise<Readonly<Record<string, Resource["use"]>>> {
  const result = await survey();
  if (result.status !== "scanned") throw new Error(`${result.error.code}: ${result.error.message}`);
  expect(new Set(result.resources.map(({ id }) => id)).size).toBe(result.resources.length);
  return Object.fromEntries(result.resources.map(({ id, use }) => [id, use]));
}

const inACircle = { code: "UnreadableAnswer", message: "the pages of the answer lead in a circle" };

beforeEach(() => has({}));
afterEach(() => ec2.reset());

describe("a scope that was seen whole", () => {
  test("has its idle resources, its totals and its quota", async () => {
    has({
      addresses: [rawAddress(), rawAddress({ AllocationId: "eipalloc-2", AssociationId: "eipassoc-1" })],
      available: [[rawInterface()], [rawInterface({ NetworkInterfaceId: "eni-2" })]],
    });
    const result = await survey();
    expect(result).toMatchObject({
      status: "scanned",
      scope,
      elasticIps: { total: 2, quota: 5 },
      networkInterfaces: { available: 2 },
    });
    expect(await surveyResources()).toEqual({
      "eipalloc-1": { state: "idle" },
      "eni-1": { state: "idle" },
      "eni-2": { state: "idle" },
    });
  });

  test("may be empty", async () => {
    expect(await survey()).toEqual({
      status: "scanned",
      scope,
      resources: [],
      elasticIps: { total: 0, quota: 5 },
      networkInterfaces: { available: 0 },
    });
  });

  test("lists interfaces by status and by mark, in pages of a size that memory bears", async () => {
    await survey("eip:");
    const asked = ec2.commandCalls(DescribeNetworkInterfacesCommand).map(({ args: [{ input }] }) => input);
    expect(asked).toEqual([
      { Filters: [{ Name: "status", Values: ["available"] }], MaxResults: 250 },
      { Filters: [{ Name: "tag-key", Values: ["eip:idle-since"] }], MaxResults: 250 },
    ]);
  });

  test("takes four calls when no address is associated with an instance", async () => {
    has({ addresses: [rawAddress(), rawAddress({ AllocationId: "eipalloc-2", AssociationId: "eipassoc-1" })] });
    await survey();
    expect(ec2.calls()).toHaveLength(4);
  });
});

describe("the order of the calls", () => {
  test("the addresses are asked for first, and the rest when it is the scope's turn", async () => {
    const turns: PromiseWithResolvers<undefined>[] = [];
    const look = { ec2: new EC2Client({ region: scope.region }), scope, tagPrefix: "janitor:", signal: noEnd() };
    const surveyed = surveyScope({
      ...look,
      turn: () => {
        const mine = Promise.withResolvers<undefined>();
        turns.push(mine);
        return mine.promise.then(() => undefined);
      },
    });
    const called = () => ec2.calls().map(({ args: [command] }) => command.constructor);
    expect(called()).toEqual([DescribeAddressesCommand]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(called()).toEqual([DescribeAddressesCommand]);
    expect(turns).toHaveLength(1);
    turns[0]?.resolve(undefined);
    expect(await surveyed).toMatchObject({ status: "scanned" });
    expect(called()).toHaveLength(4);
  });

  test("nothing more is asked for when the addresses have failed before that", async () => {
    ec2.on(DescribeAddressesCommand).rejects(awsError("RequestLimitExceeded"));
    const turn = Promise.withResolvers<undefined>();
    const look = { ec2: new EC2Client({ region: scope.region }), scope, tagPrefix: "janitor:", signal: noEnd() };
    const result = await surveyScope({ ...look, turn: () => turn.promise.then(() => undefined) });
    expect(result).toMatchObject({ status: "failed", error: { code: "RequestLimitExceeded" } });
    turn.resolve(undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ec2.calls()).toHaveLength(1);
  });

  test("instances are asked about while interfaces are still being listed", async () => {
    has({ addresses: [rawAddress({ AssociationId: "eipassoc-1", InstanceId: "i-1" })], stopped: ["i-1"] });
    const listed = Promise.withResolvers<undefined>();
    ec2.on(DescribeNetworkInterfacesCommand).callsFake(() => listed.promise.then(() => ({ NetworkInterfaces: [] })));
    const surveyed = survey();
    await vi.waitFor(() => expect(ec2.commandCalls(DescribeInstancesCommand)).toHaveLength(1));
    listed.resolve(undefined);
    expect(await surveyed).toMatchObject({ resources: [{ use: { state: "stopped-instance" } }] });
  });

  test("a page is let go of before the next one is asked for", async () => {
    const first = [rawInterface()];
    const answers: { NetworkInterfaces?: unknown }[] = [];
    ec2.on(DescribeNetworkInterfacesCommand).callsFake(({ NextToken, Filters: [{ Name }] }) => {
      if (Name !== "status") return { NetworkInterfaces: [] };
      if (NextToken !== undefined) expect(answers[0]?.NetworkInterfaces).toBeUndefined();
      const answer = NextToken === undefined ? { NetworkInterfaces: first, NextToken: "1" } : { NetworkInterfaces: [] };
      answers.push(answer);
      return answer;
    });
    expect(await survey()).toMatchObject({ status: "scanned", networkInterfaces: { available: 1 } });
    expect(answers).toHaveLength(2);
  });
});

describe("a scope that was not seen whole", () => {
  const denied = awsError("UnauthorizedOperation", "You are not authorized to perform this operation.");
  const failed = {
    status: "failed",
    scope,
    error: { code: "UnauthorizedOperation", message: "You are not authorized to perform this operation." },
  };

  test.each<[string, () => void]>([
    ["the addresses", () => ec2.on(DescribeAddressesCommand).rejects(denied)],
    ["the quota", () => ec2.on(DescribeAccountAttributesCommand).rejects(denied)],
    ["the idle interfaces", () => has({ available: [denied] })],
    ["the second page of the idle interfaces", () => has({ available: [[rawInterface()], denied] })],
    ["the third page of the idle interfaces", () => has({ available: [[rawInterface()], [], denied] })],
    ["the marked interfaces", () => has({ marked: [denied] })],
    ["the second page of the marked interfaces", () => has({ marked: [[], denied] })],
    [
      "the instances",
      () => {
        has({ addresses: [rawAddress({ AssociationId: "eipassoc-1", InstanceId: "i-1" })] });
        ec2.on(DescribeInstancesCommand).rejects(denied);
      },
    ],
  ])("has failed with AWS's words when %s could not be read", async (_, fail) => {
    fail();
    expect(await survey()).toEqual(failed);
  });

  test.each<[string, () => unknown]>([
    ["Addresses", () => ec2.on(DescribeAddressesCommand).resolves({})],
    ["AccountAttributes", () => ec2.on(DescribeAccountAttributesCommand).resolves({})],
    ["NetworkInterfaces", () => ec2.on(DescribeNetworkInterfacesCommand).resolves({})],
    [
      "Reservations",
      () => {
        has({ addresses: [rawAddress({ AssociationId: "eipassoc-1", InstanceId: "i-1" })] });
        return ec2.on(DescribeInstancesCommand).resolves({});
      },
    ],
  ])("has failed when an answer has no list of %s: that is no empty list", async (name, answer) => {
    answer();
    expect(await survey()).toEqual({
      status: "failed",
      scope,
      error: { code: "UnreadableAnswer", message: `the answer has no ${name}` },
    });
  });

  test("has failed when one resource in it has no id", async () => {
    has({ addresses: [rawAddress(), { PublicIp: "198.51.100.2" }] });
    expect(await survey()).toMatchObject({ status: "failed", error: { code: "UnreadableAnswer" } });
  });

  test.each([
    [
      "missing",
      { AccountAttributes: [{ AttributeName: "max-instances", AttributeValues: [{ AttributeValue: "20" }] }] },
    ],
    ["without a value", quotaOf()],
    ["empty", quotaOf("")],
    ["no number", quotaOf("many")],
    ["no whole number", quotaOf("2.5")],
  ])("has failed when the quota is %s", async (_, answer) => {
    ec2.on(DescribeAccountAttributesCommand).resolves(answer);
    expect(await survey()).toMatchObject({
      status: "failed",
      error: { code: "UnreadableAnswer", message: expect.stringContaining("vpc-max-elastic-ips") },
    });
  });

  test("every call can be broken off, those for later pages too", async () => {
    has({
      addresses: [rawAddress({ AssociationId: "eipassoc-1", InstanceId: "i-1" })],
      available: [[], []],
      marked: [[], []],
    });
    const end = new AbortController();
    const { signal } = end;
    await surveyScope({ ec2: new EC2Client({ region: scope.region }), scope, tagPrefix: "janitor:", signal, turn });
    expect(signalsOf(ec2).map(({ aborted }) => aborted)).toEqual(Array(7).fill(false));
    end.abort();
    expect(signalsOf(ec2).map(({ aborted }) => aborted)).toEqual(Array(7).fill(true));
  });

  test.each(["status", "tag-key"])("has failed when the pages of interfaces by %s lead in a circle", async (filter) => {
    ec2.on(DescribeNetworkInterfacesCommand).callsFake(({ Filters: [{ Name }] }) => ({
      NetworkInterfaces: [],
      NextToken: Name === filter ? "again" : undefined,
    }));
    expect(await survey()).toEqual({ status: "failed", scope, error: inACircle });
  });

  test("has failed when the pages of the instances lead in a circle", async () => {
    has({ addresses: [rawAddress({ AssociationId: "eipassoc-1", InstanceId: "i-1" })] });
    ec2.on(DescribeInstancesCommand).resolves({ Reservations: [], NextToken: "again" });
    expect(await survey()).toEqual({ status: "failed", scope, error: inACircle });
  });

  test("has failed at the first listing that fails: the others are broken off, and other scopes are not", async () => {
    const unanswered = () => new Promise(() => undefined);
    ec2.on(DescribeNetworkInterfacesCommand).callsFake(unanswered);
    ec2.on(DescribeAddressesCommand).callsFake(unanswered);
    ec2.on(DescribeAccountAttributesCommand).rejects(denied);
    const { signal } = new AbortController();
    const ec2Client = new EC2Client({ region: scope.region });
    expect(await surveyScope({ ec2: ec2Client, scope, tagPrefix: "janitor:", signal, turn })).toEqual(failed);
    expect(signalsOf(ec2).map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
    expect(signal.aborted).toBe(false);
  });

  test("has failed at the first chunk of instances that fails: the others are broken off", async () => {
    const addresses = Array.from({ length: 201 }, (_, at) =>
      rawAddress({ AllocationId: `eipalloc-${at}`, AssociationId: `eipassoc-${at}`, InstanceId: `i-${at}` }),
    );
    has({ addresses });
    ec2
      .on(DescribeInstancesCommand)
      .callsFakeOnce(() => new Promise(() => undefined))
      .rejects(denied);
    expect(await survey()).toEqual(failed);
    expect(
      signalsOf(ec2)
        .slice(4)
        .map(({ aborted }) => aborted),
    ).toEqual([true, true]);
  });
});

describe("addresses", () => {
  const used = rawAddress({ AssociationId: "eipassoc-1", Tags: [mark] });

  test("that come twice count once", async () => {
    has({ addresses: [rawAddress(), rawAddress({ AllocationId: "eipalloc-2" }), rawAddress()] });
    expect(await surveyResources()).toEqual({ "eipalloc-1": { state: "idle" }, "eipalloc-2": { state: "idle" } });
    expect(await survey()).toMatchObject({ elasticIps: { total: 2 } });
  });

  test.each([
    ["first in use and then idle", [used, rawAddress({ Tags: [mark] })]],
    ["first idle and then in use", [rawAddress({ Tags: [mark] }), used]],
  ])("that come twice, %s, are in use", async (_, addresses) => {
    has({ addresses });
    expect(await surveyResources()).toEqual({ "eipalloc-1": { state: "in-use" } });
    expect(await survey()).toMatchObject({ elasticIps: { total: 1 } });
  });

  test("in use are dropped, and kept when they carry a mark", async () => {
    has({
      addresses: [
        rawAddress({ AssociationId: "eipassoc-1" }),
        rawAddress({ AllocationId: "eipalloc-2", AssociationId: "eipassoc-2", Tags: [mark] }),
      ],
    });
    expect(await surveyResources()).toEqual({ "eipalloc-2": { state: "in-use" } });
  });

  test("on a stopped instance are paid for and unused, those on a running one are not", async () => {
    has({
      addresses: [
        rawAddress({ AssociationId: "eipassoc-1", InstanceId: "i-stopped", NetworkInterfaceId: "eni-9" }),
        rawAddress({ AllocationId: "eipalloc-2", AssociationId: "eipassoc-2", InstanceId: "i-running" }),
      ],
      stopped: ["i-stopped"],
    });
    expect(await surveyResources()).toEqual({ "eipalloc-1": { state: "stopped-instance", instanceId: "i-stopped" } });
  });

  test("on an idle interface are told together with it", async () => {
    has({
      addresses: [
        rawAddress({ AssociationId: "eipassoc-1", NetworkInterfaceId: "eni-1" }),
        rawAddress({ AllocationId: "eipalloc-2", AssociationId: "eipassoc-2", NetworkInterfaceId: "eni-used" }),
      ],
      available: [[rawInterface({ Association: { PublicIp: "198.51.100.1" } })]],
    });
    expect(await surveyResources()).toEqual({
      "eipalloc-1": { state: "on-idle-interface", networkInterfaceId: "eni-1" },
      "eni-1": { state: "idle" },
    });
  });

  test("on an interface that one listing calls used are in use", async () => {
    has({
      addresses: [rawAddress({ AssociationId: "eipassoc-1", NetworkInterfaceId: "eni-1" })],
      available: [[rawInterface({ TagSet: [mark] })]],
      marked: [[rawInterface({ TagSet: [mark], Status: "in-use" })]],
    });
    expect(await surveyResources()).toEqual({ "eni-1": { state: "in-use", status: "in-use" } });
  });

  test("are asked about by instance two hundred at a time, each instance once, and stopped ones only", async () => {
    const ids = Array.from({ length: 401 }, (_, at) => `i-${at}`);
    has({
      addresses: [...ids, "i-0"].map((InstanceId, at) =>
        rawAddress({ AllocationId: `eipalloc-${at}`, AssociationId: `eipassoc-${at}`, InstanceId }),
      ),
      stopped: ["i-0", "i-200", "i-400"],
    });
    expect(Object.keys(await surveyResources())).toEqual([
      "eipalloc-0",
      "eipalloc-200",
      "eipalloc-400",
      "eipalloc-401",
    ]);
    const filters = ec2.commandCalls(DescribeInstancesCommand).map(({ args: [{ input }] }) => input.Filters ?? []);
    expect(filters.map(([byId]) => byId?.Values?.length)).toEqual([200, 200, 1]);
    expect(filters.map(([byId]) => byId?.Name)).toEqual(["instance-id", "instance-id", "instance-id"]);
    for (const [, byState] of filters) expect(byState).toEqual({ Name: "instance-state-name", Values: ["stopped"] });
  });
});

describe("interfaces", () => {
  test("in use are kept when they carry a mark", async () => {
    has({ marked: [[rawInterface({ TagSet: [mark], Status: "in-use" })]] });
    expect(await surveyResources()).toEqual({ "eni-1": { state: "in-use", status: "in-use" } });
  });

  test("that both listings call idle are idle, and told once", async () => {
    has({ available: [[rawInterface({ TagSet: [mark] })]], marked: [[rawInterface({ TagSet: [mark] })]] });
    expect(await surveyResources()).toEqual({ "eni-1": { state: "idle" } });
  });

  test("that come on two pages of a listing count once", async () => {
    const marked = rawInterface({ NetworkInterfaceId: "eni-2", TagSet: [mark], Status: "in-use" });
    has({
      available: [[rawInterface()], [rawInterface(), rawInterface({ NetworkInterfaceId: "eni-3" })]],
      marked: [[marked], [marked]],
    });
    expect(await surveyResources()).toEqual({
      "eni-1": { state: "idle" },
      "eni-2": { state: "in-use", status: "in-use" },
      "eni-3": { state: "idle" },
    });
    expect(await survey()).toMatchObject({ networkInterfaces: { available: 2 } });
  });

  test("that one page shows in use and a later one idle have been in use", async () => {
    const used = rawInterface({ TagSet: [mark], Status: "in-use" });
    const idle = rawInterface({ TagSet: [mark] });
    has({ available: [[idle]], marked: [[used], [idle]] });
    expect(await surveyResources()).toEqual({ "eni-1": { state: "in-use", status: "in-use" } });
  });

  test("that were attached between the listings are in use", async () => {
    has({
      available: [[rawInterface({ TagSet: [mark] })]],
      marked: [[rawInterface({ TagSet: [mark], Status: "attaching" })]],
    });
    expect(await surveyResources()).toEqual({ "eni-1": { state: "in-use", status: "attaching" } });
    expect(await survey()).toMatchObject({ networkInterfaces: { available: 0 } });
  });

  test("that were detached between the listings have been in use", async () => {
    has({ available: [[]], marked: [[rawInterface({ TagSet: [mark] })]] });
    expect(await surveyResources()).toEqual({ "eni-1": { state: "in-use", status: "available" } });
  });

  test("that are available and attached are in use: dropped, or kept when they carry a mark", async () => {
    const attached = { Attachment: { AttachmentId: "eni-attach-1" } };
    has({
      available: [
        [rawInterface({ TagSet: [mark], ...attached }), rawInterface({ NetworkInterfaceId: "eni-2", ...attached })],
      ],
      marked: [[rawInterface({ TagSet: [mark] })]],
    });
    expect(await surveyResources()).toEqual({ "eni-1": { state: "in-use", status: "available" } });
  });
});
