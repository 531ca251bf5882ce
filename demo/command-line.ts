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
  const explain = await show(simulator, ["explain", shop, "--mode", "release"]);
  await show(simulator, ["apply", "--mode", "release", "--yes"]);
  const from = ["restore", "--journal", "janitor-journal.jsonl"];
  const listed = await show(simulator, [...from, "--list"]);
  const given = await show(simulator, [...from, "--id", proxy]);
  return { plan, explain, restore: `${listed}\n\n${given}` };
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

/** @throws Error when the command has failed: the documentation must not show that */
async function show(simulator: Simulator, args: readonly string[]): Promise<string> {
  const [stdout, stderr] = [collector(), collector()];
  const code = await main(args, {
    stdin: Readable.from([]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    clock: clockOf(simulator),
    onInterrupt: () => () => {},
  });
  if (code === 1) throw new Error(`janitor ${args.join(" ")} failed: ${stderr.text()}`);
  // On a terminal progress stands above what was asked for; which regions were read is no news here.
  const progress = stderr
    .text()
    .split("\n")
    .filter((line) => line !== "" && !/nothing idle$|\d idle$|asking who|^Account/i.test(line));
  return [`$ janitor ${args.join(" ")}`, ...progress, stdout.text().trim()].join("\n");
}

function collector(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join("") };
}
