import { describe, expect, test } from "vitest";
import { readGrace, readOwnerTags, readProtect, readRegions, readReleases } from "../../../cli/init/answers.ts";

const ok = (value: unknown) => ({ ok: true, value });
const wrong = (problem: string) => ({ ok: false, problem: expect.stringContaining(problem) });

describe("what is typed is read, or refused in the words of the schema", () => {
  test.each([
    [" all ", ok("all")],
    ["eu-central-1, us-east-1", ok(["eu-central-1", "us-east-1"])],
    ["eu-central-1 us-east-1,", ok(["eu-central-1", "us-east-1"])],
    ["eu-centrall-1", wrong("did you mean eu-central-1?")],
    ["eu-central-1, all", wrong('found "all", expected an AWS region')],
    [",", wrong("expected a list with at least one AWS region")],
  ])("regions %j", (text, answer) => expect(readRegions(text)).toEqual(answer));

  test.each([
    ["7d", ok(7 * 86_400_000)],
    [" 36h ", ok(36 * 3_600_000)],
    ["P1DT12H", ok(36 * 3_600_000)],
    ["59m", wrong("at least 1h")],
    ["7 days", wrong("did you mean 7d?")],
  ])("grace %j", (text, answer) => expect(readGrace(text)).toEqual(answer));

  test.each([
    ["none", ok([])],
    ["DoNotDelete", ok([{ tag: "DoNotDelete" }])],
    ["env=prod, Keep , env = staging", ok([{ tag: "Keep" }, { tag: "env", values: ["prod", "staging"] }])],
    ["Keep, Keep, env=prod, env=prod", ok([{ tag: "Keep" }, { tag: "env", values: ["prod"] }])],
    ["formula=a=b", ok([{ tag: "formula", values: ["a=b"] }])],
    ["env, env=prod", ok([{ tag: "env" }, { tag: "env", values: ["prod"] }])],
    ["env=prod*", wrong('found "prod*", expected one tag value')],
    ["team-*", wrong('found "team-*", expected a tag key')],
    ["env=", wrong('found "env=", expected a value, or the key alone')],
    ["=prod", wrong('found "", expected a tag key')],
  ])("protecting tags %j", (text, answer) => expect(readProtect(text)).toEqual(answer));

  test.each([
    ["none", ok([])],
    ["Owner, Team,Owner", ok(["Owner", "Team"])],
    ["Owner*", wrong('found "Owner*", expected a tag key')],
  ])("owner tags %j", (text, answer) => expect(readOwnerTags(text)).toEqual(answer));

  test.each([
    [" 20 ", ok(20)],
    ["0", wrong("found 0, expected a whole number from 1 to 1000")],
    ["many", wrong('found "many", expected a whole number from 1 to 1000')],
    ["1e2", wrong('found "1e2", expected')],
  ])("releases %j", (text, answer) => expect(readReleases(text)).toEqual(answer));
});
