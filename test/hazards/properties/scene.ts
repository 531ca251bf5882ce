import type { Simulator } from "../../simulator/simulator.ts";
import type { World } from "../../simulator/world.ts";
import { start } from "../../support/account.ts";
import { bringAbout, type Fact, used, writtenAt } from "./facts.ts";
import type { PolicyWords } from "./policies.ts";
import type { Story } from "./stories.ts";
import { day, type Mark, type Shape, type TagWords, type Thing } from "./worlds.ts";

/** One of the story's things, as it stands in the simulated account. */
export interface Placed {
  readonly kind: "elastic-ip" | "network-interface";
  readonly id: string;
  readonly region: string;
  readonly publicIp: string;
  /** Whatever changes when it does, itself included. */
  readonly involved: readonly string[];
}

/** The simulated account of a story. */
export interface Scene {
  readonly simulator: Simulator;
  readonly story: Story;
  readonly things: readonly Placed[];
  /** Everything in the account that the janitor may ever touch. */
  readonly all: readonly Placed[];
  readonly facts: Fact[];
  readonly zones: { readonly public: string; readonly private: string };
  /** Calls that were made since the story began. */
  calls: number;
}

export function setUp(simulator: Simulator, story: Story): Scene {
  simulator.reset();
  // Things are as they are since long before any of their marks was written, as far as CloudTrail goes.
  simulator.clock.set(start - 60 * day);
  const dns = simulator.dns();
  const zones = {
    public: dns.createZone({ name: "example.com" }),
    private: dns.createZone({ name: "internal", private: true }),
  };
  const scene = { simulator, story, facts: [], zones, calls: 0 };
  const placed = story.things.map((thing) => place(scene, thing));
  simulator.clock.set(start);
  const complete: Scene = { ...scene, things: placed.map(([first]) => first), all: placed.flat() };
  for (const [at, thing] of story.things.entries()) {
    for (const word of thing.evidence) bringAbout(complete, at, word);
  }
  return complete;
}

type Stage = Pick<Scene, "simulator" | "story" | "facts" | "calls">;

function place(stage: Stage, thing: Thing): readonly [Placed, ...Placed[]] {
  const { regions, policy } = stage.story;
  const region = regions[thing.region % regions.length] ?? "us-east-1";
  const tags = tagsOf([...markTags(thing.mark, policy), ...thing.tags], policy.tagPrefix);
  return builders[thing.shape]({ stage, region, world: stage.simulator.world(region), tags });
}

interface Site {
  readonly stage: Stage;
  readonly region: string;
  readonly world: World;
  readonly tags: Readonly<Record<string, string>>;
}

type Builder = (site: Site) => readonly [Placed, ...Placed[]];
type AddressOptions = Parameters<World["allocateAddress"]>[0];
type InterfaceOptions = Parameters<World["createNetworkInterface"]>[0];

function address(options: AddressOptions = {}): (site: Site) => readonly [Placed] {
  return ({ world, region, tags }) => {
    const { allocationId: id, publicIp } = world.allocateAddress({ ...options, tags });
    return [{ kind: "elastic-ip", id, region, publicIp, involved: [id] }];
  };
}

function networkInterface(options: InterfaceOptions = {}): (site: Site) => readonly [Placed] {
  return ({ world, region, tags }) => {
    const { networkInterfaceId: id } = world.createNetworkInterface({ ...options, tags });
    return [{ kind: "network-interface", id, region, publicIp: "", involved: [id] }];
  };
}

/** Associates an address, and remembers that it was. */
function associate(
  site: Site,
  { id, region }: Placed,
  target: { instanceId: string } | { networkInterfaceId: string },
) {
  site.world.associate(id, target);
  used(site.stage, region, id);
  if ("networkInterfaceId" in target) used(site.stage, region, target.networkInterfaceId);
}

const builders: Readonly<Record<Shape, Builder>> = {
  address: address(),
  "address of a local zone": (site) => address({ networkBorderGroup: `${site.region}-lax-1` })(site),
  "address on a running instance": (site) => {
    const [placed] = address()(site);
    associate(site, placed, { instanceId: site.world.runInstance().instanceId });
    return [placed];
  },
  "address on a stopped instance": (site) => {
    const [placed] = address()(site);
    const { instanceId } = site.world.runInstance();
    associate(site, placed, { instanceId });
    site.world.stop(instanceId);
    return [placed];
  },
  "address of a NAT gateway": (site) => {
    const [placed] = address()(site);
    const nat = { interfaceType: "nat_gateway", requesterManaged: true, status: "in-use" };
    associate(site, placed, { networkInterfaceId: site.world.createNetworkInterface(nat).networkInterfaceId });
    return [placed];
  },
  "address on an idle interface": (site) => {
    const [placed] = address()(site);
    const [under] = networkInterface()(site);
    associate(site, placed, { networkInterfaceId: under.id });
    const involved = [placed.id, under.id];
    return [
      { ...placed, involved },
      { ...under, involved },
    ];
  },
  "address of our own": address({ publicIpv4Pool: "ipv4pool-ec2-0123456789abcdef0" }),
  "address of an outpost": address({ customerOwnedIp: "198.51.100.9", customerOwnedIpv4Pool: "ipv4pool-coip-1" }),
  "address of a carrier": address({ carrierIp: "198.51.100.10" }),
  "address of a load balancer": address({ serviceManaged: "alb" }),
  "locked address": address({ locked: true }),

  interface: networkInterface(),
  "interface leaked by EKS": networkInterface({ description: "aws-K8S-i-0123456789abcdef0" }),
  "attached interface": (site) => {
    const [placed] = networkInterface()(site);
    site.world.attach(placed.id, site.world.runInstance().instanceId);
    used(site.stage, site.region, placed.id);
    return [placed];
  },
  "interface used by a service": networkInterface({ status: "in-use" }),
  "interface managed by its requester": networkInterface({ requesterManaged: true, requesterId: "amazon-elb" }),
  "interface managed by its operator": networkInterface({
    operator: { managed: true, principal: "eks.amazonaws.com" },
  }),
  "interface of another type": networkInterface({ interfaceType: "lambda" }),
  "interface of another account": networkInterface({ ownerId: "210987654321" }),
  "interface of unknown status": networkInterface({ status: "levitating" }),
};

function markTags(mark: Mark, policy: PolicyWords): readonly TagWords[] {
  switch (mark) {
    case "none":
      return [];
    case "unreadable":
      return [["%idle-since", "yesterday"]];
    case "without a zone":
      return [["%idle-since", new Date(start - 11 * day).toISOString().slice(0, -1)]];
    default:
      return [["%idle-since", new Date(writtenAt(mark, policy)).toISOString()]];
  }
}

/** `Object.fromEntries` defines own properties, so that `__proto__` is only a key. */
export function tagsOf(words: readonly TagWords[], prefix: string): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map(([key, value]) => [spelledOut(key, prefix), value]));
}

export function spelledOut(key: string, prefix: string): string {
  return key.replace("%", prefix).replace("#", prefix.slice(0, -1));
}
