import {
  type Event,
  type LookupAttributeKey,
  LookupEventsCommand,
  type LookupEventsCommandInput,
  paginateLookupEvents,
} from "@aws-sdk/client-cloudtrail";
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  CreateTagsCommand,
  DescribeAddressesCommand,
  ReleaseAddressCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";
import type { World } from "./world.ts";

const NOW = Date.parse("2026-06-01T12:00:00.700Z");
const DAY_MS = 24 * 3_600_000;

let simulator: Simulator;
let world: World;
beforeEach(async () => {
  simulator = await startSimulator({ now: NOW, frozenClock: true });
  world = simulator.world("us-east-1");
});
afterEach(() => simulator.stop());

async function lookUp(input: LookupEventsCommandInput = {}, region = "us-east-1"): Promise<Event[]> {
  const { cloudtrail } = createClients(simulator, { region });
  const { Events } = await cloudtrail.send(new LookupEventsCommand(input));
  return Events ?? [];
}

const by = (AttributeKey: LookupAttributeKey, AttributeValue: string): LookupEventsCommandInput => ({
  LookupAttributes: [{ AttributeKey, AttributeValue }],
});
const names = (events: readonly Event[]) => events.map(({ EventName }) => EventName);
const resources = ({ Resources }: Event) => (Resources ?? []).map(({ ResourceName }) => ResourceName);
const inside = (event: Event | undefined): unknown => JSON.parse(event?.CloudTrailEvent ?? "");

describe("of EC2's calls, CloudTrail keeps", () => {
  test("who did what to which resources, with all that the SDK reads", async () => {
    const { ec2 } = createClients(simulator);
    const { AllocationId = "", PublicIp = "" } = await ec2.send(new AllocateAddressCommand({}));
    const [event] = await lookUp();
    expect(event).toEqual({
      EventId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      EventName: "AllocateAddress",
      ReadOnly: "false",
      AccessKeyId: "AKIA123456789012SIMULATOR",
      EventTime: new Date("2026-06-01T12:00:00Z"),
      EventSource: "ec2.amazonaws.com",
      Username: "simulator",
      Resources: [
        { ResourceType: "AWS::EC2::EIP", ResourceName: PublicIp },
        { ResourceType: "AWS::EC2::EIP", ResourceName: AllocationId },
      ],
      CloudTrailEvent: expect.any(String),
    });
    expect(inside(event)).toMatchObject({
      eventID: event?.EventId,
      eventTime: "2026-06-01T12:00:00Z",
      eventSource: "ec2.amazonaws.com",
      eventName: "AllocateAddress",
      awsRegion: "us-east-1",
      readOnly: false,
      recipientAccountId: "123456789012",
      userIdentity: {
        type: "IAMUser",
        arn: "arn:aws:iam::123456789012:user/simulator",
        accountId: "123456789012",
        userName: "simulator",
      },
      requestParameters: {},
      responseElements: { allocationId: AllocationId, publicIp: PublicIp, domain: "vpc" },
    });
  });

  test("requests and answers in EC2's own words", async () => {
    const { ec2 } = createClients(simulator);
    const { allocationId } = world.allocateAddress();
    const { instanceId } = world.runInstance();
    await ec2.send(new AssociateAddressCommand({ AllocationId: allocationId, InstanceId: instanceId }));
    const Tags = [{ Key: "team", Value: "true" }];
    await ec2.send(new CreateTagsCommand({ Resources: [allocationId, instanceId], Tags }));
    const [tagged, associated] = await lookUp();
    expect(inside(associated)).toMatchObject({
      requestParameters: { allocationId, instanceId },
      responseElements: { _return: true, associationId: expect.stringMatching(/^eipassoc-/) },
    });
    expect(associated && resources(associated)).toEqual([allocationId, instanceId]);
    expect(inside(tagged)).toMatchObject({
      requestParameters: {
        resourcesSet: { items: [{ resourceId: allocationId }, { resourceId: instanceId }] },
        tagSet: { items: [{ key: "team", value: "true" }] },
      },
    });
    expect(tagged && resources(tagged)).toEqual([allocationId, instanceId]);
  });

  test("every resource that an answer names", async () => {
    const { ec2 } = createClients(simulator);
    const launch = new RunInstancesCommand({ ImageId: "ami-1", MinCount: 2, MaxCount: 2 });
    const { Instances = [] } = await ec2.send(launch);
    const [event] = await lookUp();
    expect(event && resources(event)).toEqual(
      Instances.flatMap(({ InstanceId, NetworkInterfaces }) => [
        InstanceId,
        NetworkInterfaces?.[0]?.NetworkInterfaceId,
      ]),
    );
  });

  test("refusals, with their code, and injected ones too", async () => {
    const { ec2 } = createClients(simulator);
    const release = () => ec2.send(new ReleaseAddressCommand({ AllocationId: "eipalloc-0abc" }));
    await expect(release()).rejects.toThrow();
    simulator.fault({ action: "ReleaseAddress", answer: { kind: "error", code: "InternalError", status: 500 } });
    await expect(release()).rejects.toThrow();
    expect((await lookUp(by("ResourceName", "eipalloc-0abc"))).map(inside)).toMatchObject([
      { errorCode: "Server.InternalError", responseElements: null },
      { errorCode: "Client.InvalidAllocationID.NotFound", errorMessage: expect.stringContaining("0abc") },
    ]);
  });

  test("what was done though the answer never came, and nothing that was not", async () => {
    const { ec2 } = createClients(simulator);
    simulator.fault({ action: "AllocateAddress", nth: 1, answer: { kind: "reset" } });
    simulator.fault({ action: "AllocateAddress", nth: 2, answer: { kind: "reset-after" } });
    await expect(ec2.send(new AllocateAddressCommand({}))).rejects.toThrow();
    await expect(ec2.send(new AllocateAddressCommand({}))).rejects.toThrow();
    expect(names(await lookUp())).toEqual(["AllocateAddress"]);
  });

  test("neither dry runs nor what only reads, and no calls of other services", async () => {
    const { ec2 } = createClients(simulator);
    await expect(ec2.send(new AllocateAddressCommand({ DryRun: true }))).rejects.toThrow(/DryRun/);
    await ec2.send(new DescribeAddressesCommand({}));
    simulator.dns().createZone({ name: "example.com" });
    expect(await lookUp()).toEqual([]);
  });
});

