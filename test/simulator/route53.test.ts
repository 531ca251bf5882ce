import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  paginateListHostedZones,
  type ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import type { Dns } from "./dns.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

let simulator: Simulator;
let dns: Dns;
beforeEach(async () => {
  simulator = await startSimulator();
  dns = simulator.dns();
});
afterEach(() => simulator.stop());

const route53 = (options: Parameters<typeof createClients>[1] = {}) => createClients(simulator, options).route53;

function list(HostedZoneId: string, input: Partial<ListResourceRecordSetsCommandInput> = {}) {
  return route53().send(new ListResourceRecordSetsCommand({ HostedZoneId, ...input }));
}

const shortly = ({ Name, Type, SetIdentifier }: ResourceRecordSet) =>
  [Name, Type, ...(SetIdentifier === undefined ? [] : [SetIdentifier])].join(" ");

describe("zones", () => {
  test("come with everything the SDK reads", async () => {
    const id = dns.createZone({ name: "Example.com" });
    dns.createZone({ name: "inside.example.com.", private: true });
    const { $metadata, ...answer } = await route53().send(new ListHostedZonesCommand({}));
    expect(id).toMatch(/^Z[A-Z0-9]+$/);
    expect(answer).toEqual({
      HostedZones: [
        {
          Id: `/hostedzone/${id}`,
          Name: "example.com.",
          CallerReference: "simulator-0",
          Config: { PrivateZone: false },
          ResourceRecordSetCount: 2,
        },
        expect.objectContaining({ Name: "inside.example.com.", Config: { PrivateZone: true } }),
      ],
      IsTruncated: false,
      MaxItems: 100,
    });
  });

  test("are the same in every region, enabled or not, and of one account only", async () => {
    const id = dns.createZone({ name: "example.com" });
    for (const region of ["eu-west-1", "mars-north-1"]) {
      const { HostedZones } = await route53({ region }).send(new ListHostedZonesCommand({}));
      expect(HostedZones).toMatchObject([{ Id: `/hostedzone/${id}` }]);
    }
    const elsewhere = await route53({ account: "210987654321" }).send(new ListHostedZonesCommand({}));
    expect(elsewhere.HostedZones).toEqual([]);
  });

  test("are given out in pages of at most 100, whose marker is the next zone's id", async () => {
    const ids = Array.from({ length: 205 }, (_, number) => dns.createZone({ name: `zone-${number}.example` }));
    const page = await route53().send(new ListHostedZonesCommand({ MaxItems: 500 }));
    expect(page).toMatchObject({
      IsTruncated: true,
      MaxItems: 100,
      NextMarker: ids[100],
      HostedZones: { length: 100 },
    });

    const found: (string | undefined)[] = [];
    const markers: (string | undefined)[] = [];
    for await (const { HostedZones, Marker } of paginateListHostedZones({ client: route53(), pageSize: 40 }, {})) {
      found.push(...(HostedZones ?? []).map(({ Id }) => Id));
      markers.push(Marker);
    }
    expect(found).toEqual(ids.map((id) => `/hostedzone/${id}`));
    expect(markers).toEqual([undefined, ids[40], ids[80], ids[120], ids[160], ids[200]]);
  });

  test.each([{ Marker: "Z0" }, { MaxItems: 0 }])("refuse the page %o", async (input) => {
    dns.createZone({ name: "example.com" });
    await expect(route53().send(new ListHostedZonesCommand(input))).rejects.toMatchObject({ name: "InvalidInput" });
  });

  test("are gone after a reset", async () => {
    dns.createZone({ name: "example.com" });
    simulator.reset();
    expect((await route53().send(new ListHostedZonesCommand({}))).HostedZones).toEqual([]);
  });
});

