import {
  type Change,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  paginateListHostedZones,
  type ResourceRecordSet,
  type RRType,
} from "@aws-sdk/client-route-53";
import type { ContractCase } from "./contract-cases.ts";
import { type ContractClient, codeOf, known, shapeOf } from "./contract-client.ts";

type Route53 = ContractClient["route53"];

async function zone(route53: Route53, name = "example.com"): Promise<string> {
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({ Name: name, CallerReference: `${name} ${Math.random()}` }),
  );
  return known(HostedZone?.Id).replace("/hostedzone/", "");
}

/** An A record unless told otherwise. */
function record(name: string, value = "198.18.0.1", more: Partial<ResourceRecordSet> = {}): ResourceRecordSet {
  return { Name: name, Type: "A", TTL: 60, ResourceRecords: [{ Value: value }], ...more };
}

function change(
  route53: Route53,
  HostedZoneId: string,
  Action: "CREATE" | "UPSERT" | "DELETE",
  ...sets: ResourceRecordSet[]
) {
  const Changes = sets.map((ResourceRecordSet): Change => ({ Action, ResourceRecordSet }));
  return route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
}

async function list(route53: Route53, HostedZoneId: string, input: Partial<ListResourceRecordSetsCommandInput> = {}) {
  const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId, ...input }));
  return ResourceRecordSets ?? [];
}

/** The SDK has no paginator for records. */
async function pageOf(route53: Route53, input: ListResourceRecordSetsCommandInput) {
  const page = await route53.send(new ListResourceRecordSetsCommand(input));
  return {
    records: (page.ResourceRecordSets ?? []).map(shortly),
    next: page.IsTruncated
      ? {
          StartRecordName: page.NextRecordName,
          StartRecordType: page.NextRecordType,
          StartRecordIdentifier: page.NextRecordIdentifier,
        }
      : undefined,
  };
}

const shortly = ({ Name, Type, SetIdentifier }: ResourceRecordSet) =>
  [Name, Type, ...(SetIdentifier === undefined ? [] : [SetIdentifier])].join(" ");

const txt = (name: string): ResourceRecordSet => record(name, '"a <b> & c"', { Type: "TXT" });

