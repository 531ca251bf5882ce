import {
  DescribeAccountAttributesCommand,
  DescribeAddressesCommand,
  type EC2Client,
  type Filter,
  paginateDescribeInstances,
  paginateDescribeNetworkInterfaces,
} from "@aws-sdk/client-ec2";
import { describeError } from "../domain/error-facts.ts";
import { type ElasticIp, isIdle, type NetworkInterface, type Scope } from "../domain/resource.ts";
import type { Survey } from "../domain/survey.ts";
import { isMarked, markKey } from "../domain/tags.ts";
import { listOf, required, textOf } from "./answer.ts";
import { checkedPages } from "./pages.ts";
import { readAddress } from "./read-address.ts";
import { readInterface } from "./read-interface.ts";

/** Where and how to look. */
export interface Look {
  readonly ec2: EC2Client;
  readonly scope: Scope;
  readonly tagPrefix: string;
  readonly signal: AbortSignal;
  /** Waits for its turn to make more requests, behind all who wait already. Never rejects. */
  readonly turn: () => Promise<void>;
}

/**
 * Reads one scope: four calls side by side, and a fifth when addresses are associated with instances. The addresses go
 * first and at once, because that fifth waits for them. Any of them failing, on whatever page, fails the whole scope. What
 * is in use is counted and dropped as it comes, so that memory grows with what is idle and not with the account. Never
 * rejects.
 */
export async function surveyScope(given: Look): Promise<Survey> {
  /** Once one listing has failed, the others of the scope are of no use any more. */
  const failure = new AbortController();
  const look = { ...given, signal: AbortSignal.any([given.signal, failure.signal]) };
  try {
    const [{ addresses, stopped }, { available, marked, quota }] = await Promise.all([
      readAddresses(look),
      readOthers(look),
    ]);
    const { idle, reused } = agree(available, marked);
    const unused = findUnused(addresses, stopped, new Set(idle.map(({ id }) => id)), look.tagPrefix);
    return {
      status: "scanned",
      scope: look.scope,
      resources: [...unused, ...idle, ...reused],
      elasticIps: { total: addresses.length, quota },
      networkInterfaces: { available: idle.length },
    };
  } catch (error) {
    failure.abort();
    return { status: "failed", scope: look.scope, error: describeError(error) };
  }
}

/**
 * The two listings of interfaces are read side by side, and one may be attached or detached between them. Idle is only
 * what every listing that shows it calls idle; a marked one that the listing of idle ones lacks has been in use.
 */
function agree(available: readonly NetworkInterface[], marked: readonly NetworkInterface[]) {
  const seenIdle = new Set(available.filter(isIdle).map(({ id }) => id));
  const reused = marked.filter((each) => !isIdle(each) || !seenIdle.has(each.id)).map(asInUse);
  const seenInUse = new Set(reused.map(({ id }) => id));
  return { idle: available.filter((each) => isIdle(each) && !seenInUse.has(each.id)), reused };
}

function asInUse(seen: NetworkInterface): NetworkInterface {
  return seen.use.state === "idle" ? { ...seen, use: { state: "in-use", status: "available" } } : seen;
}

/** An address, and what it is associated with. */
interface SeenAddress {
  readonly address: ElasticIp;
  readonly instanceId: string | undefined;
  readonly networkInterfaceId: string | undefined;
}

/** The addresses, and which of the instances that have them are stopped: asked at once, whatever else is still being read. */
async function readAddresses(look: Look) {
  const addresses = await listAddresses(look);
  const instances = addresses.flatMap(({ instanceId }) => instanceId ?? []);
  return { addresses, stopped: await listStoppedInstances(instances, look) };
}

async function readOthers(look: Look) {
  await look.turn();
  look.signal.throwIfAborted();
  const [available, marked, quota] = await Promise.all([
    listInterfaces(look, { Name: "status", Values: ["available"] }),
    listInterfaces(look, { Name: "tag-key", Values: [markKey(look.tagPrefix)] }),
    readQuota(look),
  ]);
  return { available, marked, quota };
}

