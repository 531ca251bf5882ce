import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";
import { policyForEsbuild } from "./policy-plugin.ts";
import { trimSchemasOnly, trimSdk } from "./trim-sdk.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const janitor = "functions/janitor/handler.ts";
const slack = "functions/slack/handler.ts";
const command = "cli/janitor.ts";

export interface Bundle {
  /** The file that is run. */
  readonly entry: string;
  /** Bytes of the entry and of everything it imports before a run begins. */
  readonly loadedBytes: number;
  /** Bytes of everything, chunks that are loaded on demand included. */
  readonly totalBytes: number;
  /** What is in each of its files, by the file's path. */
  readonly files: ReadonlyMap<string, BundledFile>;
}

interface BundledFile {
  /** Whether it is loaded before a run begins. */
  readonly atStart: boolean;
  /** The packages that something in it is from, such as `@aws-sdk/client-ec2`. */
  readonly packages: ReadonlySet<string>;
}

interface BundleOptions {
  /** The folder for it, which is emptied first. */
  readonly outdir: string;
  /** Whether the SDK is trimmed; a plain bundle is for comparison. */
  readonly trim: boolean;
}

/**
 * Bundles the janitor's Lambda.
 *
 * @param options.source what to bundle in the janitor's stead, for comparison
 * @throws esbuild's BuildFailure, with the places of what is wrong
 */
export function bundleJanitor(options: BundleOptions & { readonly source?: string }): Promise<Bundle> {
  // What is trimmed is ES modules from end to end.
  const banner = options.trim ? "" : withRequire;
  return bundle(options.source ?? janitor, { outdir: options.outdir, plugins: trimming(options), banner });
}

/**
 * Bundles the Lambda that posts to Slack.
 *
 * @throws esbuild's BuildFailure, with the places of what is wrong
 */
export function bundleSlack(options: BundleOptions): Promise<Bundle> {
  return bundle(slack, { outdir: options.outdir, plugins: trimming(options) });
}

/**
 * Bundles the command `janitor`. Of the SDK only what is never called is left out: on a laptop
 * credentials come from wherever they come from.
 *
 * @throws esbuild's BuildFailure, with the places of what is wrong
 */
export async function bundleCommand({ outdir }: Pick<BundleOptions, "outdir">): Promise<Bundle> {
  const bundled = await bundle(command, {
    outdir,
    plugins: [trimSchemasOnly()],
    name: "janitor",
    // The oldest that the command itself accepts: it runs on whatever Node.js is there.
    target: "node22.13",
  });
  await chmod(bundled.entry, 0o755);
  return bundled;
}

/** Some dependencies are CommonJS and call `require`, which an ES module does not have. */
const withRequire = 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);';

function trimming({ trim }: Pick<BundleOptions, "trim">): readonly Plugin[] {
  return trim ? [trimSdk()] : [];
}

interface Making {
  readonly outdir: string;
  readonly plugins: readonly Plugin[];
  /** The entry's, without its ending. */
  readonly name?: string;
  readonly target?: string;
  /** What each file begins with. */
  readonly banner?: string;
}

async function bundle(source: string, making: Making): Promise<Bundle> {
  const { outdir, plugins, name = "index", target = "node24", banner = withRequire } = making;
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { [name]: source },
    outdir,
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target,
    // ES modules first: esbuild cannot leave anything out of CommonJS.
    mainFields: ["module", "main"],
    banner: { js: banner },
    legalComments: "none",
    plugins: [policyForEsbuild(), ...plugins],
    metafile: true,
    logLevel: "silent",
  });
  return { entry: join(outdir, `${name}.mjs`), ...measure(metafile, source) };
}

function measure({ outputs }: Metafile, source: string): Omit<Bundle, "entry"> {
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === source);
  const loaded = new Set<string>();
  const load = (name: string) => {
    if (loaded.has(name) || !outputs[name]) return;
    loaded.add(name);
    for (const { path, kind } of outputs[name].imports) if (kind === "import-statement") load(path);
  };
  if (entry !== undefined) load(entry);
  const bytes = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + (outputs[name]?.bytes ?? 0), 0);
  const files = Object.entries(outputs).map(([name, { inputs }]) => {
    const packages = new Set(Object.keys(inputs).flatMap((input) => packageOf(input) ?? []));
    return [join(root, name), { atStart: loaded.has(name), packages }] as const;
  });
  return { loadedBytes: bytes(loaded), totalBytes: bytes(Object.keys(outputs)), files: new Map(files) };
}

/** The innermost, where packages have packages of their own. */
function packageOf(path: string): string | undefined {
  return /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}
