import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import { Barrels } from "./barrels.ts";

const sdkModules = /[\\/]node_modules[\\/]@(aws-sdk|smithy)[\\/].*[\\/]dist-es[\\/].*\.js$/;
const schemas = /[\\/]schemas[\\/]schemas_\d+\.js$/;

/**
 * Makes the AWS SDK small enough for a cold start. These things in it keep esbuild from leaving out what is not used:
 *
 * - A client's schemas are objects with computed keys (`[_xN]: …`), which esbuild must keep because evaluating a key
 *   may have effects. Each of these keys is a string constant of the same file, so it is written out here.
 * - A member of EC2's schemas has its name in a request and its name in an answer. The one follows from the other.
 * - A client registers a class for each error that its service knows, of which the janitor reads only what the answer says
 *   as well.
 * - A client's version is read from the whole of its package.json.
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
        const source = readVersionOnly(await readFile(path, "utf8"));
        const trimmed = schemas.test(path) ? trimSchemas(source, await readClient(path)) : source;
        return { contents: await barrels.importPast(trimmed, dirname(path)), loader: "js" };
      });
      build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path }) => ({ path, external: true }));
      build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
        path: fileURLToPath(new URL("./environment-credentials.ts", import.meta.url)),
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
 * Classes stay where they know more than the answer does: in the query protocol, whose codes are not the classes' names
 * (`InvalidParameter`, `InvalidParameterException`), and where one of them says that a retry is worthwhile.
 */
export function leaveOutErrors(source: string, { config, errors }: ClientSources): string {
  const saysItAll = /\?\? Aws(RestXml|Json1_1)Protocol,/.test(config) && !config.includes("awsQueryCompatible");
  if (!saysItAll || errors.includes("$retryable")) return source;
  return source.replace(/^n\d+_registry\.registerError\(\w+\$, \w+\);$/gm, "");
}

/** As a namespace, of which esbuild keeps only the keys that are used. */
export function readVersionOnly(source: string): string {
  return source.replace(/^import (\w+) from ("[./]+\/package\.json");$/m, "import * as $1 from $2;");
}

async function readClient(schemasPath: string): Promise<ClientSources> {
  const read = (path: string) => readFile(join(dirname(schemasPath), "..", path), "utf8").catch(() => "");
  const [config, errors] = await Promise.all([read("runtimeConfig.shared.js"), read(join("models", "errors.js"))]);
  return { config, errors };
}
