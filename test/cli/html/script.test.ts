import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { script } from "../../../cli/plan/html/script.ts";

const compiler = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));

/** What the compiler says of a script for a browser; nothing, if nothing is wrong. */
async function check(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "janitor-script-"));
  try {
    await writeFile(join(folder, "script.js"), text);
    const options = [
      "--allowJs",
      "--checkJs",
      "--noEmit",
      "--strict",
      "--noUncheckedIndexedAccess",
      "--noUnusedLocals",
    ];
    const lib = ["--target", "es2024", "--lib", "es2024,dom,dom.iterable", "--types", ""];
    return await promisify(execFile)(compiler, [...options, ...lib, "script.js"], { cwd: folder }).then(
      () => "",
      ({ stdout }) => String(stdout),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("the page's script is right by the types of a browser", async () => {
  expect(await check(script)).toBe("");
});

test("a script that is not is found out", async () => {
  expect(await check(`${script}; document.getElementById("x").hiden = 1;`)).toContain("hiden");
});

test("the page's script makes no markup and evaluates nothing", () => {
  expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|fetch|<\/script/);
});
