import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DetachNetworkInterfaceCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundleJanitor } from "../../build/bundle.ts";
import { type InvocationOptions, invoke, invokeForReport } from "../support/invoke.ts";
import { type Moto, skipWithoutMoto, startMoto } from "./moto-server.ts";

const day = 86_400_000;

/** The bundle that is deployed, against an EC2 and an SNS that nobody here wrote. */
describe.skipIf(skipWithoutMoto())("the bundle against moto", { timeout: 60_000 }, () => {
  let moto: Moto;
  let handler: NonNullable<InvocationOptions["handler"]>;
  let now: number;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "bundle-"));
    const [{ entry }, server] = await Promise.all([bundleJanitor({ outdir: folder, trim: true }), startMoto()]);
    moto = server;
    handler = (await import(pathToFileURL(entry).href)).handler;
    return async () => {
      rmSync(folder, { recursive: true });
      await moto.stop();
    };
  }, 90_000);

  beforeEach(async () => {
    await moto.reset();
    now = Date.UTC(2026, 10, 1, 6);
  });

  function client<T>(Client: new (options: object) => T, region = "eu-west-1"): T {
    return new Client({ endpoint: moto.url, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  }

  const target = () => ({ environment: moto.environment, clock: { now: () => now } });
  const regions = ["eu-west-1", "us-east-1"];

  test("finds, marks and releases what is idle, leaves what is used or kept, and tells the topic", async () => {
    const ec2 = client(EC2Client);
    const built = await build(ec2, client(Route53Client));
    const { topicArn, queueUrl } = await subscribeQueue();
    const run = (mode: string, guards = answerable) =>
      invokeForReport(target(), {
        handler,
        policy: { mode, grace: "1d", regions, guards },
        environment: { JANITOR_TOPIC_ARN: topicArn },
      });

    const dry = await run("report");
    expect(await tagged(ec2)).toEqual([]);
    expect(dry.regions).toMatchObject(regions.map((region) => ({ region, status: "scanned" })));
    expect(decisions(dry)).toEqual(
      new Map([
        [built.idle, "wait first-seen none"],
        [built.kept, "keep keep-tag none"],
        [built.onStopped, "report stopped-instance none"],
        [built.named, "wait first-seen none"],
        [built.leftover, "wait first-seen none"],
      ]),
    );

    expect(decisions(await run("mark")).get(built.idle)).toBe("wait first-seen marked");
    expect((await tagged(ec2)).toSorted()).toEqual([built.idle, built.named, built.leftover].toSorted());

    now += day;
    const unproven = await run("release", {});
    expect(decisions(unproven).get(built.idle)).toBe("protect evidence-unavailable none");
    expect(unproven.totals.released).toBe(0);

    const done = await run("release");
    expect(decisions(done).get(built.idle)).toBe("release grace-over released");
    expect(decisions(done).get(built.leftover)).toBe("release grace-over released");
    expect(decisions(done).get(built.named)).toBe("protect dns-record none");
    const { Addresses } = await ec2.send(new DescribeAddressesCommand({}));
    expect(Addresses?.map(({ AllocationId }) => AllocationId).toSorted()).toEqual(
      [built.used, built.kept, built.onStopped, built.named].toSorted(),
    );
    const { NetworkInterfaces } = await ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: "status", Values: ["available"] }] }),
    );
    expect(NetworkInterfaces).toEqual([]);

    const messages = await receiveAll(queueUrl, 4);
    expect(messages.map(({ mode }) => mode).toSorted()).toEqual(["mark", "release", "release", "report"]);
    expect(messages.map(({ totals }) => totals.released).toSorted()).toEqual([0, 0, 0, 2]);
  });

  test("lists the regions of the account by itself", async () => {
    const { report } = await invoke(target(), { handler, policy: { mode: "report" } });
    expect(report?.regions.length).toBeGreaterThan(15);
    expect(report?.regions.every(({ status }) => status === "scanned")).toBe(true);
  });

  async function subscribeQueue() {
    const sns = client(SNSClient, "us-east-1");
    const sqs = client(SQSClient, "us-east-1");
    const { TopicArn: topicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "janitor" }));
    const { QueueUrl: queueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "janitor" }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] }),
    );
    await sns.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: "sqs",
        Endpoint: Attributes?.QueueArn,
        Attributes: { RawMessageDelivery: "true" },
      }),
    );
    return { topicArn, queueUrl };
  }

  async function receiveAll(queueUrl: string, many: number): Promise<readonly Message[]> {
    const sqs = client(SQSClient, "us-east-1");
    const found: Message[] = [];
    while (found.length < many) {
      const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
      const { Messages } = await sqs.send(command);
      if (Messages === undefined || Messages.length === 0) break;
      found.push(...Messages.map(({ Body }) => JSON.parse(Body ?? "")));
    }
    return found;
  }
});

