import {
  type HostedZone,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, describe, expect, test, vi } from "vitest";
import { dnsGuard } from "../../../functions/janitor/aws/evidence/dns.ts";
import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import type { Clock } from "../../../functions/janitor/ports.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { aDueRelease, anAddress, anInterface, awsError, elsewhere, noEnd, scope } from "../../support/samples.ts";
import { sentCalls, signalsOf } from "../sent-calls.ts";
import { ask, wordsOf } from "./ask.ts";

const route53 = mockClient(Route53Client);
afterEach(() => {
  route53.reset();
  vi.restoreAllMocks();
});

const words = wordsOf("dns", "dns-record");
const unreadable = (message: string) => words.couldNotTell("UnreadableAnswer", message);
const hour = 3_600_000;

type RecordPage = readonly ResourceRecordSet[] | Error;

/** The zones of the account by id, each with the pages of its records; all zones are of `example.com`. */
type Zones = Readonly<Record<string, readonly RecordPage[]>>;

function has(zones: Zones): void {
  lists(Object.keys(zones).map((id) => aZone(id)));
  hasRecords(zones);
}

/** The pages of the list of zones. */
function lists(...pages: readonly (readonly HostedZone[] | Error)[]): void {
  route53.on(ListHostedZonesCommand).callsFake(({ Marker }) => {
    const { items, next } = pageAt(pages, Marker);
    return { HostedZones: items, IsTruncated: next !== undefined, NextMarker: next };
  });
}

function hasRecords(zones: Zones): void {
  route53.on(ListResourceRecordSetsCommand).callsFake(({ HostedZoneId, StartRecordName }) => {
    const { items, next } = pageAt(zones[HostedZoneId] ?? [awsError("NoSuchHostedZone")], StartRecordName);
    return { ResourceRecordSets: items, IsTruncated: next !== undefined, NextRecordName: next, NextRecordType: "A" };
  });
}

function pageAt<T>(pages: readonly (readonly T[] | Error)[], token: string | undefined) {
  const at = Number(token ?? 0);
  const items = pages[at] ?? new Error(`there is no page ${at}`);
  if (items instanceof Error) throw items;
  return { items, next: at + 1 < pages.length ? String(at + 1) : undefined };
}

function aZone(id: string, changes: Partial<HostedZone> = {}): HostedZone {
  return { Id: `/hostedzone/${id}`, Name: "example.com.", CallerReference: id, ...changes };
}

function aRecord(value: string, changes: Partial<ResourceRecordSet> = {}): ResourceRecordSet {
  return { Name: "www.example.com.", Type: "A", TTL: 300, ResourceRecords: [{ Value: value }], ...changes };
}

/** What is told of such a record. */
function told(changes: Readonly<Record<string, string>> = {}) {
  return { record: "www.example.com.", type: "A", zone: "example.com.", zoneId: "Z1", ...changes };
}

const naming = aRecord("198.51.100.1");
const other = aRecord("198.51.100.10", { Name: "other.example.com." });

/** What the guard says, after as much time as it likes. */
async function askInTime(resources: readonly Resource[] = [anAddress()], signal = noEnd()) {
  const clock = fakeClock();
  const asked = ask(dnsGuard(clock), resources, { signal });
  await clock.pass(hour);
  return asked;
}

