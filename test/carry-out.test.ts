import { describe, expect, test } from "vitest";
import { carryOut } from "../functions/janitor/carry-out.ts";
import { decide } from "../functions/janitor/domain/decide.ts";
import type { Evidence, GatheredEvidence } from "../functions/janitor/domain/evidence.ts";
import type { Finding } from "../functions/janitor/domain/outcome.ts";
import { planReleases } from "../functions/janitor/domain/plan.ts";
import type { Mode, Policy } from "../functions/janitor/domain/policy.ts";
import type { ElasticIp, Resource } from "../functions/janitor/domain/resource.ts";
import { mayDo, type RunStep } from "../functions/janitor/domain/steps.ts";
import type { Hands, Outcomes, Writing } from "../functions/janitor/ports.ts";
import { fakeHands, refused, untouchable } from "./support/fake-ports.ts";
import { anAddress, anInterface, aPolicy, elsewhere, hour, markedAt, now, oldMark, scope } from "./support/samples.ts";

/** Decides and plans as a run does, with evidence that speaks against nothing, and carries it out. */
function carryOutAll(
  resources: readonly Resource[],
  changes: Partial<Policy>,
  hands: Hands,
  evidence: GatheredEvidence = new Map(resources.map((resource) => [resource, []])),
) {
  const policy = aPolicy(changes);
  const judged = resources.map((resource) => ({ resource, decision: decide(resource, policy, now) }));
  return carryOut({ judged, plan: planReleases(judged, policy), policy, now, evidence }, hands);
}

/** The same for one resource, about which guards have something to say. */
function carryOutProven(resource: Resource, evidence: readonly Evidence[], changes: Partial<Policy>, hands: Hands) {
  const policy = aPolicy(changes);
  const judged = [{ resource, decision: decide(resource, policy, now, evidence) }];
  const plan = planReleases(judged, policy);
  return carryOut({ judged, plan, policy, now, evidence: new Map([[resource, evidence]]) }, hands);
}

function summary(findings: readonly Finding[]): readonly string[] {
  return findings.map(
    ({ resource, decision, outcome }) =>
      `${resource.id} ${decision.reason} ${outcome.kind}${outcome.kind === "withheld" ? ` ${outcome.because}` : ""}`,
  );
}

const isWriting = (line: string) => /^(mark|unmark|release) /.test(line);

const due = anAddress({ id: "eipalloc-due", tags: oldMark });
const fresh = anAddress({ id: "eipalloc-fresh" });
const waiting = anInterface({ id: "eni-waiting", tags: markedAt(now - hour) });
const kept = anAddress({ id: "eipalloc-kept", tags: { "janitor:policy": "keep" } });
const reused = anInterface({ id: "eni-reused", tags: oldMark, use: { state: "in-use", status: "in-use" } });
const used = anAddress({ id: "eipalloc-used", use: { state: "in-use" } });
const stopped = anAddress({
  id: "eipalloc-stopped",
  tags: oldMark,
  use: { state: "stopped-instance", instanceId: "i-1" },
});
const onIdle = anAddress({
  id: "eipalloc-on-idle",
  tags: oldMark,
  use: { state: "on-idle-interface", networkInterfaceId: "eni-waiting" },
});
const dnsRecord: Evidence = { guard: "dns", answer: "found", reason: "dns-record", found: [] };
const usedSince: Evidence = {
  guard: "activity",
  answer: "found",
  reason: "recent-activity",
  found: [{ event: "AssociateAddress" }],
};

/** A guard that could not tell. */
function silent(guard: "dns" | "activity"): Evidence {
  return { guard, answer: "could-not-tell", error: { code: "Throttling", message: "wait", class: "transient" } };
}

const everything = [due, fresh, waiting, kept, reused, used, stopped, onIdle];

describe("mode report", () => {
  test("touches nothing at all and tells what is idle", async () => {
    expect(summary(await carryOutAll(everything, { mode: "report" }, untouchable()))).toEqual([
      "eipalloc-due grace-over none",
      "eipalloc-fresh first-seen none",
      "eni-waiting grace none",
      "eipalloc-kept keep-tag none",
      "eipalloc-stopped stopped-instance none",
      "eipalloc-on-idle on-idle-interface none",
    ]);
  });

  test("touches nothing when the breaker has tripped", async () => {
    const findings = await carryOutAll([due, due], { mode: "report", limits: { releases: 1 } }, untouchable());
    expect(findings.map(({ outcome }) => outcome.kind)).toEqual(["none", "none"]);
  });
});

