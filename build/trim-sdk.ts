import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

/**
 * Makes the AWS SDK small enough for a cold start. Two things in it keep esbuild from leaving out what is not used:
 *
 * - A client's schemas are objects with computed keys (`[_xN]: …`), which esbuild must keep because evaluating a key
 *   may have effects. Each of these keys is a string constant of the same file, so it is written out here.
 * - The default credentials come from a chain of six providers. In a Lambda they come from the environment, always.
 *   https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 *
 * Both rest on how the SDK is written, so a test compares what the trimmed and the plain bundle send and read.
 */
export function trimSdk(): Plugin {
  return {
    name: "trim-sdk",
    setup(build) {
      build.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
        contents: writeOutKeys(await readFile(path, "utf8")),
        loader: "js",
      }));
      build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
        path: fileURLToPath(new URL("./environment-credentials.ts", import.meta.url)),
      }));
    },
  };
}

/** Replaces `[_name]:` by `"value":` for every `const _name = "value"` of the same text. */
export function writeOutKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\\\n]*");$/gm)].map(([, name, value]) => [name, value]),
  );
  return source.replace(/\[(_\w+)\]:/g, (written, name: string) => {
    const value = constants.get(name);
    return value === undefined ? written : `${value}:`;
  });
}
