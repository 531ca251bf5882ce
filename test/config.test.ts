import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../functions/janitor/config.ts";
import type { Policy } from "../functions/janitor/domain/policy.ts";
import { aPolicy } from "./support/samples.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const topicArn = "arn:aws:sns:eu-central-1:123456789012:janitor";

function read(environment: Environment = {}, event: unknown = {}, compiled: Partial<Policy> = {}) {
  return readConfig(environment, event, aPolicy(compiled));
}

/** Everything that is wrong, in the words people read. Fails the test when nothing is. */
async function problems(environment: Environment = {}, event: unknown = {}, compiled: Partial<Policy> = {}) {
  const error = await read(environment, event, compiled).then(
    () => new Error("nothing was wrong"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigError)) throw error;
  return error.problems;
}

describe("without a word from outside", () => {
  test("the compiled policy stands, and nothing is published", async () => {
    expect(await read()).toEqual({
      policy: aPolicy(),
      everywhere: "all",
      narrowed: false,
      topicArn: undefined,
      log: undefined,
    });
  });

  test.each(["", "   ", undefined])("a variable that is %j is absent", async (empty) => {
    const environment = {
      JANITOR_TOPIC_ARN: empty,
      JANITOR_MODE: empty,
      JANITOR_REGIONS: empty,
      JANITOR_POLICY: empty,
    };
    expect(await read(environment, {}, { mode: "mark", regions: ["eu-west-1"] })).toEqual({
      policy: aPolicy({ mode: "mark", regions: ["eu-west-1"] }),
      everywhere: ["eu-west-1"],
      narrowed: false,
      topicArn: undefined,
    });
  });

  test("variables of others are none of its business", async () => {
    const others = {
      AWS_REGION: "eu-west-1",
      MODE: "destroy",
      JANITOR: "me",
      JANITORIAL_MODE: "destroy",
      MY_JANITOR_MODE: "x",
    };
    expect((await read(others)).policy).toEqual(aPolicy());
  });
});

