/**
 * What the janitor looks at. Plain data: the AWS side has already turned absent and unknown
 * fields into their safe meaning, so nothing in here has to guess.
 */

/** One account and one region: everything AWS keeps apart, the janitor keeps apart too. */
export interface Scope {
  /** The account's twelve digits. */
  readonly account: string;
  /** The region's code, for example `eu-central-1`. */
  readonly region: string;
}

/** Tags by key. Keys are exactly as AWS returns them; look them up with `Object.hasOwn` or by entry. */
export type Tags = Readonly<Record<string, string>>;

interface Tagged {
  readonly scope: Scope;
  readonly tags: Tags;
}

/** What an Elastic IP is doing right now. Only `idle` can ever lead to a release. */
export type AddressUse =
  | { readonly state: "idle" }
  | { readonly state: "in-use" }
  /** Associated with an instance that is stopped: paid for, unused, and its owner expects it back on start. */
  | { readonly state: "stopped-instance"; readonly instanceId: string }
  /** Associated with a network interface that is itself idle. */
  | { readonly state: "on-idle-interface"; readonly networkInterfaceId: string };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Address.html */
export interface ElasticIp extends Tagged {
  readonly kind: "elastic-ip";
  /** The allocation id, `eipalloc-…`. */
  readonly id: string;
  readonly publicIp: string;
  readonly use: AddressUse;
  /** Without it, `ReleaseAddress` answers `InvalidAddress.NotFound` for addresses in Local Zones. */
  readonly networkBorderGroup?: string | undefined;
  /** `amazon`, or the id of a pool the customer brought, of an IPAM pool or of an outpost. */
  readonly publicIpv4Pool?: string | undefined;
  readonly customerOwnedIp?: string | undefined;
  readonly customerOwnedIpv4Pool?: string | undefined;
  readonly carrierIp?: string | undefined;
  /** The service that manages the address for the account: alb, nlb, rds, rnat … */
  readonly serviceManaged?: string | undefined;
}

/** What a network interface is doing right now. A status this version does not know counts as `in-use`. */
export type InterfaceUse = { readonly state: "idle" } | { readonly state: "in-use"; readonly status: string };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html */
export interface NetworkInterface extends Tagged {
  readonly kind: "network-interface";
  /** `eni-…` */
  readonly id: string;
  readonly use: InterfaceUse;
  /** The account that owns the interface: another one's, in a shared subnet. */
  readonly ownerId: string;
  /** `interface` is the only type a person makes by hand. */
  readonly interfaceType: string;
  readonly requesterManaged: boolean;
  readonly requesterId?: string | undefined;
  /** The service principal of a managed resource's operator. */
  readonly operator?: string | undefined;
  /** Elastic IPs that are associated with it. */
  readonly elasticIps: readonly string[];
  /** What it takes to make the same interface again. */
  readonly shape: InterfaceShape;
}

export interface InterfaceShape {
  readonly description: string;
  readonly vpcId?: string | undefined;
  readonly subnetId?: string | undefined;
  readonly availabilityZone?: string | undefined;
  readonly macAddress?: string | undefined;
  readonly sourceDestCheck?: boolean | undefined;
  readonly privateIps: readonly { readonly address: string; readonly primary: boolean }[];
  readonly ipv6Addresses: readonly string[];
  readonly ipv4Prefixes: readonly string[];
  readonly ipv6Prefixes: readonly string[];
  readonly securityGroupIds: readonly string[];
}

export type Resource = ElasticIp | NetworkInterface;
export type ResourceKind = Resource["kind"];

/** Idle: an Elastic IP with no association, a network interface whose status is `available`. */
export function isIdle(resource: Resource): boolean {
  return resource.use.state === "idle";
}
