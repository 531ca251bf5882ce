import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markedPrefixes, restoredTags } from "../../../cli/restore/restored-tags.ts";
import { decide } from "../../../functions/janitor/domain/decide.ts";
import type { Tags } from "../../../functions/janitor/domain/resource.ts";
import { fold } from "../../../functions/janitor/domain/spelling.ts";
import { readOwnTags } from "../../../functions/janitor/domain/tags.ts";
import { anAddress, anInterface, aPolicy, now, oldMark } from "../../support/samples.ts";

const day = 86_400_000;
const prefix = "janitor:";
const until = "2026-11-09";
const tagsOf = (original: Tags) => restoredTags(original, { prefix, now }).tags;

describe("what is given back carries", () => {
  test("all its tags, without the mark, and a keep-until of seven days", () => {
    const original = { ...oldMark, Name: "web", "janitor:grace": "14d", "JANITOR:Policy": "release", empty: "" };
    expect(tagsOf(original)).toEqual({
      "janitor:keep-until": until,
      Name: "web",
      "janitor:grace": "14d",
      "JANITOR:Policy": "release",
      empty: "",
    });
  });

  test.each([
    ["an earlier keep-until, which is over", { "janitor:keep-until": "2026-10-01" }, { "janitor:keep-until": until }],
    ["a later one as it was", { "Janitor:Keep-Until": "2027-01-31" }, { "Janitor:Keep-Until": "2027-01-31" }],
    ["only one, whatever the case", { "Janitor:Keep-Until": "2026-10-01" }, { "janitor:keep-until": until }],
    ["one that can be read", { "janitor:keep-until": "soon" }, { "janitor:keep-until": until }],
    ["no mark in another case either", { "Janitor:Idle-Since": "x" }, { "janitor:keep-until": until }],
  ])("%s", (_, original, expected) => {
    expect(tagsOf(original)).toEqual(expected);
  });

  test("no tag that only AWS may write, and says so", () => {
    const original = { "aws:cloudformation:stack-name": "edge", "AWS:x": "y", awsome: "z" };
    expect(restoredTags(original, { prefix, now })).toMatchObject({
      tags: { "janitor:keep-until": until, awsome: "z" },
      reserved: ["aws:cloudformation:stack-name", "AWS:x"],
    });
  });

  test("what it was made for, which replaces what it was made for before, and nothing of its owner's", () => {
    const facts = { prefix, now, origin: { restoredFrom: "eni-3", before: ["eni-1", "eni-2"] } };
    expect(restoredTags({ "restored-from": "eni-1" }, facts).tags).toHaveProperty("restored-from", "eni-3");
    for (const value of ["the backup of May", "eni-0backup"]) {
      const owners = restoredTags({ "restored-from": value }, facts);
      expect([owners.tags["restored-from"], owners.namesOrigin]).toEqual([value, false]);
    }
    expect(restoredTags({ "restored-from": "eni-1" }, { prefix, now }).tags).toHaveProperty("restored-from", "eni-1");
  });
});

describe("where there is no room for all", () => {
  const many = (count: number): Tags =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`key-${at}`, "x"]));

  test.each([
    [48, true, []],
    [49, false, []],
    [50, false, ["key-49"]],
  ])("of %i tags, what it was made for goes first, and the keep-until never", (count, namesOrigin, cut) => {
    const restored = restoredTags(
      { ...many(count), ...oldMark },
      { prefix, now, origin: { restoredFrom: "eni-1", before: [] } },
    );
    expect(restored).toMatchObject({ namesOrigin, cut, tags: { "janitor:keep-until": until } });
    expect(Object.keys(restored.tags).length).toBeLessThanOrEqual(50);
  });
});

test("a prefix under which what it was made for would read as the janitor's own leaves that out", () => {
  const restored = restoredTags({}, { prefix: "restored-", now, origin: { restoredFrom: "eni-1", before: [] } });
  expect(restored).toMatchObject({ namesOrigin: false, tags: { "restored-keep-until": until } });
});

const instant = "2026-10-01T00:00:00Z";

