import { defaultPolicy } from "../functions/janitor/policy/default-policy.ts";
import type { Simulator } from "../test/simulator/simulator.ts";
import { home, regions } from "./round-trips.ts";
import type { Run } from "./subject/subject.ts";

/*
 * The accounts that are measured.
 */

const hour = 3_600_000;

/** A mark that has stood for two hours. */
function marked(simulator: Simulator): Readonly<Record<string, string>> {
  return { "janitor:idle-since": new Date(simulator.clock.now() - 2 * hour).toISOString() };
}

/** How much is idle in there. */
export function idleInOrdinaryAccount(interfacesPerRegion: number): number {
  return Math.floor(regions.length / 2) + regions.length * Math.floor(interfacesPerRegion / 10);
}

/** In each region five addresses and so many interfaces, of which a tenth is idle: every other region has one idle address. */
export function ordinaryAccount(simulator: Simulator, interfacesPerRegion: number): void {
  for (const [at, region] of regions.entries()) {
    const idleAddresses = at % 2;
    inUse(simulator, region, 5 - idleAddresses);
    const world = simulator.world(region);
    if (idleAddresses > 0) world.allocateAddress({ tags: { Name: "left behind" } });
    const idle = Math.floor(interfacesPerRegion / 10);
    interfaces(simulator, region, { idle, used: interfacesPerRegion - idle - world.networkInterfaces().length });
  }
}

/** In each region five addresses and twenty interfaces, all of them in use. */
export function quietAccount(simulator: Simulator): void {
  for (const region of regions) {
    inUse(simulator, region, 5);
    interfaces(simulator, region, { idle: 0, used: 15 });
  }
}

/** A run in such an account that could release and publish. Once a week it would have something to say all the same; not here. */
export function quietRun(simulator: Simulator, entry: string): Run {
  const { notify } = defaultPolicy;
  return {
    entry,
    environment: { ...simulator.environment, JANITOR_TOPIC_ARN: simulator.world(home).createTopic("janitor") },
    policy: { ...defaultPolicy, mode: "release", notify: { ...notify, digest: "never" } },
  };
}

/** One region with so many interfaces, of which a tenth is idle. */
export function manyInterfaces(simulator: Simulator, region: string, many: number): void {
  const idle = Math.floor(many / 10);
  interfaces(simulator, region, { idle, used: many - idle });
}

/** One region with so many addresses and as many interfaces, all of them due. */
export function everythingDue(simulator: Simulator, region: string, many: number): void {
  const world = simulator.world(region);
  world.setAddressQuota(many);
  for (let at = 0; at < many; at++) {
    world.allocateAddress({ tags: marked(simulator) });
    world.createNetworkInterface({ tags: marked(simulator) });
  }
}

export const dueInEachRegion = { addresses: 1, interfaces: 5 } as const;

/** In every region something that is due, beside what is in use. */
export function someDue(simulator: Simulator): void {
  quietAccount(simulator);
  for (const region of regions) {
    const world = simulator.world(region);
    world.setAddressQuota(10);
    const { addresses, interfaces } = dueInEachRegion;
    for (let at = 0; at < addresses; at++) world.allocateAddress({ tags: marked(simulator) });
    for (let at = 0; at < interfaces; at++) world.createNetworkInterface({ tags: marked(simulator) });
  }
}

/** Instances, each with an address on its interface. */
function inUse(simulator: Simulator, region: string, many: number): void {
  const world = simulator.world(region);
  for (let at = 0; at < many; at++) {
    const { instanceId } = world.runInstance();
    world.associate(world.allocateAddress().allocationId, { instanceId });
  }
}

function interfaces(simulator: Simulator, region: string, { idle, used }: { idle: number; used: number }): void {
  const world = simulator.world(region);
  for (let at = 0; at < idle; at++) world.createNetworkInterface({ tags: { Name: `left-behind-${at}` } });
  for (let at = 0; at < used; at++) world.createNetworkInterface({ status: "in-use", tags: { Name: `worker-${at}` } });
}