/** `DescribeAddresses` has no pages, and no filter for addresses without an association. */
async function listAddresses({ ec2, scope, signal }: Look): Promise<readonly SeenAddress[]> {
  const answer = await ec2.send(new DescribeAddressesCommand({}), { abortSignal: signal });
  const found = new Map<string, SeenAddress>();
  for (const raw of listOf(answer.Addresses, "Addresses")) {
    const address = readAddress(raw, scope);
    const before = found.get(address.id);
    if (before !== undefined && !isIdle(before.address)) continue;
    const [instanceId, networkInterfaceId] = [textOf(raw.InstanceId), textOf(raw.NetworkInterfaceId)];
    found.set(address.id, { address, instanceId, networkInterfaceId });
  }
  return [...found.values()];
}

/** A quarter of what EC2 would give: a page is parsed into many times its size, and that is what memory peaks by. */
const pageSize = 250;

async function listInterfaces({ ec2, scope, signal }: Look, filter: Filter): Promise<readonly NetworkInterface[]> {
  /** By id, because what changes while it is listed can come on two pages. Seen in use once is in use. */
  const found = new Map<string, NetworkInterface>();
  const pages = paginateDescribeNetworkInterfaces(
    { client: ec2, pageSize },
    { Filters: [filter] },
    { abortSignal: signal },
  );
  for await (const page of checkedPages(pages)) {
    for (const raw of listOf(page.NetworkInterfaces, "NetworkInterfaces")) {
      const networkInterface = readInterface(raw, scope);
      const before = found.get(networkInterface.id);
      if (before === undefined || isIdle(before)) found.set(networkInterface.id, networkInterface);
    }
    // The SDK holds on to a page until the next one has been parsed.
    page.NetworkInterfaces = undefined;
  }
  return [...found.values()];
}

/**
 * All six attributes come: the SDK's type for their names does not know this one.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAccountAttributes.html
 */
async function readQuota({ ec2, signal }: Look): Promise<number> {
  const answer = await ec2.send(new DescribeAccountAttributesCommand({}), { abortSignal: signal });
  const attribute = listOf(answer.AccountAttributes, "AccountAttributes").find(
    ({ AttributeName }) => AttributeName === "vpc-max-elastic-ips",
  );
  const quota = Number(required(textOf(attribute?.AttributeValues?.[0]?.AttributeValue), "vpc-max-elastic-ips"));
  return required(Number.isInteger(quota) ? quota : undefined, "vpc-max-elastic-ips that is a number");
}

/** The addresses that are worth a word: idle, paid for without being used, or in use and still marked. */
function findUnused(
  seen: readonly SeenAddress[],
  stopped: ReadonlySet<string>,
  idleInterfaces: ReadonlySet<string>,
  tagPrefix: string,
): readonly ElasticIp[] {
  return seen.flatMap(({ address, instanceId, networkInterfaceId }): readonly ElasticIp[] => {
    if (instanceId !== undefined && stopped.has(instanceId)) {
      return [{ ...address, use: { state: "stopped-instance", instanceId } }];
    }
    if (networkInterfaceId !== undefined && idleInterfaces.has(networkInterfaceId)) {
      return [{ ...address, use: { state: "on-idle-interface", networkInterfaceId } }];
    }
    return isIdle(address) || isMarked(address.tags, tagPrefix) ? [address] : [];
  });
}

/** The most values EC2 takes in one filter. */
const filterValues = 200;

/**
 * Which of these instances are stopped. Asked by filter and not by id, because an id that is no longer known would fail
 * the whole call.
 */
async function listStoppedInstances(ids: readonly string[], { ec2, signal }: Look): Promise<ReadonlySet<string>> {
  const unique = [...new Set(ids)];
  const chunks = Array.from({ length: Math.ceil(unique.length / filterValues) }, (_, at) =>
    unique.slice(at * filterValues, (at + 1) * filterValues),
  );
  const stopped = new Set<string>();
  const readChunk = async (chunk: string[]) => {
    const Filters = [
      { Name: "instance-id", Values: chunk },
      { Name: "instance-state-name", Values: ["stopped"] },
    ];
    const pages = paginateDescribeInstances({ client: ec2 }, { Filters }, { abortSignal: signal });
    for await (const page of checkedPages(pages)) {
      for (const { Instances } of listOf(page.Reservations, "Reservations")) {
        for (const { InstanceId } of Instances ?? []) if (InstanceId) stopped.add(InstanceId);
      }
    }
  };
  await Promise.all(chunks.map(readChunk));
  return stopped;
}