describe("mode mark", () => {
  test("marks what is idle for the first time, unmarks what is not idle any more, and releases nothing", async () => {
    const hands = fakeHands();
    expect(summary(await carryOutAll(everything, { mode: "mark" }, hands))).toEqual([
      "eipalloc-due grace-over none",
      "eipalloc-fresh first-seen marked",
      "eni-waiting grace none",
      "eipalloc-kept keep-tag none",
      "eni-reused in-use unmarked",
      "eipalloc-stopped stopped-instance unmarked",
      "eipalloc-on-idle on-idle-interface unmarked",
    ]);
    expect(hands.log.toSorted()).toEqual([
      "mark eipalloc-fresh 2026-11-02T06:00:00.000Z",
      "unmark eni-reused,eipalloc-stopped,eipalloc-on-idle",
    ]);
  });

  test("asks for no marks when there is nothing to mark", async () => {
    const hands = fakeHands();
    await carryOutAll([due, waiting, kept, used], { mode: "mark" }, hands);
    expect(hands.log).toEqual([]);
  });

  test("takes an unreadable mark off what is in use, by the configured prefix", async () => {
    const hands = fakeHands();
    const marked = anAddress({ tags: { "eip:idle-since": "yesterday" }, use: { state: "in-use" } });
    await carryOutAll([marked, reused], { mode: "mark", tagPrefix: "eip:" }, hands);
    expect(hands.log).toEqual(["unmark eipalloc-1"]);
  });

  test.each<[string, Resource, Partial<Policy>?]>([
    ["kept by its tag", anAddress({ tags: { ...oldMark, "janitor:policy": "keep" } })],
    ["kept until a day", anAddress({ tags: { ...oldMark, "janitor:keep-until": "2027-01-31" } })],
    ["kept by a protect rule", anAddress({ tags: { ...oldMark, env: "prod" } }), { protect: [{ tag: "env" }] }],
    ["kept by the policy", anAddress({ tags: oldMark }), { default: "keep" }],
    ["protected by a fact", anAddress({ tags: oldMark, serviceManaged: "alb" })],
    ["only reported, by the policy", anAddress({ tags: oldMark }), { default: "report" }],
    ["on a stopped instance", stopped],
    ["an interface with an address", anInterface({ tags: oldMark, elasticIps: ["198.51.100.1"] })],
    ["in use again", reused],
  ])("takes the mark off what is %s: when that ends, the grace starts anew", async (_, resource, policy) => {
    const hands = fakeHands();
    const [finding, ...others] = await carryOutAll([resource], { mode: "mark", ...policy }, hands);
    expect([finding?.outcome, others]).toEqual([{ kind: "unmarked" }, []]);
    expect(hands.log).toEqual([`unmark ${resource.id}`]);
  });

  test.each<[string, Resource]>([
    ["waiting", waiting],
    ["due", due],
    ["kept by a tag that cannot be read", anAddress({ tags: { ...oldMark, "janitor:polcy": "release" } })],
    ["kept by a mark that cannot be read", anAddress({ tags: { "janitor:idle-since": "yesterday" } })],
  ])("leaves the mark on what is %s", async (_, resource) => {
    const hands = fakeHands();
    const [finding] = await carryOutAll([resource], { mode: "mark" }, hands);
    expect(finding?.outcome).toEqual({ kind: "none" });
    expect(hands.log).toEqual([]);
  });

  test.each<[string, readonly Evidence[]]>([
    ["a guard found something", [dnsRecord]],
    ["a guard could not tell", [silent("dns")]],
    ["it could not be told whether it was used", [silent("activity")]],
    ["one guard found something, and another could not tell", [dnsRecord, silent("activity")]],
  ])("leaves the mark on what is due and protected because %s", async (_, evidence) => {
    const hands = fakeHands();
    expect(summary(await carryOutProven(due, evidence, { mode: "mark" }, hands))).toEqual([
      `eipalloc-due ${evidence.some(({ answer }) => answer === "found") ? "dns-record" : "evidence-unavailable"} none`,
    ]);
    expect(hands.log).toEqual([]);
  });

  test.each<[string, string, readonly Evidence[]]>([
    ["has been used since", "recent-activity", [usedSince]],
    ["has been used since, and another guard found something before", "dns-record", [dnsRecord, usedSince]],
    ["has been used since, and another guard found something after", "recent-activity", [usedSince, dnsRecord]],
    ["has been used since, and another guard could not tell", "recent-activity", [silent("dns"), usedSince]],
  ])("takes the mark off what %s: it is wrong about since when it has been idle", async (_, reason, evidence) => {
    for (const mode of ["mark", "release"] as const) {
      const hands = fakeHands();
      expect(summary(await carryOutProven(due, evidence, { mode }, hands))).toEqual([
        `eipalloc-due ${reason} unmarked`,
      ]);
      expect(hands.log).toEqual(["unmark eipalloc-due"]);
    }
  });

  test("what has been used since keeps its mark in mode report", async () => {
    expect(summary(await carryOutProven(due, [usedSince], { mode: "report" }, untouchable()))).toEqual([
      "eipalloc-due recent-activity none",
    ]);
  });

  test("takes nothing off what carries no mark", async () => {
    const hands = fakeHands();
    const managed = anAddress({ id: "eipalloc-managed", serviceManaged: "alb" });
    await carryOutAll([kept, used, managed], { mode: "mark" }, hands);
    expect(hands.log).toEqual([]);
  });

  test("tells of each resource what became of its mark", async () => {
    const hands = fakeHands({
      marks: (resources) =>
        new Map(
          resources.map((resource) => [
            resource,
            {
              kind: "failed",
              failure: { action: "CreateTags", class: "denied", code: "UnauthorizedOperation", message: "no" },
            },
          ]),
        ),
    });
    expect(summary(await carryOutAll([fresh, reused], { mode: "mark" }, hands))).toEqual([
      "eipalloc-fresh first-seen failed",
      "eni-reused in-use failed",
    ]);
  });
});

