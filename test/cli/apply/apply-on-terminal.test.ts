import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { bareEnvironment } from "../support/bare-environment.ts";
import { builtCommand } from "../support/bundle.ts";
import { folderOfTheTest, policyOf } from "../support/policy-file.ts";
import { onTerminal } from "../support/pseudo-terminal.ts";

const day = 86_400_000;
const quick = "guards: { activity: false }\nlimits: { releases: 100 }\n";
const oldMark = () => ({ "janitor:idle-since": new Date(Date.now() - 9 * day).toISOString() });

let janitor: Awaited<ReturnType<typeof builtCommand>>;
beforeAll(async () => {
  janitor = await builtCommand();
});
afterAll(() => janitor.remove());

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ regions: ["eu-central-1", "us-east-1"] });
});
afterEach(() => simulator.stop());

const world = () => simulator.world("eu-central-1");
const left = () => world().addresses().length;
const writes = () => simulator.calls.filter(({ action }) => !/^(Describe|List|Get|Lookup)/.test(action));

function dueAddresses(many: number) {
  for (let each = 0; each < many; each += 1) world().allocateAddress({ tags: oldMark() });
}

function applied(...args: readonly string[]) {
  const folder = folderOfTheTest();
  const all = ["apply", "--mode", "release", ...policyOf(quick), ...args];
  return { folder, screen: onTerminal(janitor.path, all, { environment: simulator.environment, folder }) };
}

const question = "Release 2 Elastic IPs in the account 123456789012?";

describe("somebody at a terminal", () => {
  test("is asked, with the counts, and nothing is done before the answer", async () => {
    dueAddresses(2);
    const { screen } = applied();
    await screen.shows(question);
    expect(writes()).toEqual([]);
    screen.type("yes");
    screen.press("enter");
    expect(await screen.ended).toBe(0);
    expect(left()).toBe(0);
    const shown = screen.lines().join("\n");
    expect(shown).toContain("RELEASED (2)");
    expect(shown).toContain("2 released. $7.30 a month is saved.");
    expect(screen.cursor()).toBe("visible");
  });

  test.each(["enter", "escape", "ctrl-c"] as const)("who presses %s has not said yes", async (key) => {
    dueAddresses(2);
    const { folder, screen } = applied();
    await screen.shows(question);
    screen.press(key);
    expect(await screen.ended).toBe(key === "enter" ? 2 : 130);
    expect(screen.lines().at(-1)).toBe("Nothing was changed.");
    expect(writes()).toEqual([]);
    expect(existsSync(join(folder, "janitor-journal.jsonl"))).toBe(false);
    expect(screen.cursor()).toBe("visible");
  });

  test.each(["YES", " yes "])("who has typed %j has said yes", async (text) => {
    dueAddresses(2);
    const { screen } = applied();
    await screen.shows(question);
    screen.type(text);
    screen.press("enter");
    expect(await screen.ended).toBe(0);
    expect(left()).toBe(0);
  });

  test.each(["y", "Y", "yarn build", "yes please", "ja"])("who has typed %s has not said yes", async (text) => {
    dueAddresses(2);
    const { screen } = applied();
    await screen.shows(question);
    screen.type(text);
    screen.press("enter");
    expect(await screen.ended).toBe(2);
    expect(writes()).toEqual([]);
  });

  test("who has typed ahead has not said yes to a question that was not there yet", async () => {
    dueAddresses(2);
    const { screen } = applied();
    screen.type("y\nyarn build\n");
    await screen.shows(question);
    screen.press("ctrl-c");
    // Whether the words have reached the question depends on the terminal; they are no yes in either case.
    expect([2, 130]).toContain(await screen.ended);
    expect(writes()).toEqual([]);
  });

  test("sees each release as it ends, and a bar below them that is gone at the end", async () => {
    dueAddresses(3);
    const { screen } = applied("--yes");
    expect(await screen.ended).toBe(0);
    expect(screen.raw()).toContain("3 of 3 done");
    expect(screen.lines().join("\n")).not.toContain("of 3 done");
    expect(screen.lines().filter((line) => line.startsWith("✓ released "))).toHaveLength(3);
  });

  test("stops the run with Ctrl-C: what is under way is finished, and all of it is told", async () => {
    dueAddresses(40);
    const { screen } = applied("--yes");
    const pressed = Promise.withResolvers<void>();
    let asked = 0;
    simulator.hook({
      match: { action: "ReleaseAddress" },
      before: async () => {
        asked += 1;
        if (asked === 1) screen.press("ctrl-c");
        if (asked === 1) void screen.shows("Stopping:").then(pressed.resolve, pressed.reject);
        // Nobody's release is answered before the command knows.
        await pressed.promise;
      },
    });
    expect(await screen.ended).toBe(130);
    const released = 40 - left();
    expect(released).toBe(asked);
    expect(released).toBeLessThanOrEqual(10);
    const shown = screen.lines().join("\n");
    expect(shown).toContain(`${released} released, ${40 - released} not started.`);
    expect(shown).toContain("janitor restore --journal janitor-journal.jsonl --run by-hand-");
  });
});

