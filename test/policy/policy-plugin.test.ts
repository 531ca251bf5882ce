import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build, type Message } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import { createViteServer } from "vitest/node";
import { policyForEsbuild, policyForVite } from "../../build/policy-plugin.ts";
import { defaultPolicy } from "../../functions/janitor/policy/default-policy.ts";

const folder = mkdtempSync(join(tmpdir(), "policy-plugin-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A module that passes on the policy, beside a policy with this text. */
function project(name: string, text: string): { readonly entry: string; readonly policyFile: string } {
  const entry = join(folder, `${name}.js`);
  const policyFile = join(folder, `${name}.yml`);
  writeFileSync(policyFile, text);
  writeFileSync(entry, `export { policy } from "./${name}.yml";\n`);
  return { entry, policyFile };
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "silent",
    plugins: [policyForEsbuild()],
  });
  return outputFiles.map(({ text }) => text).join("");
}

async function bundleErrors(entry: string): Promise<readonly Message[]> {
  const failure: unknown = await bundle(entry).catch((error: unknown) => error);
  if (failure instanceof Error && "errors" in failure && Array.isArray(failure.errors)) return failure.errors;
  throw new Error("the build went through");
}

describe("in esbuild", () => {
  test("the bundle carries the checked policy, and nothing that reads one", async () => {
    const code = await bundle(project("esbuild-good", "version: 1\n").entry);
    const { policy } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    expect(policy).toStrictEqual(defaultPolicy);
    expect(code.length).toBeLessThan(1_000);
  });

  test("a wrong policy fails the build, each mistake with its place", async () => {
    const { entry, policyFile } = project("esbuild-bad", 'version: 1\nowner: { "ü": 1, tags: x }\n');
    const file = relative(process.cwd(), policyFile);
    expect((await bundleErrors(entry)).map(({ text, location }) => ({ text, location }))).toMatchObject([
      {
        text: 'owner["ü"]: unknown key, expected tags',
        location: { file, line: 2, column: 9, length: 4, lineText: 'owner: { "ü": 1, tags: x }' },
      },
      {
        text: 'owner.tags: found "x", expected a list of tag keys',
        // From 0 and in bytes: ü has two.
        location: { file, line: 2, column: 24, length: 1 },
      },
    ]);
  });

  test("a policy that cannot be read fails the build, where it is imported", async () => {
    const { entry, policyFile } = project("esbuild-unreadable", "");
    writeFileSync(policyFile, Buffer.from([0xff, 0xfe]));
    expect(await bundleErrors(entry)).toMatchObject([
      { text: `${policyFile} is not UTF-8 text: save it with that encoding`, location: { line: 1 } },
    ]);
  });
});

describe("in Vite", () => {
  async function load(entry: string): Promise<Record<string, unknown>> {
    const server = await createViteServer({
      root: folder,
      configFile: false,
      logLevel: "silent",
      plugins: [policyForVite()],
      server: { middlewareMode: true, watch: null, ws: false },
      optimizeDeps: { noDiscovery: true },
    });
    try {
      return await server.ssrLoadModule(entry);
    } finally {
      await server.close();
    }
  }

  test("the module is the checked policy", async () => {
    const { policy } = await load(project("vite-good", "version: 1\n").entry);
    expect(policy).toStrictEqual(defaultPolicy);
  });

  test("a wrong policy is an error that names every mistake, placed at the first", async () => {
    const { entry, policyFile } = project("vite-bad", "version: 1\nmode: on\ngrace: 1m\n");
    await expect(load(entry)).rejects.toMatchObject({
      message: expect.stringMatching(/vite-bad\.yml:2:7 mode: found "on"[\s\S]*vite-bad\.yml:3:8 grace: found "1m"/),
      loc: { file: policyFile, line: 2, column: 6 },
    });
  });
});
