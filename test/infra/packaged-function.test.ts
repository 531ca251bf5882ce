import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { type Invoked, type Unpacked, unpack } from "./lambda.ts";
import { copyService, params, type ServiceCopy } from "./service-copy.ts";
import { region, resourcesOf, type TemplateResource } from "./template.ts";

const day = 86_400_000;
const timeout = 180_000;

const schedule = z.object({ Target: z.object({ Input: z.string() }) });

/** What `npm run package` makes, with parameters. Neither credentials nor a network are there. */
interface Packaged {
  readonly service: ServiceCopy;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly zip: (name: string) => Buffer;
}

async function packageWith(parameters: Readonly<Record<string, string>>): Promise<Packaged> {
  const service = copyService();
  const { code, output } = await service.osls(["package", ...params(parameters)]);
  if (code !== 0) throw new Error(output);
  return {
    service,
    resources: resourcesOf({ template: service.template() }),
    zip: (name) => readFileSync(join(service.folder, ".serverless", name)),
  };
}

let reporting: Packaged;
let releasing: Packaged;

beforeAll(async () => {
  [reporting, releasing] = await Promise.all([
    packageWith({ slackWebhook: "/elastic-janitor/hook" }),
    packageWith({ slackWebhook: "/another/hook", mode: "release", email: "ops@example.com" }),
  ]);
}, timeout);

afterAll(() => {
  for (const packaged of [reporting, releasing]) packaged?.service.remove();
});

function propertiesOf({ resources }: Packaged, id: string): Readonly<Record<string, unknown>> {
  const { Properties } = resources.get(id) ?? {};
  if (Properties === undefined) throw new Error(`nothing is called ${id}`);
  return Properties;
}

describe("the packages", () => {
  test.each(["janitor.zip", "slack.zip"])("%s is the same bytes wherever and with whatever it is packaged", (name) => {
    expect(reporting.zip(name).equals(releasing.zip(name))).toBe(true);
  });

  test.each([
    ["janitor.zip", "dist/janitor/"],
    ["slack.zip", "dist/slack/"],
  ])("%s has one function in it, and nothing else of the project", (name, folder) => {
    const unpacked = unpack(reporting.zip(name));
    try {
      const files = readdirSync(unpacked.folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(unpacked.folder.length + 1));
      expect(files).toContain(`${folder}index.mjs`);
      expect(files.filter((file) => !(file.startsWith(folder) && file.endsWith(".mjs")))).toEqual([]);
    } finally {
      unpacked.remove();
    }
  });
});

describe("the packaged janitor", { timeout }, () => {
  let simulator: Simulator;
  let unpacked: Unpacked;
  let topic: string;

  beforeEach(async () => {
    simulator = await startSimulator({ now: Date.UTC(2026, 10, 2, 6), frozenClock: true });
    topic = simulator.world(region).createTopic("SummaryTopic");
    unpacked = unpack(reporting.zip("janitor.zip"));
  });
  afterEach(async () => {
    unpacked.remove();
    await simulator.stop();
  });

  /** One run, as the schedule of the template starts it. */
  async function run(packaged: Packaged): Promise<{ report: Report; log: readonly string[] }> {
    const { Target } = z.parse(schedule, propertiesOf(packaged, "Schedule"));
    const properties = propertiesOf(packaged, "JanitorLambdaFunction");
    const { failed, payload, log } = await unpacked.invoke(properties, JSON.parse(Target.Input), simulator);
    expect(failed, payload).toBe(false);
    return { report: JSON.parse(payload), log };
  }

  test("is run here on the Node.js that it is deployed with, and finds nothing around it", () => {
    const { Runtime } = propertiesOf(reporting, "JanitorLambdaFunction");
    expect(Runtime).toBe(`nodejs${process.versions.node.split(".")[0]}.x`);
    expect(foldersAbove(unpacked.folder).filter((folder) => existsSync(join(folder, "node_modules")))).toEqual([]);
  });

  test("reports what is idle in all regions to the topic, and writes nothing", async () => {
    const idle = simulator.world("eu-west-1").allocateAddress();
    const { report, log } = await run(reporting);
    expect(report.mode).toBe("report");
    expect(report.regions).toHaveLength(17);
    expect(report.regions.filter(({ status }) => status !== "scanned")).toEqual([]);
    expect(report.findings).toMatchObject([{ id: idle.allocationId, region: "eu-west-1", decision: "wait" }]);
    expect(simulator.calls.filter(({ writes }) => writes)).toEqual([]);

    expect(simulator.published).toMatchObject([{ topicArn: topic, region }]);
    expect(simulator.published[0]?.message).toContain(idle.allocationId);
    expect(simulator.published[0]?.message).toContain(report.runId);

    const lines = log.map((line) => JSON.parse(line));
    expect(lines.map(({ level }) => level)).toContain("INFO");
    expect(lines.filter(({ journal }) => journal === "report")).toMatchObject([{ runId: report.runId }]);
  });

  test("releases what has been idle for its grace when it is deployed in mode release, and nothing else", async () => {
    const world = simulator.world("eu-west-1");
    const idle = world.allocateAddress();
    const kept = world.allocateAddress({ tags: { "janitor:policy": "keep" } });
    const orphaned = world.createNetworkInterface();

    const first = await run(releasing);
    expect(first.report.mode).toBe("release");
    expect(first.report.totals.released).toBe(0);
    expect(world.address(idle.allocationId)?.tags).toHaveProperty(["janitor:idle-since"]);

    simulator.clock.advance(6 * day);
    expect((await run(releasing)).report.totals.released).toBe(0);

    simulator.clock.advance(day);
    const { report, log } = await run(releasing);
    expect(report.totals.released).toBe(2);
    expect(world.addresses().map(({ allocationId }) => allocationId)).toEqual([kept.allocationId]);
    expect(world.networkInterface(orphaned.networkInterfaceId)).toBeUndefined();
    expect(log.map((line) => JSON.parse(line)).filter(({ journal }) => journal === "intent")).toHaveLength(2);
  });

  test("fails the invocation, and says why, when a region cannot be read", async () => {
    simulator.fault({ region: "us-west-2", answer: { kind: "error", code: "UnauthorizedOperation", status: 403 } });
    const properties = propertiesOf(reporting, "JanitorLambdaFunction");
    const { failed, payload } = await unpacked.invoke(properties, {}, simulator);
    expect(failed).toBe(true);
    expect(JSON.parse(payload)).toMatchObject({
      errorType: "RunFailed",
      errorMessage: expect.stringContaining("us-west-2 was not seen"),
    });
  });
});

describe("the packaged function for Slack", { timeout }, () => {
  const wrong = { text: "https://hooks.slack.com/services/T0123ABCD/B0123ABCD/SECRET" };
  let unpacked: Unpacked;
  let answer: Invoked;

  beforeAll(async () => {
    unpacked = unpack(releasing.zip("slack.zip"));
    const nowhere = { environment: {}, clock: { now: Date.now } };
    answer = await unpacked.invoke(propertiesOf(releasing, "SlackLambdaFunction"), wrong, nowhere);
  }, timeout);
  afterAll(() => unpacked?.remove());

  test("loads, and fails with an event that is none of SNS", () => {
    expect(answer.failed).toBe(true);
    expect(JSON.parse(answer.payload)).toMatchObject({ errorType: "Undelivered" });
  });

  test("repeats no URL that it was given", () => {
    expect([answer.payload, ...answer.log].filter((text) => text.includes("hooks.slack.com"))).toEqual([]);
  });
});

/** The folder itself and all that it is in. */
function foldersAbove(folder: string): readonly string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...foldersAbove(dirname(folder))];
}
