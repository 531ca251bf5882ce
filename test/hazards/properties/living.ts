import { vi } from "vitest";
import type { Call } from "../../simulator/calls.ts";
import type { FaultAnswer } from "../../simulator/faults.ts";
import { hour, publishing } from "../../support/account.ts";
import { type Invocation, invoke } from "../../support/invoke.ts";
import { bringAbout, type Fact, used } from "./facts.ts";
import { type Ground, objectionsTo, type View } from "./objections.ts";
import { type Placed, type Scene, tagsOf } from "./scene.ts";
import type { FaultWords, Happening, RunWords } from "./troubles.ts";
import {
  blindGuards,
  type CallLog,
  isAnswered,
  isAskedFor,
  isOfKind,
  lookedAt,
  releasedBy,
  surveyFailures,
} from "./watching.ts";

/** A promise that was not kept: which one, and what happened. */
export interface Broken {
  readonly vow: Vow;
  readonly what: string;
}

export type Vow =
  | Ground
  | "blind guard"
  | "failed region"
  | "intent"
  | "look"
  | "regions"
  | "alarm"
  | "totals"
  | "ending"
  | "mode"
  | "tags"
  | "limit"
  | "told"
  | "complete"
  | "arrival"
  | "marks";

/** One invocation, and everything that was seen of it from outside. */
export interface Lived {
  readonly words: RunWords;
  readonly startedAt: number;
  readonly invocation: Invocation;
  readonly log: CallLog;
  /** What was asked for and what EC2 did. */
  readonly asked: readonly string[];
  readonly released: readonly string[];
  /** Whether anybody else changed anything meanwhile. */
  readonly disturbed: boolean;
  /** What was there before it. */
  readonly before: ReadonlyMap<string, View>;
  readonly broken: readonly Broken[];
}

export function viewOf({ simulator }: Scene, { kind, id, region }: Placed): View | undefined {
  const world = simulator.world(region);
  if (kind === "elastic-ip") {
    const it = world.address(id);
    return it && { kind, it };
  }
  const it = world.networkInterface(id);
  return it && { kind, it };
}

function views(scene: Scene): ReadonlyMap<string, View> {
  return new Map(
    scene.all.flatMap((placed) => {
      const view = viewOf(scene, placed);
      return view === undefined ? [] : [[placed.id, view] as const];
    }),
  );
}

/** What is seen of an invocation while it is under way. */
interface Watch {
  readonly log: CallLog;
  readonly startedAt: number;
  readonly asked: string[];
  readonly released: string[];
  /** The latest look at each resource that was not released since. */
  readonly looks: Map<string, Call>;
  readonly waiting: readonly { readonly happening: Happening; seen: number }[];
  disturbed: boolean;
  readonly broken: Broken[];
}

/** One invocation of the real handler, with its faults, with what happens meanwhile, and watched at every call. */
export async function liveThrough(scene: Scene, words: RunWords): Promise<Lived> {
  const { simulator, story } = scene;
  simulator.clock.advance(words.wait);
  simulator.clearCalls();
  const before = views(scene);
  const watch: Watch = {
    log: { calls: [], garbled: new Set(), firstNumber: scene.calls },
    startedAt: simulator.clock.now(),
    asked: [],
    released: [],
    looks: new Map(),
    waiting: words.happenings.map((happening) => ({ happening, seen: 0 })),
    disturbed: false,
    broken: [],
  };
  const undo = [
    simulator.hook({
      match: {},
      before: (call) => arrive(scene, watch, call),
      after: (call) => {
        const id = releasedBy(call);
        if (id !== undefined && call.errorCode === undefined) watch.released.push(id);
      },
    }),
    ...words.faults.map((fault) => strike(scene, fault, watch.log)),
  ];
  try {
    const options = { policy: { ...story.policy, regions: "all" }, remainingMs: words.remainingMs };
    const invocation = await invoke(simulator, publishing(simulator, options));
    return { ...watch, words, before, invocation };
  } finally {
    for (const take of undo) take();
  }
}

/** A call has come, and nothing has been done about it. */
function arrive(scene: Scene, watch: Watch, call: Call): void {
  const { log, looks, waiting } = watch;
  scene.calls += 1;
  const look = lookedAt(call);
  if (look !== undefined) looks.delete(look);
  for (const each of waiting) {
    if (!isMoment(scene, each.happening, call)) continue;
    each.seen += 1;
    // What has been looked at and not released since is left alone: what happens to that now, nobody could know.
    if (each.seen === each.happening.before.nth && occur(scene, each.happening, looks)) watch.disturbed = true;
  }
  log.calls.push(call);
  if (look !== undefined) looks.set(look, call);
  const released = releasedBy(call);
  if (released !== undefined) judge(scene, watch, call, released);
}

