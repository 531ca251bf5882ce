import { ServiceError } from "../protocol/errors.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { Route } from "../protocol/rest-xml.ts";
import type { XmlObject } from "../protocol/xml.ts";
import { canonicalName } from "../state/domain-names.ts";
import {
  changeRecords,
  createZone,
  findZone,
  type HostedZone,
  NAME_SERVERS,
  placeOf,
  type RecordChange,
  type RecordSet,
  recordSet,
  recordsFrom,
  zonesOf,
} from "../state/zones.ts";
import { type ActionTable, reads, writes } from "./action.ts";

/** Most per page; who asks for more gets these. */
const MAX_ZONES = 100;
const MAX_RECORDS = 300;

export const route53Routes: readonly Route[] = [
  {
    action: "ListHostedZones",
    method: "GET",
    path: /^\/2013-04-01\/hostedzone\/?$/,
    query: { marker: "Marker", maxitems: "MaxItems" },
  },
  { action: "CreateHostedZone", method: "POST", path: /^\/2013-04-01\/hostedzone\/?$/ },
  {
    action: "ListResourceRecordSets",
    method: "GET",
    path: /^\/2013-04-01\/hostedzone\/(?<HostedZoneId>[^/]+)\/rrset\/?$/,
    query: {
      name: "StartRecordName",
      type: "StartRecordType",
      identifier: "StartRecordIdentifier",
      maxitems: "MaxItems",
    },
  },
  {
    action: "ChangeResourceRecordSets",
    method: "POST",
    path: /^\/2013-04-01\/hostedzone\/(?<HostedZoneId>[^/]+)\/rrset\/?$/,
  },
];

function maxItems(parameters: Parameters, most: number): number {
  const asked = parameters.integer("MaxItems") ?? most;
  if (asked < 1) throw invalidInput(`MaxItems must be at least 1, not ${asked}.`);
  return Math.min(asked, most);
}

function invalidInput(message: string): ServiceError {
  return new ServiceError("InvalidInput", message);
}

function zoneElements(zone: HostedZone): XmlObject {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { PrivateZone: zone.privateZone },
    ResourceRecordSetCount: zone.records.size,
  };
}

function recordElements(record: RecordSet): XmlObject {
  const { aliasTarget } = record;
  return {
    Name: record.name,
    Type: record.type,
    SetIdentifier: record.setIdentifier,
    Weight: record.weight,
    MultiValueAnswer: record.multiValueAnswer,
    TTL: record.ttl,
    ResourceRecords: aliasTarget ? undefined : record.values.map((value) => ({ Value: value })),
    AliasTarget: aliasTarget && {
      HostedZoneId: aliasTarget.hostedZoneId,
      DNSName: aliasTarget.dnsName,
      EvaluateTargetHealth: aliasTarget.evaluateTargetHealth,
    },
  };
}

/** Where the list is to begin. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html */
function start(parameters: Parameters): string {
  const name = parameters.text("StartRecordName");
  const type = parameters.text("StartRecordType");
  const setIdentifier = parameters.text("StartRecordIdentifier");
  if (name === undefined && type !== undefined) throw invalidInput("A record type needs a record name.");
  if (type === undefined && setIdentifier !== undefined) throw invalidInput("A set identifier needs a record type.");
  return name === undefined ? "" : placeOf({ name: canonicalName(name), type, setIdentifier });
}

function change(parameters: Parameters): RecordChange {
  const action = parameters.required("Action");
  if (action !== "CREATE" && action !== "UPSERT" && action !== "DELETE") {
    throw invalidInput(`Invalid change action '${action}'.`);
  }
  const aliasZone = parameters.text("ResourceRecordSet.AliasTarget.HostedZoneId");
  return {
    action,
    record: recordSet({
      name: parameters.required("ResourceRecordSet.Name"),
      type: parameters.required("ResourceRecordSet.Type"),
      setIdentifier: parameters.text("ResourceRecordSet.SetIdentifier"),
      weight: parameters.integer("ResourceRecordSet.Weight"),
      multiValueAnswer: parameters.flag("ResourceRecordSet.MultiValueAnswer"),
      ttl: parameters.integer("ResourceRecordSet.TTL"),
      values: parameters.structures("ResourceRecordSet.ResourceRecords").map((record) => record.required("Value")),
      aliasTarget:
        aliasZone === undefined
          ? undefined
          : {
              hostedZoneId: aliasZone,
              dnsName: parameters.required("ResourceRecordSet.AliasTarget.DNSName"),
              evaluateTargetHealth: parameters.flag("ResourceRecordSet.AliasTarget.EvaluateTargetHealth") ?? false,
            },
    }),
  };
}

function changeInfo(now: number): XmlObject {
  return { Id: "/change/C0SIMULATOR", Status: "INSYNC", SubmittedAt: new Date(now).toISOString() };
}

export const route53Actions: ActionTable = {
  /** The marker of the next page is the id of its first zone. */
  ListHostedZones: reads(({ scope: { state, cloud }, parameters }) => {
    const zones = zonesOf(cloud, state.account);
    const marker = parameters.text("Marker");
    const size = maxItems(parameters, MAX_ZONES);
    const first = marker === undefined ? 0 : zones.findIndex(({ id }) => id === marker);
    if (first < 0) throw invalidInput(`The marker '${marker}' is not the id of a hosted zone.`);
    const next = zones[first + size];
    return {
      HostedZones: zones.slice(first, first + size).map(zoneElements),
      Marker: marker,
      IsTruncated: next !== undefined,
      NextMarker: next?.id,
      MaxItems: size,
    };
  }),

  ListResourceRecordSets: reads(({ scope: { state, cloud }, parameters }) => {
    const zone = findZone(cloud, state.account, parameters.required("HostedZoneId"));
    const size = maxItems(parameters, MAX_RECORDS);
    const records = recordsFrom(zone, start(parameters));
    const next = records[size];
    return {
      ResourceRecordSets: records.slice(0, size).map(recordElements),
      IsTruncated: next !== undefined,
      NextRecordName: next?.name,
      NextRecordType: next?.type,
      NextRecordIdentifier: next?.setIdentifier,
      MaxItems: size,
    };
  }),

  CreateHostedZone: writes(({ scope: { state, cloud }, parameters }) => {
    parameters.ignore("VPC", "HostedZoneConfig.Comment");
    const zone = createZone(cloud, state.account, {
      name: parameters.required("Name"),
      callerReference: parameters.required("CallerReference"),
      privateZone: parameters.flag("HostedZoneConfig.PrivateZone") ?? false,
    });
    return {
      HostedZone: zoneElements(zone),
      ChangeInfo: changeInfo(cloud.clock.now()),
      DelegationSet: zone.privateZone ? undefined : { NameServers: NAME_SERVERS },
    };
  }),

  /** https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html */
  ChangeResourceRecordSets: writes(({ scope: { state, cloud }, parameters }) => {
    parameters.ignore("ChangeBatch.Comment");
    const zone = findZone(cloud, state.account, parameters.required("HostedZoneId"));
    changeRecords(zone, parameters.structures("ChangeBatch.Changes").map(change));
    return { ChangeInfo: changeInfo(cloud.clock.now()) };
  }),
};
