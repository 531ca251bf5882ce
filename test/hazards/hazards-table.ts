import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hazards } from "./hazards.ts";

const docs = new URL("../../docs/hazards.md", import.meta.url);
const folder = new URL("./", import.meta.url);

/** What docs/hazards.md has to say: each hazard, what the janitor does about it, and the test that would notice. */
export function hazardsPage(): string {
  const tests = testsByHazard();
  const rows = hazards.map(({ id, happens, janitor }) => {
    const files = (tests.get(id) ?? []).map((file) => `[${file}](../test/hazards/${file})`);
    return `| \`${id}\` | ${happens} | ${janitor} | ${files.join(", ")} |`;
  });
  return `${introduction}\n${rows.join("\n")}\n`;
}

const introduction = `# Hazards

What a janitor can get wrong in a real account, and what this one does about it. Each row has a test that runs the whole
Lambda against a simulated AWS, over HTTP, and is there to fail when what the janitor does about it is taken out.

This page is made by \`npm run hazards\`, and a test keeps it up to date.

| id | what happens | what the janitor does | test |
|---|---|---|---|`;

/** The test files that name each hazard, by its id. */
export function testsByHazard(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
  const named = files.flatMap((file) =>
    [...readFileSync(new URL(file, folder), "utf8").matchAll(/^hazard\("([^"]+)"/gm)].map(([, id = ""]) => ({
      id,
      file,
    })),
  );
  return new Map([...Map.groupBy(named, ({ id }) => id)].map(([id, all]) => [id, all.map(({ file }) => file)]));
}

export function readHazardsPage(): string {
  return readFileSync(docs, "utf8");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(docs, hazardsPage());
  process.stdout.write("docs/hazards.md is written\n");
}
