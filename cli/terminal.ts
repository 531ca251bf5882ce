import type { Readable, Writable } from "node:stream";
import { styleText } from "node:util";
import wrapAnsi from "wrap-ansi";
import type { Clock } from "../functions/janitor/ports.ts";

/** Where a command reads from and writes to, and what time it is there. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** For what was asked for: a table, JSON, a page. */
  readonly stdout: Output;
  /** For what is said meanwhile: progress, questions, errors. */
  readonly stderr: Output;
  readonly clock: Clock;
  /**
   * Calls back when somebody presses Ctrl-C, in place of ending the process, which the next Ctrl-C does; answers the function that
   * ends all that.
   */
  readonly onInterrupt: (act: () => void) => () => void;
}

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** In columns: what is not a terminal gets what fits into most. */
const usualWidth = 80;

/** The columns there are; wider lines than 120 are hard to read, and below 60 a table is none any more. */
export function widthOf({ isTTY, columns }: Output): number {
  return isTTY === true && columns !== undefined ? Math.min(120, Math.max(60, columns)) : usualWidth;
}

/** A colour, or what else a terminal can do to text. */
export type Style = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/**
 * Text in colour, where the stream is a terminal and nobody has asked for none (`NO_COLOR`, `NODE_DISABLE_COLORS`); in colour
 * wherever it goes with `FORCE_COLOR`. https://nodejs.org/docs/latest-v24.x/api/util.html#utilstyletextformat-text-options
 */
export function styled(style: Style | Style[], text: string, stream: Output): string {
  // One by one: with several at once some versions of Node.js forget to look at the stream.
  return [style].flat().reduceRight((inner, each) => styleText(each, inner, { stream }), text);
}

/** Text in lines that fit; what has no blank where it should be broken is broken anywhere. */
export function wrapped(text: string, stream: Output): string {
  return wrapAnsi(text, widthOf(stream), { hard: true });
}

/** The same as one point of a list, set in where it is broken. */
export function bullet(text: string, stream: Output): string {
  return `• ${wrapAnsi(text, widthOf(stream) - 2, { hard: true }).replaceAll("\n", "\n  ")}`;
}

/** Whether lines may be written over: on a terminal that can do so, and not in a log that keeps all of them. */
export function isLively({ isTTY }: Output, environment: Readonly<Record<string, string | undefined>>): boolean {
  return isTTY === true && !environment.CI && environment.TERM !== "dumb";
}
