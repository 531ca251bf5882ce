import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { startSimulator } from "../../simulator/simulator.ts";
import { anAddress, elsewhere, oldMark } from "../../support/samples.ts";
import { builtCommand } from "../support/bundle.ts";
import { piped } from "../support/piped.ts";
import { folderOfTheTest } from "../support/policy-file.ts";
import { onTerminal } from "../support/pseudo-terminal.ts";
import { journalLine, journalOf } from "./journal.ts";

/** The command as it is shipped, between pipes and on a terminal. */
let path: string;
beforeAll(async () => {
  const built = await builtCommand();
  path = built.path;
  return built.remove;
});

test("a journal's file is listed without credentials, and without a colour", async () => {
  const folder = folderOfTheTest();
  writeFileSync(
    join(folder, "journal.jsonl"),
    journalOf(journalLine(anAddress({ tags: { Name: "web", ...oldMark } }))),
  );
  const { code, stdout, stderr } = await piped(path, ["restore", "--journal", "journal.jsonl", "--list"], { folder });
  expect(stdout).toBe(
    [
      "1 release in the journal. What has been given back since is in it, too.",
      "",
      "2026-11-02 06:00 UTC  198.51.100.1                              eu-central-1",
      "  “web”, eipalloc-1, run run-1",
      "",
      "Give back one, or several ids with blanks between them, or all of a run:",
      "  janitor restore --journal journal.jsonl --id 198.51.100.1",
      "  janitor restore --journal journal.jsonl --run run-1",
      "",
    ].join("\n"),
  );
  expect([code, stderr]).toEqual([0, ""]);
});

test("what was released is given back, and what cannot be had back makes it fail", async () => {
  const simulator = await startSimulator();
  try {
    const world = simulator.world("us-east-1");
    const [one, two] = [world.allocateAddress(), world.allocateAddress()].map(({ allocationId, publicIp }) => {
      world.releaseAddress(allocationId);
      return anAddress({ id: allocationId, publicIp, scope: elsewhere, networkBorderGroup: "us-east-1" });
    });
    if (!one || !two) throw new Error("two addresses");
    const stdin = journalOf(journalLine(one), journalLine(two));
    const restore = (...args: string[]) =>
      piped(path, ["restore", "--journal", "-", ...args], { environment: simulator.environment, stdin });

    const first = await restore("--id", one.publicIp);
    expect(first.stdout).toBe("Of 1 release: 1 given back.\nWhat was given back is kept for 7 days.\n");
    expect([first.code, world.addresses().map(({ publicIp }) => publicIp)]).toEqual([0, [one.publicIp]]);

    simulator.world("us-east-1", "210987654321").allocateAddress({ publicIp: two.publicIp });
    const second = await restore("--run", "run-1");
    expect(second.stdout).toMatch(
      /^Of 2 releases: 1 there already, 1 could not be had back\.\n {2}198\.\S+ in us-east-1: AWS does not/,
    );
    expect([second.code, second.stderr]).toEqual([
      1,
      expect.stringContaining(`✗ ${two.publicIp} in us-east-1 could not`),
    ]);
    expect(`${first.stderr}${second.stderr}`).not.toContain("\u001b");
  } finally {
    await simulator.stop();
  }
});

test("on a terminal it shows how far it is, in colours, and leaves the terminal as it was", async () => {
  const simulator = await startSimulator({ latencyMs: 60 });
  try {
    const world = simulator.world("us-east-1");
    const released = [1, 2, 3].map(() => {
      const { allocationId, publicIp } = world.allocateAddress();
      world.releaseAddress(allocationId);
      return anAddress({ id: allocationId, publicIp, scope: elsewhere, networkBorderGroup: "us-east-1" });
    });
    const folder = folderOfTheTest();
    writeFileSync(join(folder, "journal.jsonl"), journalOf(...released.map((each) => journalLine(each))));
    const args = ["restore", "--journal", "journal.jsonl", "--run", "run-1"];
    const terminal = onTerminal(path, args, { environment: simulator.environment, folder, columns: 100 });
    await terminal.shows("░ 1 of 3 given back");
    expect(await terminal.ended).toBe(0);
    expect(terminal.raw()).toContain("\u001b[32m✓\u001b[39m");
    const lines = terminal.lines();
    expect(lines.slice(-2)).toEqual(["Of 3 releases: 3 given back.", "What was given back is kept for 7 days."]);
    expect(lines.filter((line) => line.startsWith("✓"))).toHaveLength(3);
    expect(lines.join("\n")).not.toContain("░");
    expect(terminal.cursor()).toBe("visible");
  } finally {
    await simulator.stop();
  }
});

test("on a terminal a list is no wider than that", async () => {
  const folder = folderOfTheTest();
  writeFileSync(
    join(folder, "j"),
    journalOf(journalLine(anAddress({ tags: { Name: "a long name ".repeat(9), ...oldMark } }))),
  );
  const terminal = onTerminal(path, ["restore", "--journal", "j"], { folder, columns: 60 });
  expect(await terminal.ended).toBe(0);
  expect(terminal.raw()).toContain("\u001b[1m198.51.100.1");
  expect(terminal.lines()).toContainEqual("2026-11-02 06:00 UTC  198.51.100.1          eu-central-1");
});
