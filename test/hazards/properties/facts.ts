import type { World } from "../../simulator/world.ts";
import { hour, start } from "../../support/account.ts";
import { type GuardWord, graces, type PolicyWords } from "./policies.ts";
import type { Placed, Scene } from "./scene.ts";
import { day, type EvidenceWord, type Mark } from "./worlds.ts";

/** Something outside a resource that speaks for it: what a guard is there to find. */
export interface Fact {
  readonly guard: GuardWord;
  /** The id of the resource. */
  readonly about: string;
  /** Where the guard has to look. Route 53 is nowhere in particular. */
  readonly region: string;
  /** When it happened, of what CloudTrail keeps. */
  readonly at?: number;
  /** How many calls had been made in the story when it came to be. */
  readonly since: number;
}

/** Remembers a use that CloudTrail knows of. */
export function used(
  { facts, simulator, calls }: Pick<Scene, "facts" | "simulator" | "calls">,
  region: string,
  about: string,
  at = simulator.clock.now(),
): void {
  facts.push({ guard: "activity", about, region, at, since: calls });
}

/** Makes a piece of evidence; not if it is about the other kind of resource. */
export function bringAbout(scene: Scene, at: number, word: EvidenceWord): void {
  const placed = scene.things[at];
  const mark = scene.story.things[at]?.mark;
  if (placed === undefined || mark === undefined) return;
  const bring = placed.kind === "elastic-ip" ? forAddresses[word] : forInterfaces[word];
  bring?.({ ...placed, scene, mark, world: scene.simulator.world(placed.region) });
}

interface Place extends Placed {
  readonly scene: Scene;
  readonly mark: Mark;
  readonly world: World;
}

type Bring = (place: Place) => void;

function fact({ scene, id, region }: Place, guard: GuardWord, where = region): void {
  scene.facts.push({ guard, about: id, region: where, since: scene.calls });
}

function record(place: Place, type: string, value: string, options: { weight?: number; zone?: "private" } = {}): void {
  const { scene, id } = place;
  const zone = options.zone ?? "public";
  const name = `host-${nextNumber()}.${zone === "private" ? "internal" : "example.com"}`;
  const weighted = options.weight === undefined ? {} : { weight: options.weight, setIdentifier: id };
  scene.simulator.dns().addRecord(scene.zones[zone], { name, type, values: [value], ...weighted });
}

function event(place: Place, name: string, options: { at: number; by?: string; readOnly?: boolean }): void {
  const { scene, world, id, region } = place;
  const at = Math.min(options.at, scene.simulator.clock.now());
  const readOnly = options.readOnly ?? false;
  world.record({ eventName: name, resources: [options.by ?? id], at, readOnly });
  if (!readOnly) used(scene, region, id, at);
}

/** When a mark says that it was written; for what has none, when it might have been. */
export function writtenAt(mark: Mark, { grace }: PolicyWords): number {
  switch (mark) {
    case "just old enough":
      return start - graces[grace];
    case "a moment too young":
      return start - graces[grace] + 1;
    default:
      return start - (typeof mark === "number" ? mark : 11 * day);
  }
}

function marked({ mark, scene }: Place): number {
  return writtenAt(mark, scene.story.policy);
}

const forBoth: Readonly<Partial<Record<EvidenceWord, Bring>>> = {
  // To the second: that is as exact as CloudTrail is.
  use: (place) => event(place, "AssociateAddress", { at: marked(place) }),
  "use before its mark": (place) => event(place, "DisassociateAddress", { at: marked(place) - 2_000 }),
  "looked at": (place) => event(place, "DescribeAddresses", { at: start - 1_000, readOnly: true }),
  "made after its mark": (place) =>
    event(place, place.kind === "elastic-ip" ? "AllocateAddress" : "CreateNetworkInterface", {
      at: marked(place) + hour,
    }),
};