describe("a record that names the address", () => {
  test.each<[string, Partial<ResourceRecordSet>]>([
    ["a simple one", {}],
    ["a weighted one", { SetIdentifier: "blue", Weight: 0 }],
    ["a multivalue one", { SetIdentifier: "one", MultiValueAnswer: true }],
    ["one of a region", { SetIdentifier: "eu", Region: "eu-central-1" }],
    ["the second choice of a failover", { SetIdentifier: "standby", Failover: "SECONDARY", HealthCheckId: "h-1" }],
    ["one of a place", { SetIdentifier: "de", GeoLocation: { CountryCode: "DE" } }],
    ["one among several values", { ResourceRecords: [{ Value: "10.0.0.1" }, { Value: "198.51.100.1" }] }],
  ])("is found: %s", async (_, changes) => {
    has({ Z1: [[other, aRecord("198.51.100.1", changes), other]] });
    expect(await askInTime()).toEqual([words.found(told())]);
  });

  test.each<[ResourceRecordSet["Type"], string]>([
    ["TXT", '"v=spf1 ip4:198.51.100.1 -all"'],
    ["TXT", '"v=spf1 ip4:198.51.100.1/32 include:example.org -all"'],
    ["SPF", '"v=spf1 ip4:203.0.113.9 ip4:198.51.100.1"'],
    ["TXT", '"198.51.100.1"'],
    ["TXT", '"the old address was 198.51.100.1."'],
    ["TXT", '"a=198.51.100.1;b=203.0.113.9"'],
    ["TXT", '"from 198.51.100.1-198.51.100.9"'],
    ["TXT", '"" "198.51.100.1"'],
    ["TXT", '"198.51.100.1" "203.0.113.9"'],
    ["AAAA", "::ffff:198.51.100.1"],
    ["CNAME", "ec2-198-51-100-1.eu-central-1.compute.amazonaws.com"],
    ["CNAME", "ec2-198-51-100-1.compute-1.amazonaws.com."],
    ["CNAME", "EC2-198-51-100-1.EU-Central-1.Compute.AmazonAWS.com"],
    ["CNAME", "ec2-198-51-100-1.cn-north-1.compute.amazonaws.com.cn"],
    ["CNAME", "198.51.100.1.nip.io"],
    ["MX", "10 ec2-198-51-100-1.eu-central-1.compute.amazonaws.com."],
    ["SRV", "1 10 5060 ec2-198-51-100-1.eu-central-1.compute.amazonaws.com."],
    ["TXT", '"host=ec2-198-51-100-1.eu-central-1.compute.amazonaws.com"'],
    ["HTTPS", "1 . alpn=h2 ipv4hint=203.0.113.9,198.51.100.1"],
  ])("is found by its value, whatever its type: %s %s", async (type, value) => {
    has({ Z1: [[aRecord(value, { Type: type })]] });
    expect(await askInTime()).toEqual([words.found(told({ type: String(type) }))]);
  });

  // The dot before the address ends a label here, and not a number.
  test.each(["app.198.51.100.1.nip.io", "www.shop.198.51.100.1.sslip.io."])(
    "is found by a name that resolves to the address in it: %s",
    async (value) => {
      has({ Z1: [[aRecord(value, { Type: "CNAME" })]] });
      expect(await askInTime()).toEqual([words.found(told({ type: "CNAME" }))]);
    },
  );

  // Such an entry is one without anything between its strings; they are cut at 255 characters, wherever that is.
  test.each(['"v=spf1 ip4:198.51.1" "00.1 -all"', '"v=spf1 ip4:198." "51.100.1 -all"'])(
    "is found by an SPF entry of several strings: %s",
    async (value) => {
      has({ Z1: [[aRecord(value, { Type: "TXT" })]] });
      expect(await askInTime()).toEqual([words.found(told({ type: "TXT" }))]);
    },
  );

  test("is told once for a value that names the address several times", async () => {
    const value = '"198.51.100.1 198.51.100.1 ec2-198-51-100-1.compute-1.amazonaws.com"';
    has({ Z1: [[aRecord(value, { Type: "TXT" })]] });
    expect(await askInTime()).toEqual([words.found(told({ type: "TXT" }))]);
  });

  test("is told of every address that it names", async () => {
    has({ Z1: [[aRecord('"v=spf1 ip4:198.51.100.1 ip4:198.51.100.2 -all"', { Type: "TXT" })]] });
    const second = anAddress({ id: "eipalloc-2", publicIp: "198.51.100.2" });
    const third = anAddress({ id: "eipalloc-3", publicIp: "198.51.100.3" });
    const found = words.found(told({ type: "TXT" }));
    expect(await askInTime([anAddress(), second, third])).toEqual([found, found, words.nothing]);
  });

  test("is told with all others that do, in every zone, private ones too", async () => {
    lists([aZone("Z1"), aZone("Z2", { Config: { PrivateZone: true } }), aZone("Z3", { Name: "example.org." })]);
    hasRecords({
      Z1: [[naming, aRecord("198.51.100.1", { SetIdentifier: "blue" })]],
      Z2: [[naming]],
      Z3: [[aRecord("198.51.100.1", { Name: "www.example.org." })]],
    });
    const [said] = await askInTime();
    expect(said).toEqual({ ...words.found(), found: expect.any(Array) });
    expect(said).toHaveProperty("found.length", 4);
    expect(said).toMatchObject({
      found: expect.arrayContaining([
        told(),
        told({ zoneId: "Z2" }),
        told({ record: "www.example.org.", zone: "example.org.", zoneId: "Z3" }),
      ]),
    });
  });

  test("is told by its name as people write it", async () => {
    lists([aZone("Z1", { Name: "0\\0571.example.com." })]);
    hasRecords({ Z1: [[aRecord("198.51.100.1", { Name: "\\052.a\\100b.0\\0571.example.com." })]] });
    expect(await askInTime()).toEqual([
      words.found(told({ record: "*.a@b.0/1.example.com.", zone: "0/1.example.com." })),
    ]);
  });

  test("is found without a name, a type, or a name of its zone", async () => {
    lists([aZone("Z1", { Name: undefined })]);
    hasRecords({ Z1: [[aRecord("198.51.100.1", { Name: undefined, Type: undefined })]] });
    expect(await askInTime()).toEqual([words.found(told({ record: "unknown", type: "unknown", zone: "Z1" }))]);
  });
});

