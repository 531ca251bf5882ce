import { createLogUpdate } from "log-update";
import type { ErrorFacts } from "../functions/janitor/domain/error-facts.ts";
import type { Survey } from "../functions/janitor/domain/survey.ts";
import { count, oneLine } from "../functions/janitor/notify/plain-text.ts";
import type { Reading } from "../functions/janitor/ports.ts";
import { isLively, type Output, styled, type Terminal } from "./terminal.ts";

/** Says what is going on, on the terminal's second stream: a bar under the lines where they can be written over. */
export interface Progress {
  /** One thing that has happened. */
  readonly line: (text: string) => void;
  /** How far something is; shown only where it can be written over. */
  readonly at: (label: string, done: number, of: number) => void;
  /** What is under way and cannot be counted, shown as {@link at} is, and in its place; answers what takes it away. */
  readonly busy: (label: string) => () => void;
  /** Takes the bar away; the lines stay. */
  readonly end: () => void;
}

export function startProgress({ stderr }: Pick<Terminal, "stderr">): Progress {
  return isLively(stderr, process.env) ? bar(stderr) : plainLines(stderr);
}

function plainLines(out: Output): Progress {
  return { line: (text) => void out.write(`${text}\n`), at: () => {}, busy: () => () => {}, end: () => {} };
}

function bar(out: Output): Progress {
  const update = createLogUpdate(out);
  let shown = "";
  const clear = () => {
    shown = "";
    update.clear();
  };
  return {
    line: (text) => {
      update.clear();
      out.write(`${text}\n`);
      if (shown !== "") update(shown);
    },
    at: (label, done, of) => {
      shown = barLine(label, done, of, out);
      update(shown);
    },
    busy: (label) => {
      shown = oneLine(label, columnsOf(out) - 1);
      update(shown);
      return clear;
    },
    end: () => {
      clear();
      update.done();
    },
  };
}

/** In columns: of the bar at the most, and of what stands beside it. */
const widest = 24;
const beside = 26;

function barLine(label: string, done: number, of: number, out: Output): string {
  const width = columnsOf(out);
  const cells = Math.max(4, Math.min(widest, width - beside));
  const full = of === 0 ? cells : Math.round((done / of) * cells);
  const drawn = styled("cyan", "█".repeat(full), out) + styled("dim", "░".repeat(cells - full), out);
  return `${drawn} ${oneLine(`${done} of ${of} ${label}`, width - cells - 2)}`;
}

/** In columns: what a terminal has, however few; a log keeps longer lines. */
function columnsOf({ isTTY, columns }: Output): number {
  return isTTY === true ? (columns ?? 80) : 400;
}

/** The same reading, with a line for each region as it comes in. */
export function withProgress(reading: Reading, progress: Progress, out: Output): Reading {
  let done = 0;
  let names: readonly string[] = [];
  const tell = () => progress.at(names.length === 1 ? "region read" : "regions read", done, names.length);
  return {
    scopes: async (regions) => {
      const scopes = await reading.scopes(regions);
      done = 0;
      if (scopes.status === "listed") {
        names = scopes.scopes.map(({ region }) => region);
        tell();
      } else {
        progress.line(unread("The account's regions", "not listed", scopes.error, out));
      }
      return scopes;
    },
    survey: async (scope) => {
      const survey = await reading.survey(scope);
      done += 1;
      progress.line(regionLine(survey, Math.max(...names.map(({ length }) => length)), out));
      tell();
      return survey;
    },
    evidence: async (due, unseen) => {
      if (due.length === 0) return reading.evidence(due, unseen);
      progress.line(
        `${count(due.length, "release")} due: asking who still needs ${due.length === 1 ? "it" : "them"} …`,
      );
      const answered = progress.busy(`asking the guards about ${due.length} …`);
      try {
        return await reading.evidence(due, unseen);
      } finally {
        answered();
      }
    },
  };
}

/** @param width of the longest name of a region, so that what was found stands in a column */
function regionLine(survey: Survey, width: number, out: Output): string {
  const region = survey.scope.region.padEnd(width);
  if (survey.status === "failed") return unread(region, "not read", survey.error, out);
  const idle = survey.resources.filter(({ use }) => use.state === "idle").length;
  const found = idle === 0 ? styled("dim", "nothing idle", out) : `${idle} idle`;
  return `${styled("green", "✓", out)} ${region}  ${found}`;
}

/** One line, also where AWS has many words: on a terminal they end where it does. */
function unread(name: string, what: string, { code, message }: ErrorFacts, out: Output): string {
  const room = Math.max(20, columnsOf(out) - name.length - what.length - 6);
  return `${styled("red", "✗", out)} ${name}  ${styled("red", what, out)}: ${oneLine(`${code}: ${message}`, room)}`;
}
