import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Bundle, bundleJanitor, bundleSlack } from "../../build/bundle.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { deliver, snsEvent, startSlack } from "../slack/slack.ts";
import { type InvocationOptions, invoke } from "../support/invoke.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 1, 6);
let folder: string;
let trimmed: Bundle;
let plain: Bundle;
let slack: Bundle;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bundle-"));
  [trimmed, plain, slack] = await Promise.all([
    bundleJanitor({ outdir: join(folder, "trimmed"), trim: true }),
    bundleJanitor({ outdir: join(folder, "plain"), trim: false }),
    bundleSlack({ outdir: join(folder, "slack"), trim: true }),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function handlerOf({ entry }: Bundle): Promise<NonNullable<InvocationOptions["handler"]>> {
  const { handler } = await import(pathToFileURL(entry).href);
  return handler;
}

test("what a quiet run loads is at most 280 kB", () => {
  expect(trimmed.loadedBytes).toBeLessThanOrEqual(280_000);
});

test("everything together is at most 420 kB", () => {
  expect(trimmed.totalBytes).toBeLessThanOrEqual(420_000);
});

test("each file is known by what is in it, and by whether it is loaded at start", () => {
  const files = [...trimmed.files];
  const withPackage = (name: string) => files.filter(([, { packages }]) => packages.has(name));
  expect(trimmed.files.get(trimmed.entry)?.atStart).toBe(true);
  expect(withPackage("@aws-sdk/client-ec2").map(([, { atStart }]) => atStart)).toContain(true);
  for (const name of ["@aws-sdk/client-sns", "@aws-sdk/client-cloudtrail", "zod"]) {
    expect(new Set(withPackage(name).map(([, { atStart }]) => atStart)), name).toEqual(new Set([false]));
  }
  const bytesAtStart = files.filter(([, { atStart }]) => atStart).map(([path]) => statSync(path).size);
  expect(bytesAtStart.reduce((sum, size) => sum + size, 0)).toBe(trimmed.loadedBytes);
});

test("nothing in the trimmed bundle calls require, which its files do not have", () => {
  const needs = [...trimmed.files.keys()].filter((path) => readFileSync(path, "utf8").includes("Dynamic require of"));
  expect(needs).toEqual([]);
});

test("what posts to Slack is at most 240 kB, and all of it is loaded at start", () => {
  expect(slack.loadedBytes).toBeLessThanOrEqual(240_000);
  expect(slack.totalBytes).toBe(slack.loadedBytes);
});

test("the bundle for Slack reads its parameter and posts", async () => {
  const stub = await startSlack();
  const posts = vi.fn(async (_url: string, _init: RequestInit) => new Response("ok"));
  vi.stubGlobal("fetch", posts);
  try {
    stub.parameters["/janitor/slack"] = "https://hooks.slack.com/services/T/B/x";
    const { handler } = await import(pathToFileURL(slack.entry).href);
    const { error } = await deliver(stub, snsEvent("hello"), { handler });
    expect(error).toBeUndefined();
    expect(posts).toHaveBeenCalledExactlyOnceWith("https://hooks.slack.com/services/T/B/x", expect.anything());
    expect(JSON.parse(String(posts.mock.calls[0]?.[1].body)).blocks[1].text.text).toBe("hello");
  } finally {
    vi.unstubAllGlobals();
    await stub.stop();
  }
});

test("trimming is worth its risk: less than half of a plain bundle", () => {
  expect(trimmed.loadedBytes).toBeLessThan(plain.loadedBytes / 2);
});

test.each(["bowser", "event-streams"])("%s, which no call needs, is left out", (name) => {
  const chunksOf = ({ entry }: Bundle) => readdirSync(join(dirname(entry), "chunks"));
  expect(chunksOf(plain)).toContainEqual(expect.stringContaining(name));
  expect(chunksOf(trimmed)).not.toContainEqual(expect.stringContaining(name));
});

test("the trimmed and the plain bundle make the same requests and read the same answers", async () => {
  const asPlain = await story(await handlerOf(plain));
  const asTrimmed = await story(await handlerOf(trimmed));
  expect(asPlain.calls.length).toBeGreaterThan(200);
  expect(new Set(asPlain.calls.map((call) => call.split(" ")[1]))).toEqual(
    new Set([
      "CreateTags",
      "DeleteNetworkInterface",
      "DeleteTags",
      "DescribeAccountAttributes",
      "DescribeAddressTransfers",
      "DescribeAddresses",
      "DescribeAddressesAttribute",
      "DescribeInstances",
      "DescribeLaunchTemplateVersions",
      "DescribeLaunchTemplates",
      "DescribeNetworkInterfaces",
      "DescribeRegions",
      "DescribeRouteTables",
      "DescribeSecurityGroups",
      "FilterLogEvents",
      "GetCallerIdentity",
      "ListAccountAliases",
      "ListHostedZones",
      "ListResourceRecordSets",
      "LookupEvents",
      "Publish",
      "ReleaseAddress",
    ]),
  );
  expect(asTrimmed).toEqual(asPlain);
  // Six runs, slow ones where other tests take the processors.
}, 60_000);

/** Every call the janitor makes, and every kind of answer to it, over three runs; what was sent and what was read. */
async function story(handler: NonNullable<InvocationOptions["handler"]>) {
  const simulator = await startSimulator({ now: start, frozenClock: true });
  try {
    build(simulator);
    const topic = simulator.world("us-east-1").createTopic("janitor");
    simulator.setAccountAlias("acme-prod");
    const reports: unknown[] = [];
    for (const mode of ["report", "mark", "release"]) {
      const { report, error } = await invoke(simulator, {
        handler,
        policy: { mode, grace: "1h" },
        environment: { JANITOR_TOPIC_ARN: topic },
        invokedFunctionArn: mode === "report" ? "" : "arn:aws:lambda:us-east-1:123456789012:function:janitor",
      });
      reports.push({ ...report, runId: "" }, error?.message);
      simulator.clock.advance(2 * hour);
    }
    return {
      reports,
      calls: simulator.calls
        .map(
          ({ region, action, status, errorCode, parameters }) =>
            `${region} ${action} ${status} ${errorCode ?? ""} ${JSON.stringify(parameters).replaceAll(/run-\d+/g, "run")}`,
        )
        .toSorted(),
    };
  } finally {
    await simulator.stop();
  }
}

function build(simulator: Simulator): void {
  const world = simulator.world("eu-west-1");
  world.allocateAddress({ tags: { Name: 'hostile <&"> \n\t ünïcödé 🐘' } });
  world.setAddress(world.allocateAddress().allocationId, { ptrRecord: "mail.example.com." });
  const { instanceId } = world.runInstance();
  const reused = world.allocateAddress({ tags: { "janitor:idle-since": new Date(start - hour).toISOString() } });
  world.associate(reused.allocationId, { instanceId });
  world.stop(instanceId);
  for (let at = 0; at < 1_100; at++) world.createNetworkInterface({ tags: { "janitor:policy": "keep" } });
  world.createNetworkInterface({ description: "aws-K8S-i-0123456789abcdef0" });
  const held = world.createNetworkInterface();
  world.associate(world.allocateAddress().allocationId, { networkInterfaceId: held.networkInterfaceId });
  needEverything(simulator);
  simulator.fault({ region: "us-west-2", answer: { kind: "error", code: "UnauthorizedOperation", status: 403 } });
  simulator.fault({
    region: "ap-south-1",
    action: "DescribeAddresses",
    times: 2,
    answer: { kind: "error", code: "RequestLimitExceeded", status: 503 },
  });
}

/** Something for every guard to find. */
function needEverything(simulator: Simulator): void {
  const world = simulator.world("eu-west-1");
  const zone = simulator.dns().createZone({ name: "example.com", private: true });
  const named = world.allocateAddress();
  simulator
    .dns()
    .addRecord(zone, { name: "*.example.com", type: "A", values: [named.publicIp], setIdentifier: "a", weight: 1 });
  world.allow({ cidr: `${world.allocateAddress().publicIp}/32`, description: "a partner" });
  world.setAddress(world.allocateAddress().allocationId, { transfer: { accountId: "210987654321" } });
  const routed = world.createNetworkInterface();
  world.addRoute({ networkInterfaceId: routed.networkInterfaceId });
  const planned = world.createNetworkInterface();
  world.createLaunchTemplate({ versions: [{ networkInterfaceIds: [planned.networkInterfaceId] }, {}] });
  const busy = world.allocateAddress();
  world.record({
    eventName: "AssociateAddress",
    resources: [busy.allocationId],
    at: start + 3 * hour,
    username: "batch",
  });
}
