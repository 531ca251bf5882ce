import { DeleteNetworkInterfaceCommand, type EC2Client, ReleaseAddressCommand } from "@aws-sdk/client-ec2";
import type { ElasticIp, NetworkInterface, Resource } from "../domain/resource.ts";
import type { Attempt } from "../ports.ts";
import { required, textOf } from "./answer.ts";
import { readRefusal } from "./refusal.ts";

/**
 * Releases an address, or deletes an interface: one attempt. Never rejects. EC2 has little to say when it has done so, but
 * it always names the request: a success without that is somebody else's, and counts as no answer.
 */
export function release(resource: Resource, ec2: EC2Client, signal: AbortSignal): Promise<Attempt> {
  return resource.kind === "elastic-ip"
    ? releaseAddress(resource, ec2, signal)
    : deleteInterface(resource, ec2, signal);
}

/**
 * The network border group has to be named for an address of a Local Zone and may be named for any other.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html
 */
async function releaseAddress(address: ElasticIp, ec2: EC2Client, signal: AbortSignal): Promise<Attempt> {
  const { id, networkBorderGroup } = address;
  const command = new ReleaseAddressCommand({
    AllocationId: id,
    ...(networkBorderGroup === undefined ? {} : { NetworkBorderGroup: networkBorderGroup }),
  });
  try {
    const answer = await ec2.send(command, { abortSignal: signal });
    required(textOf(answer.$metadata.requestId), "request id");
    return { done: true };
  } catch (error) {
    return { done: false, refusal: readRefusal(error, "ReleaseAddress") };
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html */
async function deleteInterface({ id }: NetworkInterface, ec2: EC2Client, signal: AbortSignal): Promise<Attempt> {
  try {
    const command = new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id });
    const answer = await ec2.send(command, { abortSignal: signal });
    required(textOf(answer.$metadata.requestId), "request id");
    return { done: true };
  } catch (error) {
    return { done: false, refusal: readRefusal(error, "DeleteNetworkInterface") };
  }
}
