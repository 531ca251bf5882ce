import * as fc from "fast-check";
import { expect, test } from "vitest";
import { plainLines } from "../../cli/plain-lines.ts";
import { hostileText } from "../notify/make.ts";

test.each([
  ["  indented\n\t| by a tab", "  indented\n\t| by a tab"],
  ["ünïcode and 😀", "ünïcode and 😀"],
  ["a\u001b[31mb", "a\ufffd[31mb"],
  ["a\u009b31mb", "a\ufffd31mb"],
  ["a\rb\u000bc\u0085d\u2028e", "a\ufffdb\ufffdc\ufffdd\ufffde"],
  ["a\u202eb\u2066c\u200bd\ufeffe", "a\ufffdb\ufffdc\ufffdd\ufffde"],
  ["a\u{e0041}b", "a\ufffd\ufffdb"],
  ["a\u00a0b\u3000c", "a b c"],
  ["a\r\nb", "a\nb"],
  ["a\ud800b", "a\ufffdb"],
])("%j becomes %j", (text, plain) => {
  expect(plainLines(text)).toBe(plain);
});

test("whatever it is, a terminal gets nothing but text, in the same places", async () => {
  await fc.assert(
    fc.property(fc.oneof(hostileText, fc.string({ unit: "binary" })), (text) => {
      const plain = plainLines(text);
      expect(plain).not.toMatch(/(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      expect(plain).toHaveLength(text.replaceAll("\r\n", "\n").length);
    }),
  );
});
