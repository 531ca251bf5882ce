import { describe, expect, test } from "vitest";
import { Problem } from "../../../cli/problem.ts";
import { choose } from "../../../cli/restore/choose.ts";
import type { JournalLine, Word } from "../../../cli/restore/journal-lines.ts";
import { findReleases } from "../../../cli/restore/releases.ts";
import type { NetworkInterface, Resource } from "../../../functions/janitor/domain/resource.ts";
import { anAddress, anInterface, elsewhere } from "../../support/samples.ts";

function said(word: Word, at: number, runId = "run-1", resource: Resource = anAddress()): JournalLine {
  return { word, at, runId, resource };
}

/** Where an interface is. */
function placed(address = "10.0.0.9"): NetworkInterface["shape"] {
  const { shape } = anInterface();
  return { ...shape, subnetId: "subnet-1", privateIps: [{ address, primary: true }] };
}

const found = (...lines: JournalLine[]) => findReleases(lines).map(({ resource, gone }) => [resource.id, gone]);

describe("something can be had back", () => {
  test.each<[string, JournalLine[], "surely" | "maybe" | undefined]>([
    ["was released", [said("intended", 1), said("released", 2)], "surely"],
    ["was released in the very instant of its intent", [said("released", 1), said("intended", 1)], "surely"],
    ["was released, should the intent come later in the log", [said("released", 1), said("intended", 2)], "surely"],
    ["may be gone: the run was killed", [said("intended", 1)], "maybe"],
    ["may be gone: AWS did not answer", [said("intended", 1), said("unanswered", 2)], "maybe"],
    [
      "was released, and another run at once found it gone",
      [said("released", 1), said("already-gone", 2, "b")],
      "surely",
    ],
    [
      "may be gone: another run found it gone after the one that was killed",
      [said("intended", 1), said("already-gone", 2, "b")],
      "maybe",
    ],
    [
      "was released in the end, after a run that got no answer",
      [said("unanswered", 1), said("released", 2, "b")],
      "surely",
    ],
    ["was released, and another run at once was killed", [said("released", 1), said("intended", 2, "b")], "surely"],
    ["was there", [said("intended", 1), said("still-there", 2)], undefined],
    [
      "was there in a later run, whatever a killed one was about to do",
      [said("intended", 1), said("still-there", 2, "b")],
      undefined,
    ],
    [
      "may be gone by a killed run, though an earlier one left it",
      [said("still-there", 1), said("intended", 2, "b")],
      "maybe",
    ],
    ["was gone before anybody asked", [said("intended", 1), said("already-gone", 2)], undefined],
    [
      "was gone before anybody asked, by a clock that was set",
      [said("already-gone", 1), said("intended", 2)],
      undefined,
    ],
    ["was not released", [said("intended", 1), said("not-done", 2)], undefined],
    [
      "may be gone: the run after the killed one did nothing, and may not have looked",
      [said("intended", 1), said("intended", 2, "b"), said("not-done", 3, "b")],
      "maybe",
    ],
    [
      "was released, and the same run, repeated, found it gone",
      [said("intended", 1), said("released", 2), said("intended", 3), said("already-gone", 4)],
      "surely",
    ],
    [
      "was released, and the same run, repeated, was killed",
      [said("intended", 1), said("released", 2), said("intended", 3)],
      "surely",
    ],
    [
      "may be gone: the same run, repeated, found it gone after it was killed",
      [said("intended", 1), said("intended", 2), said("already-gone", 3)],
      "maybe",
    ],
    [
      "may be gone: the same run, repeated, did nothing after it was killed",
      [said("intended", 1), said("intended", 2), said("not-done", 3)],
      "maybe",
    ],
    [
      "may be gone: the same run, repeated, was killed after it had left it",
      [said("intended", 1), said("still-there", 2), said("intended", 3)],
      "maybe",
    ],
    [
      "was there when the same run was repeated after it was killed",
      [said("intended", 1), said("intended", 2), said("still-there", 3)],
      undefined,
    ],
  ])("or cannot, by the last word: it %s", (_, lines, gone) => {
    expect(found(...lines)).toEqual(gone === undefined ? [] : [["eipalloc-1", gone]]);
  });

  test("the newest first, each for itself, in its own region and account", () => {
    const other = anAddress({ scope: elsewhere });
    const third = anInterface({ id: "eni-9" });
    const lines = [said("released", 1), said("released", 3, "b", third), said("released", 2, "c", other)];
    expect(findReleases(lines).map(({ resource }) => resource)).toEqual([third, other, anAddress()]);
  });

  test("as it was when it was released, not when that was planned", () => {
    const later = anAddress({ tags: { team: "edge" } });
    const lines = [said("intended", 1), said("released", 2, "run-1", later)];
    expect(findReleases(lines)[0]?.resource).toEqual(later);
  });
});

