import { describe, expect, test, vi } from "vitest";
import { type Memory, nothingRemembered } from "../functions/janitor/domain/memory.ts";
import type { Policy } from "../functions/janitor/domain/policy.ts";
import type { Ports } from "../functions/janitor/ports.ts";
import { fakeHands } from "./support/fake-ports.ts";
import { due, fresh, runWith, scanned, unseen, type World } from "./support/run-world.ts";
import { anAddress, elsewhere, hour, now, scope } from "./support/samples.ts";

describe("what was told before", () => {
  /** Like the default one, and never on the day of these tests, which is a Monday. */
  const policy: Partial<Policy> = { mode: "report", notify: { when: "attention", digest: "tuesday" } };
  const kept = anAddress({ id: "eipalloc-kept", tags: { "janitor:policy": "keep" } });
  const key = `${scope.account} ${scope.region}`;
  const elsewhereKey = `${elsewhere.account} ${elsewhere.region}`;
  const yesterday = now - 24 * hour;
  const keptBefore: Memory = {
    at: yesterday,
    toldAt: yesterday,
    states: new Map([[key, new Map([["eipalloc-kept", "keep keep-tag"]])]]),
  };

  /** One run, what it published, and what it left for the next one. */
  async function runAfter(memory: Memory | undefined, world: World = {}, changes: Partial<Policy> = {}) {
    const hands = fakeHands();
    const recorded = runWith(
      { surveys: [scanned([kept])], recall: async () => memory, hands, ...world },
      { ...policy, ...changes },
    );
    await recorded.report.catch(() => undefined);
    return { ...recorded, memory: hands.memories.at(-1) };
  }

  test("is not told again, and is remembered on", async () => {
    const { published, memory } = await runAfter(keptBefore);
    expect(published).toEqual([]);
    expect(memory).toEqual({ ...keptBefore, at: now + 5_000 });
  });

  test("is what the report is compared with: what is new in it says so", async () => {
    const { published, memory } = await runAfter(keptBefore, { surveys: [scanned([kept, fresh])] });
    expect(published).toMatchObject([{ comparedTo: new Date(yesterday).toISOString() }]);
    expect(published[0]?.findings.map(({ id, isNew }) => [id, isNew])).toEqual([
      ["eipalloc-fresh", true],
      ["eipalloc-kept", undefined],
    ]);
    expect(memory?.toldAt).toBe(now);
    expect(memory?.states.get(key)?.get("eipalloc-fresh")).toBe("wait 1d not released");
  });

  test("in a first run is nothing: everything in it is told", async () => {
    const { published } = await runAfter(nothingRemembered);
    expect(published).toHaveLength(1);
    expect(published[0]).not.toHaveProperty("comparedTo");
  });

  test("nobody asks for in a run that has seen all there is and found nothing, and the next one learns that it was so", async () => {
    const { log, memory } = await runAfter(keptBefore, { surveys: [scanned([]), scanned([], elsewhere)] });
    expect(log).not.toContain("recall");
    expect(memory).toEqual({
      at: now + 5_000,
      states: new Map([
        [key, new Map()],
        [elsewhereKey, new Map()],
      ]),
    });
  });

  test.each<[string, World, Partial<Policy>]>([
    ["has found something", {}, {}],
    ["runs on the day of the digest", { surveys: [scanned([])] }, { notify: { when: "attention", digest: "monday" } }],
    ["has not seen a region", { surveys: [scanned([]), unseen] }, {}],
    [
      "has not seen any",
      { reading: { scopes: async () => ({ status: "failed", error: { code: "ExpiredToken", message: "too old" } }) } },
      {},
    ],
    ["was narrowed by its event", { surveys: [scanned([])] }, { regions: [scope.region] }],
  ])("is asked for by a run that %s", async (_, world, changes) => {
    const { log } = await runAfter(keptBefore, world, changes);
    expect(log.filter((line) => line === "recall")).toHaveLength(1);
  });

  test.each<[string, Ports["recall"]]>([
    ["rejects", () => Promise.reject(new Error("no log"))],
    [
      "throws",
      () => {
        throw new Error("no log");
      },
    ],
  ])("and cannot be had, because asking %s, costs nothing: the run tells", async (_, recall) => {
    const { report, published, memory } = await runAfter(undefined, { recall, surveys: [scanned([fresh])] });
    expect(published).toEqual([await report]);
    expect(memory?.toldAt).toBe(now);
  });

  test("and cannot be had is not written anew by a run that tells nothing: the next one may read it", async () => {
    const lost = await runAfter(undefined, { surveys: [scanned([kept])] });
    expect(lost.published).toEqual([]);
    expect(lost.memory).toBeUndefined();
  });

  test.each<[string, World]>([
    ["could not tell anybody", { publish: () => Promise.reject(new Error("SNS is down")) }],
    ["has not seen a region", { surveys: [unseen, scanned([kept])] }],
  ])("and cannot be had is not written anew by a run that %s", async (_, world) => {
    const { memory } = await runAfter(undefined, { surveys: [scanned([kept, fresh])], ...world });
    expect(memory).toBeUndefined();
  });

  test("is nothing where there is nobody to tell", async () => {
    const { report, published, memory } = await runAfter(keptBefore, {
      publish: async () => false,
      surveys: [scanned([kept, fresh])],
    });
    expect((await report).alarms).toEqual([]);
    expect(published).toHaveLength(1);
    expect(memory).toEqual({ ...keptBefore, at: now + 5_000 });
  });

  test("does not make a digest of a run that an event has narrowed", async () => {
    const lastWeek = { ...keptBefore, toldAt: now - 200 * hour };
    const digest: Partial<Policy> = { notify: { when: "attention", digest: "monday" } };
    expect((await runAfter(lastWeek, {}, digest)).published).toHaveLength(1);
    expect((await runAfter(lastWeek, {}, { ...digest, regions: [scope.region] })).published).toEqual([]);
  });

  test("has nothing more in it when the summary does not go out: the next run tells it", async () => {
    const failing = { publish: () => Promise.reject(new Error("SNS is down")), surveys: [scanned([kept, fresh])] };
    const { memory } = await runAfter(keptBefore, failing);
    expect(memory).toEqual({ ...keptBefore, at: now + 5_000 });
    const { published } = await runAfter(memory, { surveys: [scanned([kept, fresh])] });
    expect(published[0]?.findings).toContainEqual(expect.objectContaining({ id: "eipalloc-fresh", isNew: true }));
  });

  test.each<[string, World, Partial<Policy>]>([
    ["failed", { surveys: [unseen, scanned([kept])] }, {}],
    ["an event has left out", {}, { regions: [scope.region] }],
  ])("of a region that %s is kept, and the digest is still to come", async (_, world, changes) => {
    const inUs = new Map([["eipalloc-us", "keep keep-tag"]]);
    const before: Memory = { ...keptBefore, states: new Map([...keptBefore.states, [elsewhereKey, inUs]]) };
    const { memory } = await runAfter(before, { surveys: [scanned([kept, fresh])], ...world }, changes);
    expect(memory?.states.get(elsewhereKey)).toEqual(inUs);
    expect(memory?.toldAt).toBe(yesterday);
  });

  test("is all that is known when the run breaks off", async () => {
    const { published, memory } = await runAfter(keptBefore, {
      surveys: [scanned([due])],
      reading: { evidence: () => Promise.reject(new TypeError("x is not a function")) },
    });
    expect(published).toHaveLength(1);
    expect(memory).toEqual({ ...keptBefore, at: now + 5_000 });
  });

  test("and cannot be written down costs the run nothing", async () => {
    const hands = fakeHands();
    const journal = {
      ...hands.journal,
      told: () => {
        throw new Error("no journal");
      },
    };
    const { report, measured } = runWith({ hands: { ...hands, journal } });
    expect(measured).toEqual([await report]);
  });

  test("is written down when everybody has been told, and not before", async () => {
    const hands = fakeHands();
    const { log } = runWith({ hands, publish: () => new Promise(() => undefined) });
    await vi.waitFor(() => expect(log.at(-1)).toBe("publish"));
    expect(hands.memories).toEqual([]);
  });

  test("does not silence what is done", async () => {
    const states = new Map([[key, new Map([["eipalloc-due", "release grace-over due"]])]]);
    const world = { surveys: [scanned([due])] };
    const { published, memory } = await runAfter({ ...keptBefore, states }, world, { mode: "release" });
    expect(published).toMatchObject([{ findings: [{ id: "eipalloc-due", outcome: "released" }] }]);
    expect(memory?.states.get(key)).toEqual(new Map());
  });
});