describe("mode release", () => {
  test("marks, unmarks and releases", async () => {
    const hands = fakeHands();
    expect(summary(await carryOutAll(everything, {}, hands))).toEqual([
      "eipalloc-due grace-over released",
      "eipalloc-fresh first-seen marked",
      "eni-waiting grace none",
      "eipalloc-kept keep-tag none",
      "eni-reused in-use unmarked",
      "eipalloc-stopped stopped-instance unmarked",
      "eipalloc-on-idle on-idle-interface unmarked",
    ]);
    expect(hands.log.filter((line) => line.startsWith("release"))).toEqual(["release eipalloc-due"]);
  });

  test("releases nothing above the limit, lists all that is due, and still writes marks", async () => {
    const hands = fakeHands();
    const findings = await carryOutAll([due, { ...due, id: "eipalloc-2" }, fresh], { limits: { releases: 1 } }, hands);
    expect(summary(findings)).toEqual([
      "eipalloc-due grace-over withheld breaker-tripped",
      "eipalloc-2 grace-over withheld breaker-tripped",
      "eipalloc-fresh first-seen marked",
    ]);
    expect(hands.log).toEqual(["mark eipalloc-fresh 2026-11-02T06:00:00.000Z"]);
  });

  test("releases what the limit just allows", async () => {
    const hands = fakeHands();
    const findings = await carryOutAll([due, { ...due, id: "eipalloc-2" }], { limits: { releases: 2 } }, hands);
    expect(findings.map(({ outcome }) => outcome.kind)).toEqual(["released", "released"]);
  });

  test("one resource's failure does not stop the others", async () => {
    const resources = Array.from({ length: 30 }, (_, at) => ({ ...due, id: `eipalloc-${at}` }));
    const hands = fakeHands({
      looks: [(resource) => (resource.id === "eipalloc-1" ? new Error("boom") : { seen: "there", resource })],
      attempts: [({ id }) => (id === "eipalloc-0" ? refused("denied") : { done: true })],
    });
    const kinds = (await carryOutAll(resources, { limits: { releases: 30 } }, hands)).map(
      ({ outcome }) => outcome.kind,
    );
    expect(kinds.slice(0, 2)).toEqual(["failed", "failed"]);
    expect(new Set(kinds.slice(2))).toEqual(new Set(["released"]));
  });

  test("an outcome that cannot be journaled does not stop the others, and is told all the same", async () => {
    const resources = Array.from({ length: 30 }, (_, at) => ({ ...due, id: `eipalloc-${at}` }));
    const hands = fakeHands();
    const outcome = () => {
      throw new Error("no journal");
    };
    const broken = { ...hands, journal: { ...hands.journal, outcome } };
    const findings = await carryOutAll(resources, { limits: { releases: 30 } }, broken);
    expect(findings.map(({ resource, outcome: { kind } }) => [resource.id, kind])).toEqual(
      resources.map(({ id }) => [id, "released"]),
    );
    expect(hands.log.filter((line) => line.startsWith("release "))).toHaveLength(30);
  });

  test.each<[string, Partial<Policy>, string]>([
    ["that is only reported", { mode: "report" }, "none"],
    ["that may only be marked", { mode: "mark" }, "none"],
    ["that is released", {}, "released"],
    ["that the breaker withholds", { limits: { releases: 0 } }, "withheld"],
  ])("of what is due and %s it is told what was last done to it", async (_, changes, outcome) => {
    const policy = aPolicy(changes);
    const lastActivity = { event: "DisassociateAddress", at: now - 72 * hour, by: "ann" };
    const judged = [{ resource: due, decision: decide(due, policy, now), lastActivity }];
    const plan = planReleases(judged, policy);
    const findings = await carryOut({ judged, plan, policy, now, evidence: new Map([[due, []]]) }, fakeHands());
    expect(findings).toMatchObject([{ resource: due, lastActivity, outcome: { kind: outcome } }]);
  });

  test("tells what a look has shown, even that a resource is in use again", async () => {
    const hands = fakeHands({ looks: [() => ({ seen: "there", resource: { ...due, use: { state: "in-use" } } })] });
    expect(summary(await carryOutAll([due], {}, hands))).toEqual(["eipalloc-due in-use changed"]);
  });
});

