import Table from "cli-table3";
import wrapAnsi from "wrap-ansi";
import { type Output, styled, widthOf } from "./terminal.ts";

/** A table whose columns stand side by side with nothing between them. */
export function borderlessTable(colWidths: number[]): InstanceType<typeof Table> {
  return new Table({
    chars: noBorders,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colWidths,
    wordWrap: true,
  });
}

const noBorders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
} as const;

const margin = "  ";

/** A row's second line, dim: wrapped at words where it can be, anywhere where it cannot, and set in on every line. */
export function indented(text: string, out: Output): string {
  const lines = wrapAnsi(text, widthOf(out) - margin.length - 1, { hard: true }).split("\n");
  return lines.map((line) => styled("dim", margin + line, out)).join("\n");
}
