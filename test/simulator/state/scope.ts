import type { Clock } from "./clock.ts";
import type { TrailEvent } from "./trail.ts";
import type { HostedZone } from "./zones.ts";

/** Every resource has its place in the order of creation; pages go by it. */
interface Resource {
  readonly sequence: number;
  readonly tags: Map<string, string>;
}

export interface Address extends Resource {
  readonly allocationId: string;
  readonly publicIp: string;
  readonly domain: "vpc" | "standard";
  readonly publicIpv4Pool: string;
  readonly networkBorderGroup: string;
  readonly serviceManaged?: string;
  readonly customerOwnedIp?: string;
  readonly customerOwnedIpv4Pool?: string;
  readonly carrierIp?: string;
  readonly subnetId?: string;
  /** `ReleaseAddress` answers `InvalidAddress.Locked`. */
  locked: boolean;
  /** Reverse DNS; `ReleaseAddress` answers `InvalidAddress.PtrSet` while it is there. */
  ptrRecord: string | undefined;
  /** A change of the reverse DNS that was asked for and is not done, or failed. */
  ptrUpdate: PtrUpdate | undefined;
  /** The offer to another account, while EC2 still shows it. */
  transfer: AddressTransfer | undefined;
  /** The instance is not stored: it is whichever one the network interface is attached to. */
  association: { readonly associationId: string; readonly networkInterfaceId: string } | undefined;
}

export interface PtrUpdate {
  readonly value: string;
  readonly status: string;
  readonly reason?: string;
}

export type TransferStatus = "pending" | "disabled" | "accepted";

/** Times are in ms since 1970. */
export interface AddressTransfer {
  readonly accountId: string;
  readonly status: TransferStatus;
  readonly expiresAt: number;
  readonly acceptedAt?: number;
}

interface Attachment {
  readonly attachmentId: string;
  /** Absent for attachments that AWS services make for themselves (a NAT gateway, a load balancer). */
  readonly instanceId?: string;
  readonly instanceOwnerId: string;
  readonly deviceIndex: number;
  readonly attachTime: number;
  deleteOnTermination: boolean;
}

export interface NetworkInterface extends Resource {
  readonly networkInterfaceId: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly description: string;
  readonly ownerId: string;
  readonly requesterId?: string;
  readonly requesterManaged: boolean;
  readonly operator?: { readonly managed: boolean; readonly principal?: string };
  readonly interfaceType: string;
  readonly macAddress: string;
  /** The primary one. */
  readonly privateIpAddress: string;
  readonly secondaryPrivateIps: readonly string[];
  readonly ipv6Addresses: readonly string[];
  readonly ipv4Prefixes: string[];
  readonly ipv6Prefixes: string[];
  sourceDestCheck: boolean;
  readonly groupIds: readonly string[];
  /** Elements that this simulator has no name for, to show what a newer EC2 might send. */
  readonly extraElements: Readonly<Record<string, string>>;
  attachment: Attachment | undefined;
  /** Shown instead of what follows from the attachment (`attaching`, `detaching`, or something unheard of). */
  statusOverride: string | undefined;
}

export type InstanceState = "running" | "stopped" | "terminated";

export interface Instance extends Resource {
  readonly instanceId: string;
  readonly reservationId: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly launchTime: number;
  state: InstanceState;
}

export interface Vpc extends Resource {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly isDefault: boolean;
}

export interface Subnet extends Resource {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly defaultForAz: boolean;
}

export interface SecurityGroup extends Resource {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly vpcId: string;
  readonly rules: SecurityGroupRule[];
}

export type Direction = "ingress" | "egress";

export interface SecurityGroupRule {
  readonly direction: Direction;
  /** `-1`: all of them, and then there are no ports. */
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  /** Where traffic may come from, or go to. */
  readonly peer: { readonly cidrIp: string; readonly description?: string } | { readonly groupId: string };
}

/** Only main route tables are simulated: one for each VPC. */
export interface RouteTable extends Resource {
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly routes: Route[];
}

export interface Route {
  readonly destinationCidrBlock: string;
  /** Absent: the local route, which every table has. The interface may be gone: the route stays. */
  readonly networkInterfaceId?: string;
}

export interface LaunchTemplate extends Resource {
  readonly launchTemplateId: string;
  readonly launchTemplateName: string;
  readonly createTime: number;
  /** In order of their numbers, never empty. */
  readonly versions: LaunchTemplateVersion[];
  defaultVersion: number;
}

export interface LaunchTemplateVersion {
  readonly versionNumber: number;
  readonly sequence: number;
  readonly createTime: number;
  /** By device index; nobody checks that they exist. Absent: the version says nothing about interfaces. */
  readonly networkInterfaceIds?: readonly string[];
}

export interface Topic {
  readonly topicArn: string;
  readonly subscriptions: { readonly subscriptionArn: string; readonly protocol: string; readonly endpoint: string }[];
}

/** A line in a log group of CloudWatch Logs. */
export interface LogEvent {
  readonly eventId: string;
  /** Its place among those of its group, as they came. */
  readonly sequence: number;
  /** In ms since 1970. */
  readonly at: number;
  readonly message: string;
}

/** What one account has in one region: plain data only, so that a dry run can work on a copy. */
export interface RegionState {
  readonly account: string;
  readonly region: string;
  readonly addresses: Map<string, Address>;
  readonly networkInterfaces: Map<string, NetworkInterface>;
  /** The private addresses of all interfaces, each as `takenAddress` writes it. */
  readonly takenAddresses: Set<string>;
  readonly instances: Map<string, Instance>;
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly routeTables: Map<string, RouteTable>;
  readonly launchTemplates: Map<string, LaunchTemplate>;
  readonly topics: Map<string, Topic>;
  /** CloudWatch Logs, by the name of the group, in the order in which lines came. */
  readonly logGroups: Map<string, LogEvent[]>;
  /** Addresses this account gave back here and can recover while nobody else holds them. */
  readonly releasedIps: Set<string>;
  /** What was made by `CreateNetworkInterface`, by its client token, and what was asked for. */
  readonly interfaceTokens: Map<string, { readonly made: NetworkInterface; readonly request: string }>;
  addressQuota: number;
  sequence: number;
}

/** A message that SNS took, with all that was said about it. */
export interface Published {
  readonly topicArn: string;
  readonly message: string;
  readonly messageStructure?: string;
  readonly subject?: string;
  /** Numbers as such; what is binary in base64. */
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly region: string;
  readonly account: string;
}

/** What all accounts and regions share. */
export interface Cloud {
  readonly clock: Clock;
  readonly enabledRegions: readonly string[];
  readonly publicIps: Set<string>;
  readonly published: Published[];
  /** What happened, by account and region, in the order of recording. */
  readonly trails: Map<string, TrailEvent[]>;
  /** What accounts are called in their sign-in URLs, by account; IAM is the same in all regions. */
  readonly accountAliases: Map<string, string>;
  /** Route 53, by account. */
  readonly zones: Map<string, HostedZone[]>;
}

/** One account and one region, with the cloud around them: what every operation works on. */
export interface Scope {
  readonly state: RegionState;
  readonly cloud: Cloud;
}
