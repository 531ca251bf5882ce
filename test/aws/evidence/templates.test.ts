import {
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type LaunchTemplateVersion,
} from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { templateGuard } from "../../../functions/janitor/aws/evidence/templates.ts";
import type { Clock } from "../../../functions/janitor/ports.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { aDueRelease, anAddress, anInterface, awsError, elsewhere, noEnd, scope } from "../../support/samples.ts";
import { sentCalls, signalsOf } from "../sent-calls.ts";
import { ask, type Ec2Stub, ec2InTwoRegions, inPages, type Page, wordsOf } from "./ask.ts";
import { itReadsTheWholeListing } from "./listing-cases.ts";

const words = wordsOf("templates", "launch-template");
const web = words.found({ launchTemplate: "web", version: "1" });

/** The templates of a region, by id: the pages of their versions. */
type Templates = Readonly<Record<string, readonly Page[]>>;

function has(region: Ec2Stub, templates: Templates): void {
  const all = Object.keys(templates).map((LaunchTemplateId) => ({ LaunchTemplateId }));
  region.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: all });
  hasVersions(region, templates);
}

function hasVersions(region: Ec2Stub, templates: Templates): void {
  region.on(DescribeLaunchTemplateVersionsCommand).callsFake(({ LaunchTemplateId, NextToken }) => {
    const pages = templates[LaunchTemplateId] ?? [awsError("InvalidLaunchTemplateId.NotFound")];
    return inPages("LaunchTemplateVersions", ...pages)({ NextToken });
  });
}

function aVersion(networkInterface: string | undefined, changes: LaunchTemplateVersion = {}): LaunchTemplateVersion {
  return {
    LaunchTemplateName: "web",
    VersionNumber: 1,
    LaunchTemplateData: { NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: networkInterface }] },
    ...changes,
  };
}

const resources = {
  resource: anInterface(),
  twin: anInterface({ scope: elsewhere }),
  stranger: anAddress(),
};

describe("templates", () => {
  itReadsTheWholeListing({
    guard: (clients) => templateGuard(clients, fakeClock()),
    words,
    list: "LaunchTemplates",
    answers: (region, listing) => {
      region.on(DescribeLaunchTemplatesCommand).callsFake(listing);
      hasVersions(region, { "lt-1": [[aVersion("eni-1")]], "lt-2": [[aVersion("eni-10")]] });
    },
    naming: { LaunchTemplateId: "lt-1" },
    other: { LaunchTemplateId: "lt-2" },
    found: web,
    ...resources,
  });
});

describe("versions of a template", () => {
  itReadsTheWholeListing({
    guard: (clients) => templateGuard(clients, fakeClock()),
    words,
    list: "LaunchTemplateVersions",
    answers: (region, listing) => {
      region.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: [{ LaunchTemplateId: "lt-1" }] });
      region.on(DescribeLaunchTemplateVersionsCommand).callsFake(listing);
    },
    naming: aVersion("eni-1"),
    other: aVersion("eni-10"),
    found: web,
    ...resources,
  });
});

const { clients, here, there } = ec2InTwoRegions();
const guard = templateGuard(clients, fakeClock());

test("every version of every template is asked for, as many at once as EC2 gives", async () => {
  has(here, { "lt-1": [[]], "lt-2": [[]] });
  await ask(guard, [anInterface()]);
  expect(sentCalls(here).map(({ input }) => input)).toEqual([
    { MaxResults: 200 },
    { MaxResults: 200, LaunchTemplateId: "lt-1" },
    { MaxResults: 200, LaunchTemplateId: "lt-2" },
  ]);
});

