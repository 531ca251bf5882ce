import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { appendFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { explainFailure } from "../../../cli/explain-failure.ts";
import { command } from "../support/command.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "janitor-files-"));
});
afterAll(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

async function explained(work: Promise<unknown>): Promise<string> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  const { message, advice } = await explainFailure(thrown, { environment: {}, profile: undefined, now: 0 });
  return [message, ...advice].join(" ");
}

test("a file that is not there, a folder in its stead, and a file on the way are told apart", async () => {
  expect(await explained(readFile(join(folder, "none")))).toMatch(`there is no ${join(folder, "none")}.`);
  expect(await explained(appendFile(folder, "x"))).toMatch(`${folder} is a folder. Name a file in it.`);
  const file = join(folder, "file");
  await appendFile(file, "x");
  expect(await explained(readFile(join(file, "x")))).toContain("a part of it is a file, and not a folder");
});

test("a file that may not be written is told with its name", async () => {
  const denied = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES", path: "/etc/journal" });
  expect(await explained(Promise.reject(denied))).toMatch("you may not use /etc/journal. Look at its permissions");
});

test("a policy file that is not there, and one that is a folder, are told in a sentence", async () => {
  const missing = await command(["plan", "--policy", join(folder, "none.yml")]);
  expect(missing).toMatchObject({ code: 1, stdout: "" });
  expect(missing.stderr).toMatch(/^janitor: .*none\.yml was not found: write it with "janitor init .*none\.yml"/);
  const wrong = await command(["plan", "--policy", folder]);
  expect(wrong.stderr).toMatch(/^janitor: .* is a folder, and no policy file: name a file in it\n$/);
});

test("every mistake of the command line's values is told", async () => {
  const { code, stderr } = await command(["plan", "--mode", "relase", "--regions", "eu-centrl-1"]);
  expect(code).toBe(1);
  expect(stderr).toContain("Did you mean release?");
  expect(stderr).toContain("Did you mean eu-central-1?");
});