describe("a record that may well name the address", () => {
  test.each<[string, string]>([
    ["a number more", "198.51.100.1.5"],
    ["a number before", "7.198.51.100.1"],
    ["dashes for dots", "198-51-100-1"],
    ["the private name of an instance", "ip-198-51-100-1.eu-central-1.compute.internal"],
    ["a public name with a number more", "ec2-198-51-100-1-5.eu-central-1.compute.amazonaws.com"],
    ["a name that ends like a public one", "my-ec2-198-51-100-1.example.com xec2-198-51-100-1.example.com"],
    ["octal escapes", String.raw`"ip4:198\05651\056100\0561"`],
    ["a dashed name of another service", "app-198-51-100-1.sslip.io"],
    ["a label that ends in a number before it", "host2.198.51.100.1.nip.io"],
    ["the name for its reverse lookup", "1.100.51.198.in-addr.arpa"],
  ])("counts as one that does: %s", async (_, value) => {
    has({ Z1: [[aRecord(value, { Type: "TXT" })]] });
    expect(await askInTime()).toEqual([words.found(told({ type: "TXT" }))]);
  });

  test("is a reverse lookup in a zone of the account's own", async () => {
    const Name = "1.100.51.198.in-addr.arpa.";
    has({ Z1: [[aRecord("mail.example.com", { Name, Type: "PTR" })]] });
    expect(await askInTime()).toEqual([words.found(told({ record: Name, type: "PTR" }))]);
  });
});

describe("a record that does not name the address", () => {
  test.each<[string, string]>([
    ["an address that begins like it", "198.51.100.10"],
    ["an address that ends like it", "98.51.100.1"],
    ["an address that it ends like", "8.51.100.1"],
    ["a longer first number", "1198.51.100.1"],
    ["a longer last number", "198.51.100.1234"],
    ["commas for dots", "198,51,100,1"],
    ["dots and dashes", "198.51-100.1"],
    ["other characters for dots", "198a51b100c1"],
    ["the public name of another address", "ec2-198-51-100-10.eu-central-1.compute.amazonaws.com"],
    ["a longer public name", "ec2-1198-51-100-1.eu-central-1.compute.amazonaws.com"],
    ["nothing", ""],
  ])("says nothing: %s", async (_, value) => {
    has({ Z1: [[aRecord(value, { Type: "TXT" })]] });
    expect(await askInTime()).toEqual([words.nothing]);
  });

  test("says nothing of an address that a longer number begins like", async () => {
    has({ Z1: [[aRecord("198.51.100.1234", { Type: "TXT" })]] });
    expect(await askInTime([anAddress({ publicIp: "198.51.100.123" })])).toEqual([words.nothing]);
  });

  test.each<[string, Partial<ResourceRecordSet>]>([
    ["an alias", { ResourceRecords: undefined, AliasTarget: anAlias("dualstack.lb.example.com.") }],
    ["one without values", { ResourceRecords: [] }],
    ["one whose value is missing", { ResourceRecords: [{ Value: undefined }] }],
    [
      "one that has the address in its name alone",
      { ResourceRecords: [{ Value: "x" }], Name: "198.51.100.1.example." },
    ],
  ])("says nothing: %s", async (_, changes) => {
    has({ Z1: [[aRecord("198.51.100.1", changes)]] });
    expect(await askInTime()).toEqual([words.nothing]);
  });

  function anAlias(DNSName: string) {
    return { HostedZoneId: "Z9", DNSName, EvaluateTargetHealth: false };
  }
});

