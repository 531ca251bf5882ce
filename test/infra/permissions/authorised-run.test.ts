import { describe, expect, test } from "vitest";
import { lookAt } from "../../hazards/moments.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { finding, hour, marked, simulatedAws, start } from "../../support/account.ts";
import { type Invocation, invoke, logGroup } from "../../support/invoke.ts";
import { authorise, type Judged } from "./authorise.ts";
import { statementsOf } from "./documents.ts";
import { janitorRole, type Written } from "./janitor-role.ts";
import type { Caller } from "./judge.ts";

const aws = simulatedAws();
const day = 24 * hour;

/** The log of the janitor that is invoked here. */
const ownLog = `arn:aws:logs:us-east-1:123456789012:log-group:${logGroup}:*`;

/** What Lambda and SNS do in the role's name; the janitor itself calls neither. */
const calledByOthers = ["kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents"];

/** An account in which every guard finds something, once the mark of what it is about is old enough. */
function populate({ world, dns }: Simulator, tags: Readonly<Record<string, string>>) {
  const west = world("eu-west-1");
  const elsewhere = world("us-west-2");
  const forgotten = west.allocateAddress({ tags: { ...tags, Name: "forgotten" } });
  const orphan = west.createNetworkInterface({ tags });
  const farAway = elsewhere.allocateAddress({ tags });
  const reused = west.allocateAddress({ tags });

  const named = west.allocateAddress({ tags });
  dns().addRecord(dns().createZone({ name: "example.com" }), {
    name: "www.example.com",
    type: "A",
    values: [named.publicIp],
  });
  const reversed = west.allocateAddress({ tags });
  west.setAddress(reversed.allocationId, { ptrUpdate: { value: "mail.example.com." } });
  const listed = west.allocateAddress({ tags });
  elsewhere.allow({ cidr: `${listed.publicIp}/32` });
  const handedOver = west.allocateAddress({ tags });
  west.setAddress(handedOver.allocationId, { transfer: { accountId: "210987654321" } });
  const routed = west.createNetworkInterface({ tags });
  west.addRoute({ networkInterfaceId: routed.networkInterfaceId });
  const planned = west.createNetworkInterface({ tags });
  west.createLaunchTemplate({ versions: [{ networkInterfaceIds: [planned.networkInterfaceId] }] });
  const stacks = { "aws:cloudformation:stack-id": "arn:aws:cloudformation:eu-west-1:123456789012:stack/web/1" };
  west.createNetworkInterface({ tags: { ...tags, ...stacks } });
  west.allocateAddress({ tags: { ...tags, DoNotDelete: "" } });
  west.allocateAddress({ tags: { ...tags, "janitor:policy": "Keep" } });
  west.allocateAddress({ tags: { ...tags, "janitor:policy": "report" } });
  return { forgotten, orphan, farAway, reused };
}

/** A run a day, from the first mark to the last release, and each of them authorised. */
async function liveThrough(written: Written, writtenOfRole: Written = written) {
  const { simulator } = aws;
  // Mode report has no marks of its own: it finds those of an earlier time.
  const tags = written.mode === "report" ? marked(start - 30 * day) : {};
  const cast = populate(simulator, tags);
  const topicArn = simulator.world("us-east-1").createTopic("janitor");
  const role = janitorRole(writtenOfRole, topicArn, ownLog);
  const judged = authorise(simulator, role);
  const runs: Invocation[] = [];
  for (let today = 0; today <= 2; today += 1) {
    if (today === 1) {
      const world = simulator.world("eu-west-1");
      world.associate(cast.reused.allocationId, world.runInstance());
    }
    runs.push(await invoke(simulator, { policy: written, environment: { JANITOR_TOPIC_ARN: topicArn } }));
    simulator.clock.advance(day);
  }
  return { ...cast, role, judged, runs };
}

/** Each denial, as the test shows it. */
function denialsIn(judged: readonly Judged[]): readonly string[] {
  return judged
    .filter(({ verdicts }) => !verdicts.every((verdict) => verdict === "Allowed"))
    .map(({ action, call, verdicts }) => `${action} in ${call.region}: ${verdicts.join()}`);
}

function calledIn(judged: readonly Judged[]): readonly string[] {
  return [...new Set(judged.map(({ action }) => action))].toSorted();
}

/** Every action that an Allow statement names: with a wildcard it would be impossible to say. */
function allowedTo({ policies }: Caller): readonly string[] {
  const allowing = policies.flatMap(({ policy }) => statementsOf(policy)).filter(({ Effect }) => Effect === "Allow");
  const actions = allowing.flatMap(({ Action }) => Action);
  expect(actions.filter((action) => /[*?]/.test(action))).toEqual([]);
  expect(actions).toEqual(expect.arrayContaining(calledByOthers));
  return [...new Set(actions)].filter((action) => !calledByOthers.includes(action)).toSorted();
}

const policy = { grace: "1d", protect: [{ tag: "DoNotDelete" }] };

