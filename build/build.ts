import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { formatMessages } from "esbuild";
import { type Bundle, bundleCommand, bundleJanitor, bundleSlack } from "./bundle.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const parts = {
  janitor: () => bundleJanitor({ outdir: join(root, "dist", "janitor"), trim: true }),
  slack: () => bundleSlack({ outdir: join(root, "dist", "slack"), trim: true }),
  cli: () => bundleCommand({ outdir: join(root, "dist", "cli") }),
};

/** Builds what is named, or everything: `node build/build.ts cli`. */
const named = process.argv.slice(2);

try {
  const unknown = named.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0)
    throw new Error(`there is no ${unknown.join(", ")} to build, only ${Object.keys(parts).join(", ")}`);
  for (const [name, build] of Object.entries(parts)) {
    if (named.length === 0 || named.includes(name)) print(await build());
  }
} catch (error) {
  console.error(await explain(error));
  process.exitCode = 1;
}

function print({ entry, loadedBytes, totalBytes }: Bundle): void {
  const kb = (bytes: number) => `${(bytes / 1_000).toFixed(0)} kB`;
  console.log(
    `${relative(root, entry)}: ${kb(loadedBytes)} loaded at start, ${kb(totalBytes)} with what loads on demand`,
  );
}

async function explain(error: unknown): Promise<string> {
  if (!(error instanceof Error && "errors" in error && Array.isArray(error.errors))) return String(error);
  const lines = await formatMessages(error.errors, { kind: "error", color: process.stderr.isTTY });
  return lines.join("\n");
}
