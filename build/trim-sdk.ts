import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import { Barrels } from "./barrels.ts";
import { trimRuntime } from "./trim-runtime.ts";

const sdkModules = /[\\/]node_modules[\\/]@(aws-sdk|smithy)[\\/].*[\\/]dist-es[\\/].*\.js$/;
const schemas = /[\\/]schemas[\\/]schemas_\d+\.js$/;

/**
 * Makes the AWS SDK small enough for a cold start. These things in it keep esbuild from leaving out what is not used:
 *
 * - A client's schemas are objects with computed keys (`[_xN]: …`), which esbuild must keep because evaluating a key
 *   may have effects. Each of these keys is a string constant of the same file, so it is written out here.
 * - A member of EC2's schemas has its name in a request and its name in an answer. The one follows from the other.
 * - A client registers a class for each error that its service knows, of which the janitor reads only what the answer says
 *   as well: its code, its message and its status.
 * - A client sets up more than a function needs; see `trim-runtime.ts`.
 * - Most imports go to barrels; see `barrels.ts`.
 * - The protocols load event streams on demand, for operations that have one. None that the janitor calls does, so the
 *   import stays as it is, to a module that is not there.
 * - The default credentials come from a chain of six providers. In a Lambda they come from the environment, always.
 *   https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 *
 * All of it rests on how the SDK is written; what is written otherwise stays as it is. Tests compare what the trimmed and
 * the plain bundle send and read.
 */
export function trimSdk(): Plugin {
  return {
    name: "trim-sdk",
    setup(build) {
      const barrels = new Barrels(async (specifier, folder) => {
        const found = await build.resolve(specifier, { resolveDir: folder, kind: "import-statement" });
        return found.errors.length === 0 && !found.external && found.namespace === "file" ? found : undefined;
      });
      build.onLoad({ filter: sdkModules }, async ({ path }) => {
        const source = trimRuntime(await readFile(path, "utf8"));
        const trimmed = schemas.test(path) ? trimSchemas(source, await readClient(path)) : source;
        return { contents: await barrels.importPast(trimmed, dirname(path)), loader: "js" };
      });
      build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path, kind }) =>
        // What a client needs from the start must be there.
        kind === "dynamic-import" ? { path, external: true } : undefined,
      );
      build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
        path: fileURLToPath(new URL("./environment-credentials.ts", import.meta.url)),
      }));
    },
  };
}

/**
 * Leaves out of the SDK only the schemas of what is never called: all that it does stays as it is, its errors and its ways to
 * find credentials included. See `trimSdk` for why esbuild cannot do so by itself.
 */
export function trimSchemasOnly(): Plugin {
  return {
    name: "trim-schemas-only",
    setup(build) {
      build.onLoad({ filter: schemas }, async ({ path }) => ({
        contents: writeOutKeys(await readFile(path, "utf8")),
        loader: "js",
      }));
    },
  };
}

function trimSchemas(source: string, client: ClientSources): string {
  return leaveOutQueryNames(writeOutKeys(leaveOutErrors(source, client)));
}

/** Replaces `[_name]:` by `"value":` for every `const _name = "value"` of the same text. */
export function writeOutKeys(source: string): string {
  const constants = constantsIn(source);
  return source.replace(/\[(_\w+)\]:/g, (written, name: string) => {
    const value = constants.get(name);
    return value === undefined ? written : `${JSON.stringify(value)}:`;
  });
}

/**
 * Takes the names that members have in a request to EC2 out of schemas whose keys are written out, where the SDK would
 * give them the same name without: the one in the answer, with a capital. Only a few have another.
 * https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#query-key-resolution
 */
export function leaveOutQueryNames(source: string): string {
  const constants = constantsIn(source);
  return source.replace(
    /"ec2QueryName": `(\w+)`,\s*(?="xmlName": (_\w+))/g,
    (written, name: string, inAnswer: string) => {
      const [first = "", ...rest] = constants.get(inAnswer) ?? "";
      return name === first.toUpperCase() + rest.join("") ? "" : written;
    },
  );
}

/** By name, every `const _name = "value";`. */
function constantsIn(source: string): ReadonlyMap<string, string> {
  return new Map(
    [...source.matchAll(/^const (_\w+) = "([^"\\\n]*)";$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
}

/** What tells whether the error classes of a client can be missed. */
interface ClientSources {
  /** Its `runtimeConfig.shared.js`, which names the protocol. */
  readonly config: string;
  /** Its `models/errors.js`. */
  readonly errors: string;
}

/**
 * Takes the registrations of error classes out of a client's schemas. The SDK then throws the client's base exception,
 * with the code of the answer as its name, as it does for all errors of EC2, which has no classes.
 *
 * In the query protocol a class may have another name than the code, so there the trimmed bundle says `InvalidParameter`
 * where the plain one says `InvalidParameterException`. Whether an error is tried again does not depend on it, as long as
 * its status tells (500, 429) and its code is not among those that the SDK tries again by name. Classes stay where they
 * know more than the answer does: that a retry is worthwhile.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization
 */
export function leaveOutErrors(source: string, { config, errors }: ClientSources): string {
  const saysItAll = /\?\? Aws(RestXml|Json1_1|Query)Protocol,/.test(config) && !config.includes("awsQueryCompatible");
  if (!saysItAll) return source;
  const missable = classesWithoutRetry(errors);
  return source.replace(/^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm, (registration, name: string) =>
    missable.has(name) ? "" : registration,
  );
}

/** The error classes of a client that do not say that a retry is worthwhile. */
function classesWithoutRetry(errors: string): ReadonlySet<string> {
  const classes = errors.matchAll(/^export class (\w+) extends \w+ \{$([\s\S]*?)^\}$/gm);
  return new Set([...classes].filter(([, , body]) => !body?.includes("$retryable")).map(([, name = ""]) => name));
}

async function readClient(schemasPath: string): Promise<ClientSources> {
  const read = (path: string) => readFile(join(dirname(schemasPath), "..", path), "utf8").catch(() => "");
  const [config, errors] = await Promise.all([read("runtimeConfig.shared.js"), read(join("models", "errors.js"))]);
  return { config, errors };
}
