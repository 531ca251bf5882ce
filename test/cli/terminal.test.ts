import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { seedDemoWorld } from "../simulator/demo-world.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { bareEnvironment } from "./support/bare-environment.ts";
import { builtCommand } from "./support/bundle.ts";
import { piped } from "./support/piped.ts";
import { onTerminal } from "./support/pseudo-terminal.ts";

let built: Awaited<ReturnType<typeof builtCommand>>;
let simulator: Simulator;
beforeAll(async () => {
  [built, simulator] = await Promise.all([builtCommand(), startSimulator()]);
});
beforeEach(() => seedDemoWorld(simulator));
afterEach(() => simulator.reset());
afterAll(async () => {
  await Promise.all([built.remove(), simulator.stop()]);
});

const esc = "\u001b";
/** The sequences that give a colour, and the one that ends them. */
const colour = new RegExp(`${esc}\\[3\\dm`);
const bar = /[█░]{4,} \d+ of 17 regions read/;

/** How the line of a region begins that was read. */
const read = (region: string) => new RegExp(`^✓ ${region} +(nothing idle|\\d+ idle)$`);

test("on a terminal there is a bar under the regions, gone at the end, and the cursor is back", async () => {
  // The last region holds out until the bar has been seen with all others above it.
  const { promise: seen, resolve: go } = Promise.withResolvers<void>();
  simulator.hook({ match: { region: "eu-west-1", action: "DescribeAddresses" }, before: () => seen });
  const terminal = onTerminal(built.path, ["plan"], { environment: simulator.environment });
  await terminal.shows("16 of 17 regions read");
  expect(terminal.cursor()).toBe("hidden");
  // Above the regions stands whose they are, and by which policy, in two lines.
  const before = terminal.lines().slice(2);
  expect(before.slice(0, 16).filter((line) => !read("[a-z0-9-]+").test(line))).toEqual([]);
  expect(before[16]).toMatch(bar);
  expect(before).toHaveLength(17);
  go();
  expect(await terminal.ended).toBe(0);
  const after = terminal.lines().slice(2);
  expect(after.filter((line) => bar.test(line))).toEqual([]);
  expect(after[16]).toMatch(read("eu-west-1"));
  expect(terminal.cursor()).toBe("visible");
  expect(terminal.raw()).toMatch(colour);
});

test("the regions' names and what was found there stand in columns", async () => {
  const terminal = onTerminal(built.path, ["plan"], { environment: simulator.environment });
  expect(await terminal.ended).toBe(0);
  const found = terminal.lines().filter((line) => /^✓ /.test(line));
  expect(found).toHaveLength(17);
  expect(new Set(found.map((line) => line.search(/nothing idle|\d+ idle/)))).toHaveLength(1);
});

test.each([60, 80, 120])("on a terminal of %i columns no line of a plan is wider", async (columns) => {
  const refusal = {
    kind: "error",
    code: "UnauthorizedOperation",
    message: "You are not authorized. ".repeat(20),
  } as const;
  simulator.fault({ region: "us-west-2", answer: refusal });
  const terminal = onTerminal(built.path, ["plan"], { environment: simulator.environment, columns });
  expect(await terminal.ended).toBe(1);
  expect(terminal.wrapped()).toEqual([]);
  expect(terminal.lines().filter((line) => line.startsWith("✗ us-west-2"))).toEqual([
    expect.stringMatching(/not read: UnauthorizedOperation: You are .*…$/),
  ]);
});

test("a region that was not read is red, and those that were are green", async () => {
  simulator.fault({ region: "us-west-2", answer: { kind: "error", code: "UnauthorizedOperation", status: 403 } });
  const terminal = onTerminal(built.path, ["plan"], { environment: simulator.environment });
  expect(await terminal.ended).toBe(1);
  expect(terminal.raw()).toContain(`${esc}[31m✗${esc}[39m us-west-2`);
  expect(terminal.raw()).toContain(`${esc}[31mnot read${esc}[39m: UnauthorizedOperation`);
  expect(terminal.raw()).toContain(`${esc}[32m✓${esc}[39m us-west-1`);
});

test("Ctrl-C takes the bar away, brings the cursor back, and is told to the shell", async () => {
  simulator.fault({ region: "eu-west-1", answer: { kind: "hang" } });
  const terminal = onTerminal(built.path, ["plan"], { environment: simulator.environment });
  await terminal.shows("16 of 17 regions read");
  terminal.press("ctrl-c");
  expect(await terminal.ended).toBe(130);
  expect(terminal.cursor()).toBe("visible");
});

