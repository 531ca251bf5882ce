import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { command } from "./support/command.ts";
import { folderOfTheTest, policyOf } from "./support/policy-file.ts";

describe("what stands behind an option is its value, whatever it looks like", () => {
  let simulator: Simulator;
  let before: string;
  beforeEach(async () => {
    simulator = await startSimulator({ regions: ["us-east-1"], now });
    before = process.cwd();
    process.chdir(folderOfTheTest());
  });
  afterEach(async () => {
    process.chdir(before);
    await simulator.stop();
  });
  const now = Date.parse("2026-11-22T06:00:00.000Z");

  test("`--journal --x=--yes` is no yes, and nothing is released", async () => {
    const world = simulator.world("us-east-1");
    const { allocationId } = world.allocateAddress({ tags: { "janitor:idle-since": "2026-11-14T06:00:00.000Z" } });
    const { code, stderr } = await command(["apply", "--mode", "release", "--journal", "--x=--yes", ...policyOf()], {
      environment: simulator.environment,
      now: () => now,
    });
    expect(code).toBe(1);
    expect(stderr).toContain("nobody can be asked here, so nothing was done.");
    expect(simulator.calls.filter(({ writes }) => writes)).toEqual([]);
    expect(world.address(allocationId)).toBeDefined();
  });
});

describe("of an unknown option", () => {
  test.each([
    [["plan", "--ouput=json"], "janitor: unknown option '--ouput=json'\n(Did you mean --output?)\nTry --help.\n"],
    [["apply", "--jurnal=x=y"], "janitor: unknown option '--jurnal=x=y'\n(Did you mean --journal?)\nTry --help.\n"],
    [["policy", "check", "--debgu=1"], "janitor: unknown option '--debgu=1'\n(Did you mean --debug?)\nTry --help.\n"],
    [["plan", "--jurnal=x"], "janitor: unknown option '--jurnal=x'\nTry --help.\n"],
    [["plan", "--xyz=--output"], "janitor: unknown option '--xyz=--output'\nTry --help.\n"],
  ])("%j what was meant is told once, of that command's own options", async (args, said) => {
    expect(await command(args)).toEqual({ code: 1, stdout: "", stderr: said });
  });

  test.each([
    [["plan", "--json"], "janitor: unknown option '--json'\n(Did you mean --output json?)\nTry --help.\n"],
    [["plan", "--html"], "janitor: unknown option '--html'\n(Did you mean --output html?)\nTry --help.\n"],
    [
      ["plan", "--csv=idle.csv"],
      "janitor: unknown option '--csv=idle.csv'\n(Did you mean --output csv?)\nTry --help.\n",
    ],
    [["plan", "--due"], "janitor: unknown option '--due'\n(Did you mean --only due?)\nTry --help.\n"],
    [["explain", "x", "--json"], "janitor: unknown option '--json'\n(Did you mean --output json?)\nTry --help.\n"],
    [["explain", "x", "--csv"], "janitor: unknown option '--csv'\nTry --help.\n"],
    [["restore", "--json"], "janitor: unknown option '--json'\nTry --help.\n"],
  ])("%j that is another's value is told to be that", async (args, said) => {
    expect(await command(args)).toEqual({ code: 1, stdout: "", stderr: said });
  });

  test("what the library has found out by itself is not told twice", async () => {
    const { stderr } = await command(["plan", "--ouput=1"]);
    expect(stderr.match(/Did you mean/g)).toHaveLength(1);
  });
});

describe("help for a command that is not there", () => {
  test.each([
    [["help", "plna"], "janitor: unknown command 'plna'\n(Did you mean plan?)\nTry --help.\n"],
    [["help", "nope"], "janitor: unknown command 'nope'\nTry --help.\n"],
    [["policy", "help", "chekc"], "janitor: unknown command 'chekc'\n(Did you mean check?)\nTry --help.\n"],
  ])("%j is refused as the command itself is", async (args, said) => {
    expect(await command(args)).toEqual({ code: 1, stdout: "", stderr: said });
  });

  test("help for help is no such thing, and no mistake in a name either", async () => {
    const { stderr } = await command(["help", "help"]);
    expect(stderr).toMatch(/^Usage: janitor/);
  });

  test.each([[["help"]], [["help", "--help"]], [["help", "restore"]], [["policy", "help", "check"]]])(
    "%j is there",
    async (args) => {
      expect(await command(args)).toMatchObject({
        code: 0,
        stderr: "",
        stdout: expect.stringMatching(/^Usage: janitor/),
      });
    },
  );
});
