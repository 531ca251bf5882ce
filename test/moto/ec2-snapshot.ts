import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  CreateNetworkInterfaceCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeKeyPairsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { regions } from "./deployments.ts";

function clientIn(url: string, region: string): EC2Client {
  return new EC2Client({ endpoint: url, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
}

/** Addresses and interfaces of every kind there is: two idle addresses and an idle interface that are not marked to be kept. */
export async function putIntoEc2(url: string): Promise<void> {
  const [here, there] = [clientIn(url, regions[0]), clientIn(url, regions[1])];
  const { Subnets } = await here.send(new DescribeSubnetsCommand());
  const SubnetId = Subnets?.[0]?.SubnetId;
  const tagged = (resource: "elastic-ip" | "network-interface", Key: string, Value: string) => ({
    TagSpecifications: [{ ResourceType: resource, Tags: [{ Key, Value }] }],
  });
  await here.send(new AllocateAddressCommand({ Domain: "vpc", ...tagged("elastic-ip", "Name", "forgotten") }));
  await there.send(
    new AllocateAddressCommand({
      Domain: "vpc",
      ...tagged("elastic-ip", "janitor:idle-since", "2026-01-01T00:00:00Z"),
    }),
  );
  await here.send(new CreateNetworkInterfaceCommand({ SubnetId, ...tagged("network-interface", "Owner", "ops") }));
  const { Instances } = await here.send(
    new RunInstancesCommand({ ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1, ...(SubnetId && { SubnetId }) }),
  );
  const { AllocationId } = await here.send(new AllocateAddressCommand({ Domain: "vpc" }));
  await here.send(new AssociateAddressCommand({ AllocationId, InstanceId: Instances?.[0]?.InstanceId }));
}

/** Everything that EC2 has in these regions, tags included. */
export async function everythingInEc2(url: string): Promise<unknown> {
  return Promise.all(
    regions.map(async (region) => {
      const ec2 = clientIn(url, region);
      const answers = await Promise.all([
        ec2.send(new DescribeAddressesCommand()),
        ec2.send(new DescribeNetworkInterfacesCommand()),
        ec2.send(new DescribeInstancesCommand()),
        ec2.send(new DescribeInternetGatewaysCommand()),
        ec2.send(new DescribeKeyPairsCommand()),
        ec2.send(new DescribeLaunchTemplatesCommand()),
        ec2.send(new DescribeNatGatewaysCommand()),
        ec2.send(new DescribeRouteTablesCommand()),
        ec2.send(new DescribeSecurityGroupsCommand()),
        ec2.send(new DescribeSubnetsCommand()),
        ec2.send(new DescribeTagsCommand()),
        ec2.send(new DescribeVolumesCommand()),
        ec2.send(new DescribeVpcEndpointsCommand()),
        ec2.send(new DescribeVpcsCommand()),
      ]);
      return answers.map(({ $metadata: _, ...answer }) => answer);
    }),
  );
}
