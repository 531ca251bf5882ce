import { describe, expect, test } from "vitest";
import type { Evidence, GatheredEvidence } from "../functions/janitor/domain/evidence.ts";
import { interrupted } from "../functions/janitor/domain/outcome.ts";
import type { Resource } from "../functions/janitor/domain/resource.ts";
import type { Look, RefusalClass } from "../functions/janitor/ports.ts";
import { type ReleaseOrders, releaseOne } from "../functions/janitor/release-one.ts";
import { type FakeHands, fakeHands, notSeen, refused } from "./support/fake-ports.ts";
import {
  aDueRelease,
  anAddress,
  anInterface,
  aPolicy,
  elsewhere,
  hour,
  markedAt,
  now,
  oldMark,
} from "./support/samples.ts";

const address = anAddress({ tags: oldMark });
const due = aDueRelease(address);
const gone: Look = { seen: "gone" };

function there(resource: Resource): Look {
  return { seen: "there", resource };
}

function release(hands: FakeHands, orders: Partial<ReleaseOrders> = {}) {
  return releaseOne(due, { policy: aPolicy(), now, evidence: new Map([[address, []]]), ...orders }, hands);
}

/** What was asked for, without the journal. */
function asked({ log }: FakeHands): readonly string[] {
  return log.filter((line) => !line.startsWith("intent") && !line.startsWith("outcome"));
}

const oneTry = ["turn eipalloc-1", "look eipalloc-1", "release eipalloc-1"];

describe("a release that goes well", () => {
  test("is journaled, waits its turn, looks, and releases, in this order", async () => {
    const hands = fakeHands();
    expect(await release(hands)).toEqual({ ...due, outcome: { kind: "released" } });
    expect(hands.log).toEqual(["intent eipalloc-1", ...oneTry, "outcome eipalloc-1 released"]);
    expect(hands.intents).toEqual([due]);
    expect(hands.outcomes).toEqual([{ ...due, outcome: { kind: "released" } }]);
  });

  test("tells what was last done to the resource, whether it is released or has changed", async () => {
    const known = { ...due, lastActivity: { event: "DisassociateAddress", at: now - 72 * hour, by: "ann" } };
    const orders = { policy: aPolicy(), now, evidence: new Map([[address, []]]) };
    expect(await releaseOne(known, orders, fakeHands())).toEqual({ ...known, outcome: { kind: "released" } });
    const hands = fakeHands({ looks: [there(anAddress({ tags: oldMark, use: { state: "in-use" } }))] });
    expect(await releaseOne(known, orders, hands)).toMatchObject({
      lastActivity: known.lastActivity,
      outcome: { kind: "changed" },
    });
  });

  test("releases what the look shows and not what the survey saw", async () => {
    const seen = { ...address, networkBorderGroup: "us-east-1-bos-1" };
    const released: Resource[] = [];
    const hands = fakeHands({
      looks: [there(seen)],
      attempts: [
        (resource) => {
          released.push(resource);
          return { done: true };
        },
      ],
    });
    expect((await release(hands)).resource).toEqual(seen);
    expect(released).toEqual([seen]);
  });
});

