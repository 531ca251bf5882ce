import { describe, expect, test } from "vitest";
import { hour, marked, release, simulatedAws, start, writingCalls } from "../support/account.ts";
import { invoke, invokeForReport } from "../support/invoke.ts";

const aws = simulatedAws();

describe("what a run is told", () => {
  test("wrong input stops it before the first call, with every problem named", async () => {
    const { error } = await invoke(aws.simulator, {
      event: { regions: ["mars-north-1"] },
      environment: { JANITOR_MODE: "relase", JANITOR_TOPIC_ARN: "janitor", JANITOR_POLICY: "{" },
    });
    expect(error?.name).toBe("ConfigError");
    for (const each of ["relase", "mars-north-1", "JANITOR_TOPIC_ARN", "JANITOR_POLICY"]) {
      expect(error?.message).toContain(each);
    }
    expect(aws.simulator.calls).toEqual([]);
  });

  test.each([
    [
      "a schedule's",
      { version: "0", "detail-type": "Scheduled Event", source: "aws.events", region: "us-east-1", detail: {} },
    ],
    ["the console's test", { key1: "value1" }],
    ["no", null],
    ["a text", "go"],
  ])("%s event is a plain run", async (_, event) => {
    const world = aws.simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags: marked() });
    const { report } = await invoke(aws.simulator, { ...release, event });
    expect(report?.regions).toHaveLength(17);
    expect(world.address(allocationId)).toBeUndefined();
  });

  test("an event can narrow it to one region and to a dry run", async () => {
    aws.simulator.world("eu-west-1").allocateAddress({ tags: marked() });
    const event = { mode: "report", regions: ["eu-west-1"] };
    const report = await invokeForReport(aws.simulator, { ...release, event });
    expect(report.regions.map(({ region }) => region)).toEqual(["eu-west-1"]);
    expect(report.mode).toBe("report");
    expect(writingCalls(aws.simulator)).toEqual([]);
  });

  test("a host that gives no ARN is asked for the account", async () => {
    const report = await invokeForReport(aws.simulator, { invokedFunctionArn: "", event: { regions: ["eu-west-1"] } });
    expect(report.regions[0]).toMatchObject({ account: "123456789012" });
    expect(aws.simulator.calls.some(({ action }) => action === "GetCallerIdentity")).toBe(true);
  });

  test("the built-in policy changes nothing", async () => {
    aws.simulator.world("eu-west-1").allocateAddress({ tags: marked(start - 10_000 * hour) });
    const report = await invokeForReport(aws.simulator);
    expect(report.mode).toBe("report");
    expect(writingCalls(aws.simulator)).toEqual([]);
  });
});
