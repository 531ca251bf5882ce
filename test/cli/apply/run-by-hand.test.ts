import * as fs from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { apply } from "../../../cli/apply/apply.ts";
import { longestRun } from "../../../cli/session.ts";
import { Ec2Clients } from "../../../functions/janitor/aws/clients.ts";
import { deadlinesFor } from "../../../functions/janitor/deadlines.ts";
import { systemClock } from "../../../functions/janitor/system-clock.ts";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { folderOfTheTest, policyOf } from "../support/policy-file.ts";
import { silentTerminal } from "../support/silent-terminal.ts";

// What is written is written; it is only watched what is closed.
vi.mock("node:fs", { spy: true });

const minute = 60_000;
const day = 1_440 * minute;

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ regions: ["us-east-1"] });
  for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.clearAllMocks();
  await simulator.stop();
});

const world = () => simulator.world("us-east-1");
const dueAddress = () =>
  world().allocateAddress({ tags: { "janitor:idle-since": new Date(Date.now() - 9 * day).toISOString() } });
const released = () => simulator.calls.filter(({ action }) => action === "ReleaseAddress").length;

interface Given {
  /** What the calendar is ahead of the true one, in ms. */
  readonly ahead?: () => number;
  readonly after?: (ms: number) => AbortSignal;
  /** Somebody has said yes; answers what gives Ctrl-C back. */
  readonly onYes?: (interrupt: () => void) => () => void;
  readonly pause?: typeof systemClock.pause;
  /** Sees each line that is told on the way. */
  readonly onLine?: (line: string) => void;
  readonly policy?: string;
  readonly journal?: string;
}

function seenBy(onText: (text: string) => void) {
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      onText(String(chunk));
      done();
    },
  });
}

async function applied(given: Given = {}) {
  const { ahead = () => 0, after = systemClock.after, pause = systemClock.pause } = given;
  const { onYes = () => () => {}, onLine = () => {}, policy = "guards: { activity: false }\n" } = given;
  const { journal = join(folderOfTheTest(), "journal.jsonl") } = given;
  const chunks: string[] = [];
  const code = await apply(
    {
      policy: policyOf(policy)[1],
      mode: "release",
      journal,
      yes: true,
    },
    {
      ...silentTerminal(),
      stdout: seenBy((text) => chunks.push(text)),
      stderr: seenBy(onLine),
      clock: { ...systemClock, now: () => systemClock.now() + ahead(), after, pause },
      onInterrupt: onYes,
    },
  );
  return { code, stdout: chunks.join("") };
}

/** Calls back when the guards are asked once more, after the yes and before the releases. */
function whenGuardsAreAskedAgain(act: () => void) {
  let asked = 0;
  simulator.hook({
    match: { action: "ListHostedZones" },
    before: () => {
      asked += 1;
      if (asked === 2) act();
    },
  });
}

