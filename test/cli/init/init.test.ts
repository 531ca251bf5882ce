import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPolicyFile } from "../../../build/policy-file.ts";
import type { Policy } from "../../../functions/janitor/domain/policy.ts";
import { defaultPolicy } from "../../../functions/janitor/policy/default-policy.ts";
import { command } from "../support/command.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "janitor-init-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** All that an empty file means, and a tag that many people know. */
const careful: Policy = { ...defaultPolicy, protect: [{ tag: "DoNotDelete" }] };

const path = (name: string) => join(folder, name);

test("without a terminal the careful answers are taken, and that is said", async () => {
  const { code, stdout, stderr } = await command(["init", path("policy.yml")]);
  expect(code).toBe(0);
  expect(stdout).toBe("");
  expect(stderr).toContain("There is no terminal to ask on: the careful answer to each question is taken.");
  expect(stderr).toContain(`janitor plan --policy ${path("policy.yml")}`);
  expect(readPolicyFile(path("policy.yml"))).toStrictEqual(careful);
});

test("what is written is what the check finds fine", async () => {
  await command(["init", path("policy.yml")]);
  const { code, stdout, stderr } = await command(["policy", "check", path("policy.yml")]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("policy.yml is fine: mode report");
});

test("an editor is shown the schema where it lies beside the policy", async () => {
  await command(["init", path("a.yml")]);
  expect(readFileSync(path("a.yml"), "utf8")).not.toContain("$schema");
  writeFileSync(path("policy.schema.json"), "{}");
  await command(["init", path("b.yml")]);
  expect(readFileSync(path("b.yml"), "utf8")).toContain("$schema=./policy.schema.json");
});

test("a file that is there is left as it is, and with --force it is written over", async () => {
  writeFileSync(path("policy.yml"), "mine");
  const { code, stderr } = await command(["init", path("policy.yml")]);
  expect(code).toBe(1);
  expect(stderr).toContain("policy.yml is there already, and was left as it is.");
  expect(readFileSync(path("policy.yml"), "utf8")).toBe("mine");

  expect(await command(["init", "--force", path("policy.yml")])).toMatchObject({ code: 0 });
  expect(readPolicyFile(path("policy.yml"))).toStrictEqual(careful);
  expect(readdirSync(folder)).toEqual(["policy.yml"]);
});

test("what can be done about a file that is there is said in lines to copy", async () => {
  writeFileSync(path("it's.yml"), "mine");
  const { stderr } = await command(["init", path("it's.yml")]);
  const quoted = `'${folder}/it'\\''s.yml'`;
  expect(stderr).toContain(`  To change it: edit it, and check it: janitor policy check ${quoted}\n`);
  expect(stderr).toContain(`  To write another beside it: janitor init ${path("another.yml")}\n`);
  expect(stderr).toContain(`  To write over it, and lose what it says: janitor init --force ${quoted}\n`);
});

test("a folder that is not there yet is made", async () => {
  expect(await command(["init", "--force", path("policies/eu/prod.yml")])).toMatchObject({ code: 0 });
  expect(readPolicyFile(path("policies/eu/prod.yml"))).toStrictEqual(careful);
});

test("a link to nowhere is something that is there", async () => {
  symlinkSync(path("nowhere.yml"), path("policy.yml"));
  expect(await command(["init", path("policy.yml")])).toMatchObject({ code: 1 });
  expect(readdirSync(folder)).toEqual(["policy.yml"]);
});

test("with --force a link stays a link, and what it leads to is written", async () => {
  writeFileSync(path("real.yml"), "mine");
  symlinkSync("real.yml", path("policy.yml"));
  expect(await command(["init", "--force", path("policy.yml")])).toMatchObject({ code: 0 });
  expect(readlinkSync(path("policy.yml"))).toBe("real.yml");
  expect(readPolicyFile(path("real.yml"))).toStrictEqual(careful);
});

test("where nothing can be written, it is said why, and what to do", async () => {
  writeFileSync(path("note"), "mine");
  const inTheWay = await command(["init", path("note/prod.yml")]);
  expect(inTheWay.code).toBe(1);
  expect(inTheWay.stderr).toContain(`prod.yml cannot be written: ${path("note")} is not a folder.`);
  expect(inTheWay.stderr).toContain("Name a file in another folder.");
  expect(inTheWay.stderr).not.toContain("There is no terminal to ask on");
  const further = await command(["init", path("note/policies/prod.yml")]);
  expect(further.code).toBe(1);
  expect(further.stderr).toContain("a part of it is a file, and not a folder.");
  expect(further.stderr).not.toContain("There is no terminal to ask on");
  expect(readFileSync(path("note"), "utf8")).toBe("mine");

  mkdirSync(path("policies"));
  const isFolder = await command(["init", "--force", path("policies")]);
  expect(isFolder.code).toBe(1);
  expect(isFolder.stderr).toContain("is a folder.");
  expect(isFolder.stderr).toContain(`Name a file: ${path("policies/policy.yml")}`);
  expect(readdirSync(path("policies"))).toEqual([]);
});
