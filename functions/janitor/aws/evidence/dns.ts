import {
  type HostedZone,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type { Clock } from "../../ports.ts";
import { listOf, required, textOf, UnreadableAnswer } from "../answer.ts";
import { clientOptions } from "../clients.ts";
import { Gate } from "../pacing.ts";
import { NoAnswerInTime } from "../refusal.ts";
import { addressesIn, type Finds, type Guard, nothingAbout } from "./guard.ts";
import { sideBySide } from "./side-by-side.ts";

/**
 * Records that name the address, in any hosted zone of the account, private ones too. Whoever gets the address next would
 * get the traffic. Every zone is read once, whatever number of addresses is due, and every record counts whose value has
 * the address in it: an A record of whatever routing policy, but also an SPF entry, or a CNAME to the public name that EC2
 * gives an address. Zones that other accounts or other providers host cannot be seen.
 */
export function dnsGuard(clock: Clock): Guard {
  return {
    name: "dns",
    reason: "dns-record",
    about: ["elastic-ip"],
    examine: async ({ due, answer, signal }) => {
      const addresses = addressesIn(due);
      const route53 = new Route53Client(clientOptions);
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
  await sideBySide(await reader.zones(), atOnce, async (zone) => {
    const sets = await reader.recordSets(zone);
    for (const { address, fact } of sets.flatMap((set) => namedIn(set, zone))) {
      records.get(address)?.push(fact);
    }
  });
}

function namedIn({ Name, Type, ResourceRecords }: ResourceRecordSet, zone: Zone) {
  return (ResourceRecords ?? []).flatMap(({ Value = "" }) =>
    addressesNamedBy(Value).map((address) => ({
      address,
      fact: { record: unescaped(Name ?? "unknown"), type: Type ?? "unknown", zone: zone.name, zoneId: zone.id },
    })),
  );
}

/**
 * The addresses in a record's value: as they stand, or inside the public name that EC2 gives to an instance which has
 * one, such as `ec2-203-0-113-25.compute-1.amazonaws.com`. Long text comes in several quoted strings, which are one
 * without anything between them, so an address may be cut in two.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
 */
function addressesNamedBy(written: string): readonly string[] {
  const value = `${written} ${written.replaceAll(/"\s+"/g, "")}`;
  const plain = value.match(/(?<!\d|\d\.)\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d)/g) ?? [];
  const inNames = [...value.matchAll(/(?<![\w-])ec2-(\d{1,3}(?:-\d{1,3}){3})(?=\.)/gi)].map(([, dashed = ""]) =>
    dashed.replaceAll("-", "."),
  );
  return [...new Set([...plain, ...inNames])];
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
 * Route 53 takes five calls a second from an account, whatever they are.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests
 */
const published = { capacity: 5, refill: 5 };

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
   * A zone that was deleted meanwhile has no records.
   * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
   */
  async recordSets({ id }: Zone): Promise<readonly ResourceRecordSet[]> {
    const sets: ResourceRecordSet[] = [];
    try {
      await eachPage(async (start: Start | undefined) => {
        await this.#turn();
        const command = new ListResourceRecordSetsCommand({ HostedZoneId: id, ...start });
        const page = await this.#route53.send(command, { abortSignal: this.#signal });
        sets.push(...listOf(page.ResourceRecordSets, "ResourceRecordSets"));
        if (!required(page.IsTruncated, "IsTruncated")) return undefined;
        const StartRecordName = required(textOf(page.NextRecordName), "NextRecordName");
        const [StartRecordType, StartRecordIdentifier] = [page.NextRecordType, textOf(page.NextRecordIdentifier)];
        return {
          StartRecordName,
          ...(StartRecordType && { StartRecordType }),
          ...(StartRecordIdentifier && { StartRecordIdentifier }),
        };
      });
      return sets;
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchHostedZone") return [];
      throw error;
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
