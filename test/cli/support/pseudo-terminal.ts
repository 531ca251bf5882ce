import { dirname } from "node:path";
import { spawn } from "@lydell/node-pty";
import { Terminal } from "@xterm/headless";
import { onTestFinished } from "vitest";
import { bareEnvironment } from "./bare-environment.ts";

/** What the keys send that are no letters. */
const keys = {
  enter: "\r",
  escape: "\u001b",
  space: " ",
  tab: "\t",
  up: "\u001b[A",
  down: "\u001b[B",
  right: "\u001b[C",
  left: "\u001b[D",
  backspace: "\u007f",
  "ctrl-c": "\u0003",
  "ctrl-d": "\u0004",
} as const;

export interface PseudoTerminalOptions {
  /** What the shell says, besides a path and `TERM`: `simulator.environment`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The working directory; the bundle's own folder without it, where no policy.yml is. */
  readonly folder?: string;
  readonly columns?: number;
  readonly rows?: number;
}

/** A command that runs on a terminal, and what somebody in front of it sees and does. */
export interface PseudoTerminal {
  /** All that has come, escape sequences and all. */
  readonly raw: () => string;
  /** The lines as they stand now, those that have scrolled away included; without the blanks at their ends, or empty ones at the end. */
  readonly lines: () => readonly string[];
  /** Those of the lines that were too wide and go on in the next one. */
  readonly wrapped: () => readonly string[];
  /** Whether the cursor can be seen. */
  readonly cursor: () => "visible" | "hidden";
  /** Waits until the screen shows this. Rejects, with the screen, when it does not in ten seconds, or when the command has ended. */
  readonly shows: (what: string | RegExp) => Promise<void>;
  readonly type: (text: string) => void;
  readonly press: (...pressed: readonly (keyof typeof keys)[]) => void;
  /** The exit code as a shell tells it, once the command has ended and all that it wrote has been read. */
  readonly ended: Promise<number>;
}

/** In ms: far more than anything takes that a test waits for. */
const patience = 10_000;

/** Runs the built command on a terminal of its own. The command is ended with the test that has started it. */
export function onTerminal(
  path: string,
  args: readonly string[],
  { environment = {}, folder = dirname(path), columns = 80, rows = 24 }: PseudoTerminalOptions = {},
): PseudoTerminal {
  const screen = new Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
  const pty = spawn(process.execPath, [path, ...args], {
    name: environment.TERM ?? "xterm-256color",
    cols: columns,
    rows,
    cwd: folder,
    env: { ...bareEnvironment(), ...environment },
  });
  const chunks: string[] = [];
  const watchers = new Set<() => void>();
  const look = () => {
    for (const watcher of watchers) watcher();
  };
  pty.onData((chunk) => {
    chunks.push(chunk);
    screen.write(chunk, look);
  });
  // The library says so only after the last byte; an empty write comes back after all that were made before.
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  let running = true;
  pty.onExit(({ exitCode, signal }) => {
    screen.write("", () => {
      running = false;
      resolve(signal ? 128 + signal : exitCode);
      look();
    });
  });
  onTestFinished(async () => {
    if (running) pty.kill("SIGKILL");
    await ended;
    screen.dispose();
  });

  const raw = () => chunks.join("");
  const lines = () => linesOf(screen);
  return {
    raw,
    lines,
    wrapped: () => wrappedLinesOf(screen),
    cursor: () => (raw().lastIndexOf("\u001b[?25l") > raw().lastIndexOf("\u001b[?25h") ? "hidden" : "visible"),
    shows: (what) =>
      new Promise((done, fail) => {
        const settle = (act: () => void) => {
          clearTimeout(timer);
          watchers.delete(watcher);
          act();
        };
        const missing = (why: string) =>
          settle(() => fail(new Error(`${why} without ${String(what)} on the screen:\n${lines().join("\n")}`)));
        const timer = setTimeout(() => missing(`${patience / 1_000} seconds`), patience);
        const watcher = () => {
          const text = lines().join("\n");
          if (typeof what === "string" ? text.includes(what) : what.test(text)) settle(done);
          else if (!running) missing("the command has ended");
        };
        watchers.add(watcher);
        watcher();
      }),
    type: (text) => pty.write(text),
    press: (...pressed) => pty.write(pressed.map((key) => keys[key]).join("")),
    ended,
  };
}

function linesOf({ buffer: { active } }: Terminal): readonly string[] {
  const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? "");
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

function wrappedLinesOf({ buffer: { active } }: Terminal): readonly string[] {
  return Array.from({ length: active.length }, (_, at) => active.getLine(at)).flatMap((line) =>
    line?.isWrapped ? [line.translateToString(true)] : [],
  );
}
