import type { NetworkInterface } from "../../functions/janitor/domain/resource.ts";
import { findById } from "./find-interfaces.ts";
import { type Finish, finishInterface } from "./finish-interface.ts";
import type { Hands } from "./hands.ts";
import { findLacks, findUnfinished, isSameLack } from "./lacks.ts";
import { isKept } from "./restored-tags.ts";
import type { Lack, Returned } from "./returned.ts";

/**
 * What is said of an interface that is there already. One that a restore has made, and that nobody has used since, is given what
 * that restore failed at: as long as it carries its keep-until it is still being given back. Never rejects.
 */
export async function thereAlready(there: NetworkInterface, gone: NetworkInterface, hands: Hands): Promise<Returned> {
  const { id } = there;
  if (id === gone.id) return { kind: "there-already", id, lacks: [] };
  const lacks = findLacks(there, gone);
  const unfinished = findUnfinished(there.shape, gone.shape);
  const isOurs = isKept(there.tags, gone.tags, { prefix: hands.tagPrefix, now: hands.clock.now() });
  if (!isOurs || there.use.state !== "idle" || steps(unfinished) === 0) return { kind: "there-already", id, lacks };
  const failed = await finish(id, unfinished, gone, hands);
  const others = lacks.filter(({ lack }) => lack === "groups" || lack === "addresses");
  return {
    kind: failed.length < steps(unfinished) ? "completed" : "there-already",
    id,
    lacks: [...others, ...failed],
  };
}

function steps({ sourceDestCheck, ipv4Prefixes, ipv6Prefixes }: Finish): number {
  return [sourceDestCheck === false, ipv4Prefixes.length > 0, ipv6Prefixes.length > 0].filter(Boolean).length;
}

/**
 * Gives an interface what it cannot be made with. Never rejects.
 *
 * @returns what it still lacks of that: another restore may have done at the same time what was refused here
 */
export async function finish(
  id: string,
  wanted: Finish,
  gone: NetworkInterface,
  { ec2, ...hands }: Hands,
): Promise<readonly Lack[]> {
  const failed = await finishInterface(id, wanted, { ec2, ...hands });
  if (failed.length === 0) return [];
  const now = await findById(id, gone.scope, ec2).catch(() => undefined);
  if (now === undefined) return failed;
  const missing = findLacks(now, gone);
  return failed.filter((lack) => missing.some((other) => isSameLack(lack, other)));
}