describe("the zones of the account", () => {
  test("may be none at all", async () => {
    has({});
    expect(await askInTime()).toEqual([words.nothing]);
  });

  test("are read to the last, over all pages of their list", async () => {
    lists([aZone("Z1"), aZone("Z2")], [], [aZone("Z3")]);
    hasRecords({ Z1: [[]], Z2: [[]], Z3: [[naming]] });
    expect(await askInTime()).toEqual([words.found(told({ zoneId: "Z3" }))]);
  });

  test("are read once, however many addresses are due, wherever these are", async () => {
    has({ Z1: [[naming]], Z2: [[]] });
    const second = anAddress({ id: "eipalloc-2", publicIp: "198.51.100.2", scope: elsewhere });
    expect(await askInTime([anAddress(), second])).toEqual([words.found(told()), words.nothing]);
    expect(sentCalls(route53).map(({ input }) => input)).toEqual([{}, { HostedZoneId: "Z1" }, { HostedZoneId: "Z2" }]);
  });

  test.each([4, 5, 6, 23])("are all read: %i", async (count) => {
    const ids = Array.from({ length: count }, (_, at) => `Z${at + 1}`);
    const addresses = ids.map((id, at) => anAddress({ id, publicIp: `10.0.0.${at + 1}` }));
    has(Object.fromEntries(ids.map((id, at) => [id, [[], [aRecord(`10.0.0.${at + 1}`)]]])));
    expect(await askInTime(addresses)).toEqual(ids.map((zoneId) => words.found(told({ zoneId }))));
    expect(route53.commandCalls(ListResourceRecordSetsCommand)).toHaveLength(2 * count);
  });

  test("are read a few at once", async () => {
    let [open, most] = [0, 0];
    lists(Array.from({ length: 12 }, (_, at) => aZone(`Z${at}`)));
    route53.on(ListResourceRecordSetsCommand).callsFake(async () => {
      open += 1;
      most = Math.max(most, open);
      // Everybody has reached the gate, and been let through, by then.
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return { ResourceRecordSets: [], IsTruncated: false };
    });
    const clock = fakeClock();
    const asked = ask(dnsGuard(clock), [anAddress()]);
    const over = asked.then(() => true);
    while (!(await Promise.race([over, clock.pass(1_000).then(() => false)])));
    expect(await asked).toEqual([words.nothing]);
    expect(most).toBe(5);
  });

  test("are not asked about interfaces, not even those that hold an address", async () => {
    expect(await askInTime([anInterface({ elasticIps: ["198.51.100.1"] })])).toEqual([undefined]);
    expect(route53.calls()).toHaveLength(0);
    has({ Z1: [[naming]] });
    expect(await askInTime([anInterface(), anAddress()])).toEqual([undefined, words.found(told())]);
  });

  test("that are told by their id alone are read as well", async () => {
    lists([aZone("Z1", { Id: "Z1" })]);
    hasRecords({ Z1: [[naming]] });
    expect(await askInTime()).toEqual([words.found(told())]);
  });

  test.each([undefined, ""])("cannot be read without their id: %s", async (Id) => {
    lists([aZone("Z1", { Id })]);
    expect(await askInTime()).toEqual([unreadable("the answer has no Id")]);
  });
});