describe("of the world's story, CloudTrail keeps", () => {
  test("what somebody did, by the ids that the call would name", async () => {
    const { allocationId } = world.allocateAddress();
    const { networkInterfaceId } = world.createNetworkInterface();
    const { instanceId } = world.runInstance();
    world.attach(networkInterfaceId, instanceId);
    world.associate(allocationId, { networkInterfaceId });
    world.disassociate(allocationId);
    world.disassociate(allocationId); // nothing left to do
    world.detach(networkInterfaceId);
    world.releaseAddress(allocationId);
    world.deleteNetworkInterface(networkInterfaceId);

    const events = await lookUp(by("Username", "somebody"));
    expect(events.map((event) => [event.EventName, ...resources(event)]).reverse()).toEqual([
      ["AttachNetworkInterface", networkInterfaceId, instanceId],
      ["AssociateAddress", allocationId, networkInterfaceId],
      ["DisassociateAddress"],
      ["DetachNetworkInterface"],
      ["ReleaseAddress", allocationId],
      ["DeleteNetworkInterface", networkInterfaceId],
    ]);
    expect(inside(events[0])).toMatchObject({
      userIdentity: { arn: "arn:aws:iam::123456789012:user/somebody" },
      requestParameters: { networkInterfaceId },
    });
  });

  test("stops, starts and terminations of an instance, never with its address", async () => {
    const { allocationId, publicIp } = world.allocateAddress();
    const { instanceId } = world.runInstance();
    world.associate(allocationId, { instanceId });
    world.stop(instanceId);
    world.start(instanceId);
    world.terminate(instanceId);
    expect(names(await lookUp(by("ResourceName", instanceId)))).toEqual([
      "TerminateInstances",
      "StartInstances",
      "StopInstances",
      "AssociateAddress",
    ]);
    expect(names(await lookUp(by("ResourceName", allocationId)))).toEqual(["AssociateAddress"]);
    expect(await lookUp(by("ResourceName", publicIp))).toEqual([]);
  });

  test("what it is told to record", async () => {
    world.record({
      eventName: "DescribeAddresses",
      resources: ["198.18.0.1", "a-bucket"],
      at: NOW - DAY_MS,
      username: "auditor",
      readOnly: true,
      errorCode: "Client.UnauthorizedOperation",
      eventSource: "audit.amazonaws.com",
      requestParameters: { publicIpsSet: { items: [{ publicIp: "198.18.0.1" }] } },
    });
    const [event] = await lookUp(by("Username", "auditor"));
    expect(event).toMatchObject({
      EventName: "DescribeAddresses",
      ReadOnly: "true",
      EventTime: new Date("2026-05-31T12:00:00Z"),
      EventSource: "audit.amazonaws.com",
      Resources: [{ ResourceType: "AWS::EC2::EIP", ResourceName: "198.18.0.1" }, { ResourceName: "a-bucket" }],
    });
    expect(inside(event)).toMatchObject({
      errorCode: "Client.UnauthorizedOperation",
      requestParameters: { publicIpsSet: { items: [{ publicIp: "198.18.0.1" }] } },
    });
  });
});