describe("records", () => {
  let zone: string;
  beforeEach(() => {
    zone = dns.createZone({ name: "example.com" });
  });

  test("come with everything the SDK reads, NS and SOA first of all", async () => {
    dns.addRecord(zone, { name: "www.example.com", type: "A", values: ["198.18.0.1", "198.18.0.2"], ttl: 60 });
    const HostedZoneId = "Z2FDTNDATAQYW2";
    const aliasTarget = { hostedZoneId: HostedZoneId, dnsName: "d1.cloudfront.net", evaluateTargetHealth: false };
    dns.addRecord(zone, { name: "cdn.example.com", type: "A", aliasTarget });
    dns.addRecord(zone, { name: "w.example.com", type: "A", values: ["198.18.0.3"], setIdentifier: "b", weight: 0 });
    dns.addRecord(zone, {
      name: "w.example.com",
      type: "A",
      values: ["198.18.0.4"],
      setIdentifier: "a",
      multiValueAnswer: true,
    });
    const { $metadata, ...answer } = await list(zone);
    const Type = "A";
    expect(answer).toEqual({
      ResourceRecordSets: [
        { Name: "example.com.", Type: "NS", TTL: 172_800, ResourceRecords: expect.objectContaining({ length: 4 }) },
        { Name: "example.com.", Type: "SOA", TTL: 900, ResourceRecords: expect.objectContaining({ length: 1 }) },
        {
          Name: "cdn.example.com.",
          Type,
          AliasTarget: { HostedZoneId, DNSName: "d1.cloudfront.net.", EvaluateTargetHealth: false },
        },
        {
          Name: "w.example.com.",
          Type,
          SetIdentifier: "a",
          MultiValueAnswer: true,
          TTL: 300,
          ResourceRecords: [{ Value: "198.18.0.4" }],
        },
        {
          Name: "w.example.com.",
          Type,
          SetIdentifier: "b",
          Weight: 0,
          TTL: 300,
          ResourceRecords: [{ Value: "198.18.0.3" }],
        },
        {
          Name: "www.example.com.",
          Type,
          TTL: 60,
          ResourceRecords: [{ Value: "198.18.0.1" }, { Value: "198.18.0.2" }],
        },
      ],
      IsTruncated: false,
      MaxItems: 300,
    });
  });

  test("stand by name with the labels reversed, then by type", async () => {
    for (const name of ["b.example.com", "a.b.example.com", "b-1.example.com", "*.example.com", "*.b.example.com"]) {
      dns.addRecord(zone, { name, type: "A", values: ["198.18.0.1"] });
    }
    for (const type of ["TXT", "AAAA"]) dns.addRecord(zone, { name: "b.example.com", type, values: ["::1"] });
    expect((await list(zone)).ResourceRecordSets?.map(shortly)).toEqual([
      "example.com. NS",
      "example.com. SOA",
      "\\052.example.com. A",
      "b-1.example.com. A",
      "b.example.com. A",
      "b.example.com. AAAA",
      "b.example.com. TXT",
      "\\052.b.example.com. A",
      "a.b.example.com. A",
    ]);
  });

  test.each([
    ["*.example.com", "\\052.example.com."],
    ["\\052.example.com.", "\\052.example.com."],
    ["WWW.Example.COM", "www.example.com."],
    ["\\127ww.example.com", "www.example.com."],
    ["_sip-1.example.com", "_sip-1.example.com."],
    ["a b@c.example.com", "a\\040b\\100c.example.com."],
    ["a\\056b.example.com", "a\\056b.example.com."],
    ["ü.example.com", "\\303\\274.example.com."],
  ])("of the name %s have the name %s", async (name, expected) => {
    dns.addRecord(zone, { name, type: "A", values: ["198.18.0.1"] });
    const { ResourceRecordSets } = await list(zone, { StartRecordName: name });
    expect(ResourceRecordSets?.[0]?.Name).toBe(expected);
  });

  test("are given out in pages of at most 300, each beginning where the last one said", async () => {
    for (let number = 0; number < 303; number += 1) {
      const setIdentifier = String(number).padStart(3, "0");
      dns.addRecord(zone, { name: "*.example.com", type: "A", values: ["198.18.0.1"], setIdentifier, weight: 1 });
    }
    const first = await list(zone, { MaxItems: 999 });
    expect(first).toMatchObject({
      MaxItems: 300,
      IsTruncated: true,
      NextRecordName: "\\052.example.com.",
      NextRecordType: "A",
      NextRecordIdentifier: "298",
      ResourceRecordSets: { length: 300 },
    });
    const second = await list(zone, {
      StartRecordName: first.NextRecordName,
      StartRecordType: first.NextRecordType,
      StartRecordIdentifier: first.NextRecordIdentifier,
    });
    expect(second.ResourceRecordSets?.map(shortly)).toEqual(
      [298, 299, 300, 301, 302].map((number) => `\\052.example.com. A ${number}`),
    );
    expect(second.IsTruncated).toBe(false);
  });

  test.each<[string, Partial<ListResourceRecordSetsCommandInput>, string[]]>([
    ["a name", { StartRecordName: "c.example.com" }, ["d.example.com. A", "d.example.com. AAAA"]],
    ["a name and a type", { StartRecordName: "d.example.com", StartRecordType: "AAAA" }, ["d.example.com. AAAA"]],
    [
      "an earlier name and a type",
      { StartRecordName: "c.example.com", StartRecordType: "TXT" },
      ["d.example.com. A", "d.example.com. AAAA"],
    ],
    ["a name behind all", { StartRecordName: "e.example.com" }, []],
  ])("begin at %s, whether or not it is there", async (_, input, expected) => {
    for (const type of ["A", "AAAA"]) dns.addRecord(zone, { name: "d.example.com", type, values: ["::1"] });
    expect((await list(zone, input)).ResourceRecordSets?.map(shortly)).toEqual(expected);
  });

  test.each<[string, Partial<ListResourceRecordSetsCommandInput>]>([
    ["a type without a name", { StartRecordType: "A" }],
    ["an identifier without a type", { StartRecordName: "example.com", StartRecordIdentifier: "a" }],
    ["no items", { MaxItems: 0 }],
  ])("refuse %s", async (_, input) => {
    await expect(list(zone, input)).rejects.toMatchObject({ name: "InvalidInput", $metadata: { httpStatusCode: 400 } });
  });

  test("of an unknown zone, or of another account's, are not found", async () => {
    const refusal = { name: "NoSuchHostedZone", $metadata: { httpStatusCode: 404 } };
    await expect(list("Z0UNKNOWN")).rejects.toMatchObject({ ...refusal, message: /Z0UNKNOWN/ });
    const other = simulator.dns("210987654321").createZone({ name: "example.com" });
    await expect(list(other)).rejects.toMatchObject(refusal);
  });

  test("are removed one by one", async () => {
    for (const setIdentifier of ["a", "b"]) {
      dns.addRecord(zone, { name: "x.example.com", type: "A", values: ["198.18.0.1"], setIdentifier, weight: 1 });
    }
    dns.removeRecord(zone, "X.example.com", "A", "a");
    expect((await list(zone, { StartRecordName: "x.example.com" })).ResourceRecordSets?.map(shortly)).toEqual([
      "x.example.com. A b",
    ]);
    expect(() => dns.removeRecord(zone, "x.example.com", "A")).toThrow(/no A record/);
  });
});

