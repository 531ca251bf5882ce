import {
  AssignIpv6AddressesCommand,
  AssignPrivateIpAddressesCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from "@aws-sdk/client-ec2";
import { describeError, type ErrorFacts } from "../../functions/janitor/domain/error-facts.ts";
import type { InterfaceShape } from "../../functions/janitor/domain/resource.ts";
import type { Hands } from "./hands.ts";
import { lookAgain } from "./look-again.ts";
import type { Lack } from "./returned.ts";

/** What an interface is given after it was made. */
export type Finish = Pick<InterfaceShape, "sourceDestCheck" | "ipv4Prefixes" | "ipv6Prefixes">;

/**
 * Gives an interface what it cannot be made with. Never rejects: what fails is told, and the interface stays.
 *
 * @returns what it has not got
 */
export async function finishInterface(id: string, shape: Finish, hands: Hands): Promise<readonly Lack[]> {
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

/** EC2 may not know for a moment what it has just made. */
async function attempt(call: () => Promise<unknown>, hands: Hands): Promise<ErrorFacts | undefined> {
  const once = () =>
    call().then(
      () => undefined,
      (error: unknown) => describeError(error),
    );
  return lookAgain(once, (failure) => failure?.code !== "InvalidNetworkInterfaceID.NotFound", hands);
}
