import { createHash } from "node:crypto";
import { ServiceError } from "../protocol/errors.ts";
import { canonicalName, sortableName } from "./domain-names.ts";
import type { Cloud } from "./scope.ts";

export interface RecordSet {
  /** As Route 53 answers it, see `canonicalName`. */
  readonly name: string;
  readonly type: string;
  /** Tells apart the records of one name and type that are chosen by weight, by turns and the like. */
  readonly setIdentifier: string | undefined;
  readonly weight: number | undefined;
  readonly multiValueAnswer: boolean | undefined;
  readonly ttl: number | undefined;
  readonly values: readonly string[];
  /** Another name in place of values and a TTL. */
  readonly aliasTarget: AliasTarget | undefined;
}

export interface AliasTarget {
  readonly hostedZoneId: string;
  readonly dnsName: string;
  readonly evaluateTargetHealth: boolean;
}

export interface HostedZone {
  readonly id: string;
  readonly name: string;
  readonly callerReference: string;
  readonly privateZone: boolean;
  /** By their place in the order of ListResourceRecordSets. */
  records: Map<string, RecordSet>;
}

export interface RecordChange {
  readonly action: "CREATE" | "UPSERT" | "DELETE";
  readonly record: RecordSet;
}

export const NAME_SERVERS = [
  "ns-0.awsdns-00.com",
  "ns-512.awsdns-00.net",
  "ns-1024.awsdns-00.org",
  "ns-1536.awsdns-00.co.uk",
];

/** An account's zones, in the order of their creation. Route 53 knows no regions. */
export function zonesOf(cloud: Cloud, account: string): HostedZone[] {
  const zones = cloud.zones.get(account) ?? [];
  cloud.zones.set(account, zones);
  return zones;
}

export function findZone(cloud: Cloud, account: string, id: string): HostedZone {
  const zone = zonesOf(cloud, account).find((candidate) => candidate.id === id);
  if (zone === undefined) throw new ServiceError("NoSuchHostedZone", `No hosted zone found with ID: ${id}`, 404);
  return zone;
}

/** Several zones may have the same name. https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html */
export function createZone(
  cloud: Cloud,
  account: string,
  options: { name: string; privateZone: boolean; callerReference?: string | undefined },
): HostedZone {
  const zones = zonesOf(cloud, account);
  const callerReference = options.callerReference ?? `simulator-${zones.length}`;
  if (zones.some((zone) => zone.callerReference === callerReference)) {
    throw new ServiceError("HostedZoneAlreadyExists", `A zone was created with reference ${callerReference}.`, 409);
  }
  const name = canonicalName(options.name);
  const zone: HostedZone = {
    id: zoneId(account, zones.length),
    name,
    callerReference,
    privateZone: options.privateZone,
    records: new Map(),
  };
  const soa = `${NAME_SERVERS[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  const nameServers = NAME_SERVERS.map((server) => `${server}.`);
  for (const [type, ttl, values] of [["NS", 172_800, nameServers] as const, ["SOA", 900, [soa]] as const]) {
    put(zone.records, recordSet({ name, type, ttl, values }));
  }
  zones.push(zone);
  return zone;
}

/** The same in every run, like all ids here. */
function zoneId(account: string, number: number): string {
  const digest = createHash("sha256").update(`${account}/hosted-zone/${number}`).digest("hex");
  return `Z0${BigInt(`0x${digest}`).toString(36).toUpperCase().slice(0, 19)}`;
}

export interface RecordOptions {
  name: string;
  type: string;
  values?: readonly string[];
  setIdentifier?: string | undefined;
  weight?: number | undefined;
  multiValueAnswer?: boolean | undefined;
  /** In seconds. Default: 300. */
  ttl?: number | undefined;
  aliasTarget?: AliasTarget | undefined;
}

export function recordSet(options: RecordOptions): RecordSet {
  const { aliasTarget } = options;
  return {
    name: canonicalName(options.name),
    type: options.type,
    setIdentifier: options.setIdentifier,
    weight: options.weight,
    multiValueAnswer: options.multiValueAnswer,
    ttl: aliasTarget === undefined ? (options.ttl ?? 300) : undefined,
    values: options.values ?? [],
    aliasTarget: aliasTarget && { ...aliasTarget, dnsName: canonicalName(aliasTarget.dnsName) },
  };
}

/** All of the changes or, when one of them cannot be made, none. */
export function changeRecords(zone: HostedZone, changes: readonly RecordChange[]): void {
  // One change alone is refused before anything is done; copying for each would make large zones slow to build.
  const records = changes.length > 1 ? new Map(zone.records) : zone.records;
  for (const change of changes) changeRecord(zone, records, change);
  zone.records = records;
}

function changeRecord(zone: HostedZone, records: Map<string, RecordSet>, { action, record }: RecordChange): void {
  const what = `resource record set [name='${record.name}', type='${record.type}']`;
  if (record.name !== zone.name && !record.name.endsWith(`.${zone.name}`)) {
    throw invalidBatch(`RRSet with DNS name ${record.name} is not permitted in zone ${zone.name}`);
  }
  const existing = records.get(placeOf(record));
  if (action === "DELETE") {
    if (existing === undefined) throw invalidBatch(`Tried to delete ${what} but it was not found`);
    if (JSON.stringify(existing) !== JSON.stringify(record)) {
      throw invalidBatch(`Tried to delete ${what} but the values provided do not match the current values`);
    }
    records.delete(placeOf(record));
    return;
  }
  if (action === "CREATE" && existing) throw invalidBatch(`Tried to create ${what} but it already exists`);
  put(records, record);
}

function invalidBatch(message: string): ServiceError {
  return new ServiceError("InvalidChangeBatch", `[${message}]`);
}

function put(records: Map<string, RecordSet>, record: RecordSet): void {
  records.set(placeOf(record), record);
}

/** Where in the list of a zone's records one stands: by name with the labels reversed, type and set identifier. */
export function placeOf(record: {
  name: string;
  type?: string | undefined;
  setIdentifier?: string | undefined;
}): string {
  return [sortableName(record.name), record.type ?? "", record.setIdentifier ?? ""].join("\0");
}

/** From a place on, whether or not a record stands right there. */
export function recordsFrom(zone: HostedZone, place: string): RecordSet[] {
  return [...zone.records.keys()]
    .filter((key) => key >= place)
    .sort()
    .flatMap((key) => zone.records.get(key) ?? []);
}