describe("the list of zones is not seen whole", () => {
  const denied = awsError("AccessDenied");

  test.each([
    ["at its beginning", [denied]],
    ["in the middle", [[aZone("Z1")], denied, [aZone("Z2")]]],
    ["at its end", [[aZone("Z1")], denied]],
  ])("when it fails %s", async (_, pages) => {
    lists(...pages);
    hasRecords({ Z1: [[naming]], Z2: [[]] });
    expect(await askInTime()).toEqual([words.couldNotTell("AccessDenied", undefined, "denied")]);
  });

  test.each([
    ["the list", { IsTruncated: false }, "HostedZones"],
    ["its next marker", { HostedZones: [], IsTruncated: true }, "NextMarker"],
    ["a next marker that says something", { HostedZones: [], IsTruncated: true, NextMarker: "" }, "NextMarker"],
  ])("when the answer is without %s", async (_, answer, missing) => {
    route53.on(ListHostedZonesCommand).callsFake(() => answer);
    expect(await askInTime()).toEqual([unreadable(`the answer has no ${missing}`)]);
  });

  test("when a later page is without its list", async () => {
    route53.on(ListHostedZonesCommand).callsFake(({ Marker }) => ({
      ...(Marker === undefined && { HostedZones: [], NextMarker: "1" }),
      IsTruncated: Marker === undefined,
    }));
    expect(await askInTime()).toEqual([unreadable("the answer has no HostedZones")]);
  });

  test.each([
    ["at once", () => "1"],
    ["after a while", (marker: string | undefined) => (marker === "1" ? "2" : "1")],
  ])("when its pages lead in a circle %s", async (_, next) => {
    route53
      .on(ListHostedZonesCommand)
      .callsFake(({ Marker }) => ({ HostedZones: [], IsTruncated: true, NextMarker: next(Marker) }));
    expect(await askInTime()).toEqual([unreadable("the pages of the answer lead in a circle")]);
    expect(route53.calls().length).toBeLessThan(5);
  });

  // It always does. One that does not must not be taken for the last page.
  test("when the answer does not say whether it goes on", async () => {
    route53.on(ListHostedZonesCommand).callsFake(() => ({ HostedZones: [], NextMarker: "1" }));
    expect(await askInTime()).toMatchObject([{ answer: "could-not-tell" }]);
  });
});