test("between pipes there is no escape sequence, and a line for each region", async () => {
  const { code, stdout, stderr } = await piped(built.path, ["plan"], { environment: simulator.environment });
  expect(code).toBe(0);
  expect(stdout).not.toContain(esc);
  expect(stderr).not.toContain(esc);
  const [whose, ...lines] = stderr.replace("; mode\n", "; mode ").trimEnd().split("\n");
  expect(whose).toMatch(/^Account 123456789012\. Policy: .*; mode report; all regions\.$/);
  expect(lines).toHaveLength(17);
  expect(lines.filter((line) => !read("[a-z0-9-]+").test(line))).toEqual([]);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("with NO_COLOR there is a bar and no colour", async () => {
  const environment = { ...simulator.environment, NO_COLOR: "1" };
  const terminal = onTerminal(built.path, ["plan"], { environment });
  expect(await terminal.ended).toBe(0);
  expect(terminal.raw()).toMatch(bar);
  // Neither colour nor weight; what is left moves and hides the cursor.
  expect(terminal.raw()).not.toMatch(new RegExp(`${esc}\\[[0-9;]*m`));
  expect(terminal.lines().filter((line) => /^✓ /.test(line))).toHaveLength(17);
});

test("with FORCE_COLOR there is colour in a pipe, and no bar", async () => {
  const environment = { ...simulator.environment, FORCE_COLOR: "1" };
  const { code, stderr } = await piped(built.path, ["plan"], { environment });
  expect(code).toBe(0);
  expect(stderr).toMatch(colour);
  expect(stderr).not.toMatch(/[█░]/);
});

test.each([{ CI: "true" }, { TERM: "dumb" }])("with %j a terminal gets plain lines that stay", async (more) => {
  const terminal = onTerminal(built.path, ["plan"], { environment: { ...simulator.environment, ...more } });
  expect(await terminal.ended).toBe(0);
  expect(terminal.raw()).not.toMatch(/[█░]/);
  expect(terminal.raw()).not.toContain(`${esc}[?25l`);
  expect(terminal.lines().filter((line) => /^✓ /.test(line))).toHaveLength(17);
});

test("the help has bold titles on a terminal, and none in a pipe", async () => {
  const terminal = onTerminal(built.path, ["plan", "--help"]);
  expect(await terminal.ended).toBe(0);
  expect(terminal.raw()).toContain(`${esc}[1mOptions:`);
  const { stdout } = await piped(built.path, ["plan", "--help"]);
  expect(stdout).toContain("\nOptions:\n");
  expect(stdout).not.toContain(esc);
});

test("an error is red on a terminal, a sentence with advice, and a stack only with --debug", async () => {
  const terminal = onTerminal(built.path, ["plan"], { environment: { AWS_REGION: "us-east-1" } });
  expect(await terminal.ended).toBe(1);
  expect(terminal.raw()).toContain(`${esc}[31mjanitor:${esc}[39m there are no AWS credentials.`);
  const plain = await piped(built.path, ["plan"], { environment: { AWS_REGION: "us-east-1" } });
  expect(plain).toMatchObject({ code: 1, stdout: "" });
  expect(plain.stderr).toMatch(/^janitor: there are no AWS credentials\.\n {2}/);
  expect(plain.stderr).not.toMatch(/\n\s+at /);
  const debug = await piped(built.path, ["plan", "--debug"], { environment: { AWS_REGION: "us-east-1" } });
  expect(debug.stderr).toMatch(/\n\s+at /);
});

test("whoever reads only the beginning gets it, and no error", async () => {
  const east = simulator.world("us-east-1");
  for (let each = 0; each < 300; each += 1) east.createNetworkInterface({ description: `number ${each}` });
  const child = spawn(process.execPath, [built.path, "plan", "--output", "json"], {
    cwd: dirname(built.path),
    env: { ...bareEnvironment(), ...simulator.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // As `head` does: it reads a little and goes away.
  child.stdout.once("data", () => child.stdout.destroy());
  const [stderr] = await Promise.all([text(child.stderr), once(child, "close")]);
  expect(child.exitCode).toBe(0);
  expect(stderr).not.toMatch(/EPIPE|Error/);
});

test("nothing is cut off where the output is large", async () => {
  const east = simulator.world("us-east-1");
  for (let each = 0; each < 5_000; each += 1) east.createNetworkInterface({ description: `number ${each}` });
  const { code, stdout } = await piped(built.path, ["plan", "--output", "json", "--regions", "us-east-1"], {
    environment: simulator.environment,
  });
  expect(code).toBe(0);
  expect(stdout.length).toBeGreaterThan(1_000_000);
  expect(JSON.parse(stdout).findings.length).toBeGreaterThanOrEqual(5_000);
});
