import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parameters } from "../infra/plugin/parameters.ts";

/*
 * Writes the table of parameters into the README, between two comments: what a deployment can be told stands in one place,
 * infra/plugin/parameters.ts.
 */

const readme = fileURLToPath(new URL("../README.md", import.meta.url));
const place = /(?<=<!-- npm run parameters -->\n)[\s\S]*?(?=<!-- end -->)/;

/** The README with the table as it should be. */
export function withParameters(text: string): string {
  if (!place.test(text)) throw new Error("README.md has no place for the parameters");
  const rows = Object.entries(parameters).map(
    ([name, { default: value, meaning }]) => `| \`${name}\` | ${value === "" ? "none" : `\`${value}\``} | ${meaning} |`,
  );
  return text.replace(place, () => ["| parameter | default | |", "|---|---|---|", ...rows, ""].join("\n"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(readme, withParameters(readFileSync(readme, "utf8")));
}
