import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleJanitor } from "../../build/bundle.ts";
import type { Call } from "../simulator/calls.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { hour, marked, publishing, release, start } from "../support/account.ts";
import { type InvocationOptions, invoke, type LogLine } from "../support/invoke.ts";
import { hazard } from "./hazard.ts";

/*
 * The bundled Lambda in a process of its own, killed before or after every single call it makes to AWS, in turn. What
 * happened before the kill stays; then further runs come, and have to arrive where they would have arrived without it.
 */

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "killed-"));
  ({ entry: bundle } = await bundleJanitor({ outdir: folder, trim: true }));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Kill {
  /** Which call of the run, from 1. */
  readonly at: number;
  readonly moment: "before" | "after";
}

/** What an account has in the end, and what the runs said about it. */
interface Ending {
  readonly left: unknown;
  /** What is not there any more. */
  readonly gone: readonly string[];
  /** The ids that the journal has an intent for. */
  readonly intended: readonly string[];
  /** How many calls the first run made. */
  readonly calls: number;
  readonly killed: boolean;
}

/** One of everything: what is to go, what is to be marked, unmarked, kept, protected and reported. */
function furnish(simulator: Simulator): void {
  const ireland = simulator.world("eu-west-1");
  const home = simulator.world("us-east-1");
  ireland.allocateAddress({ tags: { ...marked(), Name: "due" } });
  home.allocateAddress({ tags: { ...marked(), Name: "due elsewhere" } });
  ireland.createNetworkInterface({ tags: { ...marked(), Name: "due" } });
  ireland.allocateAddress({ tags: { Name: "fresh" } });
  ireland.createNetworkInterface({ tags: { Name: "fresh" } });
  const { instanceId } = ireland.runInstance();
  const used = ireland.allocateAddress({ tags: { ...marked(), Name: "used again" } });
  ireland.associate(used.allocationId, { instanceId });
  const stopped = ireland.runInstance();
  const waiting = ireland.allocateAddress({ tags: { Name: "of a stopped instance" } });
  ireland.associate(waiting.allocationId, { instanceId: stopped.instanceId });
  ireland.stop(stopped.instanceId);
  home.allocateAddress({ tags: { ...marked(), "janitor:policy": "keep" } });
  const named = home.allocateAddress({ tags: { ...marked(), Name: "in DNS" } });
  const zone = simulator.dns().createZone({ name: "example.com" });
  simulator.dns().addRecord(zone, { name: "www.example.com", type: "A", values: [named.publicIp] });
}

function resourcesIn(simulator: Simulator) {
  return ["us-east-1", "eu-west-1"].flatMap((region) => {
    const world = simulator.world(region);
    return [
      ...world.addresses().map(({ allocationId: id, tags, associationId }) => ({ id, tags, used: !!associationId })),
      ...world.networkInterfaces().map(({ networkInterfaceId: id, tags, status }) => ({ id, tags, used: status })),
    ];
  });
}

/** A first run that is killed at the nth call, or at none, and the runs of the next hours. */
async function live(kill?: Kill): Promise<Ending> {
  const simulator = await startSimulator({ now: start, frozenClock: true, regions: ["us-east-1", "eu-west-1"] });
  try {
    furnish(simulator);
    const before = resourcesIn(simulator).map(({ id }) => id);
    const options = publishing(simulator, release);
    const first = await runInProcess(simulator, options, kill);
    const log = [...first.log];
    for (let runs = 0; runs < 3; runs++) {
      const { lines, error } = await invoke(simulator, options);
      if (error !== undefined) throw error;
      log.push(...lines);
      simulator.clock.advance(2 * hour);
    }
    const left = resourcesIn(simulator);
    return {
      left,
      gone: before.filter((id) => !left.some((each) => each.id === id)),
      intended: log.filter(({ journal }) => journal === "intent").map(idOf),
      calls: first.calls,
      killed: first.killed,
    };
  } finally {
    await simulator.stop();
  }
}

function idOf({ finding }: LogLine): string {
  return typeof finding === "object" && finding !== null && "id" in finding ? String(finding.id) : "";
}

async function runInProcess(simulator: Simulator, options: InvocationOptions, kill?: Kill) {
  simulator.clearCalls();
  const child = fork(fileURLToPath(new URL("doomed-process.ts", import.meta.url)), [bundle, String(start)], {
    env: {
      PATH: process.env.PATH,
      ...simulator.environment,
      ...options.environment,
      JANITOR_POLICY: JSON.stringify({ version: 1, ...options.policy }),
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const undo = kill === undefined ? [] : killAt(simulator, child, kill);
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  const [code, signal] = await once(child, "close");
  for (const take of undo) take();
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`the run ended with ${code}\n${output}`);
  return { calls: simulator.calls.length, killed: signal === "SIGKILL", log: output.split("\n").flatMap(readLine) };
}

/** Kills the process when its nth call has come, and waits until it is dead: `before`, the call is not executed. */
function killAt({ hook, fault }: Simulator, child: ChildProcess, { at, moment }: Kill): readonly (() => void)[] {
  let calls = 0;
  let doomed: Call | undefined;
  const die = async () => {
    const dead = once(child, "exit");
    child.kill("SIGKILL");
    await dead;
  };
  return [
    hook({
      match: {},
      before: async (call) => {
        calls += 1;
        if (calls !== at) return;
        doomed = call;
        if (moment === "before") await die();
      },
      after: async (call) => {
        if (call === doomed && moment === "after") await die();
      },
    }),
    fault({ when: (call) => call === doomed && moment === "before", answer: { kind: "reset" } }),
  ];
}

function readLine(line: string): readonly LogLine[] {
  if (!line.startsWith("{")) return [];
  try {
    const read: LogLine = JSON.parse(line);
    return [read];
  } catch {
    return []; // The line that the process died in.
  }
}

hazard("killed", () => {
  test("a process that dies before or after any of its calls changes nothing about where the next runs arrive", async () => {
    const undisturbed = await live();
    expect(undisturbed.killed).toBe(false);
    expect(undisturbed.gone).toHaveLength(5);
    expect(undisturbed.intended.toSorted()).toEqual(undisturbed.gone.toSorted());

    const points = Array.from({ length: undisturbed.calls }, (_, at) => at + 1).flatMap((at): readonly Kill[] => [
      { at, moment: "before" },
      { at, moment: "after" },
    ]);
    expect(points.length).toBeGreaterThan(70);
    for (const point of points) {
      const { left, gone, intended, killed } = await live(point);
      expect({ point, killed, left, gone }).toEqual({
        point,
        killed: true,
        left: undisturbed.left,
        gone: undisturbed.gone,
      });
      for (const id of gone) expect(intended, `the journal after ${JSON.stringify(point)}`).toContain(id);
    }
  }, 300_000);
});