describe("the function's own log", () => {
  const inLambda = { AWS_REGION: "eu-west-1", AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/janitor" };
  const logOf = async (environment: Environment) => (await read(environment, {}, { mode: "report" })).log;

  test("is where Lambda says", async () => {
    expect(await logOf(inLambda)).toEqual({ region: "eu-west-1", name: "/aws/lambda/janitor" });
  });

  test.each<[string, Environment]>([
    ["outside of Lambda", { AWS_REGION: "eu-west-1" }],
    ["where it has no name", { ...inLambda, AWS_LAMBDA_LOG_GROUP_NAME: "" }],
    ["where there is no region", { ...inLambda, AWS_REGION: undefined }],
    ["where the journal is dropped before it gets there", { ...inLambda, AWS_LAMBDA_LOG_LEVEL: "WARN" }],
  ])("is none %s", async (_, environment) => {
    expect(await logOf(environment)).toBeUndefined();
  });

  test.each(["INFO", "debug", ""])("is there at level %j", async (level) => {
    expect(await logOf({ ...inLambda, AWS_LAMBDA_LOG_LEVEL: level })).toBeDefined();
  });
});

describe("JANITOR_MODE", () => {
  test.each(["report", "mark", "release"] as const)("%s overrides the policy, upwards too", async (mode) => {
    expect((await read({ JANITOR_MODE: ` ${mode}\n` }, {}, { mode: "report" })).policy.mode).toBe(mode);
  });

  test.each([
    ["destroy", 'JANITOR_MODE is "destroy". Allowed: report, mark, release.'],
    ["relase", 'JANITOR_MODE is "relase". Allowed: report, mark, release. Did you mean release?'],
    ["Release", 'JANITOR_MODE is "Release". Allowed: report, mark, release. Did you mean release?'],
    ["true", 'JANITOR_MODE is "true". Allowed: report, mark, release.'],
  ])("%j is refused", async (JANITOR_MODE, message) => {
    expect(await problems({ JANITOR_MODE })).toEqual([message]);
  });
});

describe("JANITOR_REGIONS", () => {
  test.each<[string, Policy["regions"]]>([
    ["all", "all"],
    ["eu-west-1", ["eu-west-1"]],
    [" eu-west-1 , us-east-1 ", ["eu-west-1", "us-east-1"]],
    ["eu-west-1,eu-west-1", ["eu-west-1"]],
  ])("%j overrides the policy", async (JANITOR_REGIONS, regions) => {
    expect((await read({ JANITOR_REGIONS }, {}, { regions: ["ap-south-1"] })).policy.regions).toEqual(regions);
  });

  test.each([
    ["eu-wst-1", 'JANITOR_REGIONS names the region "eu-wst-1", which does not exist. Did you mean eu-west-1?'],
    ["moon", 'JANITOR_REGIONS names the region "moon", which does not exist.'],
    ["eu-west-1,", 'JANITOR_REGIONS names the region "", which does not exist.'],
    ["eu-west-1,all", 'JANITOR_REGIONS names the region "all", which does not exist.'],
  ])("%j is refused", async (JANITOR_REGIONS, message) => {
    expect(await problems({ JANITOR_REGIONS })).toEqual([message]);
  });

  test("every wrong region is named", async () => {
    expect(await problems({ JANITOR_REGIONS: "moon,eu-west-1,mars" })).toHaveLength(2);
  });
});

describe("JANITOR_POLICY", () => {
  test("replaces the compiled policy as a whole", async () => {
    const { policy } = await read({ JANITOR_POLICY: '{"version":1,"grace":"2d"}' }, {}, { tagPrefix: "eip:" });
    expect(policy).toMatchObject({ mode: "report", tagPrefix: "janitor:", graceMs: 172_800_000 });
  });

  test("is overridden by the other variables", async () => {
    const environment = { JANITOR_POLICY: '{"version":1,"mode":"release"}', JANITOR_MODE: "mark" };
    expect((await read(environment)).policy.mode).toBe("mark");
  });

  test("that is not JSON is refused, and told by how it starts", async () => {
    expect(await problems({ JANITOR_POLICY: "version: 1\nmode: report" })).toEqual([
      'JANITOR_POLICY is not JSON: it starts with "version: 1\\nmode: report". It holds a whole policy as JSON.',
    ]);
    const [problem] = await problems({ JANITOR_POLICY: "x".repeat(5_000) });
    expect(problem?.length).toBeLessThan(200);
  });

  test("that the schema refuses is refused with every problem and where it is", async () => {
    const refused = await problems({ JANITOR_POLICY: '{"version":1,"mode":"relase","limits":{"releases":0}}' });
    expect(refused).toEqual([
      'JANITOR_POLICY mode: found "relase", expected report, mark or release; did you mean release?',
      "JANITOR_POLICY limits.releases: found 0, expected a whole number from 1 to 1000",
    ]);
  });

  test.each(["null", "[]", '"release"', "1"])("that is no policy at all (%s) is refused", async (JANITOR_POLICY) => {
    const refused = await problems({ JANITOR_POLICY });
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(/^JANITOR_POLICY found /);
  });
});

describe("JANITOR_TOPIC_ARN", () => {
  test.each([
    topicArn,
    "arn:aws-cn:sns:cn-north-1:123456789012:janitor",
    "arn:aws-us-gov:sns:us-gov-west-1:123456789012:elastic_janitor-1",
  ])("%s is where the summary goes", async (arn) => {
    expect((await read({ JANITOR_TOPIC_ARN: arn })).topicArn).toBe(arn);
  });

  test.each([
    "janitor",
    "arn:aws:sqs:eu-central-1:123456789012:janitor",
    "arn:aws:sns:eu-central-1:1234:janitor",
    "arn:aws:sns::123456789012:janitor",
    `${topicArn}:0b1c2d3e-subscription`,
    "https://sns.eu-central-1.amazonaws.com",
  ])("%s is no topic", async (arn) => {
    expect(await problems({ JANITOR_TOPIC_ARN: arn })).toEqual([
      `JANITOR_TOPIC_ARN is "${arn}", which is not the ARN of an SNS topic. It looks like ${topicArn}.`,
    ]);
  });

  test("a FIFO topic is refused with the reason", async () => {
    expect(await problems({ JANITOR_TOPIC_ARN: `${topicArn}.fifo` })).toEqual([
      `JANITOR_TOPIC_ARN is "${topicArn}.fifo", which is not the ARN of an SNS topic. A FIFO topic cannot send email. It looks like ${topicArn}.`,
    ]);
  });
});

describe("variables that do not exist", () => {
  const known = "JANITOR_TOPIC_ARN, JANITOR_MODE, JANITOR_REGIONS, JANITOR_POLICY";

  test.each([
    ["JANITOR_MOD", `JANITOR_MOD is not a variable of the janitor's. Allowed: ${known}. Did you mean JANITOR_MODE?`],
    [
      "JANITOR_REGION",
      `JANITOR_REGION is not a variable of the janitor's. Allowed: ${known}. Did you mean JANITOR_REGIONS?`,
    ],
    ["janitor_mode", `janitor_mode is not a variable of the janitor's. Allowed: ${known}. Did you mean JANITOR_MODE?`],
    ["Janitor_Mode", `Janitor_Mode is not a variable of the janitor's. Allowed: ${known}. Did you mean JANITOR_MODE?`],
    ["janitor_dry_run", `janitor_dry_run is not a variable of the janitor's. Allowed: ${known}.`],
    ["JANITOR_SOMETHING_ELSE", `JANITOR_SOMETHING_ELSE is not a variable of the janitor's. Allowed: ${known}.`],
  ])("%s is refused: it was meant to say something", async (name, message) => {
    expect(await problems({ [name]: "report" })).toEqual([message]);
  });
});

test("all problems are told at once, one a line, and nothing is done", async () => {
  const environment = {
    JANITOR_TOPIC: topicArn,
    JANITOR_MODE: "destroy",
    JANITOR_REGIONS: "moon",
    JANITOR_POLICY: "{",
    JANITOR_TOPIC_ARN: "janitor",
  };
  const error = await read(environment, { mode: "mars", regions: 3 }).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigError)) throw error;
  expect(error.problems.map((problem) => problem.split(" ").slice(0, 3).join(" "))).toEqual([
    "JANITOR_TOPIC is not",
    "JANITOR_POLICY is not",
    'JANITOR_MODE is "destroy".',
    "JANITOR_REGIONS names the",
    "The event's mode",
    "The event's regions",
    'JANITOR_TOPIC_ARN is "janitor",',
  ]);
  expect(error.name).toBe("ConfigError");
  expect(error.message).toBe(
    `nothing was done, because the configuration is wrong:\n${error.problems.map((each) => `- ${each}`).join("\n")}`,
  );
});

