import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, linesOf, link, mrkdwn, words } from "../../functions/slack/mrkdwn.ts";
import { hostileText, hostileWords } from "../notify/make.ts";
import { problemsOfMarkup, readMarkup } from "./markup.ts";

describe("words", () => {
  test.each([
    ["<!channel> & <@U012AB3CD>", "&lt;!channel&gt; &amp; &lt;@U012AB3CD&gt;"],
    ["@here and @Everyone, but ann@example.com", "＠here and ＠Everyone, but ann@example.com"],
    ["*bold* ~gone~ `code` ```block```", "∗bold∗ ∼gone∼ ˋcodeˋ ˋˋˋblockˋˋˋ"],
    ["＊bold＊ ｀code｀ ＿so＿ ～gone～", "∗bold∗ ˋcodeˋ ˍsoˍ ∼gone∼"],
    ["_so_ and web_server_2 and a__b", "ˍsoˍ and web_server_2 and aˍˍb"],
    [
      ":tada: 12:30 janitor:policy arn:aws:sts::123456789012:role",
      "∶tada: 12:30 janitor:policy arn∶aws∶sts::123456789012:role",
    ],
    ["> quoted > twice", "› quoted &gt; twice"],
    ["two\nlines\u2028and\u202e more\u0000", "two lines and more"],
    ["\ud83d half", "\ufffd half"],
  ])("%j is %j", (text, expected) => expect(words(text)).toBe(expected));

  test("are cut before they are escaped", () => {
    expect(words("&".repeat(500))).toBe(`${"&amp;".repeat(399)}…`);
    expect(words("abcdef", 3)).toBe("ab…");
  });

  test.each(hostileWords)("are no markup, wherever they stand: %j", (hostile) => {
    const text = linesOf([mrkdwn`• ${hostile}`, mrkdwn`${hostile}${hostile}`, mrkdwn`*Title* ${hostile}: ${hostile}`]);
    expect(problemsOfMarkup(text.source)).toEqual([]);
    expect(text.source.split("\n")).toHaveLength(3);
  });

  test("are no markup, whatever they are", async () => {
    await fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const url = "https://eu-west-1.console.aws.amazon.com/x";
        const { source } = mrkdwn`• ${link(url, `x${one}`)} ${other}, ${code(one)} ${code(other)}, ${one}`;
        expect(problemsOfMarkup(source)).toEqual([]);
        expect(source).not.toContain("\n");
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("code", () => {
  test.each(['aws ec2 create-tags --tags \'[{"Key":"a&b"}]\'', "a<b>", "*", "_x_", "@here :tada: ~"])(
    "%j can be copied as it is",
    (text) => expect(readMarkup(code(text).source)).toBe(`\`${text}\``),
  );

  test.each(["", " ", " a", "a ", "a`b", "`", "two\nlines", "tab\t", "ä", "\u202e"])("%j is only words", (text) => {
    expect(code(text).source).toBe(words(text));
  });
});

test("a link's address cannot end it", () => {
  expect(link("https://x/?a=1&b=<|>", "x|y>").source).toBe("<https://x/?a=1&amp;b=&lt;%7C&gt;|x¦y&gt;>");
});

test("what stands in a template is markup, and what is put in is not", () => {
  expect(mrkdwn`*a* ${"*b*"} ${code("c")} ${4}`.source).toBe("*a* ∗b∗ `c` 4");
});
