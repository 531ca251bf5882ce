import type { Plugin as EsbuildPlugin, Message } from "esbuild";
import type { Plugin as VitePlugin } from "vitest/config";
import { PolicyFileError, readPolicyFile } from "./policy-file.ts";

/*
 * Both plugins turn `import { policy } from "…/policy.yml"` into the checked policy, so that a bundle carries neither YAML
 * nor the schema, and a wrong policy never leaves the build.
 */

/** For esbuild: each problem becomes an error with its place. */
export function policyForEsbuild(): EsbuildPlugin {
  return {
    name: "policy",
    setup(build) {
      build.onLoad({ filter: /\.yml$/ }, ({ path }) => {
        try {
          return { contents: compile(path), loader: "js", watchFiles: [path] };
        } catch (error) {
          if (!(error instanceof PolicyFileError)) throw error;
          return { errors: toMessages(error), watchFiles: [path] };
        }
      });
    },
  };
}

/** For Vite and vitest: the first problem places the error, its message has them all. */
export function policyForVite(): VitePlugin {
  return {
    name: "policy",
    enforce: "pre",
    load(id) {
      const [file = id] = id.split("?");
      if (!file.endsWith(".yml")) return null;
      this.addWatchFile(file);
      try {
        return { code: compile(file), moduleType: "js" };
      } catch (error) {
        if (!(error instanceof PolicyFileError)) throw error;
        const [first] = error.problems;
        return this.error({
          message: error.message,
          ...(first && { loc: { file, line: first.line, column: first.column - 1 } }),
        });
      }
    },
  };
}

/** JSON is JavaScript, since ES2019 without exception. */
function compile(path: string): string {
  return `export const policy = ${JSON.stringify(readPolicyFile(path))};\n`;
}

type Messages = (Pick<Message, "text"> & Partial<Pick<Message, "location">>)[];

/** esbuild counts columns from 0, and in UTF-8 bytes. */
function toMessages({ fileName, message, problems }: PolicyFileError): Messages {
  if (problems.length === 0) return [{ text: message }];
  return problems.map(({ text, line, column, length, lineText }) => ({
    text,
    location: {
      file: fileName,
      namespace: "file",
      line,
      column: Buffer.byteLength(lineText.slice(0, column - 1)),
      length: Buffer.byteLength(lineText.slice(column - 1, column - 1 + length)),
      lineText,
      suggestion: "",
    },
  }));
}