describe("in a script", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s stops the run, and the exit code says so", async (signal) => {
    dueAddresses(40);
    const all = ["apply", "--mode", "release", "--yes", ...policyOf(quick)];
    const child = spawn(process.execPath, [janitor.path, ...all], {
      cwd: folderOfTheTest(),
      env: { ...bareEnvironment(), ...simulator.environment },
    });
    const heard = Promise.withResolvers<void>();
    child.stderr.on("data", (chunk) => {
      if (String(chunk).includes("Stopping:")) heard.resolve();
    });
    let asked = 0;
    simulator.hook({
      match: { action: "ReleaseAddress" },
      before: async () => {
        asked += 1;
        // npm sends on what the terminal has sent to both: two that come together are one.
        if (asked === 1) for (let twice = 0; twice < 2; twice += 1) child.kill(signal);
        await heard.promise;
      },
    });
    const [stdout] = await Promise.all([text(child.stdout), once(child, "close")]);
    expect(child.exitCode).toBe(130);
    expect(40 - left()).toBe(asked);
    expect(stdout).toContain(`${asked} released, ${40 - asked} not started.`);
  });

  test("an output that nobody reads any more ends nothing halfway", async () => {
    dueAddresses(12);
    const folder = folderOfTheTest();
    const all = ["apply", "--mode", "release", "--yes", ...policyOf(quick)];
    const child = spawn(process.execPath, [janitor.path, ...all], {
      cwd: folder,
      env: { ...bareEnvironment(), ...simulator.environment },
    });
    simulator.hook({
      match: { action: "ReleaseAddress" },
      before: () => {
        child.stdout.destroy();
        child.stderr.destroy();
      },
    });
    await once(child, "close");
    expect(child.exitCode).toBe(0);
    expect(left()).toBe(0);
    const journal = readFileSync(join(folder, "janitor-journal.jsonl"), "utf8");
    expect(journal.match(/"journal":"outcome"/g)).toHaveLength(12);
    expect(journal.match(/"journal":"report"/g)).toHaveLength(1);
  });

  test("a second Ctrl-C leaves at once, and the journal has what was under way", async () => {
    dueAddresses(1);
    const folder = folderOfTheTest();
    const all = ["apply", "--mode", "release", "--yes", ...policyOf(quick)];
    const child = spawn(process.execPath, [janitor.path, ...all], {
      cwd: folder,
      env: { ...bareEnvironment(), ...simulator.environment },
    });
    let pressed = 0;
    child.stderr.on("data", (chunk) => {
      if (!String(chunk).includes("Stopping:")) return;
      const again = setInterval(() => {
        pressed += 1;
        child.kill("SIGINT");
      }, 200);
      child.once("close", () => clearInterval(again));
    });
    simulator.fault({ action: "ReleaseAddress", answer: { kind: "hang" } });
    simulator.hook({ match: { action: "ReleaseAddress" }, before: () => void child.kill("SIGINT") });
    await once(child, "close");
    expect(child.exitCode).toBe(130);
    expect(pressed).toBeGreaterThan(0);
    const journal = readFileSync(join(folder, "janitor-journal.jsonl"), "utf8");
    expect(journal).toContain('"journal":"intent"');
    expect(journal).not.toContain('"journal":"outcome"');
  });
});
