import { expect, test } from "vitest";
import { assertNever } from "../../functions/janitor/domain/assert-never.ts";

test("a case that slipped past the compiler stops the run, and names itself", () => {
  const value = JSON.parse('{"kind":"new"}') as never;
  expect(() => assertNever(value)).toThrow('a case is not handled: {"kind":"new"}');
});
