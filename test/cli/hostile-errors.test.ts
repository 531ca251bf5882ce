import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { Problem } from "../../cli/problem.ts";
import { tellFailure } from "../../cli/tell-failure.ts";
import { command } from "./support/command.ts";
import { folderOfTheTest } from "./support/policy-file.ts";

/** What a terminal obeys, or what hides in a line. */
const obeyed = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** In YAML a comment may hold what a value may not. */
const hidden = "\u009b31m\u202e\u200b\u2066\u{e0041}";

describe("a policy file full of what a terminal obeys", () => {
  const policyFile = () => {
    const path = join(folderOfTheTest(), "policy.yml");
    writeFileSync(path, `version: 1\nlimits:\n\t{ "${hidden}": 1 }\nmode: "${hidden}x" # \u001b]0;title\u0007\n`);
    return path;
  };

  test.each([
    ["janitor plan", (path: string) => ["plan", "--policy", path]],
    ["janitor plan --debug", (path: string) => ["plan", "--debug", "--policy", path]],
    ["janitor policy check", (path: string) => ["policy", "check", path]],
    ["janitor policy check --debug", (path: string) => ["policy", "check", "--debug", path]],
  ])("%s shows its lines and nothing that is obeyed", async (_, line) => {
    const path = policyFile();
    const { code, stderr } = await command(line(path));
    expect(code).toBe(1);
    expect(stderr).toContain(`${path}:`);
    expect(stderr).toMatch(/^ {4}\d \| /m);
    expect(stderr).not.toMatch(obeyed);
  });
});

test("a policy file that is fine is named as text", async () => {
  const path = join(folderOfTheTest(), `p${hidden}\u001b[2J.yml`);
  writeFileSync(path, "version: 1\n");
  const { code, stdout, stderr } = await command(["policy", "check", path]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).not.toMatch(obeyed);
});

test("the caret stands below what is meant, whatever stands before it, and a tab stays a tab", async () => {
  const path = join(folderOfTheTest(), "policy.yml");
  writeFileSync(path, `version: 1\nprotect: [\t{ tag: "\u200b\u{e0041}" }, { tga: x }]\n`);
  const { stderr } = await command(["policy", "check", path]);
  const lines = stderr.split("\n");
  const at = lines.findIndex((each) => /^ +\| .*\^{3}/.test(each));
  const [excerpt = "", caret = ""] = lines.slice(at - 1);
  expect(excerpt).toBe('    2 | protect: [\t{ tag: "\ufffd\ufffd\ufffd" }, { tga: x }]');
  expect(caret.indexOf("^^^")).toBe(excerpt.indexOf("tga"));
  expect(caret.indexOf("\t")).toBe(excerpt.indexOf("\t"));
});

test("whatever an error carries is shown as text: its message, what to do, its stack and its causes", async () => {
  const words = `\u001b[2J${hidden}\u0007`;
  let told = "";
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      told += String(chunk);
      done();
    },
  });
  const circumstances = { environment: {}, profile: undefined, now: 0 };
  const cause = Object.assign(new Error(words), { code: words });
  for (const error of [new Problem(words, [words], cause), cause, new Error(words, { cause: words }), words]) {
    await tellFailure(error, { stderr }, circumstances, true);
  }
  expect(told).toContain("Caused by: ");
  expect(told).not.toMatch(obeyed);
});

test("a line that is refused is told as text as well", async () => {
  const { code, stderr } = await command(["plan", `--x${hidden}\u001b[2J`]);
  expect(code).toBe(1);
  expect(stderr).toContain("unknown option '--x");
  expect(stderr).not.toMatch(obeyed);
});