test("what reads as a mark tells the prefix of a janitor, and nothing else does", () => {
  expect(markedPrefixes({ ...oldMark, "acme/idle-since": instant })).toEqual(["janitor:", "acme/"]);
  const none = { Name: "web", "app:idle-since": "yesterday", "idle-since": instant, "acme/Idle-Since": instant };
  expect(markedPrefixes({ ...none, "AWS:idle-since": instant })).toEqual([]);
});

describe("what several janitors have marked", () => {
  const marks = { ...oldMark, "team-a:idle-since": instant };

  test("has no mark any more, and a keep-until for each of them", () => {
    const original = { ...marks, Name: "web", "team-a:keep-until": "2026-10-02", "team-b:idle-since": "long ago" };
    expect(restoredTags(original, { prefix, now })).toMatchObject({ prefixes: ["janitor:", "team-a:"] });
    expect(tagsOf(original)).toEqual({
      "janitor:keep-until": until,
      "team-a:keep-until": until,
      Name: "web",
      "team-b:idle-since": "long ago",
    });
  });

  test("is kept under the prefix that is said as well, and under what was longer", () => {
    const original = { "team-a:idle-since": instant, "team-a:keep-until": "2027-01-31" };
    expect(tagsOf(original)).toEqual({ "janitor:keep-until": until, "team-a:keep-until": "2027-01-31" });
  });

  test("has fifty tags at the most, and what is cut is told", () => {
    const own = Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`key-${at}`, "x"]));
    const { tags, cut } = restoredTags({ ...own, "team-a:idle-since": instant }, { prefix, now });
    expect([Object.keys(tags).length, cut]).toEqual([50, ["key-48"]]);
    expect(tags).toMatchObject({ "janitor:keep-until": until, "team-a:keep-until": until });
  });

  test("is kept once under prefixes that differ by nothing but their case", () => {
    const { tags } = restoredTags({ "Janitor:idle-since": instant }, { prefix, now });
    expect(tags).toEqual({ "janitor:keep-until": until });
  });
});

/** Tags as people write them, those that the janitor reads among them. */
const someTags = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom("Name", "team", "aws:autoscaling:groupName", "restored-from", "Restored-From", "__proto__"),
        fc.constantFrom(
          "janitor:grace",
          "janitor:policy",
          "janitor:keep-until",
          "Janitor:Keep-Until",
          "janitor:idle-since",
        ),
        fc.string({ minLength: 1, maxLength: 8 }),
      ),
      fc.oneof(fc.constantFrom("release", "14d", "2026-10-01", "2030-01-31", "eni-1"), fc.string({ maxLength: 8 })),
    ),
    { maxLength: 60 },
  )
  .map((entries) => Object.fromEntries(entries));

test("whatever was released, the janitor keeps what is given back until its day, and by then needs a new mark", () => {
  const policy = aPolicy();
  fc.assert(
    fc.property(someTags, fc.boolean(), (original, isInterface) => {
      const marked = { ...original, ...oldMark };
      // Only what the janitor would release is ever in a journal.
      fc.pre(decide(anAddress({ tags: marked }), policy, now).kind === "release");
      const restored = restoredTags(marked, {
        prefix,
        now,
        ...(isInterface && { origin: { restoredFrom: "eni-1", before: [] } }),
      });
      const { tags } = restored;
      expect(readOwnTags(tags, prefix).unreadable).toEqual([]);
      expect(
        new Set(
          Object.keys(tags)
            .filter((key) => fold(key).startsWith(prefix))
            .map(fold),
        ).size,
      ).toBe(Object.keys(tags).filter((key) => fold(key).startsWith(prefix)).length);
      for (const resource of [anAddress({ tags }), anInterface({ tags })]) {
        expect(decide(resource, policy, now)).toMatchObject({ kind: "keep", reason: "keep-until" });
        expect(decide(resource, policy, now + 7 * day)).toMatchObject({ kind: "keep", reason: "keep-until" });
        expect(decide(resource, policy, Date.UTC(2040, 0)).reason).toBe("first-seen");
      }
      const lost = Object.keys(original).filter((key) => !Object.hasOwn(tags, key));
      const told = [...restored.reserved, ...restored.cut, "restored-from"];
      expect(lost.filter((key) => !told.includes(key) && !/^janitor:(keep-until|idle-since)$/i.test(key))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
