import type { Results } from "./results.ts";
import { writeMarkdown } from "./table.ts";

const place = /(?<=<!-- npm run bench -- --record -->\n)[\s\S]*?(?=<!-- end -->)/;

/** The README with these results in their place. */
export function withResults(text: string, { date, machine, figures }: Results): string {
  if (!place.test(text)) throw new Error("README.md has no place for the results of the benchmark");
  const when = `Measured on ${date.slice(0, 10)}, ${machine.cores} cores, Node.js ${machine.node}:`;
  return text.replace(place, () => `${when}\n\n${writeMarkdown(figures)}\n`);
}