describe("through the API", () => {
  const CREATE = "CREATE";
  const record = (Name: string, Value: string): ResourceRecordSet => ({
    Name,
    Type: "A",
    TTL: 60,
    ResourceRecords: [{ Value }],
  });
  const change = (HostedZoneId: string, ...changes: [action: "CREATE" | "UPSERT" | "DELETE", ResourceRecordSet][]) =>
    route53().send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId,
        ChangeBatch: {
          Comment: "a <comment>",
          Changes: changes.map(([Action, record]) => ({ Action, ResourceRecordSet: record })),
        },
      }),
    );

  test("zones are made", async () => {
    const { HostedZone, ChangeInfo, DelegationSet } = await route53().send(
      new CreateHostedZoneCommand({ Name: "example.com", CallerReference: "once", HostedZoneConfig: { Comment: "" } }),
    );
    expect(HostedZone).toMatchObject({ Name: "example.com.", CallerReference: "once", ResourceRecordSetCount: 2 });
    expect(ChangeInfo?.SubmittedAt).toBeInstanceOf(Date);
    expect(DelegationSet?.NameServers).toHaveLength(4);
    const again = route53().send(new CreateHostedZoneCommand({ Name: "example.com", CallerReference: "once" }));
    await expect(again).rejects.toMatchObject({ name: "HostedZoneAlreadyExists" });
    expect(simulator.calls.map(({ writes }) => writes)).toEqual([true, true]);
  });

  test("records are made, replaced and deleted", async () => {
    const zone = dns.createZone({ name: "example.com" });
    const text: ResourceRecordSet = { ...record("t.example.com", '"a <b> & c"'), Type: "TXT" };
    await change(zone, [CREATE, record("a.example.com", "198.18.0.1")], [CREATE, text]);
    await change(zone, ["UPSERT", record("a.example.com", "198.18.0.2")]);
    expect((await list(zone, { StartRecordName: "a.example.com" })).ResourceRecordSets).toEqual([
      { ...record("a.example.com.", "198.18.0.2") },
      { ...text, Name: "t.example.com." },
    ]);
    await change(zone, ["DELETE", record("a.example.com", "198.18.0.2")], ["DELETE", text]);
    expect((await list(zone)).ResourceRecordSets).toHaveLength(2);
  });

  test.each<[string, [action: "CREATE" | "DELETE", ResourceRecordSet]]>([
    ["what is there already", [CREATE, record("a.example.com", "198.18.0.9")]],
    ["a name of another zone", [CREATE, record("a.example.org", "198.18.0.1")]],
    ["a name that only ends like the zone", [CREATE, record("an-example.com", "198.18.0.1")]],
    ["what is not there", ["DELETE", record("b.example.com", "198.18.0.1")]],
    ["what has other values by now", ["DELETE", record("a.example.com", "198.18.0.9")]],
  ])("a batch with %s is refused as a whole", async (_, bad) => {
    const zone = dns.createZone({ name: "example.com" });
    dns.addRecord(zone, { name: "a.example.com", type: "A", values: ["198.18.0.1"] });
    const refused = change(zone, [CREATE, record("new.example.com", "198.18.0.1")], bad);
    await expect(refused).rejects.toMatchObject({ name: "InvalidChangeBatch" });
    expect((await list(zone)).ResourceRecordSets).toHaveLength(3);
  });
});