describe("what was given back and released again is one release", () => {
  const again = anAddress({ id: "eipalloc-2", tags: { team: "new" } });
  const [first, second, third] = ["eni-1", "eni-2", "eni-3"].map((id, before) =>
    anInterface({ id, tags: before === 0 ? {} : { "restored-from": `eni-${before}` }, shape: placed() }),
  );
  if (!first || !second || !third) throw new Error("three interfaces");
  const releases = findReleases([
    said("released", 5, "f", third),
    said("released", 1, "a"),
    said("released", 2, "b", again),
    said("released", 3, "c", first),
    said("released", 4, "d", second),
  ]);

  test("of an address by the address, of an interface by the tag that says what it was made for", () => {
    expect(releases.map(({ resource, before }) => [resource.id, before.map((each) => each.resource.id)])).toEqual([
      ["eni-3", ["eni-1", "eni-2"]],
      ["eipalloc-2", ["eipalloc-1"]],
    ]);
  });

  test("and is found by all that it was ever called", () => {
    const ids = (...id: string[]) => choose(releases, { id }).map(({ resource }) => resource.id);
    expect(ids("eni-1")).toEqual(["eni-3"]);
    expect(ids("198.51.100.1")).toEqual(["eipalloc-2"]);
    expect(ids(" EIPALLOC-1 ", "eipalloc-2", "eni-2")).toEqual(["eni-3", "eipalloc-2"]);
    expect(choose(releases, { run: "a" }).map(({ resource }) => resource.id)).toEqual(["eipalloc-2"]);
  });
});

describe("a tag that was copied makes no other release disappear", () => {
  const former = anInterface({ id: "eni-1", shape: placed() });
  const ids = (...resources: readonly Resource[]) =>
    findReleases(resources.map((resource, at) => said("released", at, `run-${at}`, resource)))
      .map(({ resource }) => resource.id)
      .toSorted();
  const named = (changes: Partial<NetworkInterface>, from = "eni-1") =>
    anInterface({ id: "eni-2", tags: { "restored-from": from }, shape: placed(), ...changes });

  test("on what was made in its place it makes both one", () => {
    expect(ids(former, named({}))).toEqual(["eni-2"]);
  });

  test.each([
    ["with another primary private address", named({ shape: placed("10.0.0.77") })],
    ["in another subnet", named({ shape: { ...placed(), subnetId: "subnet-2" } })],
    ["of which no subnet is recorded", named({ shape: { ...placed(), subnetId: undefined } })],
    ["in another region", named({ scope: elsewhere })],
  ])("on an interface %s", (_, copy) => {
    expect(ids(former, copy)).toEqual(["eni-1", "eni-2"]);
  });

  test("where neither's subnet is recorded, they are two; where the former's address is not, the subnet will do", () => {
    const nowhere = { ...placed(), subnetId: undefined };
    expect(ids(anInterface({ id: "eni-1", shape: nowhere }), named({ shape: nowhere }))).toEqual(["eni-1", "eni-2"]);
    const unaddressed = anInterface({ id: "eni-1", shape: { ...placed(), privateIps: [] } });
    expect(ids(unaddressed, named({}))).toEqual(["eni-2"]);
  });

  test("nor does one that names an address", () => {
    expect(ids(anAddress(), named({}, "198.51.100.1"))).toEqual(["eipalloc-1", "eni-2"]);
  });
});

test("an address that was released thousands of times is one release, and found at once", () => {
  const lines = Array.from({ length: 20_000 }, (_, at) =>
    said("released", at, `run-${at}`, anAddress({ id: `eipalloc-${at}` })),
  );
  const start = performance.now();
  const [release, ...others] = findReleases(lines);
  expect([release?.before.length, others]).toEqual([19_999, []]);
  expect(release?.before.every((each) => !("before" in each))).toBe(true);
  expect(performance.now() - start).toBeLessThan(1_500);
});

describe("of all releases, there are chosen", () => {
  const releases = findReleases([said("released", 1, "2f1c"), said("released", 2, "9abc", anInterface())]);
  const problem = (wish: Parameters<typeof choose>[1]): Problem => {
    try {
      choose(releases, wish);
    } catch (error) {
      if (error instanceof Problem) return error;
    }
    throw new Error("no problem");
  };

  test("those of a run, those with an id, those of a run with an id, or all", () => {
    const ids = (wish: Parameters<typeof choose>[1]) => choose(releases, wish).map(({ resource }) => resource.id);
    expect(ids({})).toEqual(["eni-1", "eipalloc-1"]);
    expect(ids({ run: "2f1c" })).toEqual(["eipalloc-1"]);
    expect(ids({ id: ["eni-1"] })).toEqual(["eni-1"]);
    expect(() => ids({ run: "2f1c", id: ["eni-1"] })).toThrow(Problem);
  });

  test("none when one of them is not there, and the near ones are named", () => {
    const unknown = problem({ id: ["eni-1", "198.51.100.2", "eni-x\u001b[2J"] });
    expect(unknown.message).toBe("the journal has no release of 198.51.100.2, eni-x [2J, so nothing was given back.");
    expect(unknown.advice[0]).toBe("Is --id 198.51.100.1 meant?");
    expect(problem({ run: "2flc" }).advice[0]).toBe("Is --run 2f1c meant?");
    expect(problem({ run: "something else" }).advice[0]).toBe("janitor restore --list shows what could be had back.");
    const ofTheLog = "Only the last 2d of the log were read: --since reads more.";
    expect(problem({ run: "something else", since: "2d" }).advice).toContain(ofTheLog);
    expect(problem({ run: "something else", since: "2d", journal: "-" }).advice).not.toContain(ofTheLog);
  });
});
