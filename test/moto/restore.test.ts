import {
  AllocateAddressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
  EC2Client,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readAddress } from "../../functions/janitor/aws/read-address.ts";
import { readInterface } from "../../functions/janitor/aws/read-interface.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { journalLine, journalOf } from "../cli/restore/journal.ts";
import { command } from "../cli/support/command.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { elsewhere } from "../support/samples.ts";
import { known } from "./contract-client.ts";
import { skipWithoutMoto, startMoto } from "./moto-server.ts";

interface Aws {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly reset: () => unknown;
  readonly stop: () => unknown;
}

const kinds = [
  { name: "the simulator", start: (): Promise<Aws> => startSimulator(), skipped: false },
  { name: "moto", start: (): Promise<Aws> => startMoto(), skipped: skipWithoutMoto() },
];

/** What `janitor restore` asks of EC2, against an EC2 that nobody here wrote, too. */
for (const { name, start, skipped } of kinds) {
  describe.skipIf(skipped)(name, { timeout: 30_000 }, () => {
    const isMoto = name === "moto";
    let aws: Aws;
    let ec2: EC2Client;
    beforeAll(async () => {
      aws = await start();
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      ec2 = new EC2Client({ endpoint: aws.url, region: elsewhere.region, credentials });
      return async () => {
        ec2.destroy();
        await aws.stop();
      };
    }, 90_000);
    beforeEach(() => aws.reset());

    const restore = (...resources: readonly Resource[]) =>
      command(["restore", "--journal", "-", "--run", "run-1"], {
        environment: aws.environment,
        stdin: journalOf(...resources.map((resource) => journalLine(resource))),
      });

    async function releasedAddress() {
      const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
      const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [known(AllocationId)] }));
      await ec2.send(new ReleaseAddressCommand({ AllocationId }));
      return { ...readAddress(Addresses[0] ?? {}, elsewhere), tags: { Name: "web <&>" } };
    }

    async function deletedInterface(groups = 1) {
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
      const VpcId = known(Vpc?.VpcId);
      const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.0.0.0/20" }));
      const Groups: string[] = [];
      for (let at = 0; at < groups; at += 1) {
        const group = { VpcId, GroupName: `group ${at}`, Description: "a group" };
        Groups.push(known((await ec2.send(new CreateSecurityGroupCommand(group))).GroupId));
      }
      const { NetworkInterface } = await ec2.send(
        new CreateNetworkInterfaceCommand({
          SubnetId: known(Subnet?.SubnetId),
          Description: "the licence server's",
          Groups,
          PrivateIpAddresses: [
            { PrivateIpAddress: "10.0.0.9", Primary: true },
            { PrivateIpAddress: "10.0.0.10", Primary: false },
          ],
        }),
      );
      const found = await described(known(NetworkInterface?.NetworkInterfaceId));
      await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: found?.NetworkInterfaceId }));
      const gone = readInterface(found ?? {}, elsewhere);
      return { ...gone, tags: { Name: "licence" } };
    }

    async function interfaces() {
      const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({}));
      return NetworkInterfaces;
    }

    async function described(id: string) {
      return (await interfaces()).find(({ NetworkInterfaceId }) => NetworkInterfaceId === id);
    }

    /** By the machine's clock, which has to be AWS's. */
    const keepUntil = () => `janitor:keep-until=${new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)}`;

    const sorted = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []) =>
      tags.map(({ Key, Value }) => `${Key}=${Value}`).toSorted();

    test("gives an address back with its tags, and once", async () => {
      const address = await releasedAddress();
      const first = await restore(address);
      expect([first.code, first.stderr]).toEqual([0, expect.stringContaining("is there again, as eipalloc-")]);
      const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
      expect(Addresses.map(({ PublicIp }) => PublicIp)).toEqual([address.publicIp]);
      expect(sorted(Addresses[0]?.Tags)).toEqual(["Name=web <&>", keepUntil()]);
      const second = await restore(address);
      expect([second.code, second.stderr]).toEqual([0, expect.stringContaining("is there already")]);
      expect((await ec2.send(new DescribeAddressesCommand({}))).Addresses).toHaveLength(1);
    });

    test("gives an interface back as it was, and once", async () => {
      const gone = await deletedInterface();
      const first = await restore(gone);
      expect([first.code, first.stderr]).toEqual([0, expect.stringContaining("is there again, as eni-")]);
      const [made, ...others] = await interfaces();
      const again = readInterface(made ?? {}, elsewhere);
      const { macAddress: _, ...same } = gone.shape;
      expect(again.shape).toMatchObject(same);
      expect(sorted(made?.TagSet)).toEqual(["Name=licence", keepUntil(), `restored-from=${gone.id}`]);
      expect([again.id === gone.id, others]).toEqual([false, []]);
      const second = await restore(gone);
      expect([second.code, second.stderr]).toEqual([0, expect.stringContaining("is there already, as eni-")]);
      expect(await interfaces()).toHaveLength(1);
    });

    test("tells that the subnet is gone", async () => {
      const gone = await deletedInterface();
      await ec2.send(new DeleteSubnetCommand({ SubnetId: known(gone.shape.subnetId) }));
      const { code, stderr } = await restore(gone);
      expect([code, stderr]).toEqual([1, expect.stringContaining("its subnet is gone")]);
    });

    test("turns the source/destination check off that was off", async () => {
      const gone = await deletedInterface();
      const { code } = await restore({ ...gone, shape: { ...gone.shape, sourceDestCheck: false } });
      expect([code, (await interfaces())[0]?.SourceDestCheck]).toEqual([0, false]);
    });

    // Moto says that it has assigned them, and shows none; when it does, this line goes.
    test(`assigns the prefixes that an interface had${isMoto ? ": still differs" : ""}`, async () => {
      const gone = await deletedInterface();
      const prefixes = { ipv4Prefixes: ["10.0.1.0/28"], ipv6Prefixes: ["2001:db8:1::/80"] };
      const { code } = await restore({ ...gone, shape: { ...gone.shape, ...prefixes } });
      const [made] = await interfaces();
      const { ipv4Prefixes, ipv6Prefixes } = readInterface(made ?? {}, elsewhere).shape;
      const had = isMoto ? { ipv4Prefixes: [], ipv6Prefixes: [] } : prefixes;
      expect({ code, ipv4Prefixes, ipv6Prefixes }).toEqual({ code: 0, ...had });
    });

    // Moto gives the same private address to two interfaces of a subnet; when it does not, this line goes.
    test(`tells who has the private address now${isMoto ? ": still differs" : ""}`, async () => {
      const gone = await deletedInterface();
      const SubnetId = known(gone.shape.subnetId);
      const { NetworkInterface } = await ec2.send(
        new CreateNetworkInterfaceCommand({ SubnetId, PrivateIpAddress: "10.0.0.10" }),
      );
      const { code, stderr } = await restore(gone);
      const taken = `10.0.0.10 is taken by ${NetworkInterface?.NetworkInterfaceId}`;
      expect([code, stderr.includes(taken)]).toEqual(isMoto ? [0, false] : [1, true]);
    });

    test("gives an interface back with those of its groups that are left", async () => {
      const gone = await deletedInterface(2);
      const [lost, left] = gone.shape.securityGroupIds;
      await ec2.send(new DeleteSecurityGroupCommand({ GroupId: known(lost) }));
      const { code, stderr } = await restore(gone);
      expect([code, stderr]).toEqual([1, expect.stringContaining(`without 1 security group that it had: ${lost}`)]);
      expect((await interfaces())[0]?.Groups?.map(({ GroupId }) => GroupId)).toEqual([left]);
    });
  });
}