describe("two resources with the same id in two scopes", () => {
  const twin = { ...due, scope: elsewhere };

  /** What was told of each scope. */
  function byRegion(findings: readonly Finding[]) {
    return findings.map(({ resource, decision, outcome }) => [resource.scope.region, decision.reason, outcome.kind]);
  }

  test("have each their own release", async () => {
    const hands = fakeHands({
      attempts: [(resource) => (resource.scope === elsewhere ? refused("denied") : { done: true })],
    });
    expect(byRegion(await carryOutAll([due, twin], {}, hands))).toEqual([
      ["eu-central-1", "grace-over", "released"],
      ["us-east-1", "grace-over", "failed"],
    ]);
  });

  test("have each their own evidence when they are looked at again", async () => {
    const evidence: GatheredEvidence = new Map([
      [due, [dnsRecord]],
      [twin, []],
    ]);
    const hands = fakeHands();
    expect(byRegion(await carryOutAll([due, twin], {}, hands, evidence))).toEqual([
      ["eu-central-1", "dns-record", "changed"],
      ["us-east-1", "grace-over", "released"],
    ]);
    expect(hands.log.filter((line) => line.startsWith("release "))).toHaveLength(1);
  });

  test("have each their own mark", async () => {
    const hands = fakeHands({
      marks: (resources) =>
        new Map(
          resources.map((resource) => [
            resource,
            resource.scope === elsewhere ? { kind: "already-gone" } : { kind: "marked" },
          ]),
        ),
    });
    expect(byRegion(await carryOutAll([fresh, { ...fresh, scope: elsewhere }], {}, hands))).toEqual([
      ["eu-central-1", "first-seen", "marked"],
      ["us-east-1", "first-seen", "already-gone"],
    ]);
  });

  test("may be marked in one and released in the other", async () => {
    expect(byRegion(await carryOutAll([{ ...fresh, id: due.id }, twin], {}, fakeHands()))).toEqual([
      ["eu-central-1", "first-seen", "marked"],
      ["us-east-1", "grace-over", "released"],
    ]);
  });
});

