import * as fc from "fast-check";
import { expect, test } from "vitest";
import { describeError, shortened } from "../../functions/janitor/domain/error-facts.ts";

class Denied extends Error {
  override readonly name = "UnauthorizedOperation";
}

test.each<[string, unknown, { code: string; message: string }]>([
  ["an SDK error", new Denied("not allowed"), { code: "UnauthorizedOperation", message: "not allowed" }],
  ["an error without words", new Denied(""), { code: "UnauthorizedOperation", message: "UnauthorizedOperation" }],
  ["a programming error", new TypeError("x is undefined"), { code: "TypeError", message: "x is undefined" }],
  ["a string", "boom", { code: "Unknown", message: "boom" }],
  ["nothing at all", undefined, { code: "Unknown", message: "undefined" }],
])("%s has a code and words", (_, thrown, facts) => {
  expect(describeError(thrown)).toEqual(facts);
});

test("an error of 297 characters is left as it is, a longer one is shortened with everything else it says", () => {
  const fits = { code: "X", message: "m".repeat(296), action: "ReleaseAddress" };
  expect(shortened(fits)).toBe(fits);
  expect(shortened({ ...fits, message: "m".repeat(297), mayBeDone: true })).toEqual({
    code: "X",
    message: `${"m".repeat(280)}…`,
    action: "ReleaseAddress",
    mayBeDone: true,
  });
});

test("whatever an error says, there is an end to it, and its beginning is kept", async () => {
  const text = fc.oneof(
    fc.string({ maxLength: 400, size: "max" }),
    fc.integer({ min: 250, max: 5_000 }).map((length) => "m".repeat(length)),
  );
  await fc.assert(
    fc.property(text, text, (code, message) => {
      const error = shortened({ code, message });
      expect(error.code.length + error.message.length).toBeLessThanOrEqual(341);
      expect(code.startsWith(error.code)).toBe(true);
      expect(message.startsWith(error.message.replace(/…$/, ""))).toBe(true);
    }),
  );
});
