import {
  AllocateAddressCommand,
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  EC2ServiceException,
  type Filter,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { Route53Client, Route53ServiceException } from "@aws-sdk/client-route-53";

/** What the contract cases need of an AWS, whoever plays it: the SDK's clients and short words for building a world. */
export function createContractClient(url: string) {
  const config = {
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIA123456789012CONTRACT", secretAccessKey: "not-a-secret" },
    maxAttempts: 1,
  };
  const ec2 = new EC2Client(config);

  async function defaultSubnet(): Promise<string> {
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
    return known(Subnets?.[0]?.SubnetId);
  }

  return {
    ec2,
    route53: new Route53Client(config),

    async defaultVpc(): Promise<string> {
      const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] }));
      return known(Vpcs?.[0]?.VpcId);
    },

    async allocate(tags: Record<string, string> = {}): Promise<{ id: string; ip: string }> {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const { AllocationId, PublicIp } = await ec2.send(
        new AllocateAddressCommand({
          Domain: "vpc",
          ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: "elastic-ip", Tags }] }),
        }),
      );
      return { id: known(AllocationId), ip: known(PublicIp) };
    },

    /** A running instance with one interface, in the default VPC unless a subnet is named. */
    async launch(subnetId?: string): Promise<{ id: string; interfaceId: string }> {
      const { Instances } = await ec2.send(
        new RunInstancesCommand({
          ImageId: "ami-12c6146b",
          MinCount: 1,
          MaxCount: 1,
          SubnetId: subnetId ?? (await defaultSubnet()),
        }),
      );
      const instance = Instances?.[0];
      return {
        id: known(instance?.InstanceId),
        interfaceId: known(instance?.NetworkInterfaces?.[0]?.NetworkInterfaceId),
      };
    },

    async createInterface(options: { description?: string; tags?: Record<string, string> } = {}): Promise<string> {
      const Tags = Object.entries(options.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
      const { NetworkInterface } = await ec2.send(
        new CreateNetworkInterfaceCommand({
          SubnetId: await defaultSubnet(),
          ...(options.description !== undefined && { Description: options.description }),
          ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: "network-interface", Tags }] }),
        }),
      );
      return known(NetworkInterface?.NetworkInterfaceId);
    },

    async attach(NetworkInterfaceId: string, InstanceId: string): Promise<string> {
      const { AttachmentId } = await ec2.send(
        new AttachNetworkInterfaceCommand({ NetworkInterfaceId, InstanceId, DeviceIndex: 1 }),
      );
      return known(AttachmentId);
    },

    async privateSubnet(): Promise<string> {
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
      const { Subnet } = await ec2.send(
        new CreateSubnetCommand({ VpcId: known(Vpc?.VpcId), CidrBlock: "10.0.0.0/20" }),
      );
      return known(Subnet?.SubnetId);
    },

    async address(id: string) {
      const { Addresses } = await ec2.send(new DescribeAddressesCommand({}));
      return Addresses?.find(({ AllocationId }) => AllocationId === id);
    },

    async networkInterface(id: string) {
      const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({}));
      return NetworkInterfaces?.find(({ NetworkInterfaceId }) => NetworkInterfaceId === id);
    },

    async addressIds(filters: Filter[]): Promise<string[]> {
      const { Addresses } = await ec2.send(new DescribeAddressesCommand({ Filters: filters }));
      return (Addresses ?? []).map(({ AllocationId }) => known(AllocationId));
    },

    async interfaceIds(filters: Filter[]): Promise<string[]> {
      const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters: filters }));
      return (NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => known(NetworkInterfaceId));
    },
  };
}

export type ContractClient = ReturnType<typeof createContractClient>;

export function known(value: string | undefined): string {
  if (value === undefined || value === "") throw new Error("The answer lacks a value that EC2 always sends.");
  return value;
}

/** The error code, or `ok`: what a caller of AWS branches on. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "ok";
  } catch (error) {
    if (error instanceof EC2ServiceException || error instanceof Route53ServiceException) return error.name;
    throw error;
  }
}

/**
 * What can be compared of an answer whose ids and times differ: every field that was sent, with its value where the
 * value carries meaning (flags, empty strings and lists), else with its type only.
 */
export function shapeOf(value: unknown): unknown {
  if (value instanceof Date) return "date";
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([name, field]) => [name, shapeOf(field)]),
    );
  }
  if (typeof value === "string") return value === "" ? "" : "text";
  return value;
}
