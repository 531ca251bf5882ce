import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "./simulator.ts";

const run = promisify(execFile);

/** The `aws` command line parses answers with other code than the SDK: a second opinion on our XML. */
const missing = await run("aws", ["--version"]).then(
  () => false,
  () => {
    process.stderr.write("Skipping the tests with the aws command line: aws is not installed.\n");
    return true;
  },
);

describe.skipIf(missing)("the aws command line", { timeout: 60_000 }, () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
    return () => simulator.stop();
  });

  async function aws(...args: string[]): Promise<unknown> {
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, ...simulator.environment };
    const { stdout } = await run("aws", [...args, "--output", "json"], { env });
    return stdout === "" ? undefined : JSON.parse(stdout);
  }

  test("allocates, tags, describes and releases an address", async () => {
    const allocated = await aws("ec2", "allocate-address");
    expect(allocated).toMatchObject({ Domain: "vpc" });
    const [address] = simulator.world("us-east-1").addresses();
    const id = address?.allocationId ?? "";
    await aws("ec2", "create-tags", "--resources", id, "--tags", 'Key=note,Value="a <b> & 🙂"');

    const described = await aws("ec2", "describe-addresses", "--allocation-ids", id);
    expect(described).toMatchObject({
      Addresses: [{ AllocationId: id, Tags: [{ Key: "note", Value: "a <b> & 🙂" }] }],
    });
    await aws("ec2", "release-address", "--allocation-id", id);
    expect(simulator.world("us-east-1").addresses()).toEqual([]);
    await expect(aws("ec2", "release-address", "--allocation-id", id)).rejects.toThrow(/InvalidAllocationID\.NotFound/);
  });

  test("pages through network interfaces", async () => {
    for (let count = 0; count < 12; count += 1) simulator.world("us-east-1").createNetworkInterface();
    simulator.clearCalls();
    const listed = await aws("ec2", "describe-network-interfaces", "--page-size", "5");
    expect(listed).toMatchObject({ NetworkInterfaces: { length: 12 } });
    expect(simulator.calls).toHaveLength(3);
  });

  test("lists hosted zones and their records, page by page", async () => {
    const dns = simulator.dns();
    const zone = dns.createZone({ name: "example.com" });
    dns.addRecord(zone, { name: "*.example.com", type: "A", values: ["198.18.0.1"] });
    expect(await aws("route53", "list-hosted-zones")).toMatchObject({
      HostedZones: [{ Id: `/hostedzone/${zone}`, Name: "example.com.", Config: { PrivateZone: false } }],
    });
    const records = await aws("route53", "list-resource-record-sets", "--hosted-zone-id", zone, "--page-size", "1");
    expect(records).toMatchObject({
      ResourceRecordSets: [
        { Type: "NS" },
        { Type: "SOA" },
        { Name: "\\052.example.com.", Type: "A", TTL: 300, ResourceRecords: [{ Value: "198.18.0.1" }] },
      ],
    });
    await expect(aws("route53", "list-resource-record-sets", "--hosted-zone-id", "Z0")).rejects.toThrow(
      /NoSuchHostedZone/,
    );
  });

  test("looks events up", async () => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress();
    world.releaseAddress(allocationId);
    const attributes = `AttributeKey=ResourceName,AttributeValue=${allocationId}`;
    expect(await aws("cloudtrail", "lookup-events", "--lookup-attributes", attributes)).toMatchObject({
      Events: [
        {
          EventName: "ReleaseAddress",
          ReadOnly: "false",
          Username: "somebody",
          Resources: [{ ResourceType: "AWS::EC2::EIP", ResourceName: allocationId }],
        },
      ],
    });
    await expect(aws("cloudtrail", "lookup-events", "--next-token", "x")).rejects.toThrow(/InvalidNextTokenException/);
  });

  test("publishes, and knows who it is", async () => {
    const topicArn = simulator.world("us-east-1").createTopic("janitor");
    await aws("sns", "publish", "--topic-arn", topicArn, "--message", "hi");
    expect(simulator.published).toMatchObject([{ topicArn, message: "hi" }]);
    expect(await aws("sts", "get-caller-identity")).toMatchObject({ Account: "123456789012" });
  });
});
