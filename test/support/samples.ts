import type { Address, NetworkInterface as SdkNetworkInterface } from "@aws-sdk/client-ec2";
import type { DueRelease } from "../../functions/janitor/domain/plan.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import type { ElasticIp, NetworkInterface, Resource, Scope, Tags } from "../../functions/janitor/domain/resource.ts";
import { defaultPolicy } from "../../functions/janitor/policy/default-policy.ts";

export const scope: Scope = { account: "123456789012", region: "eu-central-1" };

/** Another region of the same account. */
export const elsewhere: Scope = { ...scope, region: "us-east-1" };

export const hour = 3_600_000;

/** The instant that all tests are run at. */
export const now = Date.UTC(2026, 10, 2, 6);

export function aPolicy(changes: Partial<Policy> = {}): Policy {
  return {
    ...defaultPolicy,
    mode: "release",
    graceMs: 24 * hour,
    owner: { tags: ["Owner"] },
    ...changes,
  };
}

/** The tag that says since when a resource has been idle. */
export function markedAt(instant: number): Tags {
  return { "janitor:idle-since": new Date(instant).toISOString() };
}

/** A mark that is older than the grace. */
export const oldMark = markedAt(now - 48 * hour);

/** An idle address. */
export function anAddress(changes: Partial<ElasticIp> = {}): ElasticIp {
  return {
    kind: "elastic-ip",
    scope,
    id: "eipalloc-1",
    publicIp: "198.51.100.1",
    tags: {},
    use: { state: "idle" },
    networkBorderGroup: "eu-central-1",
    publicIpv4Pool: "amazon",
    ...changes,
  };
}

/** An idle interface that nobody manages. */
export function anInterface(changes: Partial<NetworkInterface> = {}): NetworkInterface {
  return {
    kind: "network-interface",
    scope,
    id: "eni-1",
    tags: {},
    use: { state: "idle" },
    ownerId: scope.account,
    interfaceType: "interface",
    requesterManaged: false,
    elasticIps: [],
    shape: {
      description: "",
      privateIps: [],
      ipv6Addresses: [],
      ipv4Prefixes: [],
      ipv6Prefixes: [],
      securityGroupIds: [],
    },
    ...changes,
  };
}

/** A release that is due, of a resource that has been idle for two days. */
export function aDueRelease(
  resource: Resource = anAddress({ tags: oldMark }),
  idleSince = now - 48 * hour,
): DueRelease {
  return {
    resource,
    decision: {
      kind: "release",
      reason: "grace-over",
      decidedBy: { by: "default" },
      idleSince,
      graceMs: 24 * hour,
      dueAt: idleSince + 24 * hour,
    },
  };
}

/** An idle address as EC2 sends it. */
export function rawAddress(changes: Address = {}): Address {
  return {
    AllocationId: "eipalloc-1",
    PublicIp: "198.51.100.1",
    Domain: "vpc",
    PublicIpv4Pool: "amazon",
    NetworkBorderGroup: "eu-central-1",
    ...changes,
  };
}

/** An idle interface as EC2 sends it. */
export function rawInterface(changes: SdkNetworkInterface = {}): SdkNetworkInterface {
  return {
    NetworkInterfaceId: "eni-1",
    Status: "available",
    OwnerId: scope.account,
    InterfaceType: "interface",
    RequesterManaged: false,
    Operator: { Managed: false },
    Description: "a spare one",
    TagSet: [],
    ...changes,
  };
}

/** An error as the SDK throws it: AWS's code is its name. */
export function awsError(code: string, message = `AWS says ${code}`): Error {
  const error = new Error(message);
  error.name = code;
  return error;
}

/** An error as the SDK throws it, with the HTTP status that it came with. */
export function awsErrorWith(httpStatusCode: number, code: string, message?: string): Error {
  return Object.assign(awsError(code, message), { $metadata: { httpStatusCode } });
}

/** What EC2 has done, as the SDK tells it: every answer of EC2's names its request. */
export const acknowledged = { $metadata: { httpStatusCode: 200, requestId: "59dbff89-35bd-4eac-99ed-be587ef6f2e6" } };

/** A signal that nobody aborts. */
export function noEnd(): AbortSignal {
  return new AbortController().signal;
}