describe("a resource that changed since the survey is left alone", () => {
  test.each<[string, Resource, object]>([
    ["in use", anAddress({ tags: oldMark, use: { state: "in-use" } }), { kind: "keep", reason: "in-use" }],
    [
      "opted out by its owner",
      anAddress({ tags: { ...oldMark, "janitor:policy": "keep" } }),
      { kind: "keep", reason: "keep-tag" },
    ],
    ["without its mark", anAddress(), { kind: "wait", reason: "first-seen" }],
    ["marked anew", anAddress({ tags: markedAt(now - hour) }), { kind: "wait", reason: "grace" }],
    ["with a tag that cannot be read", anAddress({ tags: { ...oldMark, "janitor:policy": "kep" } }), { kind: "keep" }],
    ["managed by a service", anAddress({ tags: oldMark, serviceManaged: "alb" }), { kind: "protect" }],
  ])("%s", async (_, resource, decision) => {
    const hands = fakeHands({ looks: [there(resource)] });
    expect(await release(hands)).toMatchObject({ resource, decision, outcome: { kind: "changed" } });
    expect(hands.log).toEqual([
      "intent eipalloc-1",
      "turn eipalloc-1",
      "look eipalloc-1",
      "outcome eipalloc-1 changed",
    ]);
  });

  test("an interface that was attached", async () => {
    const before = anInterface({ tags: oldMark });
    const after = anInterface({ tags: oldMark, use: { state: "in-use", status: "attaching" } });
    const hands = fakeHands({ looks: [there(after)] });
    const finding = await releaseOne(
      aDueRelease(before),
      { policy: aPolicy(), now, evidence: new Map([[before, []]]) },
      hands,
    );
    expect(finding.outcome).toEqual({ kind: "changed" });
    expect(asked(hands)).toEqual(["turn eni-1", "look eni-1"]);
  });

  test("on the second look, after the first attempt was throttled", async () => {
    const hands = fakeHands({
      looks: [there(address), there({ ...address, use: { state: "in-use" } })],
      attempts: [refused("throttled")],
    });
    expect((await release(hands)).outcome).toEqual({ kind: "changed" });
    expect(asked(hands)).toEqual([...oneTry, "pause 500", "turn eipalloc-1", "look eipalloc-1"]);
  });
});

describe("evidence still counts at the second look", () => {
  const dns: Evidence = { guard: "dns", answer: "found", reason: "dns-record", found: [] };
  const silent: Evidence = {
    guard: "dns",
    answer: "could-not-tell",
    error: { code: "Throttling", message: "wait", class: "transient" },
  };

  test.each<[string, GatheredEvidence, string]>([
    ["that forbids", new Map([[address, [dns]]]), "dns-record"],
    ["that could not be had", new Map([[address, [silent]]]), "evidence-unavailable"],
    ["that nobody gathered", new Map(), "evidence-unavailable"],
    ["about another resource", new Map([[anAddress({ id: "eipalloc-2" }), []]]), "evidence-unavailable"],
    [
      "about a resource with the same id in another scope",
      new Map([[{ ...address, scope: elsewhere }, []]]),
      "evidence-unavailable",
    ],
  ])("evidence %s keeps it from its release", async (_, evidence, reason) => {
    const hands = fakeHands();
    expect(await release(hands, { evidence })).toMatchObject({
      decision: { kind: "protect", reason },
      outcome: { kind: "changed" },
    });
    expect(asked(hands)).not.toContain("release eipalloc-1");
  });
});

describe("a resource that is gone", () => {
  test("before its release is no error", async () => {
    const hands = fakeHands({ looks: [gone] });
    expect((await release(hands)).outcome).toEqual({ kind: "already-gone" });
    expect(asked(hands)).toEqual(["turn eipalloc-1", "look eipalloc-1"]);
  });

  test("at its release is no error, once a look has shown it", async () => {
    const hands = fakeHands({ looks: [there(address), gone], attempts: [refused("gone")] });
    expect((await release(hands)).outcome).toEqual({ kind: "already-gone" });
    expect(asked(hands)).toEqual([...oneTry, "look eipalloc-1"]);
  });

  test("by AWS's word and still there by its look is unexpected: a wrong border group says the same", async () => {
    const hands = fakeHands({ attempts: [refused("gone")] });
    expect((await release(hands)).outcome).toMatchObject({
      kind: "failed",
      failure: { action: "ReleaseAddress", class: "unexpected", message: "AWS says gone" },
    });
    expect(asked(hands).filter((line) => line.startsWith("release"))).toHaveLength(1);
  });

  test("after a release whose answer was lost was released by this run", async () => {
    const hands = fakeHands({ looks: [there(address), gone], attempts: [refused("no-answer")] });
    expect(await release(hands)).toEqual({ ...due, outcome: { kind: "released" } });
    expect(asked(hands)).toEqual([...oneTry, "pause 500", "turn eipalloc-1", "look eipalloc-1"]);
  });

  test("after a lost answer and a throttled second attempt was still released by this run", async () => {
    const hands = fakeHands({
      looks: [there(address), there(address), gone],
      attempts: [refused("no-answer"), refused("throttled")],
    });
    expect((await release(hands)).outcome).toEqual({ kind: "released" });
  });

  test("after a lost answer, with no time for another attempt, was released by this run", async () => {
    const hands = fakeHands({
      looks: [there(address), gone],
      attempts: [refused("no-answer")],
      turns: [true, false],
    });
    expect((await release(hands)).outcome).toEqual({ kind: "released" });
  });

  test("after a lost look was not: nothing had been asked", async () => {
    const hands = fakeHands({ looks: [notSeen("no-answer"), gone] });
    expect((await release(hands)).outcome).toEqual({ kind: "already-gone" });
  });

  test.each<RefusalClass>(["transient", "throttled"])("after AWS said %s was not: AWS had said no", async (kind) => {
    const hands = fakeHands({ looks: [there(address), gone], attempts: [refused(kind)] });
    expect((await release(hands)).outcome).toEqual({ kind: "already-gone" });
  });
});

