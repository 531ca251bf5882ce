import { AllocateAddressCommand, DescribeAddressesCommand } from "@aws-sdk/client-ec2";
import { listOf, required, textOf } from "../../functions/janitor/aws/answer.ts";
import { describeError } from "../../functions/janitor/domain/error-facts.ts";
import type { ElasticIp } from "../../functions/janitor/domain/resource.ts";
import { type Hands, tagList } from "./hands.ts";
import { isNotGivenOut, readReason } from "./refusals.ts";
import { restoredTags } from "./restored-tags.ts";
import type { Returned, Why } from "./returned.ts";

/**
 * Allocates the same address again, with its tags, unless it is there. Never rejects.
 * https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithEIPs.html
 */
export async function giveBackAddress(address: ElasticIp, hands: Hands): Promise<Returned> {
  const { publicIp, carrierIp, customerOwnedIp } = address;
  if (publicIp === carrierIp || publicIp === customerOwnedIp) {
    return { kind: "not-had-back", why: { why: "no-public-address" } };
  }
  let there: string | undefined;
  try {
    there = await find(address, hands);
  } catch (error) {
    return { kind: "not-had-back", why: { why: "not-seen", error: describeError(error) } };
  }
  return there === undefined ? allocate(address, hands) : { kind: "there-already", id: there, lacks: [] };
}

/** The id under which the account has the address now, if it has. */
async function find({ publicIp }: ElasticIp, { ec2 }: Hands): Promise<string | undefined> {
  const Filters = [{ Name: "public-ip", Values: [publicIp] }];
  const answer = await ec2.send(new DescribeAddressesCommand({ Filters }));
  const found = listOf(answer.Addresses, "Addresses").find(({ PublicIp }) => PublicIp === publicIp);
  return found && required(textOf(found.AllocationId), "AllocationId");
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
    const { AllocationId } = await hands.once.send(command);
    return { kind: "given-back", id: required(textOf(AllocationId), "AllocationId"), tags, lacks: [] };
  } catch (error) {
    // Whatever went wrong: it may have been done, or somebody else was faster.
    const there = await find(address, hands).catch(() => undefined);
    const why = whyNot(error, publicIp);
    if (there === undefined) return { kind: "not-had-back", why };
    // Without an answer, what is there now was asked for here.
    if (why.why === "not-for-now") return { kind: "given-back", id: there, tags, lacks: [] };
    return { kind: "there-already", id: there, lacks: [] };
  }
}

function whyNot(error: unknown, publicIp: string): Why {
  const facts = describeError(error);
  return { why: isNotGivenOut(error, publicIp) ? "address-not-given-out" : readReason(error), error: facts };
}
