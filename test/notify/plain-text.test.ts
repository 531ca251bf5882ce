import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capital, count, day, instant, oneLine, quoted, usd } from "../../functions/janitor/notify/plain-text.ts";
import { hostileText, hostileWords } from "./make.ts";

describe("oneLine", () => {
  test.each([
    ["plain words, ünïcode and 😀", "plain words, ünïcode and 😀"],
    ["two\nlines", "two lines"],
    ["two\r\n\r\nparagraphs", "two paragraphs"],
    ["tab\there", "tab here"],
    ["next\u0085a\u2028b\u2029c\vd\fe", "next a b c d e"],
    ["\u001b[31mred", "[31mred"],
    ["a\u0000b\u007fc\u009fd", "a b c d"],
    ["\u202etxt.exe", "txt.exe"],
    ["a\u061cb\u200ec\u200fd\u202ae\u2066f\u2069g", "a b c d e f g"],
    ["  padded  ", "padded"],
    ["far    apart", "far apart"],
    ["a \n b", "a b"],
    ["a\u00a0\u00a0\u2003\u3000b", "a b"],
    ["\n", ""],
    ["\u2800\u3164\uffa0", ""],
  ])("%j becomes %j", (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  test.each([
    ["a zero-width space", "\u200b"],
    ["a word joiner", "\u2060"],
    ["a byte order mark", "\ufeff"],
    ["a soft hyphen", "\u00ad"],
    ["a tag character", "\u{e0041}"],
    ["a blank of Braille", "\u2800"],
    ["a filler of Hangul", "\u3164"],
    ["another one", "\u1160"],
    ["a narrow one", "\uffa0"],
    ["a joiner of graphemes", "\u034f"],
    ["a selector of variants", "\ufe0f"],
    ["a null note head", "\u{1d159}"],
  ])("%s hides nothing in it", (_, hidden) => {
    expect(oneLine(`a${hidden}b`)).not.toContain(hidden);
  });

  test("what is too long ends in an ellipsis, and is as long as it may be", () => {
    expect(oneLine("x".repeat(80))).toBe("x".repeat(80));
    expect(oneLine("x".repeat(81))).toBe(`${"x".repeat(79)}…`);
    expect(oneLine("abcdef", 5)).toBe("abcd…");
    expect(oneLine("abcde", 5)).toBe("abcde");
  });

  test("characters are counted and kept whole", () => {
    expect(oneLine("😀".repeat(80))).toBe("😀".repeat(80));
    expect(oneLine("😀".repeat(81))).toBe(`${"😀".repeat(79)}…`);
  });

  test("whatever the words, it is one line and not too long", async () => {
    await fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 300 }), (text, longest) => {
        const line = oneLine(text, longest);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]| {2}|^ /u);
        expect([...line].length).toBeLessThanOrEqual(longest);
      }),
    );
  });
});

describe("quoted", () => {
  test("words stand between quotes that nothing in them can close", () => {
    expect(quoted("web")).toBe("“web”");
    expect(quoted("a” in eu-west-1 “b")).toBe('“a" in eu-west-1 "b”');
    expect(quoted('a "b" c')).toBe('“a "b" c”');
    expect(quoted("")).toBe("“”");
  });

  test("whatever the words, there is one pair of quotes, at both ends of one line", async () => {
    const check = (words: string) => {
      expect(quoted(words)).toMatch(/^“[^“”\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}]*”$/u);
      expect([...quoted(words)].length).toBeLessThanOrEqual(82);
    };
    for (const words of hostileWords) check(words);
    await fc.assert(fc.property(hostileText, check));
  });
});

test.each([
  [0, "0 regions"],
  [1, "1 region"],
  [2, "2 regions"],
])("%d is counted as %s", (many, text) => {
  expect(count(many, "region")).toBe(text);
});

test("a plural that is not regular can be given", () => {
  expect([count(1, "address", "addresses"), count(2, "address", "addresses")]).toEqual(["1 address", "2 addresses"]);
});

test.each([
  [0, "$0.00"],
  [3.65, "$3.65"],
  [7.3, "$7.30"],
  [1234.5, "$1,234.50"],
])("%d USD is written as %s", (amount, text) => {
  expect(usd(amount)).toBe(text);
});

test("an instant is written to the minute, in UTC", () => {
  expect(instant("2026-11-22T06:07:59.999Z")).toBe("2026-11-22 06:07 UTC");
});

test("a day is the first part of an instant", () => {
  expect(day("2026-11-22T23:59:59.999Z")).toBe("2026-11-22");
});

test("a line begins with a capital, and the rest of it stays", () => {
  expect([capital("in use again"), capital("Elastic IP"), capital("")]).toEqual(["In use again", "Elastic IP", ""]);
});