describe("a release that got no answer, and whose fate no look can tell", () => {
  const lost = { kind: "failed", failure: { class: "transient", code: "Code of no-answer", mayBeDone: true } };

  test("has failed, and may be done", async () => {
    const hands = fakeHands({ looks: [there(address), notSeen("transient")], attempts: [refused("no-answer")] });
    expect((await release(hands)).outcome).toMatchObject({ kind: "failed", failure: { mayBeDone: true } });
    expect(asked(hands).filter((line) => line.startsWith("release"))).toHaveLength(1);
  });

  test.each<RefusalClass>(["denied", "throttled", "no-answer", "unexpected"])(
    "because time ran out and the last look was answered with %s",
    async (kind) => {
      const hands = fakeHands({
        looks: [there(address), notSeen(kind)],
        attempts: [refused("no-answer")],
        turns: [true, false],
      });
      const finding = await release(hands);
      expect(finding).toMatchObject({ resource: address, decision: due.decision, outcome: lost });
      expect(hands.outcomes).toEqual([finding]);
    },
  );

  test("may be done, too, when a later attempt is refused for good", async () => {
    const hands = fakeHands({
      looks: [there(address), there(address), notSeen("throttled")],
      attempts: [refused("no-answer"), refused("denied")],
    });
    expect((await release(hands)).outcome).toMatchObject({
      kind: "failed",
      failure: { class: "denied", mayBeDone: true },
    });
  });

  test.each<RefusalClass>(["denied", "protected-by-aws", "unexpected", "transient"])(
    "is not one that was %s: AWS has said no",
    async (kind) => {
      const hands = fakeHands({
        looks: [there(address), notSeen("throttled")],
        attempts: [refused(kind)],
        turns: [true, false],
      });
      const { outcome } = await release(hands);
      expect(outcome).toMatchObject({ kind: "failed", failure: { class: kind } });
      expect(outcome).not.toHaveProperty("failure.mayBeDone");
    },
  );

  test("is not one that was never sent: the look before it was lost", async () => {
    const hands = fakeHands({ looks: [notSeen("no-answer")] });
    const { outcome } = await release(hands);
    expect(outcome).toMatchObject({ kind: "failed", failure: { action: "DescribeAddresses", class: "transient" } });
    expect(outcome).not.toHaveProperty("failure.mayBeDone");
  });

  test("is not one that the last look shows released, or changed", async () => {
    const changed = { ...address, use: { state: "in-use" } } as const;
    for (const [last, kind] of [
      [gone, "released"],
      [there(changed), "changed"],
    ] as const) {
      const hands = fakeHands({
        looks: [there(address), last],
        attempts: [refused("no-answer")],
        turns: [true, false],
      });
      expect((await release(hands)).outcome).toEqual({ kind });
    }
  });
});

