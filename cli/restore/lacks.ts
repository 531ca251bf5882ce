import type { InterfaceShape, NetworkInterface } from "../../functions/janitor/domain/resource.ts";
import type { Finish } from "./finish-interface.ts";
import type { Lack } from "./returned.ts";

/** What an interface that was made before has not, and had when it was released. */
export function findLacks({ shape }: NetworkInterface, { shape: former }: NetworkInterface): readonly Lack[] {
  const groups = missing(shape.securityGroupIds, former.securityGroupIds);
  const addresses = missing(addressesOf(shape), addressesOf(former));
  const { sourceDestCheck, ipv4Prefixes, ipv6Prefixes } = findUnfinished(shape, former);
  const prefixes = [...ipv4Prefixes, ...ipv6Prefixes];
  return [
    ...(groups.length > 0 ? [{ lack: "groups", gone: groups, left: shape.securityGroupIds.length } as const] : []),
    ...(addresses.length > 0 ? [{ lack: "addresses", addresses } as const] : []),
    ...(sourceDestCheck === false ? [{ lack: "source-dest-check-off" } as const] : []),
    ...(prefixes.length > 0 ? [{ lack: "prefixes", prefixes } as const] : []),
  ];
}

/** What of that is only given after the interface is made, so that a restore may have failed at it. */
export function findUnfinished(shape: InterfaceShape, former: InterfaceShape): Finish {
  const isCheckWrong = former.sourceDestCheck === false && shape.sourceDestCheck !== false;
  return {
    sourceDestCheck: isCheckWrong ? false : undefined,
    ipv4Prefixes: missing(shape.ipv4Prefixes, former.ipv4Prefixes),
    ipv6Prefixes: missing(shape.ipv6Prefixes, former.ipv6Prefixes),
  };
}

/** Whether both are about the same, or about some of the same prefixes. */
export function isSameLack(lack: Lack, other: Lack): boolean {
  if (lack.lack !== "prefixes" || other.lack !== "prefixes") return lack.lack === other.lack;
  return lack.prefixes.some((prefix) => other.prefixes.includes(prefix));
}

function missing(now: readonly string[], before: readonly string[]): readonly string[] {
  return before.filter((each) => !now.includes(each));
}

function addressesOf({ privateIps, ipv6Addresses }: InterfaceShape): readonly string[] {
  return [...privateIps.map(({ address }) => address), ...ipv6Addresses];
}