describe("a version that names the interface", () => {
  test.each<[string, LaunchTemplateVersion[], object]>([
    ["the only one", [aVersion("eni-1")], {}],
    [
      "an old one, that nobody has named since",
      [aVersion(undefined, { VersionNumber: 3 }), aVersion("eni-9", { VersionNumber: 2 }), aVersion("eni-1")],
      {},
    ],
    ["of an unknown number", [aVersion("eni-1", { VersionNumber: undefined })], { version: "unknown" }],
    [
      "of a template without a name",
      [aVersion("eni-1", { LaunchTemplateName: undefined })],
      { launchTemplate: "lt-1" },
    ],
  ])("is found: %s", async (_, versions, told) => {
    has(here, { "lt-1": [versions] });
    expect(await ask(guard, [anInterface()])).toEqual([words.found({ launchTemplate: "web", version: "1", ...told })]);
  });

  test("is found as the instance's second interface", async () => {
    const NetworkInterfaces = [{ DeviceIndex: 0 }, { DeviceIndex: 1, NetworkInterfaceId: "eni-1" }];
    has(here, { "lt-1": [[aVersion(undefined, { LaunchTemplateData: { NetworkInterfaces } })]] });
    expect(await ask(guard, [anInterface()])).toEqual([web]);
  });

  test("is told with all others that do", async () => {
    has(here, {
      "lt-1": [[aVersion("eni-1", { VersionNumber: 2 }), aVersion("eni-1")], [aVersion("eni-2")]],
      "lt-2": [[aVersion("eni-1", { LaunchTemplateName: "batch" })]],
    });
    const said = await ask(guard, [anInterface(), anInterface({ id: "eni-2" }), anInterface({ id: "eni-3" })]);
    expect(said).toEqual([
      {
        ...words.found(),
        found: expect.arrayContaining([
          { launchTemplate: "web", version: "2" },
          { launchTemplate: "web", version: "1" },
          { launchTemplate: "batch", version: "1" },
        ]),
      },
      web,
      words.nothing,
    ]);
    expect(said[0]).toHaveProperty("found.length", 3);
  });
});

test.each<[string, LaunchTemplateVersion]>([
  ["interfaces that are yet to be made", aVersion(undefined)],
  ["an interface whose name is empty", aVersion("")],
  ["no interfaces", { LaunchTemplateData: {} }],
])("a version with %s says nothing", async (_, version) => {
  has(here, { "lt-1": [[version]] });
  expect(await ask(guard, [anInterface()])).toEqual([words.nothing]);
});

test("a version without its data has not been seen", async () => {
  has(here, { "lt-1": [[{ VersionNumber: 1 }]] });
  expect(await ask(guard, [anInterface()])).toMatchObject([{ answer: "could-not-tell" }]);
});

describe("many templates", () => {
  function many(count: number, of: (at: number) => readonly Page[] = () => [[]]): Templates {
    return Object.fromEntries(Array.from({ length: count }, (_, at) => [`lt-${at + 1}`, of(at + 1)]));
  }

  test.each([9, 10, 11, 35])("are all read: %i", async (count) => {
    has(
      here,
      many(count, (at) => [[], [aVersion(`eni-${at}`, { LaunchTemplateName: `t${at}` })]]),
    );
    const interfaces = Array.from({ length: count }, (_, at) => anInterface({ id: `eni-${at + 1}` }));
    expect(await ask(guard, interfaces)).toEqual(
      interfaces.map((_, at) => words.found({ launchTemplate: `t${at + 1}`, version: "1" })),
    );
    expect(here.commandCalls(DescribeLaunchTemplateVersionsCommand)).toHaveLength(2 * count);
  });

  test("are read at most ten at once", async () => {
    let [open, most] = [0, 0];
    here.on(DescribeLaunchTemplatesCommand).resolves({
      LaunchTemplates: Array.from({ length: 25 }, (_, at) => ({ LaunchTemplateId: `lt-${at}` })),
    });
    here.on(DescribeLaunchTemplateVersionsCommand).callsFake(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return { LaunchTemplateVersions: [] };
    });
    expect(await ask(guard, [anInterface()])).toEqual([words.nothing]);
    expect(most).toBe(10);
  });

  test.each([1, 17, 35])("are not seen whole when number %i of 35 fails", async (failing) => {
    has(
      here,
      many(35, (at) => [[], at === failing ? awsError("RequestLimitExceeded") : [aVersion("eni-2")]]),
    );
    const failed = words.couldNotTell("RequestLimitExceeded");
    expect(await ask(guard, [anInterface(), anInterface({ id: "eni-2" })])).toEqual([failed, failed]);
  });

  test("are not read on once one has failed", async () => {
    has(
      here,
      many(35, (at) => (at === 1 ? [awsError("RequestLimitExceeded")] : [[], []])),
    );
    expect(await ask(guard, [anInterface()])).toEqual([words.couldNotTell("RequestLimitExceeded")]);
    expect(here.commandCalls(DescribeLaunchTemplateVersionsCommand).length).toBeLessThanOrEqual(20);
  });

  test("can be broken off, each of them", async () => {
    has(here, many(25));
    const signal = noEnd();
    await ask(guard, [anInterface()], { signal });
    const signals = signalsOf(here);
    expect(signals).toHaveLength(26);
    for (const each of signals) expect(each).toBe(signal);
  });
});