describe("what AWS refuses for good is asked once, and looked at once more", () => {
  test.each<[RefusalClass, object]>([
    ["denied", { kind: "failed", failure: { class: "denied", code: "Code of denied" } }],
    ["protected-by-aws", { kind: "failed", failure: { class: "protected-by-aws", code: "Code of protected-by-aws" } }],
    ["unexpected", { kind: "failed", failure: { class: "unexpected", code: "Code of unexpected" } }],
    ["in-use", { kind: "changed" }],
  ])("%s", async (kind, outcome) => {
    const hands = fakeHands({ attempts: [refused(kind)] });
    expect((await release(hands)).outcome).toMatchObject(outcome);
    expect(asked(hands)).toEqual([...oneTry, "look eipalloc-1"]);
  });

  test("what AWS calls used is in use, even if the look does not know yet", async () => {
    const hands = fakeHands({ attempts: [refused("in-use")] });
    expect(await release(hands)).toMatchObject({
      decision: { kind: "keep", reason: "in-use" },
      outcome: { kind: "changed" },
    });
  });

  test("what is denied because its owner opted it out meanwhile has changed, and is no missing permission", async () => {
    const optedOut = anAddress({ tags: { ...oldMark, "janitor:policy": "keep" } });
    const hands = fakeHands({ looks: [there(address), there(optedOut)], attempts: [refused("denied")] });
    expect(await release(hands)).toEqual({
      resource: optedOut,
      decision: { kind: "keep", reason: "keep-tag" },
      outcome: { kind: "changed" },
    });
  });

  test("what is denied and then gone is gone", async () => {
    const hands = fakeHands({ looks: [there(address), gone], attempts: [refused("denied")] });
    expect((await release(hands)).outcome).toEqual({ kind: "already-gone" });
  });

  test("the refusal is told when the last look sees nothing", async () => {
    const hands = fakeHands({ looks: [there(address), notSeen("throttled")], attempts: [refused("denied")] });
    expect((await release(hands)).outcome).toMatchObject({ kind: "failed", failure: { class: "denied" } });
  });

  test.each<[RefusalClass, string]>([
    ["denied", "denied"],
    ["unexpected", "unexpected"],
  ])("a look that is %s leaves the resource alone", async (kind, failure) => {
    const hands = fakeHands({ looks: [notSeen(kind)] });
    expect((await release(hands)).outcome).toMatchObject({
      kind: "failed",
      failure: { class: failure, action: "DescribeAddresses" },
    });
    expect(asked(hands)).toEqual(["turn eipalloc-1", "look eipalloc-1", "look eipalloc-1"]);
  });
});

describe("what passes is tried again, with a look before every attempt", () => {
  const sixTries = [
    ...oneTry,
    ...["pause 500", ...oneTry],
    ...["pause 1000", ...oneTry],
    ...["pause 2000", ...oneTry],
    ...["pause 4000", ...oneTry],
    ...["pause 8000", ...oneTry],
    "look eipalloc-1",
  ];

  test.each<[RefusalClass, object]>([
    ["throttled", { kind: "withheld", because: "throttled" }],
    ["transient", { kind: "failed", failure: { class: "transient" } }],
    ["no-answer", { kind: "failed", failure: { class: "transient" } }],
  ])("%s, until the pauses are used up", async (kind, outcome) => {
    const hands = fakeHands({ attempts: [refused(kind)] });
    expect((await release(hands)).outcome).toMatchObject(outcome);
    expect(asked(hands)).toEqual(sixTries);
  });

  test.each<RefusalClass>(["throttled", "transient", "no-answer"])("%s, until it works", async (kind) => {
    const hands = fakeHands({ attempts: [refused(kind), refused(kind), { done: true }] });
    expect((await release(hands)).outcome).toEqual({ kind: "released" });
    expect(asked(hands)).toEqual([...oneTry, "pause 500", ...oneTry, "pause 1000", ...oneTry]);
  });

  test("a look that is throttled is tried again, and nothing is released on it", async () => {
    const hands = fakeHands({ looks: [notSeen("throttled"), there(address)] });
    expect((await release(hands)).outcome).toEqual({ kind: "released" });
    expect(asked(hands)).toEqual(["turn eipalloc-1", "look eipalloc-1", "pause 500", ...oneTry]);
  });

  test("a look that is throttled to the end leaves the resource to the next run", async () => {
    const hands = fakeHands({ looks: [notSeen("throttled")] });
    expect((await release(hands)).outcome).toEqual({ kind: "withheld", because: "throttled" });
    expect(asked(hands)).not.toContain("release eipalloc-1");
  });

  test("what stops passing is refused for good", async () => {
    const hands = fakeHands({ attempts: [refused("throttled"), refused("denied")] });
    expect((await release(hands)).outcome).toMatchObject({ kind: "failed", failure: { class: "denied" } });
    expect(asked(hands)).toEqual([...oneTry, "pause 500", ...oneTry, "look eipalloc-1"]);
  });
});