describe("over some days", () => {
  test.each(["report", "mark", "release"])(
    "mode %s is denied nothing, and calls every action that its role allows",
    async (mode) => {
      const { judged, role, runs, forgotten, orphan, farAway, reused } = await liveThrough({ ...policy, mode });

      expect(denialsIn(judged)).toEqual([]);
      expect(calledIn(judged)).toEqual(allowedTo(role));

      // And it has done what it is there for.
      expect(runs.map(({ error }) => error)).toEqual(Array(3).fill(undefined));
      expect(aws.simulator.published.length).toBeGreaterThan(0);
      const world = aws.simulator.world("eu-west-1");
      const isThere = mode !== "release";
      expect(world.address(forgotten.allocationId) !== undefined).toBe(isThere);
      expect(world.networkInterface(orphan.networkInterfaceId) !== undefined).toBe(isThere);
      expect(aws.simulator.world("us-west-2").address(farAway.allocationId) !== undefined).toBe(isThere);
      expect(Object.keys(world.address(reused.allocationId)?.tags ?? {})).toEqual(
        mode === "report" ? ["janitor:idle-since"] : [],
      );
      expect(world.addresses()).toHaveLength(isThere ? 9 : 8);
      expect(world.networkInterfaces().filter(({ interfaceType }) => interfaceType === "interface")).toHaveLength(
        isThere ? 5 : 4,
      );
    },
  );

  test.each([
    {},
    { tagPrefix: "acme/janitor:" },
    { guards: { dns: false } },
    { guards: { ptr: false } },
    { guards: { "allow-lists": false } },
    { guards: { activity: false } },
    { guards: { transfers: false } },
    { guards: { routes: false } },
    { guards: { templates: false } },
    { guards: { stacks: false } },
  ])("it is so with a list of regions and %j as well", async (changes) => {
    const written = { ...policy, mode: "release", regions: ["eu-west-1", "us-west-2"], ...changes };
    const { judged, role } = await liveThrough(written);
    expect(denialsIn(judged)).toEqual([]);
    expect(calledIn(judged)).toEqual(allowedTo(role));
  });
});

describe("a role that was made for less than is done", () => {
  test("lets nothing be released in mode mark, and the janitor tells of every denial", async () => {
    const { judged, runs } = await liveThrough({ ...policy, mode: "release" }, { ...policy, mode: "mark" });
    expect(new Set(denialsIn(judged))).toEqual(
      new Set([
        "ec2:ReleaseAddress in eu-west-1: ImplicitlyDenied",
        "ec2:DeleteNetworkInterface in eu-west-1: ImplicitlyDenied",
        "ec2:ReleaseAddress in us-west-2: ImplicitlyDenied",
      ]),
    );
    expect(runs[1]?.error?.name).toBe("RunFailed");
    expect(runs[1]?.report?.alarms).toMatchObject([{ code: "denied" }, { code: "denied" }]);
    expect(aws.simulator.world("eu-west-1").addresses()).toHaveLength(9);
  });

  test("lets nothing be marked elsewhere than in its regions", async () => {
    const { judged, farAway } = await liveThrough(
      { ...policy, mode: "mark", regions: ["eu-west-1", "us-west-2"] },
      { ...policy, mode: "mark", regions: ["eu-west-1"] },
    );
    expect(new Set(denialsIn(judged))).toEqual(new Set(["ec2:CreateTags in us-west-2: ImplicitlyDenied"]));
    expect(aws.simulator.world("us-west-2").address(farAway.allocationId)?.tags).toEqual({});
  });
});

describe("an owner who opts out after the second look", () => {
  const tags = { ...marked(), Name: "wanted" };
  const written = { mode: "release", grace: "1h", protect: [{ tag: "DoNotDelete" }], regions: ["eu-west-1"] };
  const optOuts = [
    { "janitor:policy": "KEEP" },
    { "janitor:policy": " keep" },
    { "Janitor:Policy": "Keep" },
    { "janitor:policy": " report " },
    { "janitor:policy": "kep" },
    { DoNotDelete: "" },
    { "aws:cloudformation:stack-id": "arn:aws:cloudformation:eu-west-1:123456789012:stack/web/1" },
  ];

  /** A run over an address and an interface that are due, with a role that decides over every call. */
  async function release(atLook: (id: string) => { before?: () => void; after?: () => void }) {
    const { simulator } = aws;
    const world = simulator.world("eu-west-1");
    const { allocationId } = world.allocateAddress({ tags });
    const { networkInterfaceId } = world.createNetworkInterface({ tags });
    const ids = [allocationId, networkInterfaceId];
    for (const id of ids) simulator.hook({ match: lookAt(id), ...atLook(id) });
    const judged = authorise(simulator, janitorRole(written, undefined, ownLog));
    const { report, error } = await invoke(simulator, { policy: written });
    expect(denialsIn(judged).toSorted()).toEqual([
      "ec2:DeleteNetworkInterface in eu-west-1: ExplicitlyDenied",
      "ec2:ReleaseAddress in eu-west-1: ExplicitlyDenied",
    ]);
    expect(world.address(allocationId)).toBeDefined();
    expect(world.networkInterface(networkInterfaceId)).toBeDefined();
    return { findings: ids.map((id) => finding(report, id)), report, error };
  }

  test.each(optOuts)("by %j keeps the resource: AWS refuses, and one more look tells why", async (optOut) => {
    const world = aws.simulator.world("eu-west-1");
    // The look has its answer already when the tag is written.
    const { findings, error } = await release((id) => ({ after: () => world.tag(id, optOut) }));
    for (const each of findings) {
      expect(each?.outcome).toBe("changed");
      expect(each?.decision).toMatch(/^(keep|report|protect)$/);
    }
    expect(error).toBeUndefined();
  });

  test.each(optOuts)(
    "by %j keeps the resource even while no look shows it yet, and the denial is told",
    async (optOut) => {
      const world = aws.simulator.world("eu-west-1");
      // Every look is a moment behind.
      const { findings, report, error } = await release((id) => ({
        before: () => world.untag(id, ...Object.keys(optOut)),
        after: () => world.tag(id, optOut),
      }));
      for (const each of findings) expect(each).toMatchObject({ outcome: "failed", error: { class: "denied" } });
      expect(report?.alarms).toMatchObject([{ code: "denied" }, { code: "denied" }]);
      expect(error?.name).toBe("RunFailed");
    },
  );
});