export const dnsCases: readonly ContractCase[] = [
  {
    name: "shows a new zone, with a dot at the end of its name and two records",
    observe: async ({ route53 }) => {
      await zone(route53);
      const { HostedZones, IsTruncated, MaxItems } = await route53.send(new ListHostedZonesCommand({}));
      const [found] = HostedZones ?? [];
      return [shapeOf(found), found?.Name, found?.Id?.startsWith("/hostedzone/"), IsTruncated, MaxItems];
    },
    expected: [
      { Id: "text", Name: "text", CallerReference: "text", Config: { PrivateZone: false }, ResourceRecordSetCount: 2 },
      "example.com.",
      true,
      false,
      100,
    ],
  },
  {
    name: "gives zones out in pages",
    observe: async ({ route53 }) => {
      const ids = new Set<string>();
      for (let number = 0; number < 5; number += 1) ids.add(await zone(route53, `zone-${number}.example`));
      const sizes: number[] = [];
      for await (const { HostedZones = [] } of paginateListHostedZones({ client: route53, pageSize: 2 }, {})) {
        sizes.push(HostedZones.length);
        for (const { Id } of HostedZones) ids.delete(known(Id).replace("/hostedzone/", ""));
      }
      return [sizes, [...ids]];
    },
    expected: [[2, 2, 1], []],
  },
  {
    name: "starts a zone with its NS and SOA records",
    observe: async ({ route53 }) =>
      (await list(route53, await zone(route53))).map((set) => [shortly(set), set.TTL, set.ResourceRecords?.length]),
    expected: [
      ["example.com. NS", 172_800, 4],
      ["example.com. SOA", 900, 1],
    ],
  },
  {
    name: "shows records with all that was said about them",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      await change(route53, id, "CREATE", record("www.example.com"), txt("text.example.com"));
      await change(route53, id, "CREATE", record("w.example.com", "198.18.0.2", { SetIdentifier: "a", Weight: 0 }));
      return (await list(route53, id)).slice(2);
    },
    expected: [
      { ...txt("text.example.com.") },
      record("w.example.com.", "198.18.0.2", { SetIdentifier: "a", Weight: 0 }),
      record("www.example.com."),
    ],
  },
  {
    name: "shows an alias without values and TTL",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      const AliasTarget = {
        HostedZoneId: "Z2FDTNDATAQYW2",
        DNSName: "d1.cloudfront.net.",
        EvaluateTargetHealth: false,
      };
      await change(route53, id, "CREATE", { Name: "www.example.com", Type: "A", AliasTarget });
      return (await list(route53, id)).slice(2);
    },
    expected: [
      {
        Name: "www.example.com.",
        Type: "A",
        AliasTarget: { HostedZoneId: "Z2FDTNDATAQYW2", DNSName: "d1.cloudfront.net.", EvaluateTargetHealth: false },
      },
    ],
  },
  {
    name: "lists records by name with the labels reversed, then by type",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      const names = ["b.example.com", "a.b.example.com", "c.example.com"];
      await change(route53, id, "CREATE", ...names.map((name) => record(name)), txt("b.example.com"));
      return (await list(route53, id)).map(shortly);
    },
    expected: [
      "example.com. NS",
      "example.com. SOA",
      "b.example.com. A",
      "b.example.com. TXT",
      "a.b.example.com. A",
      "c.example.com. A",
    ],
  },
  {
    name: "sorts names by the characters before a dot too",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      await change(route53, id, "CREATE", ...["a.b", "b", "b-1"].map((name) => record(`${name}.example.com`)));
      return (await list(route53, id)).slice(2).map(shortly);
    },
    expected: ["b-1.example.com. A", "b.example.com. A", "a.b.example.com. A"],
  },
  {
    name: "answers names with octal escapes",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      await change(route53, id, "CREATE", record("*.example.com"), record("a@b.example.com"));
      return (await list(route53, id)).slice(2).map(shortly);
    },
    expected: ["\\052.example.com. A", "a\\100b.example.com. A"],
  },
  {
    name: "answers names in lower case",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      await change(route53, id, "CREATE", record("WWW.example.com"));
      return (await list(route53, id)).slice(2).map(shortly);
    },
    expected: ["www.example.com. A"],
  },
  {
    name: "gives records out in pages, those of one name too",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      const sets = ["a", "b", "c", "d", "e"].map((SetIdentifier) =>
        record("w.example.com", "198.18.0.1", { SetIdentifier, Weight: 1 }),
      );
      await change(route53, id, "CREATE", ...sets, record("x.example.com"));
      const found: string[][] = [];
      let start: Partial<ListResourceRecordSetsCommandInput> | undefined = {};
      while (start !== undefined && found.length < 4) {
        const page = await pageOf(route53, { HostedZoneId: id, MaxItems: 3, ...start });
        found.push(page.records);
        start = page.next;
      }
      return found;
    },
    expected: [
      ["example.com. NS", "example.com. SOA", "w.example.com. A a"],
      ["w.example.com. A b", "w.example.com. A c", "w.example.com. A d"],
      ["w.example.com. A e", "x.example.com. A"],
    ],
  },
  {
    name: "begins a page of records at a name and type, there or not",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      await change(route53, id, "CREATE", record("b.example.com"), txt("b.example.com"), record("c.example.com"));
      const from = async (StartRecordName: string, StartRecordType?: RRType) =>
        (await list(route53, id, { StartRecordName, ...(StartRecordType && { StartRecordType }) })).map(shortly);
      return [await from("a.example.com"), await from("b.example.com", "AAAA"), await from("d.example.com")];
    },
    expected: [
      ["b.example.com. A", "b.example.com. TXT", "c.example.com. A"],
      ["b.example.com. TXT", "c.example.com. A"],
      [],
    ],
  },
  {
    name: "replaces and deletes records",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      await change(route53, id, "CREATE", record("a.example.com"), record("b.example.com"));
      await change(route53, id, "UPSERT", record("a.example.com", "198.18.0.2"));
      await change(route53, id, "DELETE", record("b.example.com"));
      return (await list(route53, id)).slice(2);
    },
    expected: [record("a.example.com.", "198.18.0.2")],
  },
  {
    name: "refuses to create a record twice",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      await change(route53, id, "CREATE", record("a.example.com"));
      return codeOf(change(route53, id, "CREATE", record("a.example.com")));
    },
    expected: "InvalidChangeBatch",
  },
  {
    name: "refuses to delete a record that has other values",
    observe: async ({ route53 }) => {
      const id = await zone(route53);
      await change(route53, id, "CREATE", record("a.example.com"));
      return codeOf(change(route53, id, "DELETE", record("a.example.com", "198.18.0.9")));
    },
    expected: "InvalidChangeBatch",
  },
  {
    name: "refuses a record outside of its zone",
    observe: async ({ route53 }) => codeOf(change(route53, await zone(route53), "CREATE", record("a.example.org"))),
    expected: "InvalidChangeBatch",
  },
  {
    name: "does not find the records of an unknown zone",
    observe: ({ route53 }) => codeOf(list(route53, "Z0UNKNOWN")),
    expected: "NoSuchHostedZone",
  },
  {
    name: "refuses to begin at a type without a name",
    observe: async ({ route53 }) => codeOf(list(route53, await zone(route53), { StartRecordType: "A" })),
    expected: "InvalidInput",
  },
];
