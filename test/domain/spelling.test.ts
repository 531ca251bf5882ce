import { expect, test } from "vitest";
import { fold, isOneSlipAway, lettersOf, wordsOf } from "../../functions/janitor/domain/spelling.ts";

test.each([
  ["case", "Keep", "keep"],
  ["white space around it", " \tkeep\n", "keep"],
  ["a zero-width space", "\u200bke\u200bep", "keep"],
  ["a variation selector", "keep\ufe0f", "keep"],
  ["full-width letters", "ｋｅｅｐ", "keep"],
  ["a letter and its accent apart", "Schu\u0308tzen", "schützen"],
  ["an invisible character between a letter and its accent", "Schu\u200d\u0308tzen", "schützen"],
])("%s makes no difference", (_, written, seen) => {
  expect(fold(written)).toBe(seen);
});

test("separators make no difference to the letters", () => {
  expect(lettersOf("Janitor / keep_until")).toBe("janitorkeepuntil");
});

test.each([
  ["Janitor / keep_until", " janitor keep until "],
  ["--janitor--", " janitor "],
])("words stand one space apart, however many separators are between and around them: %j", (written, words) => {
  expect(wordsOf(written)).toBe(words);
});

test.each([
  ["one too many", "janitorr"],
  ["one too few", "janitr"],
  ["one too few at the end", "janito"],
  ["one wrong", "janiter"],
  ["two swapped", "jantior"],
  ["the same", "janitor"],
])("%s is one slip away", (_, written) => {
  expect(isOneSlipAway(written, "janitor")).toBe(true);
  expect(isOneSlipAway("janitor", written)).toBe(true);
});

test.each(["janit", "janitorxx", "jnaitro", "janxior", "monitor", ""])("%j is more than one slip away", (written) => {
  expect(isOneSlipAway(written, "janitor")).toBe(false);
  expect(isOneSlipAway("janitor", written)).toBe(false);
});
