import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tags } from "../../functions/janitor/domain/resource.ts";
import { findTag, isMarked, markKey, markValue, readOwnTags } from "../../functions/janitor/domain/tags.ts";
import { day, hour } from "./make.ts";

const read = (tags: Tags) => readOwnTags(tags, "janitor:");
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const unreadableKeys = (tags: Tags) => read(tags).unreadable.map(({ key }) => key);

describe("readOwnTags", () => {
  test("what has no tag of ours says nothing", () => {
    expect(read({})).toEqual({ unreadable: [] });
  });

  test.each([
    ...["Name", "Owner", "env", "project", "Team", "cost-center", "created-by", "DoNotDelete", "", " ", ":"],
    ...["policy", "backup-policy", "keep-until", "grace", "idle-since", "retention:policy", "custodian:policy"],
    ...["janitorial", "janitors", "the janitor", "on-janitor-duty", "elasticjanitor", "elastic"],
    ...["monitor:policy", "janitorial-policy", "jan:policy", "anitr:policy"],
    ...["aws:cloudformation:stack-name", "aws:autoscaling:groupName", "aws:ec2launchtemplate:version"],
    ...["kubernetes.io/cluster/shop", "k8s.io/cluster-autoscaler/enabled", "elasticbeanstalk:environment-name"],
  ])("a tag of somebody else's is nothing to the janitor: %j", (key) => {
    expect(read({ [key]: "keep" })).toEqual({ unreadable: [] });
  });

  test.each([
    ["janitor-keep", "true"],
    ["Janitor_Ignore", "yes"],
    ["janitor :keep", ""],
    ["janitor/keep-until-date", "2027-01-01"],
    ["janitor-policies", "keep"],
    ["elastic-janitor:keep", "1"],
    ["Elastic Janitor", "keep"],
    ["janitor", " Keep "],
  ])("a tag that names the janitor and says something is meant for it: %j = %j", (key, value) => {
    expect(read({ [key]: value }).unreadable.map((each) => each.key)).toEqual([key]);
  });

  test.each(["Bob", "", "true"])("a tag that only names a janitor is somebody else's: %j", (value) => {
    expect(read({ janitor: value, "elastic-janitor": value })).toEqual({ unreadable: [] });
  });

  test("all four tags are read", () => {
    const tags = {
      "janitor:policy": "report",
      "janitor:keep-until": "2027-01-31",
      "janitor:grace": "36h",
      "janitor:idle-since": "2026-11-01T06:00:00.000Z",
    };
    expect(read(tags)).toEqual({
      policy: "report",
      keptUntil: Date.parse("2027-02-01T00:00:00Z"),
      graceMs: 36 * hour,
      idleSince: Date.parse("2026-11-01T06:00:00Z"),
      unreadable: [],
    });
  });

  test.each([
    ["janitor:policy", "KEEP"],
    ["Janitor:Policy", " keep "],
    ["  JANITOR:POLICY\t", "Keep\n"],
    ["\u200bjanitor:policy", "keep"],
    ["jani\u00adtor:\u2060policy\ufeff", "\u200bke\u200dep\u202e"],
    [" \u200b janitor:policy \u200b ", "keep \u200b "],
    ["ｊａｎｉｔｏｒ：ｐｏｌｉｃｙ", "ｋｅｅｐ"],
    ["\u00a0janitor:policy", "keep\u3000"],
  ])("case, white space around it and what cannot be seen do not matter: %j = %j", (key, value) => {
    expect(read({ [key]: value })).toEqual({ policy: "keep", unreadable: [] });
  });

  test.each(["keep", "report", "release"])("the policy %s is read", (value) => {
    expect(read({ "janitor:policy": value })).toEqual({ policy: value, unreadable: [] });
  });

  test.each(["release", "Release", "RELEASE", " release", "reLease ", " Release "])("%j says release", (value) => {
    expect(read({ "janitor:policy": value })).toEqual({ policy: "release", unreadable: [] });
  });

  // IAM, which the janitor's role is written in, could not read these as we do.
  test.each(["  release", "release\t", "\u00a0release", "ｒelease", "re\u200blease", "release\n"])(
    "%j only looks like release, and keeps its resource",
    (value) => {
      expect(read({ "janitor:policy": value }).unreadable).toEqual([
        { key: "janitor:policy", value, expected: "keep, report, release" },
      ]);
    },
  );

  test.each(["kep", "", " ", "keep release", "true", "delete", "mark", "constructor", "__proto__"])(
    "the policy %j cannot be read",
    (value) => {
      expect(read({ "janitor:policy": value })).toEqual({
        policy: undefined,
        unreadable: [{ key: "janitor:policy", value, expected: "keep, report, release" }],
      });
    },
  );

  test.each([
    ["2027-01-31", "2027-02-01"],
    ["2026-12-31", "2027-01-01"],
    ["2028-02-29", "2028-03-01"],
    [" 2027-01-31 ", "2027-02-01"],
  ])("keep-until %j covers that whole day in UTC", (value, firstDayAfter) => {
    const { keptUntil, unreadable } = read({ "janitor:keep-until": value });
    expect({ keptUntil, unreadable }).toEqual({ keptUntil: Date.parse(`${firstDayAfter}T00:00:00Z`), unreadable: [] });
  });

  test.each([
    "next week",
    "2026-02-30",
    "2027-02-29",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "2026-1-31",
    "31.01.2027",
    "2027-01-31T06:00:00Z",
    "20270131",
    "x2027-01-31",
    "2027-01-31x",
    "+002027-01-31",
    "+010000-01",
    "-000001-01",
    "",
  ])("keep-until %j is no date that exists", (value) => {
    expect(read({ "janitor:keep-until": value })).toEqual({
      unreadable: [{ key: "janitor:keep-until", value, expected: "a date such as 2027-01-31" }],
    });
  });

  test.each([
    ["1h", hour],
    ["60m", hour],
    [" P14D ", 14 * day],
    ["3600S", hour],
  ])("the grace %j is read", (value, graceMs) => {
    expect(read({ "janitor:grace": value })).toEqual({ graceMs, unreadable: [] });
  });

  test.each(["59m", "3599s", "PT59M59S", "0d", "two weeks", "P1M", "-7d", "", "7"])(
    "the grace %j is below an hour or no duration",
    (value) => {
      const expected = "a duration of an hour or more, such as 36h, 14d or P14D";
      expect(read({ "janitor:grace": value })).toEqual({ unreadable: [{ key: "janitor:grace", value, expected }] });
    },
  );

  test.each([
    ["2026-11-01T06:00:00Z", "2026-11-01T06:00:00.000Z"],
    ["2026-11-01T06:00:00.5Z", "2026-11-01T06:00:00.500Z"],
    ["2026-11-01T06:00:00.123Z", "2026-11-01T06:00:00.123Z"],
    [" 2026-11-01T06:00:00.000Z ", "2026-11-01T06:00:00.000Z"],
  ])("the mark %j is read", (value, instant) => {
    const { idleSince, unreadable } = read({ "janitor:idle-since": value });
    expect({ idleSince, unreadable }).toEqual({ idleSince: Date.parse(instant), unreadable: [] });
  });

  test.each([
    "yesterday",
    "",
    "1700000000000",
    "2026-11-01",
    "2026-11-01T06:00:00",
    "2026-11-01T06:00Z",
    "2026-11-01T06:00:00+01:00",
    "2026-11-01 06:00:00Z",
    "2026-02-30T06:00:00Z",
    "2026-13-01T06:00:00Z",
    "2026-11-01T25:00:00Z",
    "2026-11-01T06:61:00Z",
    "2026-11-01T06:00:00.1234Z",
    "x2026-11-01T06:00:00Z",
    "2026-11-01T06:00:00Zx",
  ])("the mark %j is no instant", (value) => {
    const expected = "an instant such as 2027-01-31T06:00:00Z, written by the janitor alone";
    expect(read({ "janitor:idle-since": value })).toEqual({
      idleSince: undefined,
      unreadable: [{ key: "janitor:idle-since", value, expected }],
    });
  });

  test.each(["Janitor:Idle-Since", " janitor:idle-since", "janitor:idle-since "])(
    "the key %j is no mark of ours, because the janitor could not take it off again",
    (key) => {
      const { idleSince, unreadable } = read({ [key]: "2026-11-01T06:00:00Z" });
      expect(idleSince).toBeUndefined();
      expect(unreadable.map((each) => each.key)).toEqual([key]);
    },
  );

  test.each([
    "janitor:polcy",
    "janitor:",
    "janitor:keep",
    "janitor: policy",
    "JANITOR:policies",
    "janitor:constructor",
  ])("a key under the prefix that is not known is unreadable, with those that are: %j", (key) => {
    const expected = "one of janitor:policy, janitor:keep-until, janitor:grace, janitor:idle-since";
    expect(read({ [key]: "keep" })).toEqual({ unreadable: [{ key, value: "keep", expected }] });
  });

  test.each([
    ...["janitor-policy", "janitor_policy", "Janitor.Policy", "janitorpolicy", "janitor/policy", "janitor :policy"],
    ...["janitor;policy", "janitor::policy", "janitor policy", "JanitorKeepUntil", "janitor_keep_until"],
    ...["elastic-janitor:policy", "acme/janitor-policy", "x:janitor:policy", ":janitor:policy", "my janitor grace"],
    ...["jantior:policy", "janitr:policy", "janitorr:policy", "janiter:policy", "anitor:policy", "janito:rpolicy"],
    ...["janitorpolcy", "janitor-graze", "janitor-idel-since", "janitor.keepuntill", "janitorxpolicy"],
  ])("a key that all but says one of ours is unreadable, with those that it could say: %j", (key) => {
    const expected = "one of janitor:policy, janitor:keep-until, janitor:grace, janitor:idle-since";
    expect(read({ [key]: "keep" })).toEqual({ unreadable: [{ key, value: "keep", expected }] });
  });

  const keys = ["janitor:policy", "janitor:keep-until", "janitor:grace", "janitor:idle-since"];

  /** Every key that one slip makes of another: a character left out, swapped with the next, put in, or wrong. */
  function slips(key: string, others: readonly string[]): readonly string[] {
    const each = [...key];
    return [...each, ""].flatMap((character, at) => [
      each.toSpliced(at, 1).join(""),
      each.toSpliced(at, 2, each[at + 1] ?? "", character).join(""),
      ...others.flatMap((other) => [each.toSpliced(at, 0, other).join(""), each.toSpliced(at, 1, other).join("")]),
    ]);
  }

  test.each(keys)("no slip of the finger in %s goes unnoticed: it is read as that key, or unreadable", (key) => {
    const typed = Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCharCode(0x20 + at));
    const others = [
      ...typed,
      "\t",
      "\n",
      "\u00a0",
      "\u200b",
      "\ufe0f",
      "é",
      "ß",
      "ñ",
      "Я",
      "・",
      "💥",
      "\ud83d",
      "\0",
      "\ufa6c",
      "\ufad7",
    ];
    const readAs = read({ [key]: "keep" });
    const missed = slips(key, others).filter((slip) => {
      const { unreadable, ...understood } = read({ [slip]: "keep" });
      return unreadable.length === 0 && understood.policy !== readAs.policy;
    });
    expect(missed).toEqual([]);
  });

  test("nor does one with any letter there is, as long as it is one letter", async () => {
    const letter = anyCharacter.filter((text) => text.length === 1 && /^[\p{L}\p{N}]$/u.test(text.normalize("NFKC")));
    const slip = fc
      .tuple(fc.constantFrom(...keys), letter)
      .chain(([key, other]) => fc.constantFrom(...slips(key, [other])));
    await fc.assert(
      fc.property(slip, (key) => {
        const { unreadable, policy } = read({ [key]: "keep" });
        expect(unreadable.length === 1 || policy === "keep").toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("such a key saves its resource beside one that is right, too", () => {
    const { policy, unreadable } = read({ "janitor:policy": "release", "janitor-policy": "keep" });
    expect(policy).toBe("release");
    expect(unreadable.map(({ key }) => key)).toEqual(["janitor-policy"]);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ["acme/janitor/", ["acme-janitor-policy", "acmejanitor/policy", "acme/jantior/policy", "x-acme/janitor/grace"], []],
    ["team:", ["team-policy", "tem:policy", "my-team:policy"], ["teamwork", "tea-m", "Name"]],
    [
      "ops:",
      ["ops-policy", "OpsPolicy", "ops/keep_until"],
      ["op:policy", "opps:policy", "devops:policy", "ops", "cops"],
    ],
    ["j", ["j-policy", "j:policy", "J.Keep-Until"], ["policy", "k-policy", "xj-policy", "i-policy"]],
    ["::", [], ["policy", "grace", "x-policy", "keep-until", "polcy"]],
  ])("under the prefix %j these are meant as ours: %j, and these are not: %j", (prefix, ours, others) => {
    const found = (key: string) => readOwnTags({ [key]: "keep" }, prefix).unreadable.length === 1;
    expect(ours.filter((key) => !found(key))).toEqual([]);
    expect(others.filter(found)).toEqual([]);
  });

  test("everything that cannot be read is named, and the rest is still read", () => {
    const tags = { "janitor:policy": "kep", "janitor:grace": "soon", "janitor:keep-until": "2027-01-31" };
    expect(unreadableKeys(tags)).toEqual(["janitor:policy", "janitor:grace"]);
    expect(read(tags).keptUntil).toBe(Date.parse("2027-02-01T00:00:00Z"));
  });

  test.each([
    [{ "janitor:policy": "release", "Janitor:policy": "keep" }, "Janitor:policy", "policy"],
    [{ "janitor:policy": "keep", "janitor:policy ": "keep" }, "janitor:policy ", "policy"],
    [{ "janitor:grace": "soon", "JANITOR:GRACE": "7d" }, "JANITOR:GRACE", "grace"],
  ])("two tags that differ only in case contradict each other: %j", (tags, key, suffix) => {
    const last = read(tags).unreadable.at(-1);
    expect(last?.key).toBe(key);
    expect(last?.expected).toBe(`only one tag janitor:${suffix}, whatever its case`);
  });

  test("of two that differ only in case the second is not read at all, and is named once", () => {
    const { policy, unreadable } = read({ "janitor:policy": "release", "Janitor:policy": "keep" });
    expect(policy).toBe("release");
    expect(unreadable).toHaveLength(1);
    expect(unreadableKeys({ "janitor:grace": "7d", "JANITOR:GRACE": "soon" })).toEqual(["JANITOR:GRACE"]);
  });

  test.each(["cleaner/", "Acme Janitor:", "j", "$^.*+"])("the prefix can be %j", (prefix) => {
    const tags = { [`${prefix}policy`]: "keep", "janitor:policy": "release" };
    expect(readOwnTags(tags, prefix).policy).toBe("keep");
    expect(readOwnTags({ [`${prefix.toUpperCase()}POLICY`]: "keep" }, prefix)).toEqual({
      policy: "keep",
      unreadable: [],
    });
  });

  test("keys that are names of inherited properties are keys like any other", () => {
    const tags: Tags = JSON.parse('{"__proto__":"keep","constructor":"keep","toString":"keep"}');
    expect(read(tags)).toEqual({ unreadable: [] });
    expect(unreadableKeys(JSON.parse('{"janitor:__proto__":"keep"}'))).toEqual(["janitor:__proto__"]);
    expect(isMarked({}, "")).toBe(false);
  });

  test("it never throws, and every tag under the prefix is either read or named", async () => {
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom("janitor:policy", "janitor:grace", "janitor:idle-since", "janitor:keep-until"),
      fc.string().map((text) => `Janitor:${text}`),
    );
    const value = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom("keep", "1h", "2026-11-01", "2026-11-01T00:00:00Z"),
    );
    await fc.assert(
      fc.property(fc.dictionary(key, value), (tags) => {
        const { unreadable, ...understood } = read(tags);
        const ours = Object.keys(tags).filter((each) => each.trim().toLowerCase().startsWith("janitor:"));
        const readable = Object.values(understood).filter((each) => each !== undefined);
        expect(readable.length + unreadable.length).toBe(ours.length);
      }),
    );
  });
});

describe("marks", () => {
  test("a mark that was written is read back to the millisecond", async () => {
    const instants = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
    await fc.assert(
      fc.property(instants, fc.constantFrom("janitor:", "Acme Janitor:", "j"), (instant, prefix) => {
        const tags = { [markKey(prefix)]: markValue(instant.getTime()) };
        expect(isMarked(tags, prefix)).toBe(true);
        expect(readOwnTags(tags, prefix)).toEqual({ idleSince: instant.getTime(), unreadable: [] });
      }),
    );
  });

  test("a mark is written as an ISO instant in UTC", () => {
    expect(markKey("janitor:")).toBe("janitor:idle-since");
    expect(markValue(0)).toBe("1970-01-01T00:00:00.000Z");
  });

  test("a resource is marked by the exact key alone, whatever its value", () => {
    expect(isMarked({ "janitor:idle-since": "garbage" }, "janitor:")).toBe(true);
    expect(isMarked({ "Janitor:idle-since": "2026-11-01T06:00:00Z" }, "janitor:")).toBe(false);
    expect(isMarked({ "janitor:policy": "keep" }, "janitor:")).toBe(false);
  });
});

describe("findTag", () => {
  test("a key matches without regard to case and white space, and comes back as it stands there", () => {
    expect(findTag({ " ENV ": "Prod" }, { tag: "env" })).toEqual({ key: " ENV ", value: "Prod" });
    expect(findTag({ env: "prod" }, { tag: " Env " })).toEqual({ key: "env", value: "prod" });
  });

  test("values match without regard to case and white space", () => {
    expect(findTag({ env: " PROD " }, { tag: "env", values: ["stage", "prod"] })).toEqual({
      key: "env",
      value: " PROD ",
    });
    expect(findTag({ env: "prod" }, { tag: "env", values: [" Prod"] })).toBeDefined();
  });

  test("a whole value has to match, and only its own key", () => {
    expect(findTag({ env: "production" }, { tag: "env", values: ["prod"] })).toBeUndefined();
    expect(findTag({ stage: "prod", environment: "prod" }, { tag: "env", values: ["prod"] })).toBeUndefined();
    expect(findTag({ env: "prod" }, { tag: "env", values: [] })).toBeUndefined();
    expect(findTag({}, { tag: "env" })).toBeUndefined();
  });

  test("what looks the same is the same, however it is encoded", async () => {
    expect(findTag({ Schütz: "ja" }, { tag: "Schu\u0308tz" })).toEqual({ key: "Schütz", value: "ja" });
    expect(findTag({ env: "prod\u200b" }, { tag: "env", values: ["prod"] })).toBeDefined();
    expect(findTag({ "e\u00adnv": "ｐｒｏｄ" }, { tag: "env", values: ["prod"] })).toBeDefined();
    await fc.assert(
      fc.property(fc.string({ unit: anyCharacter, minLength: 1 }), fc.constantFrom("NFC", "NFD"), (text, form) => {
        const written = { [text.normalize(form)]: text.normalize(form) };
        expect(findTag(written, { tag: text, values: [text] })).toBeDefined();
        expect(findTag({ [text]: text }, { tag: text.normalize(form), values: [text.normalize(form)] })).toBeDefined();
      }),
    );
  });

  test("an empty value is a value", () => {
    expect(findTag({ env: "" }, { tag: "env" })).toEqual({ key: "env", value: "" });
    expect(findTag({ env: "" }, { tag: "env", values: [""] })).toEqual({ key: "env", value: "" });
  });

  test("of two keys that differ in case, the one whose value matches is found", () => {
    expect(findTag({ Env: "dev", env: "prod" }, { tag: "env", values: ["prod"] })).toEqual({
      key: "env",
      value: "prod",
    });
  });

  test.each(["__proto__", "constructor", "toString"])("%s is found only where it really is a tag", (tag) => {
    expect(findTag({}, { tag })).toBeUndefined();
    expect(findTag(JSON.parse(`{"${tag}":"x"}`), { tag })?.value).toBe("x");
  });
});