describe("when time is short", () => {
  test("nothing is journaled and nothing asked", async () => {
    const hands = fakeHands({ time: { short: AbortSignal.abort() } });
    expect(await release(hands)).toEqual({ ...due, outcome: { kind: "withheld", because: "deadline" } });
    expect(hands.log).toEqual([]);
  });

  test("because somebody broke the run off, that is what is said", async () => {
    const hands = fakeHands({ time: { short: AbortSignal.abort(interrupted) } });
    expect(await release(hands)).toEqual({ ...due, outcome: { kind: "withheld", because: "interrupted" } });
    expect(hands.log).toEqual([]);
  });

  test("because somebody broke the run off between look and release, no release is sent", async () => {
    const byHand = new AbortController();
    const hands = fakeHands({
      time: { short: AbortSignal.any([byHand.signal]) },
      looks: [
        (resource) => {
          byHand.abort(interrupted);
          return { seen: "there", resource };
        },
      ],
    });
    expect(await release(hands)).toEqual({ ...due, outcome: { kind: "withheld", because: "interrupted" } });
    expect(asked(hands)).toEqual(["turn eipalloc-1", "look eipalloc-1"]);
  });

  test("while it waits its turn, it is left to the next run", async () => {
    const hands = fakeHands({ turns: [false] });
    expect(await release(hands)).toEqual({ ...due, outcome: { kind: "withheld", because: "deadline" } });
    expect(hands.log).toEqual(["intent eipalloc-1", "turn eipalloc-1", "outcome eipalloc-1 withheld"]);
  });

  test("when the look is over, no release is sent", async () => {
    const short = new AbortController();
    const hands = fakeHands({
      time: { short: short.signal },
      looks: [
        (resource) => {
          short.abort();
          return { seen: "there", resource };
        },
      ],
    });
    expect(await release(hands)).toEqual({ ...due, outcome: { kind: "withheld", because: "deadline" } });
    expect(asked(hands)).toEqual(["turn eipalloc-1", "look eipalloc-1"]);
  });

  test("after a throttled attempt, there is no second one", async () => {
    const hands = fakeHands({ attempts: [refused("throttled")], turns: [true, false] });
    expect((await release(hands)).outcome).toMatchObject({ kind: "withheld" });
    expect(asked(hands)).toEqual([...oneTry, "pause 500", "turn eipalloc-1", "look eipalloc-1"]);
  });
});

describe("a release that got no answer may be done", () => {
  const mayBeDone = { kind: "failed", failure: { class: "transient", mayBeDone: true } };

  test("when every later look is throttled", async () => {
    const hands = fakeHands({
      looks: [(resource) => ({ seen: "there", resource }), notSeen("throttled")],
      attempts: [refused("no-answer")],
    });
    expect((await release(hands)).outcome).toMatchObject(mayBeDone);
  });

  test("when time runs out during the second look", async () => {
    const short = new AbortController();
    let looks = 0;
    const look = (resource: Resource): Look => {
      looks += 1;
      if (looks === 2) short.abort();
      return { seen: "there", resource };
    };
    const hands = fakeHands({ looks: [look], attempts: [refused("no-answer")], time: { short: short.signal } });
    expect((await release(hands)).outcome).toMatchObject(mayBeDone);
  });
});