describe("a run by hand", () => {
  test.each([
    ["has slept for longer than a run takes", 16 * minute],
    ["has put its calendar back", -minute],
  ])("starts nothing more where the machine %s: what guards have said is not true for ever", async (_, ms) => {
    dueAddress();
    let ahead = 0;
    whenGuardsAreAskedAgain(() => {
      ahead = ms;
    });
    const { code, stdout } = await applied({ ahead: () => ahead });
    expect(code).toBe(2);
    expect(released()).toBe(0);
    expect(stdout).toContain("0 released, 1 not started.");
  });

  test("releases nothing that waited its turn while the machine slept", async () => {
    for (let each = 0; each < 70; each += 1) dueAddress();
    let ahead = 0;
    /** How many had been released when it fell asleep: all that EC2's bucket had room for. */
    let asleep: Promise<number> | undefined;
    const fallAsleep = async (signal: AbortSignal) => {
      let before = -1;
      while (before !== released()) {
        before = released();
        await systemClock.pause(100, signal);
      }
      ahead = 16 * minute;
      return before;
    };
    const { code } = await applied({
      ahead: () => ahead,
      policy: "guards: { activity: false }\nlimits: { releases: 100 }\n",
      pause: async (ms, signal) => {
        // Before that it is only AWS's first answer that is waited for.
        if (released() > 0) asleep ??= fallAsleep(signal);
        await asleep;
        await systemClock.pause(ms, signal);
      },
    });
    expect(code).toBe(2);
    expect(released()).toBe(await asleep);
    expect(released()).toBeGreaterThanOrEqual(50);
    expect(released()).toBeLessThan(70);
  });

  test("marks nothing where the machine slept while it looked: the mark would be of an instant before", async () => {
    const { allocationId } = world().allocateAddress();
    let [ahead, looks] = [0, 0];
    simulator.hook({
      match: { action: "DescribeAddresses" },
      after: () => {
        looks += 1;
        if (looks === 2) ahead = 16 * minute;
      },
    });
    const { code, stdout } = await applied({ ahead: () => ahead });
    expect(code).toBe(2);
    expect(stdout).toContain("0 released, 1 not started.");
    expect(world().address(allocationId)?.tags).toEqual({});
  });

  test("goes on for as long as a run may take", async () => {
    dueAddress();
    let ahead = 0;
    whenGuardsAreAskedAgain(() => {
      ahead = 14 * minute;
    });
    expect((await applied({ ahead: () => ahead })).code).toBe(0);
    expect(released()).toBe(1);
  });

  test("starts nothing more when its time is over", async () => {
    dueAddress();
    const over = new AbortController();
    const { short } = deadlinesFor(longestRun, { after: (ms) => AbortSignal.abort(ms) });
    whenGuardsAreAskedAgain(() => over.abort());
    const after = (ms: number) => (ms === short.reason ? over.signal : systemClock.after(ms));
    const { code, stdout } = await applied({ after });
    expect(code).toBe(2);
    expect(released()).toBe(0);
    expect(stdout).toContain("Time ran out with 1 left to do");
  });

  test("has all of its time from the yes on, however long somebody has thought about it", async () => {
    dueAddress();
    const before: AbortController[] = [];
    let asking = true;
    const after = (ms: number) => {
      if (!asking) return systemClock.after(ms);
      const control = new AbortController();
      before.push(control);
      return control.signal;
    };
    const onYes = () => {
      asking = false;
      for (const control of before) control.abort();
      return () => {};
    };
    expect((await applied({ after, onYes })).code).toBe(0);
    expect(released()).toBe(1);
  });

  test("looks for marks by the policy's own prefix, writes them with it, and takes them off", async () => {
    const due = world().allocateAddress({ tags: { "mine:idle-since": new Date(Date.now() - 9 * day).toISOString() } });
    const fresh = world().allocateAddress();
    const used = world().allocateAddress({ tags: { "mine:idle-since": new Date(Date.now() - day).toISOString() } });
    world().associate(used.allocationId, world().runInstance());
    const { code } = await applied({ policy: "tagPrefix: 'mine:'\nguards: { activity: false }\n" });
    expect(code).toBe(0);
    expect(world().address(due.allocationId)).toBeUndefined();
    expect(Object.keys(world().address(fresh.allocationId)?.tags ?? {})).toEqual(["mine:idle-since"]);
    expect(world().address(used.allocationId)?.tags).toEqual({});
  });

  test("has journaled what it says that it has done", async () => {
    dueAddress();
    const journal = join(folderOfTheTest(), "journal.jsonl");
    const journaled: string[] = [];
    const onLine = (line: string) => {
      if (line.startsWith("✓ released")) journaled.push(fs.readFileSync(journal, "utf8"));
    };
    await applied({ journal, onLine });
    expect(journaled).toEqual([expect.stringContaining('"journal":"outcome"')]);
  });

  test("lets Ctrl-C end the pause between two attempts", async () => {
    dueAddress();
    let press = () => {};
    const onYes = (act: () => void) => {
      press = act;
      return () => {};
    };
    simulator.fault({
      action: "ReleaseAddress",
      answer: { kind: "error", code: "RequestLimitExceeded", message: "slow down", status: 503 },
    });
    const pauses: (boolean | undefined)[] = [];
    const pause: typeof systemClock.pause = async (ms, signal) => {
      if (ms !== 500) return systemClock.pause(ms, signal);
      press();
      pauses.push(signal?.aborted);
    };
    expect((await applied({ onYes, pause })).code).toBe(130);
    expect(pauses).toEqual([true]);
    expect(released()).toBe(1);
  });

  test("leaves nothing open, and gives Ctrl-C back to the process", async () => {
    dueAddress();
    const destroyed = vi.spyOn(Ec2Clients.prototype, "destroy");
    const givenBack = vi.fn();
    const journal = join(folderOfTheTest(), "journal.jsonl");
    expect((await applied({ onYes: () => givenBack, journal })).code).toBe(0);
    const opened = vi.mocked(fs.openSync).mock.calls.findIndex(([path]) => path === journal);
    expect(vi.mocked(fs.closeSync)).toHaveBeenCalledWith(vi.mocked(fs.openSync).mock.results[opened]?.value);
    // Those that have found the credentials, and those of the session.
    expect(new Set(destroyed.mock.contexts).size).toBe(2);
    expect(givenBack).toHaveBeenCalledOnce();
  });
});
