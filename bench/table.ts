import Table from "cli-table3";
import { type Figure, isKept, type Part, parts, ratioOf } from "./figure.ts";

const titles: Readonly<Record<Part, string>> = {
  survey: "Survey",
  release: "Release",
  growth: "Growth",
  start: "Start",
  "quiet-run": "A quiet run",
  script: "Against the pasted script",
};

/** For a terminal of a hundred columns or more: a row a figure, and below it how its bound comes about. */
export function writeTable(figures: readonly Figure[]): string {
  const table = new Table({
    head: ["", "measured", "bound", "ratio", "promised"],
    colWidths: [58, 14, 14, 8, 11],
    colAligns: ["left", "right", "right", "right", "right"],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const part of parts) {
    const own = figures.filter((figure) => figure.part === part);
    if (own.length > 0) table.push([{ colSpan: 5, content: titles[part] }]);
    for (const figure of own) {
      const { name, derivation } = figure;
      const [value, bound, ratio, promised] = numbers(figure);
      const verdict = isKept(figure) ? promised : `${promised}\nMISSED`;
      table.push([`${name}\n(bound: ${derivation})`, value, bound, ratio, verdict]);
    }
  }
  return table.toString();
}

/** For the README. */
export function writeMarkdown(figures: readonly Figure[]): string {
  const rows = parts.flatMap((part) =>
    figures
      .filter((figure) => figure.part === part)
      .map((figure) => `| ${titles[part]}: ${figure.name} | ${numbers(figure).join(" | ")} | ${figure.derivation} |`),
  );
  return ["| | measured | bound | ratio | promised | the bound is |", "|---|---:|---:|---:|---:|---|", ...rows].join(
    "\n",
  );
}

function numbers(figure: Figure): [string, string, string, string] {
  const { value, bound, unit, most } = figure;
  return [
    `${shown(value)} ${unit}`,
    `${shown(bound)} ${unit}`,
    shown(ratioOf(figure)),
    most === undefined ? "–" : `≤ ${most}`,
  ];
}

/** Three digits that count. */
function shown(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
