import {
  type HostedZone,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type { EvidenceFact } from "../../domain/evidence.ts";
import type { Clock } from "../../ports.ts";
import { listOf, required, textOf, UnreadableAnswer } from "../answer.ts";
import { clientOptions, type SharedOptions } from "../clients.ts";
import { Gate } from "../pacing.ts";
import { NoAnswerInTime } from "../refusal.ts";
import { addressesIn, type Finds, type Guard, nothingAbout } from "./guard.ts";
import { sideBySide } from "./side-by-side.ts";

/**
 * Records that name the address, in any hosted zone of the account, private ones too. Whoever gets the address next would
 * get the traffic. Every zone is read once, whatever number of addresses is due, and every record counts whose value has
 * the address in it: an A record of whatever routing policy, but also an SPF entry, a CNAME to the public name that EC2
 * gives an address, or a reverse lookup in a private zone. Zones that other accounts or other providers host cannot be seen.
 */
export function dnsGuard(clock: Clock, shared: SharedOptions = {}): Guard {
  return {
    name: "dns",
    reason: "dns-record",
    about: ["elastic-ip"],
    examine: async ({ due, answer, signal }) => {
      const addresses = addressesIn(due);
      const route53 = new Route53Client({ ...clientOptions, ...shared });
      try {
        const records = nothingAbout(addresses.map(({ publicIp }) => publicIp));
        await findRecords(records, new Reader(route53, clock, signal));
        for (const address of addresses) answer(address, { found: records.get(address.publicIp) ?? [] });
      } finally {
        route53.destroy();
      }
    },
  };
}

/** How many zones are read at once: enough to use up the rate at any latency. */
const atOnce = 5;

/** Goes through every zone once, and adds to each address the records that name it. */
async function findRecords(records: Finds, reader: Reader): Promise<void> {
  await sideBySide(await reader.zones(), atOnce, (zone) =>
    reader.eachRecordSet(zone, (set) => {
      for (const address of addressesNamedIn(set)) records.get(address)?.push(describe(set, zone));
    }),
  );
}

function describe({ Name, Type }: ResourceRecordSet, zone: Zone): EvidenceFact {
  return { record: unescaped(Name ?? "unknown"), type: Type ?? "unknown", zone: zone.name, zoneId: zone.id };
}

function addressesNamedIn({ Name = "", ResourceRecords }: ResourceRecordSet): ReadonlySet<string> {
  const values = (ResourceRecords ?? []).flatMap(({ Value = "" }) => ipv4In(unescaped(Value)));
  return new Set([
    ...values,
    ...reversedIn(Name),
    ...(ResourceRecords ?? []).flatMap(({ Value = "" }) => reversedIn(Value)),
  ]);
}

/**
 * The IPv4 addresses in a record's value: as they stand, or with dashes, as in the public name that EC2 gives to an instance
 * (`ec2-203-0-113-25.compute-1.amazonaws.com`). Four numbers in a longer row could be one, so each four count: that protects
 * too much now and then, and never too little. Long text comes in several quoted strings, which are one without anything
 * between them, so an address may be cut in two.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
 */
function ipv4In(written: string): readonly string[] {
  const value = `${written} ${written.replaceAll(/"\s+"/g, "")}`;
  const fours = value.matchAll(/(?<!\d)(?=(\d{1,3}([.-])\d{1,3}\2\d{1,3}\2\d{1,3})(?!\d))/g);
  return [...fours].map(([, four = ""]) => four.replaceAll("-", "."));
}

/** The address that a name for reverse lookups stands for: `25.113.0.203.in-addr.arpa` is that of 203.0.113.25. */
function reversedIn(name: string): readonly string[] {
  return [...name.matchAll(/(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa/gi)].map(
    ([, d, c, b, a]) => `${a}.${b}.${c}.${d}`,
  );
}

/**
 * Route 53 writes unusual characters in octal: `\052` is the asterisk of a wildcard.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
function unescaped(name: string): string {
  return name.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

interface Zone {
  /** `Z…`, without the path that the listing puts before it. */
  readonly id: string;
  readonly name: string;
}

/**
 * Route 53 takes five calls a second from an account, whatever they are: evenly, and no more of them at once.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html
 */
const published = { capacity: 1, refill: 5 };

/** Reads zones and records, page by page, at Route 53's pace. */
class Reader {
  readonly #route53: Route53Client;
  readonly #gate: Gate;
  readonly #signal: AbortSignal;

  constructor(route53: Route53Client, clock: Clock, signal: AbortSignal) {
    this.#route53 = route53;
    this.#gate = new Gate(published, clock);
    this.#signal = signal;
  }

  /** https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZones.html */
  async zones(): Promise<readonly Zone[]> {
    const zones: Zone[] = [];
    await eachPage(async (Marker: string | undefined) => {
      await this.#turn();
      const command = new ListHostedZonesCommand(Marker === undefined ? {} : { Marker });
      const page = await this.#route53.send(command, { abortSignal: this.#signal });
      zones.push(...listOf(page.HostedZones, "HostedZones").map(readZone));
      return required(page.IsTruncated, "IsTruncated") ? required(textOf(page.NextMarker), "NextMarker") : undefined;
    });
    return zones;
  }

  /**
   * Hands over the records as their pages come: a zone may be larger than memory. One that was deleted meanwhile has no more.
   * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
   */
  async eachRecordSet({ id }: Zone, look: (set: ResourceRecordSet) => void): Promise<void> {
    try {
      await eachPage(async (start: Start | undefined) => {
        await this.#turn();
        const command = new ListResourceRecordSetsCommand({ HostedZoneId: id, ...start });
        const page = await this.#route53.send(command, { abortSignal: this.#signal });
        for (const set of listOf(page.ResourceRecordSets, "ResourceRecordSets")) look(set);
        if (!required(page.IsTruncated, "IsTruncated")) return undefined;
        const StartRecordName = required(textOf(page.NextRecordName), "NextRecordName");
        const [StartRecordType, StartRecordIdentifier] = [page.NextRecordType, textOf(page.NextRecordIdentifier)];
        return {
          StartRecordName,
          ...(StartRecordType && { StartRecordType }),
          ...(StartRecordIdentifier && { StartRecordIdentifier }),
        };
      });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "NoSuchHostedZone") throw error;
    }
  }

  async #turn(): Promise<void> {
    if (!(await this.#gate.take(this.#signal))) throw new NoAnswerInTime("the zones could not be read in time");
  }
}

type Start = Pick<
  ConstructorParameters<typeof ListResourceRecordSetsCommand>[0],
  "StartRecordName" | "StartRecordType" | "StartRecordIdentifier"
>;

/**
 * Reads on for as long as there is a next page.
 *
 * @throws UnreadableAnswer when the pages lead in a circle
 */
async function eachPage<T>(read: (from: T | undefined) => Promise<T | undefined>): Promise<void> {
  const seen = new Set<string>();
  let next = await read(undefined);
  while (next !== undefined) {
    const place = JSON.stringify(next);
    if (seen.has(place)) throw new UnreadableAnswer("the pages of the answer lead in a circle");
    seen.add(place);
    next = await read(next);
  }
}

function readZone({ Id, Name }: HostedZone): Zone {
  const id = required(textOf(Id), "Id").replace(/^\/hostedzone\//, "");
  return { id, name: unescaped(Name ?? id) };
}
