import { type IpPermission, paginateDescribeSecurityGroups, type SecurityGroup } from "@aws-sdk/client-ec2";
import type { EvidenceFact } from "../../domain/evidence.ts";
import type { Scope } from "../../domain/resource.ts";
import { listOf } from "../answer.ts";
import type { Ec2Clients } from "../clients.ts";
import { checkedPages } from "../pages.ts";
import { addressesIn, type Guard } from "./guard.ts";

/**
 * Security groups that allow exactly this address. Once it is released a stranger has it, and is let in; or is sent what
 * was meant for its owner. Every region that the janitor is configured for is asked, because an address is allowed where it
 * is talked to and not where it lives. A region that fails here fails the guard, because the group could be the one that it
 * did not show; but not one that has refused its survey already.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html
 */
export function allowListGuard(clients: Ec2Clients): Guard {
  return {
    name: "allow-lists",
    reason: "allow-listed",
    about: ["elastic-ip"],
    examine: async ({ due, scopes, answer, signal }) => {
      const addresses = addressesIn(due);
      const cidrs = [...new Set(addresses.map(({ publicIp }) => cidrOf(publicIp)))];
      const lookups = (await scopes()).flatMap((scope) =>
        chunks(cidrs, filterValues).flatMap((some) =>
          directions.map(async (direction) => {
            const found: Allowed[] = [];
            try {
              await findGroups(found, clients, scope, direction, some, signal);
            } catch (error) {
              if (!scope.doubtful) throw inRegion(scope, error);
            }
            return found;
          }),
        ),
      );
      const allowed = (await Promise.all(lookups)).flat();
      for (const address of addresses) {
        const cidr = cidrOf(address.publicIp);
        answer(address, { found: allowed.filter((each) => each.cidr === cidr) });
      }
    },
  };
}

/** The same error, with the region in its words: the address that it is about lives elsewhere. */
function inRegion({ region }: Scope, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return Object.assign(new Error(`in ${region}: ${error.message}`), error, { name: error.name });
}

/** How a security group writes a single address. */
function cidrOf(address: string): string {
  return `${address}/32`;
}

/** The most values EC2 takes in the filters of one call. */
const filterValues = 200;

type Direction = "ingress" | "egress";
const directions: readonly Direction[] = ["ingress", "egress"];

/** Filters of one call all have to match, so each direction is a call of its own. */
const filterNames: Readonly<Record<Direction, string>> = {
  ingress: "ip-permission.cidr",
  egress: "egress.ip-permission.cidr",
};

type Allowed = EvidenceFact & { readonly cidr: string };

/** Adds what it finds as it comes: what a listing has shown counts, whatever becomes of its next page. */
async function findGroups(
  found: Allowed[],
  clients: Ec2Clients,
  { region }: Scope,
  direction: Direction,
  cidrs: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const wanted = new Set(cidrs);
  const pages = paginateDescribeSecurityGroups(
    { client: clients.repeating(region), pageSize: 1_000 },
    { Filters: [{ Name: filterNames[direction], Values: [...cidrs] }] },
    { abortSignal: signal },
  );
  for await (const page of checkedPages(pages)) {
    for (const group of listOf(page.SecurityGroups, "SecurityGroups")) {
      for (const cidr of cidrsIn(permissionsOf(group, direction))) {
        if (wanted.has(cidr)) found.push({ ...nameOf(group), region, direction, cidr });
      }
    }
  }
}

function permissionsOf(group: SecurityGroup, direction: Direction): readonly IpPermission[] {
  return direction === "ingress"
    ? listOf(group.IpPermissions, "IpPermissions")
    : listOf(group.IpPermissionsEgress, "IpPermissionsEgress");
}

/** Each once: a group may allow the same address for several ports. */
function cidrsIn(permissions: readonly IpPermission[]): ReadonlySet<string> {
  return new Set(permissions.flatMap(({ IpRanges }) => (IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? [])));
}

function nameOf({ GroupId, GroupName }: SecurityGroup) {
  return { groupId: GroupId ?? "unknown", ...(GroupName ? { groupName: GroupName } : {}) };
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