describe("an event that asks for nothing is a plain run", () => {
  test.each([
    [
      "EventBridge Scheduler's",
      {
        version: "0",
        id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        source: "aws.scheduler",
        account: "123456789012",
        time: "2026-11-02T06:00:00Z",
        region: "us-east-1",
        resources: ["arn:aws:scheduler:us-east-1:123456789012:schedule/default/janitor"],
        detail: "{}",
      },
    ],
    [
      "an EventBridge rule's",
      {
        version: "0",
        id: "89d1a02d-5ec7-412e-82f5-13505f849b41",
        "detail-type": "Scheduled Event",
        source: "aws.events",
        account: "123456789012",
        time: "2026-11-02T06:00:00Z",
        region: "us-east-1",
        resources: ["arn:aws:events:us-east-1:123456789012:rule/janitor"],
        detail: {},
      },
    ],
    ["the console's test", { key1: "value1", key2: "value2", key3: "value3" }],
    ["an empty one", {}],
    ["null", null],
    ["none", undefined],
    ["a string", "go on"],
    ["a string with brackets further on", "run [1] {now}"],
    ["an empty string", ""],
    ["an empty array", []],
    ["a number", 3],
    ["a truth", true],
  ])("%s", async (_, event) => {
    expect((await read({}, event, { mode: "release", regions: "all" })).policy).toEqual(aPolicy({ mode: "release" }));
  });
});

describe("an event that is wrapped was meant to say what is inside: it is refused, not run in full", () => {
  const wrapped = 'The event is a list or a text. Send an object such as { "mode": "report" }.';

  test.each<[string, unknown]>([
    ["a list with the object in it", [{ mode: "report" }]],
    ["a list with nothing of the janitor's in it", [{ key1: "value1" }]],
    ["a list of words", ["report"]],
    ["a list of nothing", [null]],
    ["JSON that was encoded twice", '{"mode":"report"}'],
    ["JSON that was encoded twice, behind white space", ' \n\t{"mode":"report"}'],
    ["a list that was encoded twice", '[{"mode":"report"}]'],
    ["an empty object that was encoded twice", "{}"],
    ["what only starts like JSON", "{mode: report"],
    ["a mode alone", "report"],
    ["a mode alone, misspelt", "Reprot"],
    ["a mode alone that was encoded twice", '"report"'],
    ["a dry run", "dry-run"],
  ])("%s", async (_, event) => {
    expect(await problems({}, event)).toEqual([wrapped]);
  });

  test("and told beside what else is wrong", async () => {
    expect(await problems({ JANITOR_MODE: "destroy" }, [{}])).toEqual([
      'JANITOR_MODE is "destroy". Allowed: report, mark, release.',
      wrapped,
    ]);
  });
});

