import { expect, test } from "vitest";
import { modes } from "../../functions/janitor/domain/policy.ts";
import { sectionNames } from "../../functions/janitor/notify/section-names.ts";
import { sectionNote, sectionTitle } from "../../functions/janitor/notify/section-words.ts";

const under = (mode: (typeof modes)[number], tagPrefix = "janitor:") => ({ mode, tagPrefix });

test.each(modes)("in mode %s every section has a title of its own, and its note is a sentence", (mode) => {
  const titles = sectionNames.map((name) => sectionTitle(name, mode));
  expect(new Set(titles).size).toBe(sectionNames.length);
  for (const title of titles) expect(title).toMatch(/^[A-Z][a-z ]+$/);
  for (const name of sectionNames) expect(sectionNote(name, under(mode)) ?? "A note.").toMatch(/^[A-Z].*\.$|= keep\.$/);
});

test("in mode report nothing waits for anything", () => {
  expect(sectionTitle("waiting", "report")).toBe("Idle");
  expect(sectionTitle("waiting", "mark")).toBe("Waiting");
  expect(sectionTitle("waiting", "release")).toBe("Waiting");
  for (const name of ["new", "waiting"] as const) {
    expect(sectionNote(name, under("report"))).toBe("Mode report only looks: nothing here is released.");
    expect(sectionNote(name, under("mark"))).toBeUndefined();
    expect(sectionNote(name, under("release"))).toBeUndefined();
  }
});

test("what is due is said to go only where it goes, with the tag that keeps it under its own prefix", () => {
  expect(sectionNote("due", under("release", "our janitor "))).toContain("tag it our janitor policy = keep.");
  expect(sectionNote("due", under("report"))).toBe(
    "Mode report releases nothing; mode release would, once they are due.",
  );
  expect(sectionNote("due", under("mark"))).toBe("Mode mark releases nothing; mode release would, once they are due.");
});

test("what somebody may be counting on is said never to be released", () => {
  expect(sectionNote("unused", under("release"))).toMatch(/^Never released/);
  expect(sectionNote("unreadable", under("release"))).toBe("Kept until the tags can be read.");
  expect(sectionNote("released", under("release"))).toContain("can be had again");
});
