import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Barrels } from "../../build/barrels.ts";

const files = {
  "barrel.js": 'export { a, b as c, } from "./ab";\nexport { d } from "@smithy/core/inner";\nexport const own = 1;\n',
  "inner.js": 'export { e as d } from "./e";\n',
  "ab.js": "export const a = 1;\nexport const b = 2;\n",
  "e.js": "export const e = 3;\n",
  "loud.js": 'export { quiet } from "./e";\nexport { effect } from "./effect";\n',
  "effect.js": "export const effect = 1;\n",
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "barrels-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** With the folder left out of the paths. */
async function importPast(source: string): Promise<string> {
  const barrels = new Barrels(async (specifier) => {
    const file = `${basename(specifier)}.js`;
    return file in files ? { path: join(folder, file), sideEffects: file === "effect.js" } : undefined;
  });
  return (await barrels.importPast(source, folder)).replaceAll(folder, "");
}

test("a name is imported from where a barrel has it from, under the names that it has there and here", async () => {
  expect(await importPast('import { a, c, c as x, } from "@smithy/core/barrel";\nrest();\n')).toBe(
    'import { a as a } from "/ab.js"; import { b as c } from "/ab.js"; import { b as x } from "/ab.js";\nrest();\n',
  );
});

test("a name is followed through barrels of barrels", async () => {
  expect(await importPast('import { d } from "@smithy/core/barrel";')).toBe('import { e as d } from "/e.js";');
});

test("what a barrel makes itself is still imported from it", async () => {
  expect(await importPast('import { own, a } from "@aws-sdk/core/barrel";')).toBe(
    'import { own as own } from "@aws-sdk/core/barrel"; import { a as a } from "/ab.js";',
  );
});

test("what a barrel loads for its effects is still loaded", async () => {
  expect(await importPast('import { quiet } from "@smithy/core/loud";')).toBe(
    'import "/effect.js"; import { quiet as quiet } from "/e.js";',
  );
});

test.each([
  'import { a } from "@smithy/core/missing";',
  'import { a } from "./barrel";',
  'import { readFile } from "node:fs";',
  'import * as all from "@smithy/core/barrel";',
  'import one from "@smithy/core/barrel";',
  'export { a } from "@smithy/core/barrel";',
  'const text = `import { a } from "@smithy/core/barrel";`;',
])("%s stays as it is", async (source) => {
  expect(await importPast(source)).toBe(source);
});
