import {
  AssignIpv6AddressesCommand,
  AssignPrivateIpAddressesCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from "@aws-sdk/client-ec2";
import { describeError, type ErrorFacts } from "../../functions/janitor/domain/error-facts.ts";
import type { InterfaceShape, NetworkInterface } from "../../functions/janitor/domain/resource.ts";
import type { Hands } from "./hands.ts";
import type { Lack } from "./returned.ts";

/**
 * Gives an interface what it cannot be made with. Never rejects: what fails is told, and the interface stays.
 *
 * @returns what it has not got
 */
export async function finishInterface(id: string, shape: InterfaceShape, hands: Hands): Promise<readonly Lack[]> {
  const { ec2 } = hands;
  const { ipv4Prefixes, ipv6Prefixes } = shape;
  const lacks: Lack[] = [];
  if (shape.sourceDestCheck === false) {
    const change = { NetworkInterfaceId: id, SourceDestCheck: { Value: false } };
    const error = await attempt(() => ec2.send(new ModifyNetworkInterfaceAttributeCommand(change)), hands);
    if (error !== undefined) lacks.push({ lack: "source-dest-check-off", error });
  }
  if (ipv4Prefixes.length > 0) {
    const prefixes = { NetworkInterfaceId: id, Ipv4Prefixes: [...ipv4Prefixes] };
    const error = await attempt(() => ec2.send(new AssignPrivateIpAddressesCommand(prefixes)), hands);
    if (error !== undefined) lacks.push({ lack: "prefixes", prefixes: ipv4Prefixes, error });
  }
  if (ipv6Prefixes.length > 0) {
    const prefixes = { NetworkInterfaceId: id, Ipv6Prefixes: [...ipv6Prefixes] };
    const error = await attempt(() => ec2.send(new AssignIpv6AddressesCommand(prefixes)), hands);
    if (error !== undefined) lacks.push({ lack: "prefixes", prefixes: ipv6Prefixes, error });
  }
  return lacks;
}

/** Ms to wait before each further attempt at something that EC2 does not know yet. */
const pauses = [500, 1_000, 2_000] as const;

/** EC2 may not know for a moment what it has just made. https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html */
async function attempt(call: () => Promise<unknown>, { clock }: Hands): Promise<ErrorFacts | undefined> {
  let failure: ErrorFacts | undefined;
  for (const pause of [0, ...pauses]) {
    if (pause > 0) await clock.pause(pause, new AbortController().signal);
    try {
      await call();
      return undefined;
    } catch (error) {
      failure = describeError(error);
      if (failure.code !== "InvalidNetworkInterfaceID.NotFound") return failure;
    }
  }
  return failure;
}

/** What an interface that was made before has not, and had when it was released. */
export function findLacks({ shape }: NetworkInterface, { shape: former }: NetworkInterface): readonly Lack[] {
  const missing = (now: readonly string[], before: readonly string[]) => before.filter((each) => !now.includes(each));
  const groups = missing(shape.securityGroupIds, former.securityGroupIds);
  const prefixes = [
    ...missing(shape.ipv4Prefixes, former.ipv4Prefixes),
    ...missing(shape.ipv6Prefixes, former.ipv6Prefixes),
  ];
  return [
    ...(groups.length > 0 ? [{ lack: "groups", gone: groups, left: shape.securityGroupIds.length } as const] : []),
    ...(former.sourceDestCheck === false && shape.sourceDestCheck !== false
      ? [{ lack: "source-dest-check-off" } as const]
      : []),
    ...(prefixes.length > 0 ? [{ lack: "prefixes", prefixes } as const] : []),
  ];
}
