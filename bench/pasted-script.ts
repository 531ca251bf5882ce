import {
  DeleteNetworkInterfaceCommand,
  DescribeAddressesCommand,
  DescribeRegionsCommand,
  EC2Client,
  paginateDescribeNetworkInterfaces,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";

/*
 * What the janitor is compared with: the script that people paste into a Lambda, written as well as such scripts are. It has
 * no grace, no tags, no guards, no second look and no summary, and it ends at the first error.
 */

/** With `DRY_RUN` set it only counts. */
export async function handler(): Promise<{ readonly addresses: number; readonly interfaces: number }> {
  const dryRun = Boolean(process.env.DRY_RUN);
  const found = { addresses: 0, interfaces: 0 };
  const { Regions = [] } = await new EC2Client({}).send(new DescribeRegionsCommand({}));
  for (const { RegionName = "" } of Regions) {
    const ec2 = new EC2Client({ region: RegionName });
    found.addresses += await releaseAddresses(ec2, dryRun);
    found.interfaces += await deleteInterfaces(ec2, dryRun);
    ec2.destroy();
  }
  return found;
}

async function releaseAddresses(ec2: EC2Client, dryRun: boolean): Promise<number> {
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
  const unassociated = Addresses.filter(({ AssociationId }) => !AssociationId);
  for (const { AllocationId } of unassociated) {
    if (!dryRun) await ec2.send(new ReleaseAddressCommand({ AllocationId }));
  }
  return unassociated.length;
}

async function deleteInterfaces(ec2: EC2Client, dryRun: boolean): Promise<number> {
  let found = 0;
  const Filters = [{ Name: "status", Values: ["available"] }];
  for await (const { NetworkInterfaces = [] } of paginateDescribeNetworkInterfaces({ client: ec2 }, { Filters })) {
    found += NetworkInterfaces.length;
    for (const { NetworkInterfaceId } of NetworkInterfaces) {
      if (!dryRun) await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    }
  }
  return found;
}
