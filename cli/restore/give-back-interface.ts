import {
  CreateNetworkInterfaceCommand,
  type CreateNetworkInterfaceCommandInput,
  type EC2Client,
  paginateDescribeNetworkInterfaces,
} from "@aws-sdk/client-ec2";
import { listOf, required, textOf } from "../../functions/janitor/aws/answer.ts";
import { checkedPages } from "../../functions/janitor/aws/pages.ts";
import { readInterface } from "../../functions/janitor/aws/read-interface.ts";
import { describeError } from "../../functions/janitor/domain/error-facts.ts";
import type { NetworkInterface, Scope } from "../../functions/janitor/domain/resource.ts";
import { findLacks, finishInterface } from "./finish-interface.ts";
import type { Hands } from "./hands.ts";
import { creationOf } from "./interface-creation.ts";
import { isTaken, readReason } from "./refusals.ts";
import { type Release, restoredFromKey } from "./releases.ts";
import { restoredTags } from "./restored-tags.ts";
import type { Lack, Returned, Taker, Why } from "./returned.ts";
import { groupsLeft } from "./security-groups.ts";

/** Makes the same interface anew, unless it is there or was made before. Never rejects. */
export async function giveBackInterface(
  release: Pick<Release, "runId">,
  gone: NetworkInterface,
  hands: Hands,
): Promise<Returned> {
  const { subnetId } = gone.shape;
  if (subnetId === undefined) return { kind: "not-had-back", why: { why: "subnet-not-recorded" } };
  try {
    const there = await find(gone, hands.ec2);
    if (there !== undefined) return thereAlready(there, gone);
  } catch (error) {
    return { kind: "not-had-back", why: { why: "not-seen", error: describeError(error) } };
  }
  return make(release, gone, subnetId, hands);
}

function thereAlready(there: NetworkInterface, gone: NetworkInterface): Returned {
  return { kind: "there-already", id: there.id, lacks: there.id === gone.id ? [] : findLacks(there, gone) };
}

/** The very interface, should it never have been deleted; or the one that was made for it. */
async function find(gone: NetworkInterface, ec2: EC2Client): Promise<NetworkInterface | undefined> {
  const same = await list({ "network-interface-id": [gone.id] }, gone.scope, ec2);
  if (same.length > 0) return same[0];
  return (await list({ [`tag:${restoredFromKey}`]: [gone.id] }, gone.scope, ec2))[0];
}

/** A page holds all that is ever asked for here; more than a few are not EC2's. */
const fewPages = 5;

async function list(
  filters: Readonly<Record<string, readonly string[]>>,
  scope: Scope,
  client: EC2Client,
): Promise<readonly NetworkInterface[]> {
  const Filters = Object.entries(filters).map(([Name, values]) => ({ Name, Values: [...values] }));
  const found: NetworkInterface[] = [];
  for await (const page of checkedPages(
    paginateDescribeNetworkInterfaces({ client, pageSize: 100 }, { Filters }),
    fewPages,
  )) {
    found.push(...listOf(page.NetworkInterfaces, "NetworkInterfaces").map((raw) => readInterface(raw, scope)));
  }
  return found;
}

async function make(
  release: Pick<Release, "runId">,
  gone: NetworkInterface,
  subnetId: string,
  hands: Hands,
): Promise<Returned> {
  const now = hands.clock.now();
  const tags = restoredTags(gone.tags, { prefix: hands.tagPrefix, now, restoredFrom: gone.id });
  let id: string;
  let lostGroups: readonly Lack[];
  try {
    const groups = await groupsLeft(gone.shape.securityGroupIds, hands.ec2);
    lostGroups = groups.gone.length === 0 ? [] : [{ lack: "groups", gone: groups.gone, left: groups.left.length }];
    const creation = creationOf(gone, { subnetId, tags: tags.tags, groups: groups.left, runId: release.runId, now });
    id = await create(creation, gone, hands.ec2);
  } catch (error) {
    // Somebody else may have been faster.
    const there = await find(gone, hands.ec2).catch(() => undefined);
    if (there !== undefined) return thereAlready(there, gone);
    return { kind: "not-had-back", why: await whyNot(error, gone, hands.ec2) };
  }
  const lacks = await finishInterface(id, gone.shape, hands);
  return { kind: "given-back", id, tags, lacks: [...lostGroups, ...(await stillLacking(lacks, id, gone, hands.ec2))] };
}

/** @returns its id, also where AWS has not answered and a look finds it */
async function create(
  creation: CreateNetworkInterfaceCommandInput,
  gone: NetworkInterface,
  ec2: EC2Client,
): Promise<string> {
  try {
    const { NetworkInterface: made } = await ec2.send(new CreateNetworkInterfaceCommand(creation));
    return required(textOf(made?.NetworkInterfaceId), "NetworkInterfaceId");
  } catch (error) {
    const there = readReason(error) === "not-for-now" ? await find(gone, ec2).catch(() => undefined) : undefined;
    if (there === undefined) throw error;
    return there.id;
  }
}

/** Another restore may have done at the same time what was refused here. */
async function stillLacking(
  lacks: readonly Lack[],
  id: string,
  gone: NetworkInterface,
  ec2: EC2Client,
): Promise<readonly Lack[]> {
  if (lacks.length === 0) return [];
  const made = await list({ "network-interface-id": [id] }, gone.scope, ec2).catch(() => []);
  const [now] = made;
  if (now === undefined) return lacks;
  const missing = findLacks(now, gone);
  return lacks.filter((lack) => missing.some((other) => isSame(lack, other)));
}

function isSame(lack: Lack, other: Lack): boolean {
  if (lack.lack !== "prefixes" || other.lack !== "prefixes") return lack.lack === other.lack;
  return lack.prefixes.some((prefix) => other.prefixes.includes(prefix));
}

async function whyNot(error: unknown, gone: NetworkInterface, ec2: EC2Client): Promise<Why> {
  const facts = describeError(error);
  if (!isTaken(error)) return { why: readReason(error), error: facts };
  // Who has it is told where it can be found out.
  return { why: "private-address-taken", by: await takersOf(gone, ec2).catch(() => []), error: facts };
}

async function takersOf({ shape, scope }: NetworkInterface, ec2: EC2Client): Promise<readonly Taker[]> {
  const wanted = shape.privateIps.map(({ address }) => address);
  const { subnetId } = shape;
  if (wanted.length === 0 || subnetId === undefined) return [];
  const found = await list({ "addresses.private-ip-address": wanted, "subnet-id": [subnetId] }, scope, ec2);
  return found.flatMap(({ id, shape: { privateIps } }) =>
    privateIps.flatMap(({ address }) => (wanted.includes(address) ? [{ address, networkInterfaceId: id }] : [])),
  );
}
