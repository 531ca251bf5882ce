import type { Ec2Clients } from "../../functions/janitor/aws/clients.ts";
import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import { describeError } from "../../functions/janitor/domain/error-facts.ts";
import type { Clock } from "../../functions/janitor/ports.ts";
import { giveBackAddress } from "./give-back-address.ts";
import { giveBackInterface } from "./give-back-interface.ts";
import type { Release } from "./releases.ts";
import { markedPrefixes } from "./restored-tags.ts";
import type { Returned } from "./returned.ts";

export interface Giver {
  /** The account that the credentials belong to. */
  readonly account: string;
  readonly clients: Ec2Clients;
  readonly clock: Clock;
  readonly tagPrefix: string;
  /** Whether somebody has said so: then it is what the janitor goes by today, whatever it went by then. */
  readonly isPrefixSaid: boolean;
}

/** Gives one thing back, or finds out why it cannot be had. Never rejects: one failure must not stop the others. */
export async function giveBack(release: Release, giver: Giver): Promise<Returned> {
  const { resource } = release;
  const { account, region } = resource.scope;
  if (account !== giver.account) {
    return { kind: "not-had-back", why: { why: "another-account", caller: giver.account } };
  }
  const marked = markedPrefixes(resource.tags);
  const [prefix] = giver.isPrefixSaid || marked.includes(giver.tagPrefix) ? [] : marked;
  // Under a prefix that nobody goes by, no keep-until would be understood: the next run would release it again.
  if (prefix !== undefined) return { kind: "not-had-back", why: { why: "another-prefix", prefix } };
  const { clients, clock, tagPrefix } = giver;
  const hands = { ec2: clients.repeating(region), once: clients.once(region), clock, tagPrefix };
  try {
    switch (resource.kind) {
      case "elastic-ip":
        return await giveBackAddress(release, resource, hands);
      case "network-interface":
        return await giveBackInterface(release, resource, hands);
      default:
        return assertNever(resource);
    }
  } catch (error) {
    return { kind: "not-had-back", why: { why: "refused", error: describeError(error) } };
  }
}
