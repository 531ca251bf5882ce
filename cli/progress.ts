import { createLogUpdate } from "log-update";
import { formatDuration } from "../functions/janitor/domain/duration.ts";
import type { Survey } from "../functions/janitor/domain/survey.ts";
import { count, oneLine } from "../functions/janitor/notify/plain-text.ts";
import type { Reading } from "../functions/janitor/ports.ts";
import { isLively, type Output, styled, type Terminal, widthOf } from "./terminal.ts";

/** Says what is going on, on the terminal's second stream: a bar under the lines where they can be written over. */
export interface Progress {
  /** One thing that has happened. */
  readonly line: (text: string) => void;
  /** How far something is; shown only where it can be written over. */
  readonly at: (label: string, done: number, of: number) => void;
  /** Takes the bar away; the lines stay. */
  readonly end: () => void;
}

export function startProgress({ stderr }: Pick<Terminal, "stderr">): Progress {
  return isLively(stderr, process.env) ? bar(stderr) : plainLines(stderr);
}

function plainLines(out: Output): Progress {
  return { line: (text) => void out.write(`${text}\n`), at: () => {}, end: () => {} };
}

function bar(out: Output): Progress {
  const update = createLogUpdate(out);
  let shown = "";
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
    end: () => {
      shown = "";
      update.clear();
      update.done();
    },
  };
}

const cells = 24;

function barLine(label: string, done: number, of: number, out: Output): string {
  const full = of === 0 ? cells : Math.round((done / of) * cells);
  const drawn = styled("cyan", "█".repeat(full), out) + styled("dim", "░".repeat(cells - full), out);
  return `${drawn} ${oneLine(`${done} of ${of} ${label}`, widthOf(out) - cells - 2)}`;
}

/** The same reading, with a line for each region as it comes in. */
export function withProgress(reading: Reading, progress: Progress, out: Output): Reading {
  let done = 0;
  let all = 0;
  return {
    scopes: async (regions) => {
      const scopes = await reading.scopes(regions);
      if (scopes.status === "listed") {
        all = scopes.scopes.length;
        progress.at("regions read", done, all);
      }
      return scopes;
    },
    survey: async (scope) => {
      const survey = await reading.survey(scope);
      done += 1;
      progress.line(regionLine(survey, out));
      progress.at("regions read", done, all);
      return survey;
    },
    evidence: async (due, unseen) => {
      if (due.length > 0) progress.line(`${count(due.length, "release")} due: asking who still needs them …`);
      return reading.evidence(due, unseen);
    },
  };
}

function regionLine(survey: Survey, out: Output): string {
  const { region } = survey.scope;
  if (survey.status === "failed") {
    const { code, message } = survey.error;
    return `${styled("red", "✗", out)} ${region}  ${styled("red", "not read", out)}: ${oneLine(code)}: ${oneLine(message, 120)}`;
  }
  const idle = survey.resources.filter(({ use }) => use.state === "idle").length;
  const found = idle === 0 ? styled("dim", "nothing idle", out) : `${idle} idle`;
  return `${styled("green", "✓", out)} ${region}  ${found}`;
}

/** `took 1s`, for a line at the end. */
export function took(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : formatDuration(ms);
}