const forAddresses: Readonly<Partial<Record<EvidenceWord, Bring>>> = {
  ...forBoth,
  "use by its address": (place) => event(place, "AssociateAddress", { at: marked(place) + 60_000, by: place.publicIp }),
  "record A": (place) => {
    record(place, "A", place.publicIp);
    fact(place, "dns");
  },
  "weighted record": (place) => {
    record(place, "A", place.publicIp, { weight: 0 });
    fact(place, "dns");
  },
  "record in a private zone": (place) => {
    record(place, "A", place.publicIp, { zone: "private" });
    fact(place, "dns");
  },
  "record SPF": (place) => {
    record(place, "TXT", `"v=spf1 ip4:${place.publicIp} -all"`);
    fact(place, "dns");
  },
  "record of EC2's own name": (place) => {
    record(place, "CNAME", `ec2-${place.publicIp.replaceAll(".", "-")}.compute-1.amazonaws.com`);
    fact(place, "dns");
  },
  "record of another": (place) => record(place, "TXT", `"1${place.publicIp} ${place.publicIp}0"`),
  ptr: (place) => {
    place.world.setAddress(place.id, { ptrRecord: "mail.example.com." });
    fact(place, "ptr");
  },
  "ptr that is being set": (place) => {
    place.world.setAddress(place.id, { ptrUpdate: { value: "mail.example.com." } });
    fact(place, "ptr");
  },
  "allowed in": (place) => {
    place.world.allow({ cidr: `${place.publicIp}/32` });
    fact(place, "allow-lists");
  },
  "allowed out": (place) => {
    place.world.allow({ cidr: `${place.publicIp}/32`, direction: "egress" });
    fact(place, "allow-lists");
  },
  "allowed elsewhere": (place) => {
    const elsewhere = place.scene.story.regions.find((region) => region !== place.region) ?? place.region;
    place.scene.simulator.world(elsewhere).allow({ cidr: `${place.publicIp}/32` });
    fact(place, "allow-lists", elsewhere);
  },
  "other allowed": (place) => void place.world.allow({ cidr: `${place.publicIp}/31` }),
  transfer: (place) => {
    place.world.setAddress(place.id, { transfer: { accountId: "210987654321", expiresAt: start + 365 * day } });
    fact(place, "transfers");
  },
  "transfer called off": ({ world, id, scene }) => {
    if (scene.facts.some(({ guard, about }) => guard === "transfers" && about === id)) return;
    world.setAddress(id, { transfer: { accountId: "210987654321", status: "disabled" } });
  },
};

const forInterfaces: Readonly<Partial<Record<EvidenceWord, Bring>>> = {
  ...forBoth,
  route: (place) => {
    place.world.addRoute({ networkInterfaceId: place.id, destinationCidrBlock: nextRange() });
    fact(place, "routes");
  },
  "route to another": (place) => {
    const vpcId = place.world.networkInterface(place.id)?.vpcId;
    if (vpcId === undefined) return;
    const networkInterfaceId = "eni-0fedcba9876543210";
    place.world.addRoute({ networkInterfaceId, vpcId, destinationCidrBlock: nextRange() });
  },
  template: (place) => {
    place.world.createLaunchTemplate({ versions: [{ networkInterfaceIds: [place.id] }] });
    fact(place, "templates");
  },
  "old version of a template": (place) => {
    place.world.createLaunchTemplate({ versions: [{ networkInterfaceIds: [place.id] }, {}, {}], defaultVersion: 3 });
    fact(place, "templates");
  },
  "template of another": (place) =>
    void place.world.createLaunchTemplate({ versions: [{ networkInterfaceIds: ["eni-0fedcba9876543210"] }, {}] }),
};

let numbers = 0;

/** So that no two names or ranges are the same. */
function nextNumber(): number {
  numbers += 1;
  return numbers;
}

function nextRange(): string {
  const number = nextNumber();
  return `10.${Math.floor(number / 256) % 256}.${number % 256}.0/24`;
}
