import { oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { Problem } from "../problem.ts";
import type { Failure } from "./failure.ts";

/** A file that a command was told to read or to write, and could not. */
export function explainFileFailure({ code, thrown }: Failure): Problem | undefined {
  const said = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  if (said === undefined || !(thrown instanceof Error)) return undefined;
  // Only what failed on a file has one; a lost connection has the same codes.
  if (!("path" in thrown) || typeof thrown.path !== "string") return undefined;
  const [message, ...advice] = said(oneLine(thrown.path, 200));
  return new Problem(message, advice, thrown);
}

type Sentence = (path: string) => readonly [message: string, ...advice: readonly string[]];

/** https://nodejs.org/docs/latest-v24.x/api/errors.html#common-system-errors */
const sentences: Readonly<Record<string, Sentence>> = {
  ENOENT: (path) => [`there is no ${path}.`, "Is the name right, and the folder there?"],
  ENOTDIR: (path) => [`there is no ${path}: a part of it is a file, and not a folder.`],
  EACCES: (path) => [`you may not use ${path}.`, "Look at its permissions, or name another file."],
  EPERM: (path) => [`you may not use ${path}.`, "Look at its permissions, or name another file."],
  EISDIR: (path) => [`${path} is a folder.`, "Name a file in it."],
  EROFS: (path) => [`${path} cannot be written: it is on a disk that can only be read.`, "Name another file."],
  ENOSPC: (path) => [`${path} cannot be written: the disk is full.`],
};
