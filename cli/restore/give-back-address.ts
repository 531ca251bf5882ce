import { AllocateAddressCommand, DescribeAddressesCommand } from "@aws-sdk/client-ec2";
import { listOf, required, tagsOf, textOf } from "../../functions/janitor/aws/answer.ts";
import { describeError } from "../../functions/janitor/domain/error-facts.ts";
import type { ElasticIp, Tags } from "../../functions/janitor/domain/resource.ts";
import { type Hands, tagList } from "./hands.ts";
import { lookAgain } from "./look-again.ts";
import { isNotGivenOut, readReason } from "./refusals.ts";
import type { Release } from "./releases.ts";
import { carries, type RestoredTags, restoredTags } from "./restored-tags.ts";
import type { Returned, Why } from "./returned.ts";

/**
 * Allocates the same address again, with its tags, unless it is there. Never rejects.
 * https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithEIPs.html
 */
export async function giveBackAddress(
  { gone }: Pick<Release, "gone">,
  address: ElasticIp,
  hands: Hands,
): Promise<Returned> {
  const { publicIp, carrierIp, customerOwnedIp } = address;
  if (publicIp === carrierIp || publicIp === customerOwnedIp) {
    return { kind: "not-had-back", why: { why: "no-public-address" } };
  }
  // Ids never come twice: what was surely released and is shown under its old one was shown too early.
  const isStale = (seen: Found | undefined) => gone === "surely" && seen?.id === address.id;
  let there: Found | undefined;
  try {
    there = await lookAgain(
      () => find(address, hands),
      (seen) => !isStale(seen),
      hands,
    );
  } catch (error) {
    return { kind: "not-had-back", why: { why: "not-seen", error: describeError(error) } };
  }
  if (isStale(there)) return { kind: "not-had-back", why: { why: "still-shown" } };
  return there === undefined ? allocate(address, hands) : { kind: "there-already", id: there.id, lacks: [] };
}

interface Found {
  readonly id: string;
  readonly tags: Tags;
}

/** The address as the account has it now, if it has. */
async function find({ publicIp }: ElasticIp, { ec2 }: Hands): Promise<Found | undefined> {
  const Filters = [{ Name: "public-ip", Values: [publicIp] }];
  const answer = await ec2.send(new DescribeAddressesCommand({ Filters }));
  const found = listOf(answer.Addresses, "Addresses").find(({ PublicIp }) => PublicIp === publicIp);
  return found && { id: required(textOf(found.AllocationId), "AllocationId"), tags: tagsOf(found.Tags) };
}

async function allocate(address: ElasticIp, hands: Hands): Promise<Returned> {
  const { publicIp, networkBorderGroup, scope } = address;
  const tags = restoredTags(address.tags, { prefix: hands.tagPrefix, now: hands.clock.now() });
  const command = new AllocateAddressCommand({
    Domain: "vpc",
    Address: publicIp,
    ...(networkBorderGroup === undefined || networkBorderGroup === scope.region
      ? {}
      : { NetworkBorderGroup: networkBorderGroup }),
    TagSpecifications: [{ ResourceType: "elastic-ip", Tags: tagList(tags.tags) }],
  });
  try {
    const { AllocationId } = await repeatedIfThrottled(() => hands.once.send(command), hands);
    return { kind: "given-back", id: required(textOf(AllocationId), "AllocationId"), tags, lacks: [] };
  } catch (error) {
    return afterRefusal(error, address, tags, hands);
  }
}

/** In ms: EC2 gives five addresses a second when it has given many. */
const throttlePauses = [1_000, 2_000, 4_000, 8_000] as const;

/** A call that was throttled has surely not been done, so it may be repeated; any other has one attempt. */
async function repeatedIfThrottled<T>(call: () => Promise<T>, { clock }: Hands): Promise<T> {
  for (const pause of throttlePauses) {
    try {
      return await call();
    } catch (error) {
      if (describeError(error).code !== "RequestLimitExceeded") throw error;
      await clock.pause(pause, new AbortController().signal);
    }
  }
  return call();
}

/** Whatever went wrong: it may have been done, or somebody else was faster. */
async function afterRefusal(error: unknown, address: ElasticIp, tags: RestoredTags, hands: Hands): Promise<Returned> {
  const why = whyNot(error, address.publicIp);
  const look = () => find(address, hands).catch(() => undefined);
  // What a moment's patience may turn round must not be said in haste: that another account has it, or that it is not there.
  const isHasty = why.why === "address-not-given-out" || why.why === "not-for-now";
  const there = isHasty ? await lookAgain(look, (seen) => seen !== undefined, hands) : await look();
  if (there === undefined) return { kind: "not-had-back", why };
  // Without an answer, only its tags tell whose doing it is that it is there.
  if (why.why === "not-for-now" && carries(there.tags, tags.tags)) {
    return { kind: "given-back", id: there.id, tags, lacks: [] };
  }
  return { kind: "there-already", id: there.id, lacks: [] };
}

function whyNot(error: unknown, publicIp: string): Why {
  const facts = describeError(error);
  return { why: isNotGivenOut(error, publicIp) ? "address-not-given-out" : readReason(error), error: facts };
}