describe("the records of a zone", () => {
  test("are read over all of their pages", async () => {
    has({ Z1: [[other], [], [naming]] });
    expect(await askInTime()).toEqual([words.found(told())]);
  });

  test.each([
    [
      "its name, type and identifier",
      { NextRecordName: "a.example.com.", NextRecordType: "A", NextRecordIdentifier: "blue" },
      { StartRecordName: "a.example.com.", StartRecordType: "A", StartRecordIdentifier: "blue" },
    ],
    [
      "its name and type",
      { NextRecordName: "a.example.com.", NextRecordType: "TXT" },
      { StartRecordName: "a.example.com.", StartRecordType: "TXT" },
    ],
    [
      "its name alone, as the rest is empty",
      { NextRecordName: "a.example.com.", NextRecordType: "", NextRecordIdentifier: "" },
      { StartRecordName: "a.example.com." },
    ],
  ])("go on at the next record, by %s", async (_, next, start) => {
    lists([aZone("Z1")]);
    route53
      .on(ListResourceRecordSetsCommand)
      .callsFake(({ StartRecordName }) =>
        StartRecordName === undefined
          ? { ResourceRecordSets: [other], IsTruncated: true, ...next }
          : { ResourceRecordSets: [naming], IsTruncated: false },
      );
    expect(await askInTime()).toEqual([words.found(told())]);
    expect(sentCalls(route53).map(({ input }) => input)).toEqual([
      {},
      { HostedZoneId: "Z1" },
      { HostedZoneId: "Z1", ...start },
    ]);
  });

  test("may go on at another record of the same name, many times", async () => {
    lists([aZone("Z1")]);
    const places = ["A blue", "A green", "AAAA blue", "AAAA green"];
    route53.on(ListResourceRecordSetsCommand).callsFake(({ StartRecordType, StartRecordIdentifier }) => {
      const at = places.indexOf(`${StartRecordType} ${StartRecordIdentifier}`) + 1;
      const [NextRecordType, NextRecordIdentifier] = places[at]?.split(" ") ?? [];
      const NextRecordName = "www.example.com.";
      return at < places.length
        ? { ResourceRecordSets: [other], IsTruncated: true, NextRecordName, NextRecordType, NextRecordIdentifier }
        : { ResourceRecordSets: [naming], IsTruncated: false };
    });
    expect(await askInTime()).toEqual([words.found(told())]);
  });

  test("are none when the zone was deleted since it was listed, and the other zones are heard", async () => {
    lists([aZone("Z0"), aZone("Z1")]);
    hasRecords({ Z1: [[naming]] });
    const second = anAddress({ id: "eipalloc-2", publicIp: "198.51.100.2" });
    expect(await askInTime([anAddress(), second])).toEqual([words.found(told()), words.nothing]);
  });

  test("are those that were seen when the zone was deleted while they were read", async () => {
    has({ Z1: [[naming], awsError("NoSuchHostedZone")] });
    expect(await askInTime()).toEqual([words.found(told())]);
  });

  test.each([
    ["AccessDenied", "denied"],
    ["Throttling", "transient"],
    ["InvalidInput", "unexpected"],
    ["NoSuchHostedZoneButAlmost", "unexpected"],
    ["NoSuch", "unexpected"],
  ] as const)("are not seen whole when the first page fails with %s", async (code, kind) => {
    has({ Z1: [awsError(code)] });
    expect(await askInTime()).toEqual([words.couldNotTell(code, undefined, kind)]);
  });

  test("that no zone is deleted is not what an error says that only mentions it", async () => {
    has({ Z1: [awsError("AccessDenied", "NoSuchHostedZone")] });
    expect(await askInTime()).toEqual([words.couldNotTell("AccessDenied", "NoSuchHostedZone", "denied")]);
  });

  test("the list of zones has nothing of a deleted zone: there the error fails the guard", async () => {
    lists(awsError("NoSuchHostedZone"));
    expect(await askInTime()).toEqual([words.couldNotTell("NoSuchHostedZone", undefined, "unexpected")]);
  });

  test.each([
    ["in the middle", { Z1: [[other], awsError("Throttling"), [other]] }],
    ["behind what was found", { Z1: [[naming], awsError("Throttling")] }],
    ["in another zone", { Z1: [[naming]], Z2: [[], awsError("Throttling")] }],
    [
      "in the last of many zones",
      { Z1: [[]], Z2: [[]], Z3: [[]], Z4: [[]], Z5: [[]], Z6: [[]], Z7: [awsError("Throttling")] },
    ],
  ])("are not seen whole when a page fails %s, and then the guard cannot tell about any address", async (_, zones) => {
    has(zones);
    const second = anAddress({ id: "eipalloc-2", publicIp: "198.51.100.2" });
    const failed = words.couldNotTell("Throttling");
    expect(await askInTime([anAddress(), second])).toEqual([failed, failed]);
  });

  test.each([
    ["the list", { IsTruncated: false }, "ResourceRecordSets"],
    ["the next name", { ResourceRecordSets: [], IsTruncated: true, NextRecordType: "A" }, "NextRecordName"],
    [
      "a next name that says something",
      { ResourceRecordSets: [], IsTruncated: true, NextRecordName: "" },
      "NextRecordName",
    ],
  ])("are not seen whole when the answer is without %s", async (_, answer, missing) => {
    lists([aZone("Z1")]);
    route53.on(ListResourceRecordSetsCommand).callsFake(() => answer);
    expect(await askInTime()).toEqual([unreadable(`the answer has no ${missing}`)]);
  });

  test("are not seen whole when their pages lead in a circle", async () => {
    lists([aZone("Z1")]);
    route53.on(ListResourceRecordSetsCommand).callsFake(({ StartRecordName }) => ({
      ResourceRecordSets: [],
      IsTruncated: true,
      NextRecordName: StartRecordName === "a" ? "b" : "a",
    }));
    expect(await askInTime()).toEqual([unreadable("the pages of the answer lead in a circle")]);
  });

  test("are not seen whole when the answer does not say whether it goes on", async () => {
    lists([aZone("Z1")]);
    route53
      .on(ListResourceRecordSetsCommand)
      .callsFake(() => ({ ResourceRecordSets: [], NextRecordName: "b", NextRecordType: "A" }));
    expect(await askInTime()).toMatchObject([{ answer: "could-not-tell" }]);
  });
});