/** A release is asked for: all that speaks against it at this moment. */
function judge(scene: Scene, { log, looks, asked, broken, startedAt }: Watch, call: Call, id: string): void {
  const { regions, policy } = scene.story;
  const breaks = (vow: Vow, whats: readonly string[]) => {
    broken.push(...whats.map((what) => ({ vow, what: `${call.action} ${id}: ${what}` })));
  };
  const look = looks.get(id);
  looks.delete(id);
  asked.push(id);
  if (look === undefined || !isAnswered(look, log)) breaks("look", ["no look of its own came before it"]);
  if (!isIntended(id)) breaks("intent", ["its intent is not in the journal"]);
  breaks("failed region", surveyFailures(log, call.region));

  const placed = scene.all.find((each) => each.id === id && each.region === call.region);
  const view = placed && viewOf(scene, placed);
  if (placed === undefined) breaks("use", ["it serves an instance or a service"]);
  if (placed === undefined || view === undefined) return;
  const surveyed = regions.filter((each) => surveyFailures(log, each).length === 0);
  const facts = scene.facts.filter((fact) => couldBeKnown(fact, log, surveyed));
  for (const { ground, why } of objectionsTo(placed, view, { policy, now: startedAt, facts })) breaks(ground, [why]);
  breaks("blind guard", blindGuards(log, placed, policy, surveyed));
}

/**
 * What became known only after its guard had begun to ask is nothing that a guard could have found. Nor is a security group
 * in a region whose survey failed: one that is closed to the janitor for good would forbid every release in all others.
 */
function couldBeKnown(fact: Fact, log: CallLog, surveyed: readonly string[]): boolean {
  if (fact.guard === "allow-lists" && !surveyed.includes(fact.region)) return false;
  const first = log.calls.findIndex((call) => isAskedFor(fact, call));
  return fact.since <= log.firstNumber || first === -1 || fact.since <= log.firstNumber + first + 1;
}

function isMoment({ story, things }: Scene, { before: { call: kind, region }, thing }: Happening, call: Call): boolean {
  if (kind === "its look") return lookedAt(call) === things[thing % things.length]?.id;
  return isOfKind(call, kind) && (!isRegional(call) || call.region === nth(story.regions, region));
}

function isRegional({ service }: Call): boolean {
  return service === "ec2" || service === "cloudtrail";
}

function nth(regions: readonly string[], at: number): string | undefined {
  return regions[at % regions.length];
}

/** Faults note which calls got an answer that is none: in the simulator's log they look like answered ones. */
function strike({ simulator, story }: Scene, { region, call: kind, from, times, answer }: FaultWords, log: CallLog) {
  let latest: Call | undefined;
  const where = region === undefined ? undefined : nth(story.regions, region);
  return simulator.fault({
    when: (call) => {
      if (!isOfKind(call, kind) || isOutOfPlace(answer, call)) return false;
      if (where !== undefined && isRegional(call) && call.region !== where) return false;
      latest = call;
      return true;
    },
    nth: (n) => {
      const hit = n >= from && n < from + times;
      if (hit && latest !== undefined && answer.kind !== "error") log.garbled.add(latest);
      return hit;
    },
    answer,
  });
}

/** That something is in use is what EC2 answers to whoever would change it, never to a look. */
function isOutOfPlace(answer: FaultAnswer, { writes }: Call): boolean {
  return answer.kind === "error" && answer.code.endsWith(".InUse") && !writes;
}

/** Somebody else does something; not to what the janitor has just looked at and is about to release. */
function occur(scene: Scene, { thing, what }: Happening, looks: ReadonlyMap<string, Call>): boolean {
  const at = thing % scene.things.length;
  const placed = scene.things[at];
  if (placed === undefined || viewOf(scene, placed) === undefined) return false;
  if (placed.involved.some((id) => looks.has(id))) return false;
  try {
    befall(scene, placed, at, what);
    return true;
  } catch {
    // EC2 would not have let them either.
    return false;
  }
}

function befall(scene: Scene, { kind, id, region }: Placed, at: number, what: Happening["what"]): void {
  const world = scene.simulator.world(region);
  const { tagPrefix } = scene.story.policy;
  const isAddress = kind === "elastic-ip";
  switch (what) {
    case "attach": {
      if (!isAddress && world.networkInterface(id)?.status !== "available") return;
      const { instanceId } = world.runInstance();
      if (isAddress) world.associate(id, { instanceId });
      else world.attach(id, instanceId);
      used(scene, region, id);
      return;
    }
    case "detach":
      if (isAddress) world.disassociate(id);
      else world.detach(id);
      return;
    case "stop": {
      const instanceId = isAddress ? world.address(id)?.instanceId : world.networkInterface(id)?.attachment?.instanceId;
      if (instanceId !== undefined) world.stop(instanceId);
      return;
    }
    case "release":
      if (!isAddress) world.deleteNetworkInterface(id);
      else if (world.address(id)?.associationId === undefined) world.releaseAddress(id);
      return;
    case "unmark":
      world.untag(id, `${tagPrefix}idle-since`);
      return;
    default:
      if (typeof what === "string") bringAbout(scene, at, what);
      else world.tag(id, tagsOf([what], tagPrefix));
  }
}

/** Whether the line is out, while the invocation is still under way. */
function isIntended(id: string): boolean {
  const { write } = process.stdout;
  if (!vi.isMockFunction(write)) return false;
  return write.mock.calls.some(([chunk]) => isIntentOf(String(chunk), id));
}

function isIntentOf(chunk: string, id: string): boolean {
  return chunk.split("\n").some((line) => {
    if (!line.startsWith("{") || !line.includes(id)) return false;
    const read: { journal?: string; finding?: { id?: string }; resource?: { id?: string } } = JSON.parse(line);
    return read.journal === "intent" && read.finding?.id === id && read.resource?.id === id;
  });
}

/** A run without troubles. */
export const calm: RunWords = { wait: 15 * 24 * hour, remainingMs: 120_000, faults: [], happenings: [] };