/** Hands that hold every release until it is let go, to see what is under way at once. */
function holdingHands() {
  const started: string[] = [];
  const waitingForGo: (() => void)[] = [];
  const hands = fakeHands();
  const writing = {
    ...hands.writing,
    release: async ({ id }: Resource) => {
      started.push(id);
      await new Promise<void>((go) => waitingForGo.push(go));
      return { done: true } as const;
    },
  };
  return { hands: { ...hands, writing }, started, letOneGo: () => waitingForGo.shift()?.(), waitingForGo };
}

/** Lets everything that can go on go on. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe("releases side by side", () => {
  function addresses(count: number, changes: Partial<ElasticIp> = {}): readonly ElasticIp[] {
    return Array.from({ length: count }, (_, at) =>
      anAddress({ id: `eipalloc-${at}`, tags: markedAt(now - (100 - at) * hour), ...changes }),
    );
  }

  test("are ten at most of one kind in one scope, the longest idle first", async () => {
    const { hands, started, letOneGo, waitingForGo } = holdingHands();
    const done = carryOutAll(addresses(12).toReversed(), {}, hands);
    await settled();
    expect(started).toEqual(addresses(10).map(({ id }) => id));
    letOneGo();
    await settled();
    expect(started).toEqual(addresses(11).map(({ id }) => id));
    while (waitingForGo.length > 0) {
      letOneGo();
      await settled();
    }
    expect((await done).filter(({ outcome }) => outcome.kind === "released")).toHaveLength(12);
    expect(started).toHaveLength(12);
  });

  test("of another kind, region or account do not wait for each other", async () => {
    const { hands, started, letOneGo, waitingForGo } = holdingHands();
    const others: readonly Resource[] = [
      anInterface({ id: "eni-other", tags: oldMark }),
      anAddress({ id: "eipalloc-region", tags: oldMark, scope: { ...scope, region: "us-east-1" } }),
      anAddress({ id: "eipalloc-account", tags: oldMark, scope: { ...scope, account: "210987654321" } }),
    ];
    const done = carryOutAll([...addresses(12), ...others], {}, hands);
    await settled();
    expect(started).toHaveLength(13);
    expect(started).toEqual(expect.arrayContaining(others.map(({ id }) => id)));
    while (waitingForGo.length > 0) {
      letOneGo();
      await settled();
    }
    await done;
  });

  test.each(["mark", "unmark"] as const)(
    "do not wait for a %s that hangs, nor does the other; it has its outcome all the same",
    async (which) => {
      const hands = fakeHands();
      const goOn = Promise.withResolvers<void>();
      const hanging = async (resources: readonly Resource[]): Promise<Outcomes> => {
        await goOn.promise;
        return new Map(resources.map((resource) => [resource, { kind: "withheld", because: "deadline" }]));
      };
      const writing = { ...hands.writing, [which]: hanging };
      const done = carryOutAll([due, fresh, reused], {}, { ...hands, writing });
      await settled();
      expect(hands.outcomes).toMatchObject([{ resource: due, outcome: { kind: "released" } }]);
      expect(hands.log.filter(isWriting).map((line) => line.split(" ")[0])).toContain(
        which === "mark" ? "unmark" : "mark",
      );
      goOn.resolve();
      expect(summary(await done)).toEqual([
        "eipalloc-due grace-over released",
        which === "mark" ? "eipalloc-fresh first-seen withheld deadline" : "eipalloc-fresh first-seen marked",
        which === "unmark" ? "eni-reused in-use withheld deadline" : "eni-reused in-use unmarked",
      ]);
    },
  );

  test("do not keep the marks waiting: a run that is cut off has written them", async () => {
    const { hands, letOneGo } = holdingHands();
    const done = carryOutAll([due, fresh, reused], {}, hands);
    await settled();
    expect(hands.log.filter(isWriting).toSorted()).toEqual([
      "mark eipalloc-fresh 2026-11-02T06:00:00.000Z",
      "unmark eni-reused",
    ]);
    letOneGo();
    await done;
  });
});

test("it does not end before its releases have, even when the marks fail as they must not", async () => {
  const answer = Promise.withResolvers<void>();
  const hands = fakeHands();
  const writing: Writing = {
    ...hands.writing,
    mark: () => Promise.reject(new Error("a mistake")),
    release: async () => {
      await answer.promise;
      return { done: true };
    },
  };
  let ended = false;
  const done = carryOutAll([due, fresh], { mode: "release" }, { ...hands, writing }).finally(() => {
    ended = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(ended).toBe(false);
  answer.resolve();
  await expect(done).rejects.toThrow("a mistake");
});

describe("when only some are chosen", () => {
  const carryOutOnly = (
    steps: Readonly<Record<string, RunStep>>,
    mode: Mode,
    hands: Hands,
    limits = { releases: 20 },
  ) => {
    const policy = aPolicy({ mode, limits });
    const only = new Map(Object.entries(steps));
    const judged = [due, otherDue, fresh, otherFresh, reused].map((resource) => ({
      resource,
      decision: decide(resource, policy, now),
    }));
    const evidence: GatheredEvidence = new Map(judged.map(({ resource }) => [resource, []]));
    const plan = planReleases(judged.filter(mayDo("release", only)), policy);
    return carryOut({ judged, plan, policy, now, evidence, only }, hands);
  };
  const otherDue = anAddress({ id: "eipalloc-other-due", tags: oldMark });
  const otherFresh = anAddress({ id: "eipalloc-other-fresh" });

  test("nothing else is released, marked or unmarked, and all is told", async () => {
    const hands = fakeHands();
    const findings = await carryOutOnly({ "eipalloc-due": "release", "eipalloc-fresh": "mark" }, "release", hands);
    expect(hands.log.filter(isWriting).toSorted()).toEqual([
      "mark eipalloc-fresh 2026-11-02T06:00:00.000Z",
      "release eipalloc-due",
    ]);
    expect(summary(findings)).toEqual([
      "eipalloc-due grace-over released",
      "eipalloc-other-due grace-over none",
      "eipalloc-fresh first-seen marked",
      "eipalloc-other-fresh first-seen none",
    ]);
  });

  test("what is in use again keeps its mark unless it is chosen", async () => {
    const hands = fakeHands();
    const findings = await carryOutOnly({ "eni-reused": "unmark" }, "mark", hands);
    expect(hands.log.filter(isWriting)).toEqual(["unmark eni-reused"]);
    expect(summary(findings)).toContain("eni-reused in-use unmarked");
  });

  test("the breaker counts them alone, and holds back no others", async () => {
    const one = fakeHands();
    await carryOutOnly({ "eipalloc-due": "release" }, "release", one, { releases: 1 });
    expect(one.log.filter(isWriting)).toEqual(["release eipalloc-due"]);
    const both = fakeHands();
    const findings = await carryOutOnly(
      { "eipalloc-due": "release", "eipalloc-other-due": "release" },
      "release",
      both,
      { releases: 1 },
    );
    expect(both.log.filter(isWriting)).toEqual([]);
    expect(summary(findings).slice(0, 2)).toEqual([
      "eipalloc-due grace-over withheld breaker-tripped",
      "eipalloc-other-due grace-over withheld breaker-tripped",
    ]);
  });

  test("what was not chosen is not held back either", async () => {
    const findings = await carryOutOnly({ "eipalloc-due": "release" }, "release", fakeHands(), { releases: 0 });
    expect(summary(findings).slice(0, 2)).toEqual([
      "eipalloc-due grace-over withheld breaker-tripped",
      "eipalloc-other-due grace-over none",
    ]);
  });

  test.each<RunStep>(["mark", "unmark"])(
    "a word for a %s releases nothing, whatever has become of it since",
    async (step) => {
      const hands = fakeHands();
      await carryOutOnly({ "eipalloc-due": step }, "release", hands);
      expect(hands.log).toEqual([]);
    },
  );

  test("a word for a release marks nothing", async () => {
    const hands = fakeHands();
    await carryOutOnly({ "eipalloc-fresh": "release", "eni-reused": "mark" }, "release", hands);
    expect(hands.log).toEqual([]);
  });

  test("none chosen is nothing done", async () => {
    const hands = fakeHands();
    await carryOutOnly({}, "release", hands);
    expect(hands.log).toEqual([]);
  });
});
