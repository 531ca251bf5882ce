import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { outcomeLine } from "../../../cli/apply/outcome-line.ts";
import type { Outcome } from "../../../functions/janitor/domain/outcome.ts";
import { failed, makeAddress, makeFinding, makeInterface } from "../../domain/make.ts";

const pipe = new PassThrough();
const address = "203.0.113.1 (eipalloc-1) in eu-central-1";

test.each<[string, Outcome, string]>([
  ["what is released", { kind: "released" }, `✓ released ${address}`],
  ["what was not started", { kind: "withheld", because: "deadline" }, `· ${address}: not started`],
  ["what has changed", { kind: "changed" }, `· ${address}: changed meanwhile, so it was left`],
  ["what is gone", { kind: "already-gone" }, `· ${address}: gone already`],
  ["what was refused", failed({ code: "Code", message: "not\nyou\u001b[2J" }), `✗ ${address}: not you [2J (Code)`],
])("%s is told as that, in one line", (_, outcome, line) => {
  expect(outcomeLine(makeFinding(makeAddress(), outcome), pipe)).toBe(line);
});

test("an interface is deleted, not released", () => {
  expect(outcomeLine(makeFinding(makeInterface(), { kind: "released" }), pipe)).toBe("✓ deleted eni-1 in eu-central-1");
});

test("however long the words of AWS are, they end", () => {
  const line = outcomeLine(makeFinding(makeAddress(), failed({ message: "no ".repeat(1_000) })), pipe);
  expect(line.length).toBeLessThan(300);
});
