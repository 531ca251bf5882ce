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

const head = ["measured", "bound", "ratio", "promised"] as const;

/** In columns: the numbers, and what names and bounds are wrapped to where the terminal does not say how wide it is. */
const widths = [14, 14, 8, 11] as const;
const usualWidth = 110;

/**
 * For a terminal: a row a figure, and below it how its bound comes about.
 *
 * @param isJudged whether to say which promises are missed
 * @param columns how wide the terminal is
 */
export function writeTable(figures: readonly Figure[], isJudged = true, columns = usualWidth): string {
  const borders = widths.length + 2;
  const rest = columns - borders - widths.reduce((sum, width) => sum + width, 0);
  const table = new Table({
    head: ["", ...head],
    colWidths: [Math.max(30, rest), ...widths],
    colAligns: ["left", "right", "right", "right", "right"],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const part of parts) {
    const own = figures.filter((figure) => figure.part === part);
    if (own.length > 0) table.push([{ colSpan: 5, content: titles[part] }]);
    for (const figure of own) {
      const missed = isJudged && !isKept(figure) ? "\nMISSED" : "";
      table.push([`${figure.name}\n(bound: ${figure.derivation})`, ...numbers(figure), `${promise(figure)}${missed}`]);
    }
  }
  return table.toString();
}

/** For the README. */
export function writeMarkdown(figures: readonly Figure[]): string {
  const row = (figure: Figure) => {
    const promised = isKept(figure) ? promise(figure) : `${promise(figure)}, **missed**`;
    return `| ${titles[figure.part]}: ${figure.name} | ${numbers(figure).join(" | ")} | ${promised} | ${figure.derivation} |`;
  };
  const rows = parts.flatMap((part) => figures.filter((figure) => figure.part === part).map(row));
  return [`| | ${head.join(" | ")} | the bound is |`, "|---|---:|---:|---:|---:|---|", ...rows].join("\n");
}

function numbers(figure: Figure): [value: string, bound: string, ratio: string] {
  const { value, bound, unit } = figure;
  // A promise that is missed by little must not look like one that is kept.
  return [`${shown(value)} ${unit}`, `${shown(bound)} ${unit}`, shown(ratioOf(figure), isKept(figure) ? 3 : 5)];
}

function promise({ most }: Figure): string {
  return most === undefined ? "–" : `≤ ${most}`;
}

/** With so many digits that count; whole numbers have all of theirs. */
function shown(value: number, digits = 3): string {
  if (value === 0 || Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(digits)));
}