describe("looking up", () => {
  const record = (eventName: string, at = NOW, ...named: string[]) => world.record({ eventName, resources: named, at });

  test("shows the newest first, and of one second what was recorded last", async () => {
    record("Middle", NOW - 2000);
    record("Newest", NOW - 500);
    record("Oldest", NOW - 3000);
    record("NewestToo", NOW - 700);
    expect(names(await lookUp())).toEqual(["NewestToo", "Newest", "Middle", "Oldest"]);
  });

  test("goes back 90 days by the simulator's clock", async () => {
    record("TooOld", NOW - 90 * DAY_MS - 1000);
    record("Old", NOW - 89 * DAY_MS);
    expect(names(await lookUp())).toEqual(["Old"]);
    simulator.clock.advance(2 * DAY_MS);
    expect(await lookUp()).toEqual([]);
  });

  test.each<[LookupAttributeKey, string, string[]]>([
    ["EventName", "Mine", ["Mine"]],
    ["EventName", "Min", []],
    ["ResourceName", "eni-2", ["Mine"]],
    ["ResourceName", "eni", []],
    ["ResourceType", "AWS::EC2::NetworkInterface", ["Mine"]],
    ["ResourceType", "AWS::EC2::Instance", ["Other"]],
    ["Username", "me", ["Mine"]],
    ["EventSource", "rds.amazonaws.com", ["Mine"]],
    ["ReadOnly", "true", ["Mine"]],
    ["ReadOnly", "false", ["Other"]],
    ["AccessKeyId", "AKIA", []],
    ["EventId", "unknown", []],
  ])("by %s %s", async (key, value, expected) => {
    record("Other", NOW, "i-1");
    const mine = { username: "me", eventSource: "rds.amazonaws.com", readOnly: true };
    world.record({ eventName: "Mine", resources: ["eni-1", "eni-2"], ...mine });
    expect(names(await lookUp(by(key, value)))).toEqual(expected);
  });

  test("by the id of an event", async () => {
    record("One");
    record("Two");
    const [, one] = await lookUp();
    expect(await lookUp(by("EventId", one?.EventId ?? ""))).toEqual([one]);
  });

  test("by time, both ends included; an event happens at the beginning of its second", async () => {
    const at = Date.parse("2026-05-01T00:00:10.900Z");
    record("Event", at);
    const between = async (start: string, end: string) =>
      names(await lookUp({ StartTime: new Date(`2026-05-01T${start}Z`), EndTime: new Date(`2026-05-01T${end}Z`) }));
    expect(await between("00:00:10.000", "00:00:10.000")).toEqual(["Event"]);
    expect(await between("00:00:09.500", "00:00:10.100")).toEqual(["Event"]);
    expect(await between("00:00:10.001", "00:00:11.000")).toEqual([]);
    expect(await between("00:00:09.000", "00:00:09.999")).toEqual([]);
  });

  test("finds nothing of another region or account, and nothing after a reset", async () => {
    record("Event");
    expect(await lookUp({}, "eu-west-1")).toEqual([]);
    const { cloudtrail } = createClients(simulator, { account: "210987654321" });
    expect((await cloudtrail.send(new LookupEventsCommand({}))).Events).toEqual([]);
    simulator.reset();
    expect(await lookUp()).toEqual([]);
  });

  test("finds no insights, because there are none", async () => {
    record("Event");
    expect(await lookUp({ EventCategory: "insight" })).toEqual([]);
  });

  test("goes in pages of at most 50, past which new events do not push anything", async () => {
    for (let number = 0; number < 120; number += 1) record(`Event${number}`, NOW - 200_000 + number * 300);
    const { cloudtrail } = createClients(simulator);
    const found: (string | undefined)[] = [];
    const sizes: number[] = [];
    for await (const { Events = [] } of paginateLookupEvents({ client: cloudtrail }, {})) {
      found.push(...names(Events));
      sizes.push(Events.length);
      record("New");
    }
    expect(sizes).toEqual([50, 50, 20]);
    expect(found).toEqual(Array.from({ length: 120 }, (_, index) => `Event${119 - index}`));
  });

  test("gives no token with the last page, even a full one, and ends when what is left grows too old", async () => {
    for (const name of ["A", "B"]) record(name, NOW - 89 * DAY_MS);
    const { cloudtrail } = createClients(simulator);
    const full = await cloudtrail.send(new LookupEventsCommand({ MaxResults: 2 }));
    expect(full.NextToken).toBeUndefined();
    const half = await cloudtrail.send(new LookupEventsCommand({ MaxResults: 1 }));
    record("New");
    simulator.clock.advance(2 * DAY_MS);
    const rest = await cloudtrail.send(new LookupEventsCommand({ MaxResults: 1, NextToken: half.NextToken }));
    expect(rest).toMatchObject({ Events: [] });
  });

  test.each<[string, LookupEventsCommandInput, string]>([
    ["two attributes", { LookupAttributes: [attribute("a"), attribute("b")] }, "InvalidLookupAttributesException"],
    ["an attribute without a value", { LookupAttributes: [attribute("")] }, "InvalidLookupAttributesException"],
    ["no results", { MaxResults: 0 }, "InvalidMaxResultsException"],
    ["51 results", { MaxResults: 51 }, "InvalidMaxResultsException"],
    ["a start after the end", { StartTime: new Date(2000), EndTime: new Date(1000) }, "InvalidTimeRangeException"],
    ["a token of its own", { NextToken: "token" }, "InvalidNextTokenException"],
  ])("refuses %s", async (_, input, name) => {
    await expect(lookUp(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  function attribute(AttributeValue: string) {
    return { AttributeKey: "EventName", AttributeValue } as const;
  }

  test("refuses a token of another question", async () => {
    for (const name of ["A", "B"]) record(name);
    const { cloudtrail } = createClients(simulator);
    const { NextToken } = await cloudtrail.send(new LookupEventsCommand({ MaxResults: 1 }));
    const other = lookUp({ MaxResults: 1, NextToken, StartTime: new Date(0) });
    await expect(other).rejects.toMatchObject({ name: "InvalidNextTokenException" });
    await expect(lookUp({ MaxResults: 1, NextToken }, "eu-west-1")).rejects.toThrow(/different parameters/);
  });
});

describe("like every service", () => {
  test("calls are logged, and faults and hooks reach them", async () => {
    await lookUp(by("EventName", "ReleaseAddress"));
    expect(simulator.calls).toMatchObject([
      {
        service: "cloudtrail",
        action: "LookupEvents",
        parameters: { "LookupAttributes.1.AttributeKey": "EventName" },
        writes: false,
        status: 200,
      },
    ]);
    const seen: string[] = [];
    simulator.hook({ match: { service: "cloudtrail" }, before: ({ action }) => void seen.push(action) });
    simulator.fault({
      service: "cloudtrail",
      times: 1,
      answer: { kind: "error", code: "AccessDeniedException", message: "No.", status: 400 },
    });
    await expect(lookUp()).rejects.toMatchObject({ name: "AccessDeniedException", message: "No." });
    simulator.fault({ action: "LookupEvents", times: 1, answer: { kind: "garbage" } });
    await expect(lookUp()).rejects.toThrow();
    expect(seen).toEqual(["LookupEvents", "LookupEvents"]);
  });

  test("a region that is not enabled is refused", async () => {
    await expect(lookUp({}, "me-south-1")).rejects.toMatchObject({ name: "UnrecognizedClientException" });
  });

  test("the refusal's code stands in a header too", async () => {
    const answer = await fetch(simulator.url, {
      method: "POST",
      headers: {
        authorization: "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/cloudtrail/aws4_request",
        "x-amz-target": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
      },
      body: '{"MaxResults":99}',
    });
    expect(answer.headers.get("x-amzn-errortype")).toBe("InvalidMaxResultsException");
    expect(answer.headers.get("content-type")).toBe("application/x-amz-json-1.1");
    expect(await answer.json()).toEqual({ __type: "InvalidMaxResultsException", message: expect.any(String) });
  });

  test("two calls a second are answered, per account and region", async () => {
    const throttled = await startSimulator({ throttling: true, now: 0, frozenClock: true });
    const send = (region = "us-east-1") =>
      createClients(throttled, { region }).cloudtrail.send(new LookupEventsCommand({}));
    await send();
    await send();
    await expect(send()).rejects.toMatchObject({
      name: "ThrottlingException",
      message: "Rate exceeded",
      $metadata: { httpStatusCode: 400 },
    });
    await send("eu-west-1");
    throttled.clock.advance(500);
    await send();
    await expect(send()).rejects.toMatchObject({ name: "ThrottlingException" });
    await throttled.stop();
  });
});
