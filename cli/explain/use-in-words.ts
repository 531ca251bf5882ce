import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { oneLine } from "../../functions/janitor/notify/plain-text.ts";
import type { Explanation } from "./explanation.ts";
import type { UsedBy } from "./look-up.ts";

/** By what something is used, in a sentence. */
export function useInWords({ resource, usedBy = {} }: Pick<Explanation, "resource" | "usedBy">): string {
  return resource.kind === "elastic-ip" ? addressUse(usedBy) : interfaceUse(resource.use, usedBy);
}

function addressUse({ instanceId, networkInterfaceId }: UsedBy): string {
  const holders = [
    ...(instanceId === undefined ? [] : [`the instance ${oneLine(instanceId)}`]),
    ...(networkInterfaceId === undefined ? [] : [`the network interface ${oneLine(networkInterfaceId)}`]),
  ];
  return `It is associated${holders.length === 0 ? "" : ` with ${holders.join(", by ")}`}.`;
}

function interfaceUse(use: Resource["use"], { instanceId, instanceOwnerId, attachmentStatus }: UsedBy): string {
  const status = "status" in use ? oneLine(use.status) : use.state;
  // A service attaches by an account of its own, and then there is no instance.
  const who = instanceId === undefined ? instanceOwnerId : `the instance ${instanceId}`;
  if (who === undefined) return `Its status is ${status}.`;
  return `It is ${oneLine(attachmentStatus ?? "attached")} to ${oneLine(who)}, and its status is ${status}.`;
}
