import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { main } from "../cli/main.ts";
import type { Clock } from "../functions/janitor/ports.ts";
import { systemClock } from "../functions/janitor/system-clock.ts";
import { type Simulator, startSimulator } from "../test/simulator/simulator.ts";

/** What a command shows, with the line that was typed. */
export interface CommandSamples {
  readonly plan: string;
  readonly explain: string;
  readonly restore: string;
  /** A plan with a region that was not read. */
  readonly notRead: string;
  readonly apply: string;
  /** Something that another account has by now. */
  readonly notHadBack: string;
}

const day = 86_400_000;
const now = Date.parse("2026-11-22T06:00:00.000Z");
const markedBefore = (days: number) => ({ "janitor:idle-since": new Date(now - days * day).toISOString() });

/**
 * Runs the command's own code on a simulated account, at an instant that never changes: what the documentation shows is what
 * it really says.
 */
export async function commandSamples(): Promise<CommandSamples> {
  const simulator = await startSimulator({ now, frozenClock: true });
  const folder = await mkdtemp(join(tmpdir(), "janitor-samples-"));
  const [before, from] = [{ ...process.env }, process.cwd()];
  try {
    for (const name of Object.keys(process.env)) if (/^(AWS|JANITOR)_/.test(name)) delete process.env[name];
    Object.assign(process.env, simulator.environment);
    process.chdir(folder);
    return await showAll(simulator);
  } finally {
    process.chdir(from);
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await simulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function showAll(simulator: Simulator): Promise<CommandSamples> {
  const { proxy, shop } = furnish(simulator);
  // Nothing is released by hand without one.
  await show(simulator, ["init"]);
  const plan = await show(simulator, ["plan", "--mode", "release"]);
  const reopen = closeRegion(simulator, "sa-east-1");
  const notRead = await show(simulator, ["plan", "--only", "due"]);
  reopen();
  const explain = await show(simulator, ["explain", shop, "--mode", "release"]);
  const apply = await show(simulator, ["apply", "--mode", "release", "--yes"]);
  const from = ["restore", "--journal", "janitor-journal.jsonl"];
  const listed = await show(simulator, [...from, "--list"]);
  const refuse = giveAway(simulator);
  const notHadBack = await show(simulator, [...from, "--id", proxy]);
  refuse();
  const given = await show(simulator, [...from, "--id", proxy]);
  return { plan, explain, restore: `${listed}\n\n${given}`, notRead, apply, notHadBack };
}

/** Answers the function that opens it again. */
function closeRegion(simulator: Simulator, region: string): () => void {
  const message = "You are not authorized to perform this operation: explicit deny in a service control policy.";
  return simulator.fault({ region, answer: { kind: "error", code: "UnauthorizedOperation", message, status: 403 } });
}

/** As if another account had the address by now; answers the function that ends that. */
function giveAway(simulator: Simulator): () => void {
  const message = "The address does not belong to you.";
  const answer = { kind: "error", code: "AuthFailure", message, status: 403 } as const;
  return simulator.fault({ action: "AllocateAddress", answer });
}

/** An account in which somebody has learned EC2, and has left a few things behind. */
function furnish(simulator: Simulator): { readonly proxy: string; readonly shop: string } {
  simulator.setAccountAlias("example-prod");
  const frankfurt = simulator.world("eu-central-1");
  const proxy = frankfurt.allocateAddress({ tags: { Name: "staging proxy", Owner: "checkout", ...markedBefore(12) } });
  frankfurt.createNetworkInterface({
    description: "aws-K8S-i-0f3a1b2c4d5e6f708",
    tags: { Owner: "platform", "node.k8s.amazonaws.com/instance_id": "i-0f3a1b2c4d5e6f708", ...markedBefore(9) },
  });
  const shop = frankfurt.allocateAddress({ tags: { Name: "old shop", Owner: "checkout", ...markedBefore(30) } });
  const zone = simulator.dns().createZone({ name: "example.com" });
  simulator.dns().addRecord(zone, { name: "shop.example.com", type: "A", values: [shop.publicIp] });

  const virginia = simulator.world("us-east-1");
  virginia.allocateAddress({ tags: { Name: "load test" } });
  virginia.allocateAddress({ tags: { Name: "spare", "janitor:keep-until": "2027-01-31" } });
  const build = virginia.runInstance({ tags: { Name: "build" } });
  virginia.associate(virginia.allocateAddress({ tags: { Name: "build" } }).allocationId, {
    instanceId: build.instanceId,
  });
  virginia.stop(build.instanceId);
  return { proxy: proxy.publicIp, shop: shop.publicIp };
}

/** Waits take no time: what is shown does not depend on them. */
function clockOf(simulator: Simulator): Clock {
  let elapsed = 0;
  return {
    ...systemClock,
    now: () => simulator.clock.now(),
    elapsed: () => elapsed,
    pause: async (ms) => {
      elapsed += ms;
    },
  };
}

/** The line that was typed, and what came of it on both streams, as on a terminal: which regions were read is no news here. */
async function show(simulator: Simulator, args: readonly string[]): Promise<string> {
  const written: string[] = [];
  const collect = () =>
    new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    });
  await main(args, {
    stdin: Readable.from([]),
    stdout: collect(),
    stderr: collect(),
    clock: clockOf(simulator),
    onInterrupt: () => () => {},
  });
  const lines = written.join("").split("\n");
  const shown = lines.filter((line) => !/nothing idle$|\d idle$|asking who|^Account \d|^Waiting for/i.test(line));
  return [`$ janitor ${args.join(" ")}`, shown.join("\n").trim()].join("\n");
}