describe("an event may narrow the mode", () => {
  test.each([
    ["release", "release"],
    ["release", "mark"],
    ["release", "report"],
    ["mark", "mark"],
    ["mark", "report"],
    ["report", "report"],
  ] as const)("from %s to %s", async (configured, mode) => {
    expect((await read({}, { mode }, { mode: configured })).policy.mode).toBe(mode);
  });

  test.each([
    ["report", "mark"],
    ["report", "release"],
    ["mark", "release"],
  ] as const)("and never widen it from %s to %s", async (configured, mode) => {
    expect(await problems({}, { mode }, { mode: configured })).toEqual([
      `The event asks for mode ${mode}, but this function is configured for ${configured}, and an event can only narrow that.`,
    ]);
  });

  test("below what the environment says", async () => {
    expect(await problems({ JANITOR_MODE: "report" }, { mode: "mark" }, { mode: "release" })).toHaveLength(1);
    expect((await read({ JANITOR_MODE: "release" }, { mode: "mark" }, { mode: "report" })).policy.mode).toBe("mark");
  });

  test.each([
    [null, "The event's mode is null. Allowed: report, mark, release."],
    ["", 'The event\'s mode is "". Allowed: report, mark, release.'],
    [false, "The event's mode is false. Allowed: report, mark, release."],
    ["Report", 'The event\'s mode is "Report". Allowed: report, mark, release. Did you mean report?'],
    [["report"], 'The event\'s mode is ["report"]. Allowed: report, mark, release.'],
  ])("and is refused when its mode is %j", async (mode, message) => {
    expect(await problems({}, { mode })).toEqual([message]);
  });
});

describe("whether an event has narrowed the run is known", () => {
  test.each<[string, unknown, Partial<Policy>, boolean]>([
    ["by nothing", {}, {}, false],
    ["by a mode that does less", { mode: "report" }, { mode: "mark" }, true],
    ["by the mode it has anyway", { mode: "mark" }, { mode: "mark" }, false],
    ["by a region", { regions: ["eu-west-1"] }, {}, true],
    ["by one of its regions", { regions: ["eu-west-1"] }, { regions: ["eu-west-1", "us-east-1"] }, true],
    ["by all of its regions", { regions: ["us-east-1", "eu-west-1"] }, { regions: ["eu-west-1", "us-east-1"] }, false],
  ])("%s", async (_, event, compiled, narrowed) => {
    expect((await read({}, event, compiled)).narrowed).toBe(narrowed);
  });
});

describe("an event may narrow the regions", () => {
  test.each<[Policy["regions"], unknown, readonly string[]]>([
    ["all", ["eu-west-1"], ["eu-west-1"]],
    ["all", "eu-west-1, us-east-1", ["eu-west-1", "us-east-1"]],
    [["eu-west-1", "us-east-1"], ["us-east-1"], ["us-east-1"]],
    [["eu-west-1"], ["eu-west-1", "eu-west-1"], ["eu-west-1"]],
  ])("from %j by %j to %j", async (configured, regions, narrowed) => {
    expect((await read({}, { regions }, { regions: configured })).policy.regions).toEqual(narrowed);
  });

  test("and never widen them", async () => {
    expect(await problems({}, { regions: ["eu-west-1", "us-east-1"] }, { regions: ["eu-west-1"] })).toEqual([
      "The event asks for us-east-1, but this function looks at eu-west-1 only, and an event can only narrow that.",
    ]);
  });

  test.each<[unknown, string]>([
    [[], "The event names no region. Leave it out to look at all that are configured."],
    [null, "The event's regions is null. Allowed is a list of region names."],
    [{ name: "eu-west-1" }, 'The event\'s regions is {"name":"eu-west-1"}. Allowed is a list of region names.'],
    [["eu-west-9"], 'The event names the region "eu-west-9", which does not exist. Did you mean eu-west-1?'],
    [[3], "The event names the region 3, which does not exist."],
    ["all", 'The event names the region "all", which does not exist.'],
  ])("and is refused when they are %j", async (regions, message) => {
    expect(await problems({}, { regions })).toEqual([message]);
  });
});

