import * as fs from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readSettings, type SettingsOptions } from "../../cli/settings.ts";
import { folderOfTheTest } from "./support/policy-file.ts";

// Files are what they are, but for one that nobody may look at.
vi.mock("node:fs", { spy: true });
const { mkdirSync, symlinkSync, writeFileSync } = fs;

/** A folder with files in it, which the test runs in. */
let here: string;
const before = process.cwd();
beforeEach(() => {
  here = folderOfTheTest();
  process.chdir(here);
});
afterEach(() => {
  process.chdir(before);
  for (const name of ["JANITOR_POLICY", "JANITOR_MODE", "JANITOR_REGIONS"]) delete process.env[name];
});

const write = (name: string, lines: string) => writeFileSync(join(here, name), `version: 1\n${lines}\n`);
const words = async (options: SettingsOptions = {}) => (await readSettings(options)).words;

describe("the policy", () => {
  test("is the file that was named, else policy.yml here, else the defaults, and that is said", async () => {
    expect(await words()).toBe("Policy: the defaults, as there is no policy.yml here; mode report; all regions.");
    write("policy.yml", "mode: mark");
    expect(await words()).toBe("Policy: policy.yml; mode mark; all regions.");
    write("prod.yml", "regions: [eu-west-1]");
    expect(await words({ policy: "prod.yml" })).toBe("Policy: prod.yml; mode report; eu-west-1.");
  });

  test("that was named goes before one that the shell has left", async () => {
    write("prod.yml", "protect: [{ tag: Env }]");
    process.env.JANITOR_POLICY = '{ "version": 1, "mode": "release" }';
    const { config } = await readSettings({ policy: "prod.yml" });
    expect(config.policy).toMatchObject({ mode: "report", protect: [{ tag: "Env" }] });
  });

  test("of the shell goes before policy.yml here, and that is said", async () => {
    write("policy.yml", "mode: report");
    process.env.JANITOR_POLICY = '{ "version": 1, "mode": "mark" }';
    expect(await words()).toBe("Policy: JANITOR_POLICY; mode mark; all regions.");
  });

  test.each([
    ["leads nowhere", () => symlinkSync(join(here, "gone.yml"), join(here, "policy.yml"))],
    ["is a folder", () => mkdirSync(join(here, "policy.yml"))],
  ])("is never taken for none where it %s", async (_, make) => {
    make();
    await expect(readSettings({})).rejects.toThrow(/policy\.yml (was not found|is a folder)/);
  });

  test("is never taken for none where nobody may look whether it is there", async () => {
    const refused = Object.assign(new Error("EACCES: permission denied, lstat 'policy.yml'"), { code: "EACCES" });
    vi.mocked(fs.lstatSync).mockImplementationOnce(() => {
      throw refused;
    });
    await expect(readSettings({})).rejects.toBe(refused);
  });

  test("of the shell is none where it is blank", async () => {
    process.env.JANITOR_POLICY = " ";
    process.env.JANITOR_MODE = " ";
    expect(await words()).toBe("Policy: the defaults, as there is no policy.yml here; mode report; all regions.");
  });

  test("is named in one line, whatever the file is called", async () => {
    const policy = "a\nb\u001b[2J.yml";
    write(policy, "mode: mark");
    expect(await words({ policy })).toBe("Policy: a b [2J.yml; mode mark; all regions.");
  });

  test.each(["policy.yaml", "policy.json"])("is asked for where there is a %s instead", async (name) => {
    write(name, "mode: mark");
    await expect(readSettings({})).rejects.toThrow(`there is a ${name} here, and no policy.yml.`);
  });
});

describe("mode and regions", () => {
  test("are the command line's before the environment's before the policy's, and it is said whose", async () => {
    write("policy.yml", "mode: mark");
    process.env.JANITOR_REGIONS = "us-east-1";
    process.env.JANITOR_MODE = "report";
    expect(await words()).toBe("Policy: policy.yml; mode report (JANITOR_MODE); us-east-1 (JANITOR_REGIONS).");
    expect(await words({ mode: "release", regions: "eu-west-1,eu-west-2" })).toBe(
      "Policy: policy.yml; mode release (--mode); eu-west-1, eu-west-2 (--regions).",
    );
  });

  test("that do not exist are refused, all together", async () => {
    await expect(readSettings({ mode: "relase", regions: "eu-wset-1" })).rejects.toThrow(
      /--regions names the region "eu-wset-1".*[\s\S]*--mode is "relase".*Did you mean release\?/,
    );
  });

  test.each([
    ["eu-central-1,", ["eu-central-1"]],
    [" eu-central-1 , us-east-1", ["eu-central-1", "us-east-1"]],
    ["eu-central-1 us-east-1", ["eu-central-1", "us-east-1"]],
    ["EU-Central-1", ["eu-central-1"]],
    ["ALL", "all"],
    ["all,", "all"],
  ])("are read as they are typed: --regions %j", async (typed, regions) => {
    expect((await readSettings({ regions: typed })).config.policy.regions).toEqual(regions);
  });

  test.each(["", " ", ","])("--regions %j names none, which is no way to say all", async (typed) => {
    await expect(readSettings({ regions: typed })).rejects.toThrow(
      /^nothing was done, .*\n- --regions names no region\. Allowed: all, or names with commas between them\.$/,
    );
  });

  test("of the environment are taken as they stand", async () => {
    process.env.JANITOR_REGIONS = "EU-central-1";
    await expect(readSettings({})).rejects.toThrow('JANITOR_REGIONS names the region "EU-central-1"');
  });

  test("let guards look wherever the policy and the command line say", async () => {
    write("policy.yml", "regions: [eu-west-1, eu-west-2]");
    const { config } = await readSettings({ regions: "us-east-1,eu-west-1" });
    expect(config.policy.regions).toEqual(["us-east-1", "eu-west-1"]);
    expect(config.everywhere).toEqual(["eu-west-1", "eu-west-2", "us-east-1"]);
    expect((await readSettings({ regions: "all" })).config.everywhere).toBe("all");
    write("policy.yml", "regions: all");
    expect((await readSettings({ regions: "us-east-1" })).config.everywhere).toBe("all");
  });
});