describe("Route 53's pace", () => {
  /** When the calls were made, in ms from the beginning. */
  async function times(prepare: (clock: Clock) => void): Promise<readonly number[]> {
    const clock = fakeClock();
    prepare(clock);
    const at: number[] = [];
    const asked = ask(dnsGuard(clock), [anAddress()]);
    for (let step = 0; step < 1_000; step += 1) {
      await clock.pass(10);
      while (at.length < route53.calls().length) at.push(clock.elapsed());
    }
    expect(await asked).toEqual([words.nothing]);
    return at;
  }

  function isEven(at: readonly number[]): void {
    const gaps = at.slice(1).map((ms, before) => ms - (at[before] ?? ms));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000 / 5);
  }

  test.each([
    ["many zones", () => has(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`Z${at}`, [[]]]))), 41],
    ["many pages of zones", () => lists(...Array.from({ length: 41 }, () => [])), 41],
    ["many pages of records", () => has({ Z1: Array.from({ length: 40 }, () => []) }), 41],
  ])("is kept, and nearly used up, five a second and never two at once: %s", async (_, prepare, count) => {
    const at = await times(prepare);
    expect(at).toHaveLength(count);
    isEven(at);
    expect(at[0]).toBeLessThanOrEqual(10);
    expect(at.at(-1)).toBeLessThan(((count - 1) / 5) * 1_000 * 1.1);
  });

  test("is kept after an answer that was slow, too: nothing is saved up meanwhile", async () => {
    const zones = Array.from({ length: 20 }, (_, at) => `Z${at}`);
    const at = await times((clock) => {
      hasRecords(Object.fromEntries(zones.map((id) => [id, [[]]])));
      route53.on(ListHostedZonesCommand).callsFake(async () => {
        await clock.pause(3_000, noEnd());
        return { HostedZones: zones.map((id) => aZone(id)), IsTruncated: false };
      });
    });
    expect(at).toHaveLength(21);
    expect(at[1]).toBeLessThanOrEqual(3_010);
    isEven(at);
  });
});

describe("when time is over", () => {
  function examine(signal: AbortSignal, clock = fakeClock()) {
    const answer = vi.fn<() => void>();
    const question = { due: [aDueRelease()], scopes: async () => [scope], signal, answer };
    return { examined: dnsGuard(clock).examine(question), answer, clock };
  }

  const late = { name: "TimeoutError", message: "the zones could not be read in time" };

  test("before it has begun, nothing is asked, and nothing answered", async () => {
    has({ Z1: [[naming]] });
    const { examined, answer } = examine(AbortSignal.abort());
    await expect(examined).rejects.toMatchObject(late);
    expect(answer).not.toHaveBeenCalled();
    expect(route53.calls()).toHaveLength(0);
  });

  test("while it waits for its turn, nothing more is asked, and nothing answered", async () => {
    has(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`Z${at}`, [[]]])));
    const end = new AbortController();
    const { examined, answer, clock } = examine(end.signal);
    const refused = expect(examined).rejects.toMatchObject(late);
    await clock.pass(900);
    end.abort();
    await refused;
    await clock.pass(hour);
    expect(answer).not.toHaveBeenCalled();
    expect(route53.calls()).toHaveLength(5);
  });

  test("every call can be broken off", async () => {
    lists([aZone("Z1")], [aZone("Z2")]);
    hasRecords({ Z1: [[], []], Z2: [[]] });
    const signal = noEnd();
    await askInTime([anAddress()], signal);
    const signals = signalsOf(route53);
    expect(signals).toHaveLength(5);
    for (const each of signals) expect(each).toBe(signal);
  });
});

describe("the connection", () => {
  test.each<[string, () => void]>([
    ["all was read", () => has({ Z1: [[]] })],
    ["the zones failed", () => lists(awsError("AccessDenied"))],
    ["the records failed", () => has({ Z1: [awsError("AccessDenied")] })],
  ])("is closed when %s, and not before", async (_, prepare) => {
    const destroy = vi.spyOn(Route53Client.prototype, "destroy");
    prepare();
    await askInTime();
    expect(destroy).toHaveBeenCalledTimes(1);
    expect(destroy.mock.contexts[0]).toBe(sentCalls(route53)[0]?.client);
  });

  test("is closed after the last answer has come", async () => {
    const destroy = vi.spyOn(Route53Client.prototype, "destroy");
    let closed = 0;
    lists([aZone("Z1")]);
    route53.on(ListResourceRecordSetsCommand).callsFake(() => {
      closed += destroy.mock.calls.length;
      return { ResourceRecordSets: [], IsTruncated: false };
    });
    await askInTime();
    expect(closed).toBe(0);
  });

  test("is not used any more once a zone has failed", async () => {
    has({
      Z0: [awsError("AccessDenied")],
      ...Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`Z${at + 1}`, [[]]])),
    });
    expect(await askInTime()).toEqual([words.couldNotTell("AccessDenied", undefined, "denied")]);
    expect(route53.calls().length).toBeLessThan(15);
  });
});

test("a call that fails in passing may be repeated, and none waits for ever", async () => {
  has({});
  await askInTime();
  const [call] = sentCalls(route53);
  expect(call?.client).toBeInstanceOf(Route53Client);
  if (!(call?.client instanceof Route53Client)) return;
  expect(await call.client.config.maxAttempts()).toBe(4);
});