interface Message {
  readonly mode: string;
  readonly totals: { readonly released: number };
}

/** What moto answers with 500 forbids every release: these guards are left out to see the others work. */
const answerable: Readonly<Record<string, boolean>> = { transfers: false, activity: false };

/** One of each: idle, kept, used, on a stopped instance, and one that a DNS record names, and an interface that outlives its instance. */
async function build(ec2: EC2Client, route53: Route53Client) {
  const allocate = async () => (await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }))).AllocationId ?? "";
  const [idle, used, onStopped] = [await allocate(), await allocate(), await allocate()];
  const named = await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
  await nameInDns(route53, named.PublicIp);
  const kept =
    (
      await ec2.send(
        new AllocateAddressCommand({
          Domain: "vpc",
          TagSpecifications: [{ ResourceType: "elastic-ip", Tags: [{ Key: "janitor:policy", Value: " KEEP " }] }],
        }),
      )
    ).AllocationId ?? "";
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
  const SubnetId = Subnets?.[0]?.SubnetId;
  const { Instances } = await ec2.send(
    new RunInstancesCommand({ ImageId: "ami-12c6146b", MinCount: 3, MaxCount: 3, ...(SubnetId && { SubnetId }) }),
  );
  const [running = "", stopped = "", gone = ""] = (Instances ?? []).map(({ InstanceId }) => InstanceId ?? "");
  await ec2.send(new AssociateAddressCommand({ AllocationId: used, InstanceId: running }));
  await ec2.send(new AssociateAddressCommand({ AllocationId: onStopped, InstanceId: stopped }));
  await ec2.send(new StopInstancesCommand({ InstanceIds: [stopped] }));
  const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, Description: "extra" }));
  const leftover = NetworkInterface?.NetworkInterfaceId ?? "";
  const { AttachmentId } = await ec2.send(
    new AttachNetworkInterfaceCommand({ NetworkInterfaceId: leftover, InstanceId: gone, DeviceIndex: 1 }),
  );
  // moto keeps the interface of a terminated instance attached, see moto-differences.ts.
  await ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId }));
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone] }));
  return { idle, used, kept, onStopped, leftover, named: named.AllocationId ?? "" };
}

async function nameInDns(route53: Route53Client, address: string | undefined): Promise<void> {
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({ Name: "example.com", CallerReference: "end-to-end" }),
  );
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: HostedZone?.Id,
      ChangeBatch: {
        Changes: [
          {
            Action: "CREATE",
            ResourceRecordSet: { Name: "www.example.com", Type: "A", TTL: 300, ResourceRecords: [{ Value: address }] },
          },
        ],
      },
    }),
  );
}

function decisions(report: { findings: readonly { id: string; decision: string; reason: string; outcome: string }[] }) {
  return new Map(report.findings.map(({ id, decision, reason, outcome }) => [id, `${decision} ${reason} ${outcome}`]));
}

async function tagged(ec2: EC2Client): Promise<readonly string[]> {
  const Filters = [{ Name: "tag-key", Values: ["janitor:idle-since"] }];
  const [addresses, interfaces] = await Promise.all([
    ec2.send(new DescribeAddressesCommand({ Filters })),
    ec2.send(new DescribeNetworkInterfacesCommand({ Filters })),
  ]);
  return [
    ...(addresses.Addresses ?? []).flatMap(({ AllocationId }) => AllocationId ?? []),
    ...(interfaces.NetworkInterfaces ?? []).flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? []),
  ];
}
