import { describe, expect, test } from "vitest";
import { parsePolicyText } from "../../../build/policy-file.ts";
import { coveredRules } from "../../../cli/policy-check/covered-rules.ts";
import { doubtsAbout } from "../../../cli/policy-check/doubts.ts";
import type { Rule } from "../../../functions/janitor/domain/policy.ts";
import { command } from "../support/command.ts";

const doubts = (text: string) => doubtsAbout(parsePolicyText(`version: 1\n${text}`, "policy.yml"));

test("doubts are told beside the result, and change nothing about it", async () => {
  const { code, stdout, stderr } = await command(["policy", "check", "-"], {
    stdin: "version: 1\nguards: { dns: false }\n",
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^[^\n]+\n$/);
  expect(stderr).toBe("note: a guard is switched off: dns. What only they would find still needed can be released.\n");
});

test("a policy as it comes leaves no doubt, in any mode", () => {
  for (const mode of ["report", "mark", "release"]) expect(doubts(`mode: ${mode}`)).toEqual([]);
});

test("guards that are switched off are named", () => {
  expect(doubts("guards: { ptr: false, stacks: false }")).toEqual([
    expect.stringMatching(/^2 guards are switched off: ptr, stacks\./),
  ]);
});

test("a grace of less than a day is a doubt where something is released", () => {
  expect(doubts("mode: release\ngrace: 23h")).toEqual([expect.stringMatching(/^the grace is 23h:/)]);
  expect(doubts("mode: release\ngrace: 24h")).toEqual([]);
  expect(doubts("mode: mark\ngrace: 23h")).toEqual([]);
});

test("a mode that releases is a doubt where nothing says what", () => {
  expect(doubts("mode: release\ndefault: keep")).toEqual([expect.stringMatching(/^the mode is release, but/)]);
  expect(doubts("mode: release\ndefault: report\nrules: [{ name: a, match: { tag: x }, action: release }]")).toEqual(
    [],
  );
  expect(doubts("mode: mark\ndefault: keep")).toEqual([]);
});

test("a rule for regions that are not looked at is a doubt", () => {
  const rules = "rules: [{ name: there, match: { regions: [us-east-1, us-east-2] }, action: keep }]";
  expect(doubts(`regions: [eu-west-1]\n${rules}`)).toEqual([expect.stringMatching(/^the rule “there” never matches/)]);
  expect(doubts(`regions: [eu-west-1, us-east-2]\n${rules}`)).toEqual([]);
  expect(doubts(`regions: all\n${rules}`)).toEqual([]);
});

describe("a rule that an earlier one leaves nothing for", () => {
  const rule = (name: string, match: Rule["match"]): Rule => ({ name, match, action: "keep" });
  const covered = (wide: Rule["match"], narrow: Rule["match"]) =>
    coveredRules([rule("wide", wide), rule("narrow", narrow)]).length === 1;

  test("is told with the one that takes all of it", () => {
    const text =
      "rules:\n  - { name: a, match: { tag: x }, action: keep }\n  - { name: b, match: { tag: X }, action: release }";
    expect(doubts(text)).toEqual(["the rule “b” never decides: “a” stands before it and matches all that it matches."]);
  });

  test.each<[Rule["match"], Rule["match"]]>([
    [{ kind: "elastic-ip" }, { kind: "elastic-ip", tag: "x" }],
    [{ kind: "network-interface" }, { service: "elb" }],
    [{ kind: "network-interface" }, { description: "x" }],
    [{ tag: "x" }, { tag: " X ", values: ["a"] }],
    [
      { tag: "x", values: ["A", "b"] },
      { tag: "x", values: ["a"] },
    ],
    [{ regions: ["us-east-1", "us-east-2"] }, { regions: ["us-east-2"] }],
    [{ description: "K8S" }, { description: "aws-k8s-" }],
    [{ service: "elb" }, { service: "elb", regions: ["us-east-1"] }],
  ])("%j covers %j, and not the other way round", (wide, narrow) => {
    expect(covered(wide, narrow)).toBe(true);
    expect(covered(narrow, wide)).toBe(false);
  });

  test.each<[Rule["match"], Rule["match"]]>([
    [{ kind: "elastic-ip" }, { tag: "x" }],
    [{ kind: "elastic-ip" }, { kind: "network-interface" }],
    [{ tag: "x", values: ["a"] }, { tag: "x" }],
    [
      { tag: "x", values: ["a"] },
      { tag: "x", values: ["a", "b"] },
    ],
    [{ tag: "x" }, { tag: "y" }],
    [{ regions: ["us-east-1"] }, { tag: "x" }],
    [{ service: "elb" }, { service: "eks" }],
  ])("%j leaves something of %j", (earlier, later) => expect(covered(earlier, later)).toBe(false));
});