describe("a journal that fails", () => {
  const fail = () => {
    throw new Error("no journal");
  };

  test("at the intent is no release: nothing is asked of AWS, and the failure is told", async () => {
    const hands = fakeHands();
    const finding = await release({ ...hands, journal: { ...hands.journal, intent: fail } });
    const failure = { action: "release", class: "unexpected", code: "Error", message: "no journal" } as const;
    expect(finding).toEqual({ ...due, outcome: { kind: "failed", failure } });
    expect(hands.log).toEqual(["outcome eipalloc-1 failed"]);
  });

  test("at the outcome loses no finding: what was done is told", async () => {
    const hands = fakeHands();
    const finding = await release({ ...hands, journal: { ...hands.journal, outcome: fail } });
    expect(finding).toEqual({ ...due, outcome: { kind: "released" } });
    expect(hands.log).toEqual(["intent eipalloc-1", ...oneTry]);
  });

  test("at the outcome of what failed tells that failure and not the journal's", async () => {
    const hands = fakeHands({ attempts: [refused("denied")] });
    const finding = await release({ ...hands, journal: { ...hands.journal, outcome: fail } });
    expect(finding.outcome).toMatchObject({ kind: "failed", failure: { class: "denied" } });
  });

  test("at both still gives a finding", async () => {
    const hands = fakeHands();
    const finding = await release({ ...hands, journal: { ...hands.journal, intent: fail, outcome: fail } });
    expect(finding.outcome.kind).toBe("failed");
    expect(hands.log).toEqual([]);
  });
});

describe("a mistake of the janitor's own", () => {
  test.each([
    ["a look", fakeHands({ looks: [new TypeError("not a function")] })],
    ["a release", fakeHands({ attempts: [new TypeError("not a function")] })],
  ])("in %s becomes a failed finding, and is journaled", async (_, hands) => {
    const outcome = {
      kind: "failed",
      failure: { action: "release", class: "unexpected", code: "TypeError", message: "not a function" },
    };
    expect(await release(hands)).toEqual({ ...due, outcome });
    expect(hands.outcomes).toEqual([{ ...due, outcome }]);
  });
});

describe("a look that is too old when it comes", () => {
  /** The calendar, as it is read from one time to the next. */
  const calendar = (...instants: readonly number[]) => {
    const next = instants.values();
    return { now: () => next.next().value ?? Number.NaN };
  };

  test.each([
    ["the machine slept meanwhile", 60_000],
    ["the calendar was set back meanwhile", -1],
  ])("is taken again: %s", async (_, passed) => {
    const hands = fakeHands({ time: calendar(0, passed, 0, 0) });
    expect((await release(hands)).outcome).toEqual({ kind: "released" });
    expect(asked(hands)).toEqual(["turn eipalloc-1", "look eipalloc-1", "pause 500", ...oneTry]);
  });

  test("is not taken again where there is no time any more: nothing was refused, so nothing has failed", async () => {
    const short = new AbortController();
    let times = 0;
    const now = () => {
      times += 1;
      if (times === 2) short.abort();
      return times === 1 ? 0 : 60_000;
    };
    const hands = fakeHands({ time: { now, short: short.signal } });
    expect((await release(hands)).outcome).toEqual({ kind: "withheld", because: "deadline" });
    expect(asked(hands)).toEqual(["turn eipalloc-1", "look eipalloc-1"]);
  });

  test("still counts after fifteen seconds", async () => {
    const hands = fakeHands({ time: calendar(0, 15_000) });
    expect((await release(hands)).outcome).toEqual({ kind: "released" });
    expect(asked(hands)).toEqual(oneTry);
  });

  test("each time is a refusal that passes, and nothing is released", async () => {
    let days = 0;
    const hands = fakeHands({ time: { now: () => (days += 86_400_000) } });
    expect((await release(hands)).outcome).toMatchObject({
      kind: "failed",
      failure: { class: "transient", code: "StaleLook" },
    });
    expect(asked(hands).filter((line) => line.startsWith("release"))).toEqual([]);
  });
});