test("a template that is not named cannot be read, so the guard cannot tell", async () => {
  for (const template of [{}, { LaunchTemplateId: "" }]) {
    here.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: [template] });
    hasVersions(here, {});
    expect(await ask(guard, [anInterface()])).toEqual([
      words.couldNotTell("UnreadableAnswer", "the answer has no LaunchTemplateId"),
    ]);
  }
});

describe("a template that is deleted", () => {
  const gone = "InvalidLaunchTemplateId.NotFound";

  test("between its listing and its reading has no versions, and the others are heard", async () => {
    const LaunchTemplates = ["lt-1", "lt-2", "lt-3"].map((LaunchTemplateId) => ({ LaunchTemplateId }));
    here.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates });
    hasVersions(here, { "lt-1": [[]], "lt-3": [[aVersion("eni-1")]] });
    expect(await ask(guard, [anInterface(), anInterface({ id: "eni-2" })])).toEqual([web, words.nothing]);
  });

  test("while it is read has no versions either", async () => {
    has(here, { "lt-1": [[aVersion("eni-1")], awsError(gone)] });
    expect(await ask(guard, [anInterface()])).toEqual([words.nothing]);
  });

  test.each([
    ["UnauthorizedOperation", "denied"],
    ["RequestLimitExceeded", "transient"],
    ["InvalidLaunchTemplateId.Malformed", "unexpected"],
    ["InvalidLaunchTemplateId.NotFoundButAlmost", "unexpected"],
    ["InvalidLaunchTemplateId", "unexpected"],
  ] as const)("is not one that cannot be read because of %s", async (code, kind) => {
    has(here, { "lt-1": [awsError(code)] });
    expect(await ask(guard, [anInterface()])).toEqual([words.couldNotTell(code, undefined, kind)]);
  });

  test("is not one whose error only mentions that", async () => {
    has(here, { "lt-1": [awsError("UnauthorizedOperation", gone)] });
    expect(await ask(guard, [anInterface()])).toEqual([words.couldNotTell("UnauthorizedOperation", gone, "denied")]);
  });

  test("is not what the listing says with the same error: that fails the guard", async () => {
    here.on(DescribeLaunchTemplatesCommand).rejects(awsError(gone));
    expect(await ask(guard, [anInterface()])).toEqual([words.couldNotTell(gone, undefined, "unexpected")]);
  });
});

describe("EC2's pace", () => {
  /** So many templates without versions, and when each was read, in ms from the beginning. */
  function hasMany(region: Ec2Stub, count: number, clock: Clock): readonly number[] {
    const at: number[] = [];
    const LaunchTemplates = Array.from({ length: count }, (_, each) => ({ LaunchTemplateId: `lt-${each}` }));
    region.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates });
    region.on(DescribeLaunchTemplateVersionsCommand).callsFake(() => {
      at.push(clock.elapsed());
      return { LaunchTemplateVersions: [] };
    });
    return at;
  }

  test("is kept, and nearly used up: a hundred templates at once, and twenty a second after that", async () => {
    const clock = fakeClock();
    const at = hasMany(here, 160, clock);
    const asked = ask(templateGuard(clients, clock), [anInterface()]);
    await clock.pass(10_000);
    expect(await asked).toEqual([words.nothing]);
    expect(at).toHaveLength(160);
    expect(at.filter((ms) => ms === 0)).toHaveLength(100);
    for (const [calls, ms] of at.entries()) expect(calls + 1).toBeLessThanOrEqual(100 + (20 * ms) / 1_000);
    expect(at.at(-1)).toBeLessThan((60 / 20) * 1_000 * 1.1);
  });

  test("is each region's own", async () => {
    const clock = fakeClock();
    const at = [hasMany(here, 100, clock), hasMany(there, 100, clock)];
    await ask(templateGuard(clients, clock), [resources.resource, resources.twin]);
    expect(at.map(({ length }) => length)).toEqual([100, 100]);
  });

  test("lets the guard's time run out: then nothing more is asked, and it cannot tell", async () => {
    const clock = fakeClock();
    const at = hasMany(here, 160, clock);
    const end = new AbortController();
    const due = [aDueRelease(anInterface())];
    const answers: unknown[] = [];
    const answer = (_: unknown, given: unknown) => answers.push(given);
    const scopes = async () => [scope];
    const examined = templateGuard(clients, clock).examine({ due, scopes, signal: end.signal, answer });
    await clock.pass(1);
    expect(at).toHaveLength(100);
    end.abort();
    await clock.pass(10_000);
    await examined;
    const late = { name: "TimeoutError", message: "the templates could not be read in time" };
    expect(answers).toEqual([{ error: expect.objectContaining(late) }]);
    expect(at).toHaveLength(100);
  });
});
