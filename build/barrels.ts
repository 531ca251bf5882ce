import { readFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Finds the file that a specifier means to a module in a folder; undefined for what is no file. */
export type Resolve = (specifier: string, folder: string) => Promise<Module | undefined>;

export interface Module {
  readonly path: string;
  /** Whether it is loaded even where nothing of it is used. */
  readonly sideEffects: boolean;
}

interface Origin {
  readonly module: Module;
  /** What it is called there. */
  readonly name: string;
}

/** What a module passes on from others. */
interface Barrel {
  readonly origins: ReadonlyMap<string, Origin>;
  readonly withEffects: readonly Module[];
}

const sdkImports = /^import (\{[^{}]+\}) from "(@(?:aws-sdk|smithy)\/[^"\\]+)";$/gm;
const reExports = /^export (\{[^{}]+\}) from "([^"\\]+)";$/gm;

/**
 * Rewrites imports from the SDK's barrels, modules that pass on what others export, into imports from those others.
 *
 * esbuild splits by module: whatever stands behind a barrel goes into the chunk of everyone who imports the barrel. So the
 * JSON and XML protocols of clients that are loaded on demand would be loaded at start, next to the one that EC2 speaks.
 */
export class Barrels {
  readonly #resolve: Resolve;
  readonly #barrels = new Map<string, Promise<Barrel>>();

  constructor(resolve: Resolve) {
    this.#resolve = resolve;
  }

  /** A module's text without barrels. What is not found behind one is still imported from it. */
  async importPast(source: string, folder: string): Promise<string> {
    const rewritten = new Map<string, string>();
    for (const [statement, names = "", specifier = ""] of source.matchAll(sdkImports)) {
      const module = await this.#resolve(specifier, folder);
      if (module === undefined) continue;
      rewritten.set(statement, await this.#rewrite(names, specifier, await this.#open(module.path)));
    }
    return source.replace(sdkImports, (statement) => rewritten.get(statement) ?? statement);
  }

  async #rewrite(list: string, specifier: string, barrel: Barrel): Promise<string> {
    const statements = barrel.withEffects.map(({ path }) => `import ${JSON.stringify(path)};`);
    for (const [name, local] of namesIn(list)) {
      const origin = await this.#originOf(name, barrel);
      const from = JSON.stringify(origin?.module.path ?? specifier);
      statements.push(`import { ${origin?.name ?? name} as ${local} } from ${from};`);
    }
    return statements.join(" ");
  }

  /** Follows a name through barrels of barrels. */
  async #originOf(name: string, barrel: Barrel): Promise<Origin | undefined> {
    const origin = barrel.origins.get(name);
    if (origin === undefined) return undefined;
    return (await this.#originOf(origin.name, await this.#open(origin.module.path))) ?? origin;
  }

  #open(path: string): Promise<Barrel> {
    const barrel = this.#barrels.get(path) ?? this.#read(path);
    this.#barrels.set(path, barrel);
    return barrel;
  }

  async #read(path: string): Promise<Barrel> {
    const origins = new Map<string, Origin>();
    const withEffects: Module[] = [];
    for (const [, list = "", specifier = ""] of (await readFile(path, "utf8")).matchAll(reExports)) {
      const module = await this.#resolve(specifier, dirname(path));
      if (module === undefined) continue;
      if (module.sideEffects) withEffects.push(module);
      for (const [name, passedOnAs] of namesIn(list)) origins.set(passedOnAs, { module, name });
    }
    return { origins, withEffects };
  }
}

/** The names in `{ a, b as c }`: what each is called there, and here. */
function namesIn(list: string): [there: string, here: string][] {
  return [...list.matchAll(/([\w$]+)(?: as ([\w$]+))?/g)].map(([, there = "", here = there]) => [there, here]);
}