describe("the regions that the function is configured for", () => {
  test.each<[string, Environment, unknown, Policy["regions"]]>([
    ["the policy's, without a word from outside", {}, {}, ["eu-west-1", "us-east-1"]],
    ["the policy's, however an event narrows the run", {}, { regions: ["us-east-1"] }, ["eu-west-1", "us-east-1"]],
    ["the policy's, whatever mode an event asks for", {}, { mode: "report" }, ["eu-west-1", "us-east-1"]],
    ["JANITOR_REGIONS'", { JANITOR_REGIONS: "ap-south-1,eu-west-1" }, {}, ["ap-south-1", "eu-west-1"]],
    ["all by JANITOR_REGIONS", { JANITOR_REGIONS: "all" }, {}, "all"],
    [
      "JANITOR_REGIONS', however an event narrows the run",
      { JANITOR_REGIONS: "ap-south-1,eu-west-1" },
      { regions: "eu-west-1" },
      ["ap-south-1", "eu-west-1"],
    ],
    ["all, however an event narrows the run", { JANITOR_REGIONS: "all" }, { regions: ["ap-south-1"] }, "all"],
    ["JANITOR_POLICY's", { JANITOR_POLICY: '{"version":1,"regions":["sa-east-1"]}' }, {}, ["sa-east-1"]],
  ])("are %s", async (_, environment, event, everywhere) => {
    const config = await read(environment, event, { regions: ["eu-west-1", "us-east-1"] });
    expect(config.everywhere).toEqual(everywhere);
  });
});

describe("an event that all but says mode or regions was meant to narrow: it is refused, not run in full", () => {
  test.each([
    ["Mode", "mode"],
    ["MODE", "mode"],
    ["mdoe", "mode"],
    ["modes", "mode"],
    ["region", "regions"],
    ["Regions", "regions"],
  ])("%s", async (field, meant) => {
    expect(await problems({}, { [field]: "report" })).toEqual([
      `The event has a field "${field}". Did you mean "${meant}"?`,
    ]);
  });

  test.each(["dryRun", "dry-run", "dry_run", "DryRun", "dryrun", "DRY_RUN"])("%s", async (field) => {
    expect(await problems({}, { [field]: true })).toEqual([`The event has a field "${field}". Did you mean "mode"?`]);
  });

  test("a dry run is refused beside a right mode, and whatever its value is", async () => {
    expect(await problems({}, { mode: "report", dryRun: false })).toEqual([
      'The event has a field "dryRun". Did you mean "mode"?',
    ]);
  });

  test("the misspelt field is refused beside a right one", async () => {
    expect(await problems({}, { mode: "report", region: "eu-west-1" })).toHaveLength(1);
  });
});

describe("a release whose journal would be dropped is not configured", () => {
  test.each(["WARN", "error", "FATAL", "SILENT"])("%s is refused in mode release", async (level) => {
    expect(await problems({ AWS_LAMBDA_LOG_LEVEL: level })).toEqual([
      `The function's application log level is ${level.toUpperCase()}, which drops the journal that releases are restored from. Set it to INFO, or use mode mark.`,
    ]);
  });

  test.each(["TRACE", "DEBUG", "INFO", "info", "", undefined])("%j lets the journal through", async (level) => {
    expect((await read({ AWS_LAMBDA_LOG_LEVEL: level })).policy.mode).toBe("release");
  });

  test("in the other modes there is nothing to restore", async () => {
    expect((await read({ AWS_LAMBDA_LOG_LEVEL: "ERROR" }, {}, { mode: "mark" })).policy.mode).toBe("mark");
    expect((await read({ AWS_LAMBDA_LOG_LEVEL: "ERROR" }, { mode: "report" })).policy.mode).toBe("report");
  });

  test("the mode that the run ends up with counts", async () => {
    expect(
      await problems({ AWS_LAMBDA_LOG_LEVEL: "ERROR", JANITOR_MODE: "release" }, {}, { mode: "mark" }),
    ).toHaveLength(1);
  });
});
