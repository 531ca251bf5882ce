import { CreateNetworkInterfaceCommand, type CreateNetworkInterfaceCommandInput } from "@aws-sdk/client-ec2";
import { required, textOf } from "../../functions/janitor/aws/answer.ts";
import { describeError } from "../../functions/janitor/domain/error-facts.ts";
import type { NetworkInterface, Tags } from "../../functions/janitor/domain/resource.ts";
import { finish, thereAlready } from "./complete-interface.ts";
import { findById, findInterface, findTakers } from "./find-interfaces.ts";
import type { Hands } from "./hands.ts";
import { creationOf } from "./interface-creation.ts";
import { lookAgain } from "./look-again.ts";
import { isTaken, readReason } from "./refusals.ts";
import type { Release } from "./releases.ts";
import { carries, restoredTags } from "./restored-tags.ts";
import type { Lack, Returned, Why } from "./returned.ts";
import { groupsLeft } from "./security-groups.ts";

type ReleaseFacts = Pick<Release, "runId" | "gone" | "before">;

/** Makes the same interface anew, unless it is there or was made before. Never rejects. */
export async function giveBackInterface(
  release: ReleaseFacts,
  gone: NetworkInterface,
  hands: Hands,
): Promise<Returned> {
  const { subnetId } = gone.shape;
  if (subnetId === undefined) return { kind: "not-had-back", why: { why: "subnet-not-recorded" } };
  // Ids never come twice: what was surely deleted and is shown under its old one was shown too early.
  const isStale = (seen: NetworkInterface | undefined) => release.gone === "surely" && seen?.id === gone.id;
  let there: NetworkInterface | undefined;
  try {
    there = await lookAgain(
      () => findInterface(gone, hands.ec2),
      (seen) => !isStale(seen),
      hands,
    );
  } catch (error) {
    return { kind: "not-had-back", why: { why: "not-seen", error: describeError(error) } };
  }
  if (isStale(there)) return { kind: "not-had-back", why: { why: "still-shown" } };
  return there === undefined ? make(release, gone, subnetId, hands) : thereAlready(there, gone, hands);
}

async function make(
  { runId, before }: ReleaseFacts,
  gone: NetworkInterface,
  subnetId: string,
  hands: Hands,
): Promise<Returned> {
  const now = hands.clock.now();
  const origin = { restoredFrom: gone.id, before: before.map(({ resource }) => resource.id) };
  const tags = restoredTags(gone.tags, { prefix: hands.tagPrefix, now, origin });
  let id: string;
  let lostGroups: readonly Lack[];
  try {
    const groups = await groupsLeft(gone.shape.securityGroupIds, hands.ec2);
    lostGroups = groups.gone.length === 0 ? [] : [{ lack: "groups", gone: groups.gone, left: groups.left.length }];
    const creation = creationOf(gone, { subnetId, tags: tags.tags, groups: groups.left, runId, now });
    id = await create(creation, tags.tags, gone, hands);
  } catch (error) {
    // Somebody else may have been faster.
    const there = await findInterface(gone, hands.ec2).catch(() => undefined);
    if (there !== undefined) return thereAlready(there, gone, hands);
    return { kind: "not-had-back", why: await whyNot(error, gone, hands) };
  }
  const why = await whyNotShown(id, gone, hands);
  if (why !== undefined) return { kind: "not-had-back", why };
  const failed = await finish(id, gone.shape, gone, hands);
  return { kind: "given-back", id, tags, lacks: [...lostGroups, ...failed] };
}

/** @returns its id, also where AWS has not answered and a look finds it, with the tags that were sent */
async function create(
  creation: CreateNetworkInterfaceCommandInput,
  tags: Tags,
  gone: NetworkInterface,
  hands: Hands,
): Promise<string> {
  try {
    const { NetworkInterface: made } = await hands.ec2.send(new CreateNetworkInterfaceCommand(creation));
    return required(textOf(made?.NetworkInterfaceId), "NetworkInterfaceId");
  } catch (error) {
    if (readReason(error) !== "not-for-now") throw error;
    const look = () => findInterface(gone, hands.ec2).catch(() => undefined);
    const there = await lookAgain(look, (seen) => seen !== undefined, hands);
    if (there === undefined || !carries(there.tags, tags)) throw error;
    return there.id;
  }
}

/** EC2 answers a token that it knows with what it has made for it, even after somebody has deleted that. */
async function whyNotShown(id: string, gone: NetworkInterface, hands: Hands): Promise<Why | undefined> {
  const look = () => findById(id, gone.scope, hands.ec2);
  try {
    const made = await lookAgain(look, (seen) => seen !== undefined, hands);
    return made === undefined ? { why: "not-shown", id } : undefined;
  } catch (error) {
    return { why: "not-shown", id, error: describeError(error) };
  }
}

async function whyNot(error: unknown, gone: NetworkInterface, { ec2 }: Hands): Promise<Why> {
  const facts = describeError(error);
  if (!isTaken(error)) return { why: readReason(error), error: facts };
  // Who has it is told where it can be found out.
  return { why: "private-address-taken", by: await findTakers(gone, ec2), error: facts };
}