describe("like every service", () => {
  test("calls are logged, and faults and hooks reach them", async () => {
    const zone = dns.createZone({ name: "example.com" });
    await list(zone, { StartRecordName: "example.com", MaxItems: 1 });
    expect(simulator.calls).toMatchObject([
      {
        service: "route53",
        action: "ListResourceRecordSets",
        parameters: { HostedZoneId: zone, StartRecordName: "example.com", MaxItems: "1" },
        writes: false,
        status: 200,
      },
    ]);
    const seen: string[] = [];
    simulator.hook({ match: { service: "route53" }, before: ({ action }) => void seen.push(action) });
    simulator.fault({ service: "route53", times: 1, answer: { kind: "error", code: "AccessDenied", status: 403 } });
    await expect(list(zone)).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
    simulator.fault({ action: "ListResourceRecordSets", times: 1, answer: { kind: "garbage" } });
    await expect(list(zone)).rejects.toThrow(/XML/);
    expect(seen).toHaveLength(2);
  });

  test("five calls a second are answered, per account and in whatever region", async () => {
    const throttled = await startSimulator({ throttling: true, now: 0, frozenClock: true });
    const send = (region = "us-east-1", account = "123456789012") =>
      createClients(throttled, { region, account }).route53.send(new ListHostedZonesCommand({}));
    for (let count = 0; count < 5; count += 1) await send();
    await expect(send("eu-west-1")).rejects.toMatchObject({
      name: "Throttling",
      message: "Rate exceeded",
      $metadata: { httpStatusCode: 400 },
    });
    await send("us-east-1", "210987654321");
    throttled.clock.advance(200);
    await send();
    await expect(send()).rejects.toMatchObject({ name: "Throttling" });
    await throttled.stop();
  });
});
