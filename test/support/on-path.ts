import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a program is that PATH names, if anywhere. */
export function findOnPath(name: string): string | undefined {
  const { PATH = "" } = process.env;
  return PATH.split(delimiter)
    .filter((directory) => directory !== "")
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
